"""The page of data sets: a workbook in, its faults mended, versions, and where everything lies."""

from collections.abc import Awaitable, Callable

from anyio.to_thread import run_sync
from nicegui import events, ui

from api.accounts.roles import Action
from api.desk import datasets, drafts
from api.pages import parts
from api.pages.areas import area
from api.pages.data_draft import Editor
from api.pages.data_map import points_of, show_map
from api.pages.frame import shown_at
from api.pages.listing import ask_first, moment
from api.pages.notices import done, tell, telling
from api.pages.visit import Visit
from api.store.datasets import Dataset
from scenarios.draft import Draft
from scenarios.shipped import described

Edit = Callable[[Draft, Dataset | None], Awaitable[None]]
_SHOWN = 200
_COLUMNS = (
    ("name", 4),
    ("version", 1),
    ("year", 1),
    ("schools", 1),
    ("inspectors", 1),
    ("source", 2),
    ("created", 2),
)


@shown_at(area("data"))
async def page(visit: Visit) -> None:
    """What data sets there are, and the one in the address."""
    found = await visit.ask(datasets.listed, limit=_SHOWN)
    chosen = visit.parameters.get("dataset")
    one = await visit.ask(datasets.get, chosen) if chosen else None
    writing = visit.may(Action.DATASET_WRITE)
    workplace = ui.element("div").classes("desk-section")
    shelf = ui.element("div").classes("desk-shelf")

    async def edit(draft: Draft, parent: Dataset | None) -> None:
        shelf.visible = False
        workplace.clear()
        with workplace:
            await Editor(visit, draft, parent, found, close).show()

    async def close() -> None:
        with telling(visit):
            await visit.ask(drafts.forget)
            workplace.clear()
            shelf.visible = True

    with shelf:
        with parts.actions():
            parts.download(
                visit.say("pages.data.template"), f"/v1/template.xlsx?language={visit.language}"
            )
            if writing:
                await _shipped(visit)
        if writing:
            await _unsaved(visit, edit)
            _upload(visit, edit)
        _versions(visit, found, chosen)
        if one is not None:
            await _one(visit, one, writing, edit)


async def _unsaved(visit: Visit, edit: Edit) -> None:
    """What was not saved when the page was left, to go on with or to give up."""
    left = await visit.ask(drafts.kept)
    if left is None:
        return
    say, of = visit.say, left.parent
    name = say("pages.data.one", name=of.name, version=of.version) if of else ""
    words = say("pages.data.unsaved", name=name or say("pages.data.of_upload"), at=moment(left.at))
    with parts.actions() as shown:
        shown.classes("desk-waiting")
        ui.label(words)
        ui.button(say("pages.data.go_on"), on_click=lambda: edit(left.draft, of))
        forget = ui.button(say("pages.data.cancel")).props("flat")

    async def gone() -> None:
        with telling(visit):
            await visit.ask(drafts.forget)
            shown.delete()

    forget.on_click(gone)


def _upload(visit: Visit, edit: Edit) -> None:
    limit = visit.world.settings.upload_megabytes

    async def take(event: events.UploadEventArguments) -> None:
        with telling(visit):
            draft = await visit.ask(drafts.opened, await event.file.read())
            await visit.ask(drafts.keep, draft, None)
            await edit(draft, None)
        field.reset()

    field = ui.upload(
        auto_upload=True,
        max_file_size=limit * 1_000_000,
        on_upload=take,
        on_rejected=lambda: tell(visit, visit.say("pages.data.rejected", megabytes=limit)),
    )
    field.classes("desk-upload").props("accept=.xlsx flat bordered")
    with field.add_slot("header"), ui.element("div").classes("desk-drop"):
        pick = ui.button(visit.say("pages.data.upload"), icon="upload_file")
        pick.on("click", js_handler=f"() => runMethod({field.id}, 'pickFiles', [])")
        parts.note(visit.say("pages.data.drop"))
        with ui.element("div").classes("hidden"):  # Quasar's own button nests a field in a link
            ui.element("q-uploader-add-trigger")
    with field.add_slot("list"):
        ui.element("div")


