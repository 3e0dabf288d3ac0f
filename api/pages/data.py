"""The page of data sets: those there are, and those that can be taken over."""

from nicegui import ui

from api.accounts.roles import Action
from api.desk import datasets
from api.pages import parts
from api.pages.areas import area
from api.pages.frame import shown_at
from api.pages.notices import telling
from api.pages.visit import Visit
from scenarios.shipped import shipped_datasets

_SHOWN = 200


@shown_at(area("data"))
async def page(visit: Visit) -> None:
    """What data sets there are."""
    found = await visit.ask(datasets.listed, limit=_SHOWN)
    if visit.may(Action.DATASET_WRITE):
        _ways_in(visit)
    with parts.section(visit.say("pages.data.versions")):
        if not found:
            with parts.empty("pages.data.none", visit):
                pass
            return
        names = ("name", "version", "year", "schools", "inspectors", "source", "created")
        columns = [
            {"field": name, "headerName": visit.say(f"pages.data.{name}"), "flex": 1}
            for name in names
        ]
        rows = [
            {
                "name": one.name,
                "version": one.version,
                "year": one.year,
                "schools": one.figures.get("targets"),
                "inspectors": one.figures.get("inspectors"),
                "source": visit.say(f"pages.data.of_{one.source.partition(':')[0]}"),
                "created": one.created.strftime("%Y-%m-%d %H:%M"),
            }
            for one in found
        ]
        parts.grid(visit, columns, rows, {"domLayout": "autoHeight"}).classes("desk-fit")


def _ways_in(visit: Visit) -> None:
    with parts.actions():
        chosen = ui.select(list(shipped_datasets()), label=visit.say("pages.data.shipped"))
        chosen.classes("desk-field")
        button = ui.button(visit.say("pages.data.take"))

        async def take() -> None:
            if chosen.value:
                with telling(visit), parts.busy(button):
                    await visit.ask(datasets.take, chosen.value)
                    ui.navigate.reload()

        button.on_click(take)
