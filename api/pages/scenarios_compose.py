"""Scenarios put together: changes in forms, the text they come to, and what is wrong with it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

from api.desk import comparisons, overlays
from api.desk.comparisons import MOST_CASES, Scenario
from api.desk.overlays import Choices
from api.desk.plans import PlanOptions
from api.pages import parts
from api.pages.notices import telling
from api.pages.visit import Visit
from models.issue import Issue
from scenarios.overlay.forms import FORMS, Field, Filled, Sort

_PAUSE_SECONDS = 0.4
"""So long nobody types before the text is made anew and checked."""
_MOST_OPTIONS = 1_000
"""More names than these are typed, not chosen from a list."""
_SECONDS = 60
_MANY = (Sort.PEOPLE, Sort.SCHOOLS, Sort.PROGRAMMES)


class Composer:
    """Up to six scenarios of one data set, to be planned beside it."""

    def __init__(
        self, visit: Visit, dataset: str, known: Choices, given: Sequence[tuple[str, str]]
    ) -> None:
        self._visit = visit
        self._dataset = dataset
        self._known = known
        self._given = given
        self._cases: list[CaseForm] = []

    async def show(self) -> None:
        """Build it where the page is."""
        say = self._visit.say
        with parts.actions():
            self._name = ui.input(
                say("pages.scenarios.name"),
                value=say("pages.scenarios.name_of", name=self._known.name)[:80],
            ).classes("desk-field desk-broad")
            self._name.props("maxlength=80")
            self._seconds = ui.number(
                say("pages.scenarios.seconds"), value=_SECONDS, min=1, max=86_400, precision=0
            ).classes("desk-field")
        self._place = ui.element("div").classes("desk-section")
        for name, text in self._given:
            self._add(name, text)
        if not self._given:
            self._add()
        with parts.actions():
            self._more = ui.button(
                say("pages.scenarios.more"), icon="add", on_click=lambda: self._add("")
            ).props("outline")
            self._begin = ui.button(
                say("pages.scenarios.begin"), icon="play_arrow", on_click=self._start
            )
        self._count()

    def _add(self, name: str = "", text: str = "") -> None:
        if len(self._cases) < MOST_CASES:
            number = len(self._cases) + 1
            named = name or self._visit.say("pages.scenarios.case", number=number)
            with self._place:
                self._cases.append(
                    CaseForm(self._visit, self._dataset, self._known, named, text, self._drop)
                )
            self._count()

    def _drop(self, case: "CaseForm") -> None:
        self._cases.remove(case)
        self._count()

    def _count(self) -> None:
        if hasattr(self, "_more"):
            self._more.enabled = len(self._cases) < MOST_CASES
            self._begin.enabled = bool(self._cases)

    async def _start(self) -> None:
        with telling(self._visit), parts.busy(self._begin):
            for case in self._cases:
                await case.settle()
            faulty = [case for case in self._cases if not case.ready]
            if faulty:
                faulty[0].look()
                ui.notify(self._visit.say("pages.scenarios.not_ready"), type="warning")
                return
            made = await self._visit.ask(
                comparisons.begin,
                self._dataset,
                self._name.value or self._known.name,
                tuple(Scenario(name=case.name, overlay=case.text) for case in self._cases),
                PlanOptions(time_limit_s=self._seconds.value or _SECONDS),
            )
            ui.navigate.to(self._visit.at(comparison=made.id, **{"from": None}))


class CaseForm:
    """One scenario: its name, the forms of its changes, and the text that counts."""

    def __init__(
        self,
        visit: Visit,
        dataset: str,
        known: Choices,
        name: str,
        text: str,
        drop: Callable[["CaseForm"], None],
    ) -> None:
        self._visit = visit
        self._dataset = dataset
        self._known = known
        self._rows: list[Row] = []
        self._drafted = text
        self._issues: tuple[Issue, ...] = ()
        self._turn = 0
        say = visit.say
        self._box = ui.element("section").classes("desk-case")
        with self._box:
            with parts.actions():
                self._name = ui.input(say("pages.scenarios.case_name"), value=name)
                self._name.classes("desk-field").props("maxlength=80")
                self._name.on_value_change(self._changed)
                self._kind = ui.select(
                    {one: say(f"pages.scenarios.form.{one}") for one in known.forms},
                    label=say("pages.scenarios.add_change"),
                    on_change=self._add,
                ).classes("desk-field")
                away = ui.button(icon="delete", on_click=lambda: self._leave(drop))
                away.props("flat round dense")
                away.props["aria-label"] = say("pages.scenarios.drop_case")
            with ui.element("div").classes("desk-halves"):
                with ui.element("div").classes("desk-section"):
                    self._place = ui.element("div").classes("desk-rows")
                    self._hint = parts.note(say("pages.scenarios.hint"))
                    self._again = ui.button(
                        say("pages.scenarios.from_forms"), on_click=self._redraft
                    ).props("flat dense")
                with ui.element("div").classes("desk-section"):
                    self._text = ui.textarea(say("pages.scenarios.text"), value=text)
                    self._text.props("autogrow spellcheck=false").classes("desk-code")
                    self._text.on_value_change(self._typed)
                    self._told = ui.element("div").classes("desk-told").props("role=status")
        self._again.visible = False
        if text:
            self._hint.text = say("pages.scenarios.by_hand")
            ui.timer(0.1, self._check, once=True)

    @property
    def name(self) -> str:
        """What it is called."""
        return (self._name.value or "").strip()

    @property
    def text(self) -> str:
        """Its changes in TOML."""
        return self._text.value or ""

    @property
    def ready(self) -> bool:
        """Whether it can be planned, as far as was seen."""
        return bool(self.name and self.text and not self._issues)

    def look(self) -> None:
        """Show it to whoever asked for more."""
        self._name.run_method("focus")

    async def settle(self) -> None:
        """Make the text anew and check it, without waiting for more."""
        self._turn += 1
        await self._check_now()

    def _leave(self, drop: Callable[["CaseForm"], None]) -> None:
        drop(self)
        self._box.delete()

    @property
    def _manual(self) -> bool:
        return self.text != self._drafted

    async def _add(self) -> None:
        kind = self._kind.value
        if kind is None:
            return
        self._kind.value = None
        self._hint.visible = False
        with self._place:
            row = Row(self._visit, self._known, kind, self._changed, self._without)
        self._rows.append(row)
        await self._changed()

    async def _without(self, row: "Row") -> None:
        self._rows.remove(row)
        await self._changed()

    async def _redraft(self) -> None:
        self._text.value = self._drafted
        await self._changed()

    async def _typed(self) -> None:
        self._again.visible = self._manual and bool(self._rows)
        await self._check()

    async def _changed(self) -> None:
        await self._check()

    async def _check(self) -> None:
        """Soon, unless more is typed meanwhile."""
        self._turn += 1
        mine = self._turn
        await asyncio.sleep(_PAUSE_SECONDS)
        if mine == self._turn and not self._box.is_deleted:
            with telling(self._visit):
                await self._check_now()

    async def _check_now(self) -> None:
        mine, ask = self._turn, self._visit.ask
        filled = [row.filled for row in self._rows]
        if filled and not self._manual:
            language = self._visit.language
            text = await ask(overlays.written, self._dataset, self.name, filled, language)
            if mine != self._turn:
                return
            self._drafted = text
            self._text.value = text
        text = self.text
        if not text:
            return
        found = await ask(overlays.faults, self._dataset, self.name or "?", text)
        if text == self.text:
            self._issues = found
            self._tell()

    def _tell(self) -> None:
        say = self._visit.say
        self._told.clear()
        waiting = any(not row.filled.ready for row in self._rows) and not self._manual
        with self._told:
            if waiting:
                parts.note(say("pages.scenarios.unfilled"))
            elif not self._issues:
                ui.label(say("pages.scenarios.sound")).classes("desk-good")
            if waiting and len(self._issues) == 1 and not any(r.filled.ready for r in self._rows):
                return
            for issue in self._issues:
                ui.label(self._line(issue)).classes("desk-fault")

    def _line(self, issue: Issue) -> str:
        words = self._visit.say(issue.text)
        if issue.suggestion:
            words = self._visit.say(
                "pages.scenarios.suggested", words=words, suggestion=issue.suggestion
            )
        if issue.row is None:
            return words
        return self._visit.say("pages.scenarios.line", row=issue.row, words=words)


class Row:
    """The form of one change."""

    def __init__(
        self,
        visit: Visit,
        known: Choices,
        form: str,
        changed: Callable[[], Any],
        drop: Callable[["Row"], Any],
    ) -> None:
        self._form = form
        self._fields: dict[str, tuple[Field, ValueElement[Any]]] = {}
        say = visit.say
        title = say(f"pages.scenarios.form.{form}")
        with ui.element("fieldset").classes("desk-row") as box:
            box.props["aria-label"] = title
            with ui.element("div").classes("desk-row-head"):
                ui.label(title)
                away = ui.button(icon="close", on_click=lambda: self._leave(box, drop))
                away.props("flat round dense size=sm")
                away.props["aria-label"] = say("pages.scenarios.drop_change", name=title)
            with ui.element("div").classes("desk-actions"):
                for field in FORMS[form].fields:
                    shown = _shown(visit, known, form, field)
                    shown.on_value_change(changed)
                    self._fields[field.name] = field, shown

    @property
    def filled(self) -> Filled:
        """What is filled in so far."""
        values = {name: _value(field, one.value) for name, (field, one) in self._fields.items()}
        return Filled(self._form, values)

    async def _leave(self, box: ui.element, drop: Callable[["Row"], Any]) -> None:
        box.delete()
        await drop(self)


def _shown(visit: Visit, known: Choices, form: str, field: Field) -> ValueElement[Any]:
    """The field for a sort of value."""
    say = visit.say
    numeric = field.sort in (Sort.NUMBER, Sort.PERCENT)
    label = say(f"pages.scenarios.{f'number.{form}' if numeric else f'field.{field.name}'}")
    options = _options(visit, known, field.sort)
    if options is not None and len(options) <= _MOST_OPTIONS:
        many = field.sort in _MANY
        chosen: ValueElement[Any] = ui.select(
            options, label=label, multiple=many, with_input=True, value=[] if many else None
        )
        return chosen.classes("desk-field desk-broad").props("use-chips" if many else "")
    if numeric:
        suffix = "%" if field.sort is Sort.PERCENT else None
        return ui.number(label, suffix=suffix).classes("desk-small")
    if field.sort is Sort.DAY:
        return ui.input(label).props("type=date stack-label").classes("desk-small")
    return ui.input(label).classes("desk-field desk-broad")


def _options(visit: Visit, known: Choices, sort: Sort) -> dict[str, str] | None:
    named = {
        Sort.PEOPLE: known.people,
        Sort.PERSON: known.people,
        Sort.SCHOOLS: known.schools,
        Sort.SCHOOL: known.schools,
        Sort.PROGRAMMES: known.programmes,
        Sort.PROGRAMME: known.programmes,
    }
    if sort in named:
        return {id_: f"{name} ({id_})" for id_, name in named[sort]}
    if sort is Sort.NODE:
        return {node: node for node in known.nodes}
    if sort is Sort.RULE:
        return {
            path: visit.say(f"pages.scenarios.rule.{path.replace('.', '_')}", now=now)
            for path, now in known.rules
        }
    return None


def _value(field: Field, given: Any) -> Any:
    """As the forms want it; what cannot be read yet is empty."""
    if given in (None, "", []):
        return None
    if field.sort is Sort.DAY:
        try:
            return date.fromisoformat(given)
        except ValueError:
            return None
    if field.sort in _MANY and isinstance(given, str):
        return [
            one.strip() for one in given.replace("，", "、").replace(",", "、").split("、") if one
        ]
    return list(given) if isinstance(given, list) else given