async def _shipped(visit: Visit) -> None:
    known = await run_sync(described)
    names = {one.id: one.name for one in known}
    chosen = ui.select(names, label=visit.say("pages.data.shipped")).classes("desk-field")
    button = ui.button(visit.say("pages.data.take")).props("outline")

    async def take() -> None:
        if chosen.value:
            with telling(visit), parts.busy(button):
                made = await visit.ask(datasets.take, chosen.value)
                ui.navigate.to(visit.at(dataset=made.id, plan=None))

    button.on_click(take)


def _versions(visit: Visit, found: tuple[Dataset, ...], chosen: str | None) -> None:
    with parts.section(visit.say("pages.data.versions")):
        if not found:
            words = "none" if visit.may(Action.DATASET_WRITE) else "none_to_read"
            with parts.empty(f"pages.data.{words}", visit):
                return
        rows = [
            {
                "id": one.id,
                "name": one.name,
                "version": one.version,
                "year": one.year,
                "schools": one.figures.get("targets"),
                "inspectors": one.figures.get("inspectors"),
                "source": visit.say(f"pages.data.of_{one.source.partition(':')[0]}"),
                "created": moment(one.created),
            }
            for one in found
        ]
        columns = [
            {
                "field": name,
                "headerName": visit.say(f"pages.data.{name}"),
                "flex": share,
                "minWidth": 180 if share == 4 else 120,
            }
            for name, share in _COLUMNS
        ]
        options = {
            "rowSelection": {
                "mode": "singleRow",
                "checkboxes": False,
                "enableClickSelection": True,
            },
            ":getRowId": "p => p.data.id",
            ":onFirstDataRendered": f"p => p.api.getRowNode({chosen!r})?.setSelected(true)"
            if chosen in {one.id for one in found}
            else "() => {}",
        }
        shown = parts.grid(visit, columns, rows, options)
        shown.classes("desk-short" if len(rows) > 4 else "desk-shorter")
        shown.on(
            "cellClicked",
            lambda e: ui.navigate.to(visit.at(dataset=e.args["rowId"], plan=None)),
            ["rowId"],
        )


async def _one(visit: Visit, one: Dataset, writing: bool, edit: Edit) -> None:
    problem = await visit.ask(datasets.problem, one.id)
    with parts.section(visit.say("pages.data.one", name=one.name, version=one.version)):
        parts.figures(
            [
                (visit.say("pages.data.schools"), len(problem.targets)),
                (visit.say("pages.data.inspectors"), len(problem.inspectors)),
                (visit.say("pages.data.regions"), len(problem.regions)),
                (visit.say("pages.data.programmes"), len(problem.programmes)),
            ]
        )
        if problem.fictional:
            parts.note(visit.say("pages.data.fictional"))
        with parts.actions():
            parts.download(
                visit.say("pages.data.workbook"),
                f"/v1/datasets/{one.id}/workbook?language={visit.language}",
            )
            if writing:
                _changes(visit, one, edit)
    with parts.section(visit.say("pages.data.map")):
        show_map(visit, points_of(problem))


def _changes(visit: Visit, one: Dataset, edit: Edit) -> None:
    change = ui.button(visit.say("pages.data.change"), icon="edit").props("outline")

    async def begin() -> None:
        with telling(visit), parts.busy(change):
            await edit(await visit.ask(drafts.of_dataset, one.id, visit.language), one)

    change.on_click(begin)
    words, keep = visit.say("pages.data.remove"), visit.say("pages.data.keep")
    question = visit.say("pages.data.sure", name=one.name, version=one.version)

    async def remove() -> None:
        await visit.ask(datasets.remove, one.id)
        done(visit, "pages.data.removed")
        ui.navigate.to(visit.at(dataset=None, plan=None))

    button = ui.button(words, icon="delete").props("flat")
    button.on_click(lambda: ask_first(visit, words, question, remove, "color=negative", keep))
