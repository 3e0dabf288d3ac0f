"""Which data set and plan the pages show: named in the header, and chosen there by name."""

from collections.abc import Callable, Sequence

from nicegui import events, ui

from api.desk import shelf
from api.desk.shelf import Titles, Volume
from api.pages import parts
from api.pages.areas import Area
from api.pages.listing import dialog, moment
from api.pages.notices import telling
from api.pages.visit import Visit

_LOOKS = ("show", "mode")
"""What of an address says how something is looked at, whatever it is."""


async def titles(visit: Visit, area: Area) -> Titles | None:
    """What the page is about by name; None where there is nothing to choose."""
    if not area.chooses:
        return None
    given = visit.parameters
    return await visit.ask(shelf.titles, given.get("dataset", ""), given.get("plan", ""))


def picker(visit: Visit, named: Titles) -> None:
    """A button that says what is shown and opens what else could be."""
    say = visit.say
    shown = " · ".join(filter(None, (named.dataset, named.plan))) or say("pages.picker.none")
    with ui.button(on_click=lambda: _open(visit)).props("flat dense").classes("desk-picker") as way:
        way.props["aria-label"] = f"{say('pages.picker.title')}：{shown}"
        way.props["aria-haspopup"] = "dialog"
        way.tooltip(shown).props("delay=600")
        ui.icon("folder_open").props("aria-hidden=true")
        with ui.element("span").classes("desk-picked"):
            ui.label(named.dataset or say("pages.picker.none"))
            if named.plan:
                ui.label(named.plan).classes("desk-picked-plan")
        ui.icon("arrow_drop_down").props("aria-hidden=true")


async def _open(visit: Visit) -> None:
    say = visit.say
    with dialog(say("pages.picker.title")) as made:
        parts.heading(say("pages.picker.title"))
        words = ui.input(label=say("pages.picker.search")).classes("desk-whole")
        words.props("autofocus clearable debounce=300")
        place = ui.element("div").classes("desk-picking").props("aria-live=polite")

    async def look(event: events.ValueChangeEventArguments[str | None]) -> None:
        await fill((event.value or "").strip())

    async def fill(named: str) -> None:
        with telling(visit):
            plans, sets = await visit.ask(shelf.shelf, named)
            place.clear()
            with place:
                _listed(visit, "plans", plans, _plan)
                _listed(visit, "datasets", sets, _dataset)

    words.on_value_change(look)
    words.on("keydown.enter", js_handler=_FIRST)
    made.on("hide", made.delete)
    await fill("")
    made.open()


_FIRST = "() => document.querySelector('.desk-picking a')?.click()"


def _listed(
    visit: Visit, name: str, found: Sequence[Volume], told: Callable[[Visit, Volume], Sequence[str]]
) -> None:
    with ui.element("section"):
        parts.heading(visit.say(f"pages.picker.{name}"), 3)
        if not found:
            parts.note(visit.say("pages.picker.nothing"))
            return
        with ui.element("ul").classes("desk-volumes"):
            for one in found:
                with ui.element("li"), ui.element("a") as link:
                    plan = one.id if one.data else None
                    link.props["href"] = _there(visit, one.dataset, plan)
                    if (plan or one.id) in (visit.parameters.get("plan"), _alone(visit)):
                        link.props["aria-current"] = "true"
                    ui.label(one.name or visit.say("pages.planned.unnamed"))
                    with ui.element("small"):
                        ui.label(" · ".join(told(visit, one)))


def _plan(visit: Visit, one: Volume) -> Sequence[str]:
    said = [one.data, moment(one.created)]
    if one.published:
        said.append(visit.say("pages.picker.published"))
    elif not one.done:
        said.append(visit.say("pages.picker.without_result"))
    return said


def _dataset(visit: Visit, one: Volume) -> Sequence[str]:
    return visit.say("pages.picker.version", number=one.version), moment(one.created)


def _there(visit: Visit, dataset: str, plan: str | None) -> str:
    looks = {name: visit.parameters.get(name) for name in _LOOKS}
    return visit.to(visit.path, dataset=dataset, plan=plan, **looks)


def _alone(visit: Visit) -> str | None:
    """The data set of the address, when no plan is there."""
    return None if visit.parameters.get("plan") else visit.parameters.get("dataset")
