"""Accounts: all of them in a table, and one of them to be changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from api.accounts.roles import Action, Role
from api.desk import accounts
from api.desk.accounts import Handed
from api.pages import parts
from api.pages.listing import acted_upon, asking_first, form, moment, shown_once
from api.pages.notices import done, telling
from api.pages.visit import Visit
from api.store.accounts import Account
from api.store.sessions import Browser
from api.store.tokens import Token

_EVERYWHERE = ""
"""What stands for no region in a list to choose from."""
_COLUMNS = (
    *(("name", 2), ("role", 1), ("region", 2), ("inspector", 1)),
    *(("state", 2), ("created", 2)),
)


async def show_accounts(visit: Visit) -> None:
    """All that one reaches, and the one in the address."""
    found = await visit.ask(accounts.listed)
    regions = {one.id: one.name for one in await visit.ask(accounts.divisions)}
    if visit.account.region is None:
        regions = {_EVERYWHERE: visit.say("pages.all_regions"), **regions}
    elif visit.account.region not in regions:
        regions = {visit.account.region: visit.office, **regions}
    writing = visit.may(Action.ACCOUNT_WRITE)
    chosen = visit.parameters.get("account")
    if writing:
        _new(visit, regions)
    _table(visit, found, regions, chosen)
    if chosen:
        one = await visit.ask(accounts.get, chosen)
        with parts.section(visit.say("pages.administration.one", name=one.name)):
            if writing:
                _standing(visit, one, regions)
                _doors(visit, one)
            await _keys(visit, one, writing)


@dataclass(frozen=True)
class _Fields:
    """What an account may do, in a form."""

    role: ui.select
    region: ui.select
    inspector: ui.input

    @property
    def where(self) -> str | None:
        """The region; None: all."""
        return self.region.value or None


def _fields(visit: Visit, regions: Mapping[str, str], one: Account | None) -> _Fields:
    say = visit.say
    roles = {role.value: say(f"pages.role.{role}") for role in Role}
    first = next(iter(regions), _EVERYWHERE)
    held = (one.region or _EVERYWHERE) if one else first
    places = dict(regions) if held in regions else {held: held, **regions}
    role = ui.select(
        roles,
        label=say("pages.administration.role"),
        value=one.role.value if one else Role.VIEWER.value,
    )
    region = ui.select(
        places, label=say("pages.administration.region"), value=held, with_input=True
    )
    inspector = ui.input(say("pages.administration.inspector"), value=one.inspector if one else "")
    for field in (role, region, inspector):
        field.classes("desk-field")
    return _Fields(role, region, inspector)


def _new(visit: Visit, regions: Mapping[str, str]) -> None:
    say = visit.say
    with ui.expansion(say("pages.administration.new"), icon="person_add").classes("desk-fold"):

        async def make() -> None:
            if not name.validate():
                return
            made = await visit.ask(
                accounts.add,
                name.value.strip(),
                Role(fields.role.value),
                fields.where,
                inspector=fields.inspector.value.strip(),
                subject=subject.value.strip() or None,
            )
            _hand(visit, made)

        with form(visit, say("pages.administration.make"), make):
            name = ui.input(
                say("pages.administration.name"),
                validation={say("pages.listing.needed"): lambda v: bool(v.strip())},
            ).without_auto_validation()
            name.classes("desk-field").props("maxlength=100 autocomplete=off")
            fields = _fields(visit, regions, None)
            subject = ui.input(say("pages.administration.subject"))
            subject.classes("desk-field").props("maxlength=100 autocomplete=off")
        parts.note(say("pages.administration.inspector_note"))


def _hand(visit: Visit, made: Handed) -> None:
    onward = visit.at(tab="accounts", account=made.account.id)
    if made.password is None:
        ui.navigate.to(onward)
        return
    title = visit.say("pages.administration.password_of", name=made.account.name)
    shown_once(visit, title, made.password, onward)


def _table(
    visit: Visit, found: tuple[Account, ...], regions: Mapping[str, str], chosen: str | None
) -> None:
    columns = [
        {
            "field": name,
            "headerName": visit.say(f"pages.administration.{name}"),
            "flex": share,
            "minWidth": 110,
        }
        for name, share in _COLUMNS
    ]
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "role": visit.say(f"pages.role.{one.role}"),
            "region": regions.get(one.region or _EVERYWHERE, one.region or ""),
            "inspector": one.inspector,
            "state": visit.say(f"pages.administration.is_{_state(visit, one)}"),
            "created": moment(one.created),
        }
        for one in found
    ]
    known = chosen in {one.id for one in found}
    options = {
        "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
        ":getRowId": "p => p.data.id",
        ":onFirstDataRendered": (
            f"p => {{ const row = p.api.getRowNode({chosen!r}); row?.setSelected(true);"
            "p.api.ensureNodeVisible(row); }"
            if known
            else "() => {}"
        ),
    }
    grid = parts.grid(visit, columns, rows, options)
    grid.classes("desk-short")

    def go(args: Mapping[str, str]) -> None:
        ui.navigate.to(visit.at(tab="accounts", account=args["rowId"]))

    grid.on("cellClicked", lambda e: go(e.args), ["rowId"])
    grid.on(
        "cellKeyDown",
        lambda e: go(e.args),
        ["rowId"],
        js_handler="(e) => { if (e.event.key === 'Enter') emit({rowId: e.node.id}); }",
    )


def _state(visit: Visit, one: Account) -> str:
    if not one.active:
        return "off"
    if one.locked_until is not None and one.locked_until > visit.world.clock():
        return "locked"
    return "new" if one.must_change else "on"


def _standing(visit: Visit, one: Account, regions: Mapping[str, str]) -> None:
    say = visit.say

    async def keep() -> None:
        await visit.ask(
            accounts.change,
            one.id,
            role=Role(fields.role.value),
            region=fields.where,
            inspector=fields.inspector.value.strip(),
            active=active.value,
        )
        done(visit, "pages.administration.kept")
        ui.navigate.to(visit.here)

    with form(visit, say("pages.administration.keep"), keep):
        fields = _fields(visit, regions, one)
        active = ui.switch(say("pages.administration.active"), value=one.active)


def _doors(visit: Visit, one: Account) -> None:
    """Ways in: the password, the lock, the login elsewhere."""
    say = visit.say

    async def link() -> None:
        await visit.ask(accounts.link, one.id, subject.value.strip() or None)
        done(visit, "pages.administration.kept")

    async def reset() -> None:
        _hand(visit, await visit.ask(accounts.reset, one.id))

    async def unlock() -> None:
        with telling(visit):
            await visit.ask(accounts.unlock, one.id)
            ui.navigate.to(visit.here)

    with form(visit, say("pages.administration.link"), link):
        subject = ui.input(say("pages.administration.subject"), value=one.subject or "")
        subject.classes("desk-field").props("maxlength=100 autocomplete=off")
    with parts.actions():
        if one.id != visit.account.id:
            words = say("pages.administration.reset")
            asking_first(visit, words, say("pages.administration.reset_sure", name=one.name), reset)
        if _state(visit, one) == "locked":
            ui.button(say("pages.administration.unlock"), on_click=unlock).props("outline")


async def _keys(visit: Visit, one: Account, writing: bool) -> None:
    """Its tokens and the browsers in which it is logged in."""
    say = visit.say
    tokens = await visit.ask(accounts.tokens_of, one.id)
    browsers = await visit.ask(accounts.sessions_of, one.id)

    def revoking(token: Token) -> Callable[[], None] | None:
        async def revoke() -> None:
            await visit.ask(accounts.revoke_token, one.id, token.id)
            ui.navigate.to(visit.here)

        sure = say("pages.listing.revoke_sure", name=token.name)
        usable = writing and token.revoked is None
        words = say("pages.listing.revoke")
        return partial(asking_first, visit, words, sure, revoke, token.name) if usable else None

    def leaving(browser: Browser) -> Callable[[], None] | None:
        async def leave() -> None:
            await visit.ask(accounts.revoke_session, one.id, browser.id)
            ui.navigate.to(visit.here)

        since = moment(browser.created)
        sure = say("pages.administration.leave_sure", since=since)
        words = say("pages.administration.leave")
        return partial(asking_first, visit, words, sure, leave, since) if writing else None

    parts.heading(say("pages.administration.tokens"), 3)
    if tokens:
        acted_upon(token_headers(visit), [(token_cells(visit, t), revoking(t)) for t in tokens])
    else:
        parts.note(say("pages.administration.no_tokens"))
    parts.heading(say("pages.administration.browsers"), 3)
    if browsers:
        headers = [say("pages.administration.since"), say("pages.listing.until")]
        rows = [((moment(b.created), moment(b.expires)), leaving(b)) for b in browsers]
        acted_upon(headers, rows)
    else:
        parts.note(say("pages.administration.no_browsers"))


def token_headers(visit: Visit) -> list[str]:
    """What stands above tokens."""
    return [visit.say(f"pages.listing.{name}") for name in ("name", "created", "until", "state")]


def token_cells(visit: Visit, token: Token) -> tuple[str, ...]:
    """What is told of a token."""
    over = token.expires is not None and token.expires <= visit.world.clock()
    state = "revoked" if token.revoked else "over" if over else "valid"
    until = moment(token.expires) if token.expires else visit.say("pages.listing.always")
    return token.name, moment(token.created), until, visit.say(f"pages.listing.is_{state}")
