"""Calendar feeds: secret addresses by which a phone reads an inspector's visits without login.

A feed shows the last published plan in which its office has a part: the office's own, or that of an
office above. Sealed visits (四不两直) are shown to their team. A feed that a planner makes for an
inspector shows those of the planner's office alone, as its address was in the planner's hands too.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

from api.accounts.roles import Action, may
from api.accounts.scope import Relation, relation
from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.world import World
from api.store import datasets, feeds, plans, regions
from api.store.feeds import Feed
from api.store.plans import Plan
from models.base import Frozen
from models.problem import Problem
from models.text import Text
from models.tiers import plan_of_json
from scenarios.export.feed import empty_feed, feed
from scenarios.export.ical import ZONE
from scenarios.export.wording import Words

_KIND = "feed"


class NewFeed(Frozen):
    """A feed with its secret address, which is never shown again."""

    feed: Feed
    url: str


@dataclass(frozen=True)
class Found:
    """What an address leads to today; `tag` changes when what it shows may have changed."""

    feed: Feed
    plan: Plan | None
    on: date
    tag: str


def add(who: Asker, office: str, inspector: str, base: str) -> NewFeed:
    """A new address of an inspector's visits; inspectors make their own.

    Parameters
    ----------
    base
        How the service is reached.

    Raises
    ------
    Denial
        403 for another's calendar, 404 when there is no such office.
    """
    own = _is_own(who, office, inspector)
    if not own:
        who.require(Action.FEED_WRITE, office, "office", office)
        who.require_role(Action.SEALED_READ)
    with who.world.store.writing() as session:
        if office not in regions.parents(session):
            raise Denial(404, Text(code="store.missing", args={"kind": "office", "id": office}))
        made, secret = feeds.add(session, who.by, office, inspector, own=own)
    return NewFeed(feed=made, url=f"{base.rstrip('/')}/feeds/{secret}.ics")


def listed(who: Asker) -> tuple[Feed, ...]:
    """The feeds of one's office, or only one's own, the newest first."""
    everybody = may(who.account.role, Action.FEED_READ, Relation.OWN)
    if not everybody and not who.account.inspector:
        return ()
    with who.world.store.reading() as session:
        person = None if everybody else who.account.inspector
        return feeds.listed(session, who.account.region, person)


def revoke(who: Asker, id_: str) -> None:
    """Make an address worthless, as when a phone was lost."""
    with who.world.store.reading() as session:
        found = feeds.get(session, id_)
    if not _is_own(who, found.office, found.inspector):
        who.require(Action.FEED_WRITE, found.office, _KIND, id_)
    with who.world.store.writing() as session:
        feeds.revoke(session, who.by, id_)


def find(world: World, secret: str) -> Found:
    """What an address leads to; one that was revoked is as unknown as any other.

    It is looked up by its digest, so that the time taken tells nothing of addresses there are.

    Raises
    ------
    Denial
        404.
    """
    on = world.clock().astimezone(ZONE).date()
    with world.store.reading() as session:
        known = feeds.find(session, secret)
        if known is None:
            raise Denial(404, Text(code="problem.http.404"))
        tree = regions.parents(session)
        above = {r for r in tree if relation(r, known.office, tree) is Relation.BELOW}
        plan = plans.last_published(session, known.office, above)
    said = (known.id, plan and plan.id, plan and plan.published, on)
    return Found(known, plan, on, hashlib.sha256(repr(said).encode()).hexdigest()[:32])


def contents(world: World, found: Found, language: str) -> bytes:
    """The calendar itself."""
    words, shown = Words(language), found.feed
    text = None
    if found.plan is not None:
        with world.store.reading() as session:
            text = plans.content_of(session, found.plan.id)
            problem = datasets.problem_of(session, found.plan.dataset)
    if found.plan is None or text is None or not _concerns(problem, found.plan, shown):
        return empty_feed(shown.inspector, words, found.on.year)
    return feed(
        problem,
        plan_of_json(text),
        shown.inspector,
        words,
        office=shown.office,
        own=shown.own,
        on=found.on,
    )


def _concerns(problem: Problem, plan: Plan, shown: Feed) -> bool:
    """Whether the person is there, and belongs to the office when the plan is of one above."""
    person = problem.inspector_by_id.get(shown.inspector)
    if person is None or plan.office == shown.office:
        return person is not None
    return shown.office in problem.tree.lineage(person.region)


def _is_own(who: Asker, office: str, inspector: str) -> bool:
    account = who.account
    return bool(inspector) and (office, inspector) == (account.region, account.inspector)
