"""The settings of a data set: `dataset.toml`, or the sheet of settings with a key in each row."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from models.travel import Costs, Travel
from scenarios.calendarfile import SETTINGS_HERE, as_cell
from scenarios.cells import Fault, Raw, clean, is_blank, shown
from scenarios.columns import Value
from scenarios.issues import Issues
from scenarios.records import Record, make_record
from scenarios.sheets import SETTINGS
from scenarios.tables import Grid, Source
from scenarios.textfiles import TomlFile
from scenarios.validation import note_record
from scenarios.words import folded

TRAVEL = ("detour", "speed_kmh", "longest_drive_minutes", "longest_transfer_minutes")
COSTS = (
    "per_km_yuan",
    "board_per_day_yuan",
    "lodging_per_night_yuan",
    "part_time_fee_per_day_yuan",
    "expert_fee_per_day_yuan",
    "budget_yuan",
    "budget_cap",
)
YEARS = range(2000, 2101)
_TABLES = {"travel": TRAVEL, "costs": COSTS}
_KEYS = tuple(c.field for c in SETTINGS.columns if c.field not in (*TRAVEL, *COSTS))
_HEADERS = frozenset(map(folded, ("项目", "设置项", "设置", "名目", "key", "item", "setting")))


@dataclass(frozen=True)
class Settings:
    """The settings given, each with the place it was read from."""

    place: str
    records: Mapping[str, Record]

    def get(self, name: str) -> Value | None:
        """The value of a setting; None when it is not given or could not be read."""
        record = self.records.get(name)
        return None if record is None else record.values.get(name)

    def text(self, name: str) -> str:
        """The value of a setting as text; empty when it is not given."""
        value = self.get(name)
        return "" if value is None else str(value)

    def refuse(self, name: str, code: str, issues: Issues, **more: str | int | float) -> None:
        """Note an issue about a setting that was given."""
        record = self.records[name]
        found = record.found.get(name, "")
        issues.add(record.place, code, record.row, record.header(name), found=found, args=more)

    def given(self, *names: str) -> Mapping[str, Value]:
        """Those of the settings that were given."""
        return {n: self.records[n].values[n] for n in names if self.get(n) is not None}


def read_settings(source: Source, issues: Issues) -> Settings:
    """All settings; unknown keys, missing and unreadable values become issues."""
    grid, file = source.grids.get("settings"), source.tomls.get("dataset.toml")
    place = file.place if file else source.place(SETTINGS)
    records: dict[str, Record] = {}
    if file:
        _read_table(file, issues, records)
    if grid:
        _read_rows(grid, issues, records)
    if calendar := source.tomls.get("calendar.toml"):
        for key in SETTINGS_HERE:
            if key in calendar.table:
                raw = as_cell(calendar.table[key])
                records[key] = _record(key, raw, issues, place=calendar.place, header=key)
    if file or grid:
        for column in SETTINGS.columns:
            if column.required and column.field not in records:
                header = column.field if file else column.zh
                issues.add(place, "setting_missing", column=header)
    return Settings(place, records)


def check_settings(settings: Settings, issues: Issues) -> None:
    """The year is one a calendar can have, holidays come from a country that is known."""
    year = settings.get("year")
    if isinstance(year, int) and year not in YEARS:
        settings.refuse("year", "year_range", issues, first=YEARS[0], last=YEARS[-1])
    if settings.text("public_holidays") not in ("", "CN"):
        settings.refuse("public_holidays", "holidays_unknown", issues)
    for model, names in ((Travel, TRAVEL), (Costs, COSTS)):
        try:
            model.model_validate(settings.given(*names))
        except ValidationError as error:
            for name in names:
                if name in settings.records:
                    note_record(error, settings.records[name], issues, only=name)


def _read_table(file: TomlFile, issues: Issues, records: dict[str, Record]) -> None:
    for key, value in file.table.items():
        if key in _TABLES and isinstance(value, dict):
            for inner, content in value.items():
                path = f"{key}.{inner}"
                if inner in _TABLES[key]:
                    cell = as_cell(content)
                    records[inner] = _record(inner, cell, issues, place=file.place, header=path)
                else:
                    alike = issues.nearest(inner, _TABLES[key])
                    issues.add(
                        file.place, "key_unknown", column=path, found=inner, suggestion=alike
                    )
        elif key in _TABLES:
            issues.add(file.place, "table_wanted", column=key, found=str(value))
        elif key in _KEYS:
            records[key] = _record(key, as_cell(value), issues, place=file.place, header=key)
        else:
            alike = issues.nearest(key, (*_KEYS, *_TABLES))
            issues.add(file.place, "key_unknown", column=key, found=key, suggestion=alike)


def _read_rows(grid: Grid, issues: Issues, records: dict[str, Record]) -> None:
    known = {folded(n): c.field for c in SETTINGS.columns for n in (c.field, c.en, c.zh)}
    for number, cells in grid.rows:
        if isinstance(cells[0], Fault):
            issues.add(grid.place, cells[0].code, number, "A", found=cells[0].found)
            continue
        key = clean(shown(cells[0]))
        value = cells[1] if len(cells) > 1 else None
        if not key and not is_blank(value):
            issues.add(grid.place, "key_missing", number, "A", found=shown(value))
        if not key or folded(key) in _HEADERS:
            continue
        name = known.get(folded(key))
        if name is None:
            if not is_blank(value):
                alike = issues.nearest(key, [c.zh for c in SETTINGS.columns] + list(known))
                issues.add(grid.place, "key_unknown", number, key, found=key, suggestion=alike)
        elif name in records:
            first = records[name].row or 0
            issues.add(grid.place, "duplicate_key", number, key, found=shown(value), first=first)
        else:
            language = "en" if folded(key) == folded(SETTINGS.column(name).en) else "zh"
            records[name] = _record(
                name, value, issues, place=grid.place, row=number, header=key, language=language
            )


def _record(
    name: str,
    raw: Raw,
    issues: Issues,
    *,
    place: str,
    header: str,
    row: int | None = None,
    language: str = "zh",
) -> Record:
    return make_record(
        [SETTINGS.column(name)],
        {name: raw},
        issues,
        place=place,
        headers={name: header},
        row=row,
        language=language,
    )
