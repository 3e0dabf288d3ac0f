"""The page of draws by lot: an office's register, one draw of it, a new one, the ceremony."""

from nicegui import ui

from api.accounts.roles import Action
from api.desk import accounts, draws
from api.pages import parts
from api.pages.areas import area
from api.pages.draw_one import show_draw
from api.pages.draw_prepare import show_preparation
from api.pages.frame import shown_at
from api.pages.listing import moment
from api.pages.visit import Visit
from api.store.draws import Draw, Sort


@shown_at(area("draw"))
async def page(visit: Visit) -> None:
    """What the address names."""
    if visit.parameters.get("view") == "new":
        await show_preparation(visit)
    elif visit.parameters.get("draw"):
        await show_draw(visit, visit.parameters["draw"])
    else:
        await _register(visit)


async def _register(visit: Visit) -> None:
    say = visit.say
    offices = await visit.ask(draws.offices)
    names = {one.id: one.name for one in await visit.ask(accounts.divisions)}
    office = visit.parameters.get("office") or visit.account.region or next(iter(offices), "")
    with parts.actions():
        if visit.may(Action.DRAW_WRITE):
            new = ui.button(say("pages.draw.new"), icon="add").props("target=_self")
            new.props["href"] = visit.at(view="new", draw=None)
        ui.link(say("pages.draw.public"), f"/public/verify?lang={visit.language}")
        shown = {one: names.get(one, one) for one in (*offices, *([office] if office else []))}
        if len(shown) > 1:
            choice = ui.select(shown, label=say("pages.draw.office"), value=office)
            choice.classes("desk-field")
            choice.on_value_change(lambda e: ui.navigate.to(visit.at(office=e.value)))
    found = await visit.ask(draws.register, office) if office in offices else ()
    with parts.section(say("pages.draw.register")):
        if not found:
            with parts.empty("pages.draw.none", visit, "casino"):
                pass
            return
        parts.note(say("pages.draw.register_note"))
        _entries(visit, found)


def _entries(visit: Visit, found: tuple[Draw, ...]) -> None:
    say = visit.say
    drawn = {one.draw: one.id for one in found if one.kind is Sort.DRAW}
    last = {one.draw for one in found if one.kind is Sort.EVENT}
    names = ("position", "draw", "what", "committed", "drawn_at", "published_at", "digest")
    with (
        ui.element("div").classes("desk-scroll").props("tabindex=0 role=region") as shown,
        ui.element("table").classes("desk-table"),
    ):
        shown.props["aria-label"] = say("pages.draw.register")
        with ui.element("thead"), ui.element("tr"):
            for name in names:
                with ui.element("th").props("scope=col"):
                    ui.label(say(f"pages.draw.{name}"))
        with ui.element("tbody"):
            for one in reversed(found):
                with ui.element("tr"):
                    _cell(str(one.position))
                    with ui.element("td"):
                        ui.link(one.draw, visit.at(draw=drawn[one.draw], view=None))
                    _cell(say(f"pages.draw.is_{state(one, followed=one.draw in last)}"))
                    _cell(moment(one.created))
                    _cell(moment(one.drawn))
                    _cell(moment(one.published))
                    with ui.element("td").classes("desk-code"):
                        ui.label(one.digest[:16]).props["title"] = one.digest


def state(one: Draw, *, followed: bool) -> str:
    """How far an entry is; `followed`: another entry is about the same draw."""
    if one.kind is Sort.EVENT:
        return "event"
    if one.published is not None:
        return "published"
    if one.drawn is not None:
        return "drawn"
    return "abandoned" if followed else "waiting"


def _cell(text: str) -> None:
    with ui.element("td"):
        ui.label(text)
