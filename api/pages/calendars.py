"""Secret calendar addresses: one's own, and those that a planner makes for inspectors."""

from collections.abc import Callable
from functools import partial

from nicegui import ui

from api.accounts.roles import Action
from api.desk import accounts, datasets, feeds
from api.pages import parts
from api.pages.listing import acted_upon, asking_first, form, moment, shown_once
from api.pages.visit import Visit
from api.store.feeds import Feed


async def show_calendars(visit: Visit) -> None:
    """Those that one may see, and a way to make one."""
    say, account = visit.say, visit.account
    found = await visit.ask(feeds.listed)
    regions = {one.id: one.name for one in await visit.ask(accounts.divisions)}
    planning = visit.may(Action.FEED_WRITE) and visit.may(Action.SEALED_READ)
    if account.region is not None and (account.inspector or planning):
        names = await _people(visit) if planning else {}
        if account.inspector:
            names = {account.inspector: say("pages.calendars.own"), **names}
        _new(visit, account.region, names)
    headers = [say(f"pages.calendars.{n}") for n in ("office", "inspector", "by")]
    headers += [say(f"pages.listing.{n}") for n in ("created", "state")]

    def revoking(feed: Feed) -> Callable[[], None] | None:
        async def revoke() -> None:
            await visit.ask(feeds.revoke, feed.id)
            ui.navigate.to(visit.here)

        if feed.revoked is not None:
            return None
        sure = say("pages.calendars.revoke_sure", name=feed.inspector)
        return partial(asking_first, visit, say("pages.listing.revoke"), sure, revoke, feed.id)

    def cells(feed: Feed) -> tuple[str, ...]:
        by = say("pages.calendars.by_self" if feed.own else "pages.calendars.by_office")
        state = say(f"pages.listing.is_{'revoked' if feed.revoked else 'valid'}")
        office = regions.get(feed.office, feed.office)
        return office, feed.inspector, by, moment(feed.created), state

    if found:
        acted_upon(headers, [(cells(one), revoking(one)) for one in found])
    else:
        parts.note(say("pages.calendars.none"))


async def _people(visit: Visit) -> dict[str, str]:
    """The inspectors of the newest data set of one's office."""
    own = visit.account.region
    known = [d for d in await visit.ask(datasets.listed) if d.office == own]
    if not known:
        return {}
    problem = await visit.ask(datasets.problem, known[0].id)
    return {p.id: f"{p.name} {p.id}" for p in problem.inspectors}


def _new(visit: Visit, office: str, names: dict[str, str]) -> None:
    say = visit.say
    if not names:
        parts.note(say("pages.calendars.nobody"))
        return
    request = ui.context.client.request
    base = visit.world.settings.public_url or f"{request.url.scheme}://{request.url.netloc}"

    async def make() -> None:
        made = await visit.ask(feeds.add, office, str(inspector.value), base)
        shown_once(visit, say("pages.calendars.address"), made.url, visit.here)

    with form(visit, say("pages.calendars.make"), make):
        inspector = ui.select(
            names, label=say("pages.calendars.inspector"), value=next(iter(names)), with_input=True
        ).classes("desk-field")
    parts.note(say("pages.calendars.how"))
