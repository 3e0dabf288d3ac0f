"""Accounts as administrators care for them: made, changed, opened again, logged out.

An administrator of a region reaches accounts of it and of regions below, and can make none
elsewhere: whoever acts must hold both where an account is and where it goes.
"""

from api.accounts.first import one_time_password
from api.accounts.roles import Action, Role
from api.accounts.scope import covered
from api.desk.asker import Asker
from api.desk.denial import Denial
from api.store import accounts, regions, sessions, tokens
from api.store.accounts import Account
from api.store.regions import Division
from api.store.sessions import Browser
from api.store.tokens import Token
from models.base import Frozen
from models.text import Text
from scenarios.issues import nearest

_KIND = "account"


class Handed(Frozen):
    """An account with a password for its first login, which is kept nowhere and shown once.

    `password` is None when the account logs in elsewhere.
    """

    account: Account
    password: str | None


def listed(who: Asker) -> tuple[Account, ...]:
    """Accounts of one's region and those below, by name."""
    who.require_role(Action.ACCOUNT_READ)
    with who.world.store.reading() as session:
        reached = covered(who.account.region, regions.parents(session))
        return accounts.listed(session, regions=reached)


def get(who: Asker, id_: str, action: Action = Action.ACCOUNT_READ) -> Account:
    """One account, if one may do this with it."""
    with who.world.store.reading() as session:
        found = accounts.get(session, id_)
    who.require(action, found.region, _KIND, id_)
    return found


def add(
    who: Asker,
    name: str,
    role: Role,
    region: str | None,
    *,
    inspector: str = "",
    subject: str | None = None,
) -> Handed:
    """A new account.

    Parameters
    ----------
    subject
        Who it is at the OIDC provider; it gets no password then.
    """
    _require_place(who, region)
    password = one_time_password(who.by.chance) if subject is None else None
    hashed = "" if password is None else who.world.gate.passwords.hash(password)
    with who.world.store.writing() as session:
        made = accounts.add(
            session,
            who.by,
            name,
            role,
            region,
            hashed,
            inspector=inspector,
            subject=subject,
            must_change=password is not None,
        )
    return Handed(account=made, password=password)


def change(
    who: Asker, id_: str, *, role: Role, region: str | None, inspector: str, active: bool
) -> Account:
    """Change what an account may do; one that is switched off is logged out everywhere."""
    before = get(who, id_, Action.ACCOUNT_WRITE)
    if region != before.region:
        _require_place(who, region)
    with who.world.store.writing() as session:
        return accounts.change(
            session, who.by, id_, role=role, region=region, inspector=inspector, active=active
        )


def reset(who: Asker, id_: str) -> Handed:
    """A new password for one login; the account is unlocked, and logged out of all browsers.

    Nobody resets their own: it is changed by giving the old one.

    Raises
    ------
    Denial
        403 for what one may not do and for one's own account, 404 for what one may not see.
    """
    found = get(who, id_, Action.ACCOUNT_WRITE)
    if id_ == who.account.id:
        raise Denial(403, Text(code="account.own_password"))
    password = one_time_password(who.by.chance)
    hashed = who.world.gate.passwords.hash(password)
    with who.world.store.writing() as session:
        accounts.set_password(session, who.by, id_, hashed, must_change=True)
    open_again = found.model_copy(update={"must_change": True, "locked_until": None})
    return Handed(account=open_again, password=password)


def unlock(who: Asker, id_: str) -> Account:
    """Let somebody log in again at once after too many failures."""
    get(who, id_, Action.ACCOUNT_WRITE)
    with who.world.store.writing() as session:
        return accounts.unlock(session, who.by, id_)


def link(who: Asker, id_: str, subject: str | None) -> Account:
    """Say who an account is at the OIDC provider; None: nobody."""
    get(who, id_, Action.ACCOUNT_WRITE)
    with who.world.store.writing() as session:
        return accounts.link(session, who.by, id_, subject)


def tokens_of(who: Asker, id_: str) -> tuple[Token, ...]:
    """The tokens of an account, the newest first."""
    get(who, id_)
    with who.world.store.reading() as session:
        return tokens.listed(session, id_)


def revoke_token(who: Asker, id_: str, token: str) -> None:
    """Make a token of an account worthless."""
    get(who, id_, Action.ACCOUNT_WRITE)
    with who.world.store.writing() as session:
        tokens.revoke(session, who.by, token, id_)


def sessions_of(who: Asker, id_: str) -> tuple[Browser, ...]:
    """Where an account is logged in, the newest first."""
    get(who, id_)
    with who.world.store.reading() as session:
        return sessions.listed(session, id_, who.by.now)


def revoke_session(who: Asker, id_: str, browser: str) -> None:
    """Log an account out of one browser."""
    get(who, id_, Action.ACCOUNT_WRITE)
    with who.world.store.writing() as session:
        sessions.revoke(session, who.by, browser, id_)


def divisions(who: Asker) -> tuple[Division, ...]:
    """One's region and those below, as far as data sets have told of them."""
    with who.world.store.reading() as session:
        every = regions.listed(session)
        reached = covered(who.account.region, regions.parents(session))
    return tuple(one for one in every if reached is None or one.id in reached)


def _require_place(who: Asker, region: str | None) -> None:
    """Refuse an account of a region that is not known, or that one does not reach."""
    who.require_role(Action.ACCOUNT_WRITE)
    known = {one.id for one in divisions(who)}
    if region in known or region == who.account.region:
        return
    if who.account.region is not None:
        raise Denial(403, Text(code="store.region_outside", args={"region": region or "*"}))
    if region is not None:
        alike = nearest(region, known)
        code = "account.region_alike" if alike else "account.region_unknown"
        raise Denial(422, Text(code=code, args={"region": region, "alike": alike}))
