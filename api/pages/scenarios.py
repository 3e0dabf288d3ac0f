"""The page of scenarios: changes put together in forms, and what plans under them come to."""

from nicegui import ui

from api.accounts.roles import Action
from api.desk import comparisons, datasets, overlays
from api.desk.comparisons import ComparisonView
from api.pages import parts
from api.pages.areas import area
from api.pages.frame import shown_at
from api.pages.listing import moment
from api.pages.scenarios_compose import Composer
from api.pages.scenarios_result import show_comparison
from api.pages.visit import Visit
from api.store.datasets import Dataset

_SHOWN = 50


@shown_at(area("scenarios"))
async def page(visit: Visit) -> None:
    """The comparison in the address; without one, a new one of its data set, and earlier ones."""
    chosen = visit.parameters.get("comparison")
    if chosen:
        await show_comparison(visit, await visit.ask(comparisons.get, chosen))
        return
    if visit.may(Action.COMPARISON_WRITE):
        await _new(visit)
    _earlier(visit, await visit.ask(comparisons.listed, limit=_SHOWN))


async def _new(visit: Visit) -> None:
    found = await visit.ask(datasets.listed, limit=_SHOWN)
    dataset, former = visit.parameters.get("dataset"), visit.parameters.get("from")
    with parts.section(visit.say("pages.scenarios.new")):
        if not found:
            with parts.empty("pages.scenarios.no_data", visit):
                ui.link(visit.say("pages.data.title"), "/data")
            return
        _choose(visit, found, dataset)
        if dataset is None:
            parts.note(visit.say("pages.scenarios.choose"))
            return
        known = await visit.ask(overlays.choices, dataset)
        given = await visit.ask(overlays.of_comparison, former) if former else ()
        await Composer(visit, dataset, known, given).show()


def _choose(visit: Visit, found: tuple[Dataset, ...], dataset: str | None) -> None:
    names = {
        one.id: visit.say("pages.data.one", name=one.name, version=one.version)
        for one in found
        if one.source != comparisons.KIND or one.id == dataset
    }
    ui.select(
        names,
        value=dataset if dataset in names else None,
        label=visit.say("pages.scenarios.dataset"),
        on_change=lambda e: ui.navigate.to(visit.at(dataset=e.value)),
    ).classes("desk-field")


def _earlier(visit: Visit, found: tuple[ComparisonView, ...]) -> None:
    with parts.section(visit.say("pages.scenarios.earlier")):
        if not found:
            with parts.empty("pages.scenarios.none", visit):
                return
        columns = [
            {"field": field, "headerName": visit.say(f"pages.scenarios.{field}"), "flex": share}
            for field, share in (("name", 4), ("cases", 5), ("created", 2), ("done", 1))
        ]
        rows = [
            {
                "id": one.id,
                "name": one.name,
                "cases": visit.say("pages.scenarios.join").join(c.name for c in one.cases[1:]),
                "created": moment(one.created),
                "done": visit.say(f"pages.scenarios.{'ended' if one.ended else 'open'}"),
            }
            for one in found
        ]
        options = {":getRowId": "p => p.data.id"}
        shown = parts.grid(visit, columns, rows, options)
        shown.classes("desk-short" if len(rows) > 4 else "desk-shorter")
        shown.on(
            "cellClicked",
            lambda e: ui.navigate.to(visit.at(comparison=e.args["rowId"])),
            ["rowId"],
        )
