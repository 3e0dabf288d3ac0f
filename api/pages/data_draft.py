"""Mending a workbook: every fault listed and marked in its cell, changed there, then saved."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from anyio.to_thread import run_sync
from nicegui import events, ui

from api.desk import drafts
from api.pages import parts
from api.pages.notices import telling
from api.pages.visit import Visit
from api.store.datasets import Dataset
from models.issue import Issue
from scenarios.draft import Draft, issues_of, with_cell, without_rows

_NEW = ""
_FEW = 4
"""So few columns share the page's width, the last most; so few faults need less height."""
Marks = dict[int, dict[str, str]]
"""What is wrong, by row and column of a grid."""


class Editor:
    """One draft in one page; it changes as cells are changed."""

    def __init__(
        self,
        visit: Visit,
        draft: Draft,
        parent: Dataset | None,
        known: Sequence[Dataset],
        close: Callable[[], Awaitable[None]],
    ) -> None:
        self._visit = visit
        self._draft = draft
        self._issues: tuple[Issue, ...] = ()
        self._parent = parent
        self._known = known
        self._close = close
        self._sheet = next(iter(draft.sheets))
        self._grid: ui.aggrid | None = None
        self._marked: Marks = {}
        self._changes = 0
        self._added = 0
        self._chosen: Issue | None = None

    async def show(self) -> None:
        """Build it where the page is."""
        say = self._visit.say
        parts.heading(say("pages.data.mend"))
        self._summary = ui.label().props("role=status")
        with parts.actions():
            self._save = ui.button(say("pages.data.save"), icon="save", on_click=self._keep)
            self._as = ui.select(
                self._ways(), value=self._parent.id if self._parent else _NEW
            ).classes("desk-field")
            self._as.props["aria-label"] = say("pages.data.save_as")
            ui.button(say("pages.data.cancel"), on_click=self._close).props("flat")
        self._faults = parts.grid(
            self._visit,
            [
                {"field": name, "headerName": say(f"pages.data.fault_{name}"), "flex": share}
                for name, share in (
                    *(("sheet", 2), ("row", 1), ("column", 2)),
                    *(("found", 2), ("expected", 5), ("suggestion", 2)),
                )
            ],
            [],
            {
                ":getRowId": "p => String(p.data.at)",
                "defaultColDef": {
                    **{"resizable": True, "minWidth": 90, "wrapText": True, "autoHeight": True}
                },
            },
        ).classes("desk-short desk-wrapped")
        self._faults.on("cellClicked", self._go, ["rowId"])
        with parts.actions():
            self._repair = ui.button("", icon="auto_fix_high")
            self._repair.props("outline").on_click(self._use)
        self._tabs = ui.tabs(on_change=self._turn).props(
            "dense align=left outside-arrows mobile-arrows no-caps"
        )
        self._tabs.classes("desk-tabs")
        self._place = ui.element("div").classes("desk-section")
        with self._tabs:
            self._names = {
                key: ui.tab(key, label=grid.place) for key, grid in self._draft.sheets.items()
            }
        await self._check()
        first = next((found[0] for one in self._issues if (found := self._at(one))), self._sheet)
        self._tabs.value = first
        if self._grid is None:
            self._draw(first)

    def _ways(self) -> dict[str, str]:
        newest: dict[str, Dataset] = {}
        for one in self._known:
            if one.series not in newest or newest[one.series].version < one.version:
                newest[one.series] = one
        ways = {_NEW: self._visit.say("pages.data.save_new")}
        offered = [*newest.values(), *([self._parent] if self._parent else [])]
        for one in offered:
            ways[one.id] = self._visit.say(
                "pages.data.save_next", name=one.name, version=one.version
            )
        return ways

    def _at(self, issue: Issue) -> tuple[str, tuple[int, int] | None] | None:
        return self._draft.cell_of(issue)

    async def _check(self) -> None:
        """Find what is wrong now; what was changed meanwhile has its own check."""
        self._changes += 1
        mine = self._changes
        self._summary.text = self._visit.say("pages.data.checking")
        found = await run_sync(issues_of, self._draft)
        if mine != self._changes:
            return
        self._issues = found = tuple(sorted(found, key=self._order))
        say = self._visit.say
        self._summary.text = (
            say("pages.data.faults", count=len(found)) if found else say("pages.data.faultless")
        )
        self._summary.classes(replace="desk-fault" if found else "desk-good")
        self._save.enabled = not found
        self._faults.options["rowData"] = [self._told(n, one) for n, one in enumerate(found)]
        self._faults.update()
        self._faults.visible = bool(found)
        few = len(found) <= _FEW
        self._faults.classes(**{"add" if few else "remove": "desk-shorter"})
        self._choose(None)
        self._count()
        self._mark()

    def _order(self, issue: Issue) -> tuple[int, int]:
        places = [grid.place for grid in self._draft.sheets.values()]
        at = places.index(issue.place) if issue.place in places else -1
        return at, issue.row or 0

    def _told(self, at: int, issue: Issue) -> dict[str, Any]:
        return {
            "at": at,
            "sheet": issue.place,
            "row": issue.row,
            "column": issue.column,
            "found": issue.found,
            "expected": self._visit.say(issue.text),
            "suggestion": issue.suggestion,
        }

    def _count(self) -> None:
        """Say on each tab how many faults its sheet has."""
        counts: dict[str, int] = {}
        for issue in self._issues:
            if found := self._at(issue):
                counts[found[0]] = counts.get(found[0], 0) + 1
        for key, tab in self._names.items():
            place = self._draft.sheets[key].place
            faults = self._visit.say("pages.data.tab", name=place, count=counts.get(key, 0))
            tab.props["label"] = faults if counts.get(key) else place
            tab.classes(**{"add" if counts.get(key) else "remove": "desk-fault"})

    def _marks(self) -> Marks:
        marks: Marks = {}
        for issue in self._issues:
            found = self._at(issue)
            if found and found[0] == self._sheet and found[1]:
                row, column = found[1]
                marks.setdefault(row, {})[f"c{column}"] = self._visit.say(issue.text)
        return marks

    def _rows(self, marks: Marks, only: set[int] | None = None) -> list[dict[str, Any]]:
        head = self._draft.header_row(self._sheet)
        return [
            {
                "row": number,
                "head": number == head,
                "faults": marks.get(number, {}),
                **{f"c{n}": self._draft.text(self._sheet, (number, n)) for n in self._width},
            }
            for number, _ in self._draft.sheets[self._sheet].rows
            if only is None or number in only
        ]

    @property
    def _width(self) -> range:
        return range(len(self._draft.titles(self._sheet)))

    def _mark(self) -> None:
        if self._grid is None:
            return
        marks = self._marks()
        changed = {n for n in {*marks, *self._marked} if marks.get(n) != self._marked.get(n)}
        self._marked = marks
        if changed:
            update = {"update": self._rows(marks, changed)}
            self._grid.run_grid_method("applyTransaction", update)
            self._grid.run_grid_method("refreshCells", {"force": True})

    def _draw(self, key: str) -> None:
        """Show the rows of a sheet."""
        self._sheet = key
        self._added = 0
        self._marked = self._marks()
        say = self._visit.say
        fields = [
            {
                "field": f"c{n}",
                "headerName": title,
                "editable": True,
                "tooltipField": f"c{n}",
                **({"flex": n + 1} if self._width.stop <= _FEW else {}),
                ":tooltipValueGetter": f"p => p.data.faults.c{n} || p.value",
                "cellClassRules": {
                    "desk-faulty": f"data.faults.c{n} !== undefined",
                    "desk-head": "data.head",
                },
            }
            for n, title in enumerate(self._draft.titles(key))
        ]
        first = {"field": "row", "headerName": say("pages.data.fault_row"), "pinned": "left"}
        self._place.clear()
        with self._place:
            with parts.actions():
                ui.button(say("pages.data.add_row"), icon="add", on_click=self._add).props("flat")
                ui.button(say("pages.data.drop_rows"), icon="remove", on_click=self._drop).props(
                    "flat"
                )
                parts.note(say("pages.data.how"))
            self._grid = parts.grid(
                self._visit,
                [{**first, "width": 76, "minWidth": 76}, *fields],
                self._rows(self._marked),
                {
                    ":getRowId": "p => String(p.data.row)",
                    "rowSelection": {"mode": "multiRow"},
                    "undoRedoCellEditing": True,
                    "tooltipShowDelay": 200,
                    "stopEditingWhenCellsLoseFocus": True,
                    "defaultColDef": {
                        **{"resizable": True, "sortable": False, "filter": True},
                        **{"minWidth": 96, "width": 140},
                    },
                },
            )
            self._grid.on("cellValueChanged", self._change, ["rowId", "colId", "newValue"])

    def _turn(self, event: events.ValueChangeEventArguments[Any]) -> None:
        if event.value:
            self._draw(str(event.value))

    async def _change(self, event: events.GenericEventArguments) -> None:
        with telling(self._visit):
            row, column = int(event.args["rowId"]), int(event.args["colId"][1:])
            await self._set(self._sheet, (row, column), str(event.args["newValue"] or ""))

    async def _set(self, key: str, cell: tuple[int, int], text: str) -> None:
        await self._become(with_cell(self._draft, key, cell, text))

    async def _become(self, draft: Draft) -> None:
        """Go on with a changed draft; it is laid aside, should the page be left."""
        self._draft = draft
        await self._visit.ask(drafts.keep, draft, self._parent)
        await self._check()

    def _add(self) -> None:
        last = max((n for n, _ in self._draft.sheets[self._sheet].rows), default=0)
        shown = self._grid
        assert shown is not None
        self._added = max(last, self._added) + 1
        row = {"row": self._added, "head": False, "faults": {}}
        shown.run_grid_method("applyTransaction", {"add": [row]})
        shown.run_grid_method("ensureIndexVisible", self._count_rows() - 1)

    def _count_rows(self) -> int:
        return len(self._draft.sheets[self._sheet].rows) + 1

    async def _drop(self) -> None:
        shown = self._grid
        assert shown is not None
        with telling(self._visit):
            chosen = frozenset(int(row["row"]) for row in await shown.get_selected_rows())
            if chosen:
                gone = [{"row": number} for number in sorted(chosen)]
                shown.run_grid_method("applyTransaction", {"remove": gone})
                await self._become(without_rows(self._draft, self._sheet, chosen))

    def _choose(self, issue: Issue | None) -> None:
        self._chosen = issue
        usable = issue is not None and issue.suggestion and (self._at(issue) or (0, None))[1]
        self._repair.visible = bool(usable)
        if issue is not None and usable:
            self._repair.text = self._visit.say("pages.data.use", value=issue.suggestion)

    def _go(self, event: events.GenericEventArguments) -> None:
        issue = self._issues[int(event.args["rowId"])]
        self._choose(issue)
        found = self._at(issue)
        if not found:
            return
        if found[0] != self._sheet:
            self._tabs.value = found[0]
        shown = self._grid
        if found[1] and shown is not None:
            numbers = [number for number, _ in self._draft.sheets[found[0]].rows]
            if found[1][0] in numbers:
                at, column = numbers.index(found[1][0]), f"c{found[1][1]}"
                shown.run_grid_method("ensureIndexVisible", at, "middle")
                shown.run_grid_method("ensureColumnVisible", column)
                shown.run_grid_method("setFocusedCell", at, column)

    async def _use(self) -> None:
        issue = self._chosen
        found = self._at(issue) if issue else None
        if issue and found and found[1]:
            with telling(self._visit):
                await self._set(found[0], found[1], issue.suggestion)

    async def _keep(self) -> None:
        with telling(self._visit), parts.busy(self._save):
            made = await self._visit.ask(drafts.save, self._draft, self._as.value or None)
            ui.navigate.to(self._visit.at(dataset=made.id))
