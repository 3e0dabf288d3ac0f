"""The rule of a draw in forms, with the TOML that they make beside them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from nicegui import ui

from api.desk.draws import DAYS
from api.pages import parts
from api.pages.notices import telling
from api.pages.visit import Visit
from models.draw import DrawRule, Library
from models.text import catalogue
from scenarios.drawrule import rule_of, rule_of_text
from scenarios.tomltext import dumps

_PLACE = "rule.toml"
_WORDS = {"kind": "target_kind", "tracks": "track", "stages": "stage", "pools": "pool"}
"""Columns whose words are called otherwise in the catalogue."""
_PLACES = {"region", "county", "township"}
_BLOCKS = ("sizes", "strata", "exclusions", "weights")
_NEW: Mapping[str, dict[str, Any]] = {
    "sizes": {"number": None},
    "strata": {"name": "", "at_least": 1},
    "exclusions": {"name": ""},
    "weights": {"where": {}, "weight": 2},
}
_TEAMS = ("visits_of", "visits_at_most", "first", "last")
Columns = Mapping[str, tuple[str, ...]]


def pruned(value: Any) -> Any:
    """A table without what is not filled in."""
    if isinstance(value, Mapping):
        kept = {key: pruned(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [pruned(one) for one in value]
    return value


def stated(rule: DrawRule) -> dict[str, Any]:
    """A rule as the form changes it."""
    made: dict[str, Any] = rule.model_dump(mode="json", exclude_defaults=True)
    return made


class RuleForm:
    """A rule that is being written: fields, and its TOML, which may be changed instead.

    Parameters
    ----------
    programmes
        Those of the data set, by id.
    places
        Names of regions, by id.
    columns
        Gives the columns of a library.
    changed
        Called whenever the rule is another.
    """

    def __init__(
        self,
        visit: Visit,
        rule: dict[str, Any],
        programmes: Mapping[str, str],
        places: Mapping[str, str],
        columns: Callable[[Library], Columns],
        changed: Callable[[], None],
    ) -> None:
        self._visit = visit
        self._table = rule
        self._programmes = programmes
        self._places = places
        self._of = columns
        self._told = changed

    def show(self) -> None:
        """Build it where the page is."""
        with ui.element("div").classes("desk-beside"):
            self._fields = ui.element("div").classes("desk-section")
            with ui.element("div").classes("desk-section"):
                label = self._say("toml")
                self._toml = ui.textarea(label).classes("desk-toml").props("rows=24")
                with parts.actions():
                    ui.button(self._say("read"), on_click=self._read).props("outline")
                    parts.note(self._say("toml_note"))
        self._build()

    def rule(self) -> DrawRule:
        """The rule as it is written now.

        Raises
        ------
        DataError
            With everything that is wrong in it.
        """
        return rule_of(pruned(self._table), _PLACE)

    def _say(self, code: str, **args: str | int) -> str:
        return self._visit.say(f"pages.draw.rule.{code}", **args)

    def _note(self) -> None:
        self._toml.value = dumps(pruned(self._table))
        self._told()

    def _read(self) -> None:
        with telling(self._visit):
            self._table = stated(rule_of_text(self._toml.value, _PLACE))
            self._build()

    @property
    def _library(self) -> Library:
        return Library(self._table.get("library", Library.TARGETS))

    def _build(self) -> None:
        table = self._table
        self._fields.clear()
        with self._fields:
            with parts.actions():
                self._text(table, "id")
                self._text(table, "title", wide=True)
                self._choice(table, "library", {x.value: self._say(f"of_{x}") for x in Library})
                self._choice(table, "programme", {"": self._say("none"), **self._programmes})
            with parts.actions():
                self._lines(table, "items")
            if self._library is Library.TEAMS:
                with parts.actions():
                    for name in _TEAMS:
                        self._text(table, name, whole=name == "visits_at_most")
            with ui.element("fieldset").classes("desk-block"):
                self._legend("where")
                self._conditions(table, "where")
            for block in _BLOCKS:
                self._blocks(block)
        self._note()

    def _blocks(self, block: str) -> None:
        entries: list[dict[str, Any]] = self._table.setdefault(block, [])
        with ui.element("fieldset").classes("desk-block"):
            self._legend(block)
            for at, entry in enumerate(entries):
                with ui.element("div").classes("desk-entry"):
                    with parts.actions():
                        self._entry(block, entry)
                        self._removal(entries, at, self._say(f"drop_{block}"))
                    self._conditions(entry, "where")
                    if block == "exclusions":
                        self._within(entry)
            add = ui.button(self._say(f"add_{block}"), icon="add").props("flat dense")
            add.on_click(partial(self._add, entries, block))

    def _entry(self, block: str, entry: dict[str, Any]) -> None:
        if block in {"strata", "exclusions"}:
            self._text(entry, "name")
            self._text(entry, "clause", short=True)
        if block == "sizes":
            self._text(entry, "number", whole=True, short=True)
            self._text(entry, "share", short=True)
        if block == "weights":
            self._text(entry, "weight", whole=True, short=True)
        if block == "strata":
            columns = {n: self._column(n) for n, w in self._of(self._library).items() if w}
            self._choice(entry, "each", {"": self._say("all"), **columns})
            self._text(entry, "at_least", whole=True, short=True)
            self._text(entry, "at_most", whole=True, short=True)

    def _add(self, entries: list[dict[str, Any]], block: str) -> None:
        entries.append(dict(_NEW[block]))
        self._build()

    def _removal(self, of: list[Any] | dict[str, Any], key: Any, words: str) -> None:
        def drop() -> None:
            del of[key]
            self._build()

        button = ui.button(icon="close", on_click=drop).props("flat round dense")
        button.props["aria-label"] = words

    def _legend(self, name: str) -> None:
        with ui.element("legend"):
            ui.label(self._say(name))
        parts.note(self._say(f"{name}_note"))

    def _conditions(self, owner: dict[str, Any], key: str) -> None:
        """What a row must meet, and a way to ask for more."""
        where: dict[str, Any] = owner.setdefault(key, {})
        columns = self._of(self._library)
        for name in list(where):
            with ui.element("div").classes("desk-actions desk-condition"):
                ui.label(self._column(name)).classes("desk-name")
                self._value(where, name, columns.get(name, ()))
                self._removal(where, name, self._say("drop_condition", column=self._column(name)))
        free = {n: self._column(n) for n in columns if n not in where}
        more = ui.select({"": self._say("add_condition"), **free}, value="").classes("desk-field")
        more.props["aria-label"] = self._say("add_condition")

        def ask(name: str) -> None:
            if name:
                words = columns[name]
                where[name] = [] if words else "2027-01-01" if name in DAYS else 1
                if name in DAYS:
                    where[name] = self._visit.world.clock().date().isoformat()
                self._build()

        more.on_value_change(lambda e: ask(e.value))

    def _value(self, where: dict[str, Any], name: str, words: tuple[str, ...]) -> None:
        def keep(value: Any) -> None:
            where[name] = value
            self._note()

        wanted = where[name]
        if isinstance(wanted, list | tuple):
            shown = {one: self._word(name, one) for one in (*words, *map(str, wanted))}
            several = ui.select(shown, multiple=True, value=list(map(str, wanted)), with_input=True)
            several.classes("desk-field desk-grow").props("use-chips")
            several.props["aria-label"] = self._column(name)
            several.on_value_change(lambda e: keep(list(e.value)))
        elif isinstance(wanted, str):
            day = ui.input(self._say("not_before"), value=wanted).props("type=date")
            day.classes("desk-day").on_value_change(lambda e: keep(e.value))
        else:
            least = ui.number(self._say("at_least"), value=wanted, precision=0)
            least.classes("desk-day").on_value_change(lambda e: keep(int(e.value or 0)))

    def _within(self, entry: dict[str, Any]) -> None:
        """How long after an inspection or a draw somebody is left out."""
        days: dict[str, Any] = entry.setdefault("within_days", {})
        if self._library is not Library.TARGETS:
            return
        with parts.actions():
            for name in sorted(DAYS):

                def keep(value: float | None, name: str = name) -> None:
                    days[name] = None if value is None else int(value)
                    self._note()

                field = ui.number(
                    self._say("within", column=self._column(name)), value=days.get(name), min=0
                )
                field.classes("desk-field").on_value_change(lambda e, keep=keep: keep(e.value))

    def _text(
        self,
        owner: dict[str, Any],
        name: str,
        *,
        whole: bool = False,
        short: bool = False,
        wide: bool = False,
    ) -> None:
        def keep(value: Any) -> None:
            owner[name] = (None if value is None else int(value)) if whole else str(value).strip()
            self._note()

        field: ui.number | ui.input
        if whole:
            field = ui.number(self._say(name), value=owner.get(name), min=0, precision=0)
        else:
            words = self._say("title_field" if name == "title" else name)
            field = ui.input(words, value=owner.get(name, ""))
        if name in {"first", "last"}:
            field.props("type=date stack-label")
        field.classes("desk-day" if short or whole else "desk-field")
        field.classes("desk-grow" if wide else "").props("debounce=400")
        field.on_value_change(lambda e: keep(e.value))

    def _choice(self, owner: dict[str, Any], name: str, options: Mapping[str, str]) -> None:
        def keep(value: str) -> None:
            owner[name] = value
            if name == "library":
                self._build()
            else:
                self._note()

        value = owner.get(name) or ("" if "" in options else next(iter(options)))
        known = dict(options) if value in options else {value: value, **options}
        field = ui.select(known, label=self._say(name), value=value).classes("desk-field")
        field.on_value_change(lambda e: keep(e.value))

    def _lines(self, owner: dict[str, Any], name: str) -> None:
        def keep(value: str) -> None:
            owner[name] = [line.strip() for line in value.splitlines() if line.strip()]
            self._note()

        text = "\n".join(owner.get(name, ()))
        field = ui.textarea(self._say(name), value=text).props("autogrow rows=2 debounce=400")
        field.classes("desk-grow").on_value_change(lambda e: keep(e.value))

    def _column(self, name: str) -> str:
        return self._visit.say(f"pages.draw.column.{name}")

    def _word(self, column: str, value: str) -> str:
        if column in _PLACES:
            return self._places.get(value, value)
        code = f"{_WORDS.get(column, column)}.{value}"
        return self._visit.say(code) if code in catalogue(self._visit.language) else value
