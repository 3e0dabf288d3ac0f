"""The page about oneself: password, tokens, the address of one's calendar."""

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from nicegui import ui

from api.accounts.roles import Action
from api.desk import tokens
from api.pages import parts
from api.pages.administration_accounts import token_cells, token_headers
from api.pages.areas import area
from api.pages.calendars import show_calendars
from api.pages.frame import shown_at
from api.pages.listing import acted_upon, asking_first, form, shown_once
from api.pages.visit import Visit
from api.store.tokens import Token

_LONGEST_DAYS = 3660


@shown_at(area("me"))
async def page(visit: Visit) -> None:
    """Who one is, and what acts in one's name."""
    say, account = visit.say, visit.account
    parts.facts(
        {
            say("pages.administration.name"): account.name,
            say("pages.administration.role"): say(f"pages.role.{account.role}"),
            say("pages.administration.region"): visit.office or say("pages.all_regions"),
            say("pages.administration.inspector"): account.inspector or "—",
        }
    )
    with parts.actions():
        ui.link(say("pages.password.title"), f"/password?next={quote('/me')}")
    with parts.section(say("pages.administration.tokens")):
        await _tokens(visit)
    if account.inspector or visit.may(Action.FEED_WRITE):
        with parts.section(say("pages.calendars.title")):
            await show_calendars(visit)


async def _tokens(visit: Visit) -> None:
    say = visit.say
    found = await visit.ask(tokens.own)

    async def make() -> None:
        if not name.validate():
            return
        count = None if days.value is None else int(days.value)
        made = await visit.ask(tokens.add, name.value.strip(), count)
        shown_once(visit, say("pages.me.token_of", name=made.token.name), made.secret, visit.here)

    def revoking(token: Token) -> Callable[[], None] | None:
        async def revoke() -> None:
            await visit.ask(tokens.revoke, token.id)
            ui.navigate.to(visit.here)

        if token.revoked is not None:
            return None
        sure = say("pages.listing.revoke_sure", name=token.name)
        return partial(asking_first, visit, say("pages.listing.revoke"), sure, revoke, token.name)

    parts.note(say("pages.me.tokens_note"))
    with form(visit, say("pages.me.make"), make):
        name = ui.input(
            say("pages.me.purpose"),
            validation={say("pages.listing.needed"): lambda v: bool(v.strip())},
        ).without_auto_validation()
        name.classes("desk-field").props("maxlength=100")
        days = ui.number(say("pages.me.days"), value=90, min=1, max=_LONGEST_DAYS, precision=0)
        days.classes("desk-day")
    if found:
        acted_upon(token_headers(visit), [(token_cells(visit, t), revoking(t)) for t in found])
    else:
        parts.note(say("pages.administration.no_tokens"))
