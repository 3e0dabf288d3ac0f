"""Tokens, sessions and feeds: secrets that open only what they were made for."""

from datetime import timedelta

from api.store import Store, feeds, plans, sessions, tokens
from tests.api.store.conftest import NOON, by
from tests.api.store.filled import fill
from tests.api.store.steps import refused


def test_secrets_open_only_what_they_were_made_for(store: Store) -> None:
    fill(store)
    with store.writing() as session:
        ann = tokens.listed(session, "nobody")
        assert ann == ()
        account = plans.listed(session)[0].author
        soon = by().now + timedelta(hours=1)
        token, secret = tokens.add(session, by(seed=5), account, "t", expires=soon)
        logged = sessions.begin(session, by(seed=5), account, timedelta(hours=1))
        feed, address = feeds.add(session, by(seed=5), "county", "b")
        for lost in (token.model_dump_json(), feed.model_dump_json()):
            assert secret not in lost
            assert address not in lost
        assert tokens.holder(session, secret, NOON) == account
        assert tokens.holder(session, secret, soon) is None
        assert tokens.holder(session, logged.secret, NOON) is None
        assert tokens.holder(session, f"{secret}x", NOON) is None
        assert sessions.holder(session, logged.secret, NOON) == account
        assert sessions.holder(session, logged.secret, NOON, csrf=logged.csrf) == account
        assert sessions.holder(session, logged.secret, NOON, csrf=logged.secret) is None
        assert sessions.holder(session, logged.secret, logged.expires) is None
        assert feeds.find(session, address) == feed
        refused("missing", lambda: tokens.revoke(session, by(), token.id, "somebody else"))
        tokens.revoke(session, by(), token.id, account)
        feeds.revoke(session, by(), feed.id)
        sessions.end(session, logged.secret)
    with store.reading() as session:
        assert tokens.holder(session, secret, NOON) is None
        assert feeds.find(session, address) is None
        assert sessions.holder(session, logged.secret, NOON) is None
        assert {f.revoked is None for f in feeds.listed(session, "county")} == {True, False}
