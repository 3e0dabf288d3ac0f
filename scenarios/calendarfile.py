"""`calendar.toml`: its entries as rows of the calendar sheet, to be read alike."""

from collections.abc import Mapping
from typing import cast

from scenarios import tomltext
from scenarios.cells import Fault, Raw
from scenarios.issues import Issues
from scenarios.records import Record, make_record
from scenarios.sheets import CALENDAR
from scenarios.textfiles import TomlFile
from scenarios.words import CalendarKind
from scenarios.workcalendar import ALLOWED, BREAKS

SETTINGS_HERE = ("public_holidays", "provisional")
_TABLES = {"terms": CalendarKind.TERM, "breaks": None, "training": CalendarKind.TRAINING}
_DAYS = {"holidays": CalendarKind.PUBLIC_HOLIDAY, "workdays": CalendarKind.WORKDAY}
_KEYS = (*SETTINGS_HERE, *_TABLES, *_DAYS)
_KIND_OF_BREAK = {kind.value: row.value for row, kind in BREAKS.items()}


def records_of_file(file: TomlFile, issues: Issues) -> list[Record]:
    """One record for each term, break, session, holiday and workday of the file."""
    for key in file.table:
        if key not in _KEYS:
            alike = issues.nearest(key, _KEYS)
            issues.add(file.place, "key_unknown", column=key, found=key, suggestion=alike)
    records: list[Record] = []
    for key, kind in (_TABLES | _DAYS).items():
        entries = file.table.get(key, [])
        if not isinstance(entries, list):
            issues.add(file.place, "list_wanted", column=key, found=str(entries))
            continue
        for n, entry in enumerate(entries, start=1):
            path = f"{key}[{n}]"
            if key in _DAYS:
                records.append(_record(file.place, path, kind, {"start": entry}, issues))
            elif isinstance(entry, dict):
                records.append(_record(file.place, path, kind, entry, issues))
            else:
                issues.add(file.place, "table_wanted", column=path, found=str(entry))
    return records


def _record(
    place: str, path: str, kind: CalendarKind | None, entry: Mapping[str, object], issues: Issues
) -> Record:
    """The entry as a row; without `kind` it is a break that names its own."""
    known = ALLOWED[kind] - {"kind"} if kind else ALLOWED[CalendarKind.EXAM]
    raw: dict[str, Raw] = {}
    for key, value in entry.items():
        if key not in known or key == "audience_more":
            alike = issues.nearest(key, known - {"audience_more"})
            issues.add(place, "key_unknown", column=f"{path}.{key}", found=key, suggestion=alike)
        elif key == "audience" and isinstance(value, dict):
            more = dict(value)
            raw["audience"] = as_cell(more.pop("employment", []))
            raw["audience_more"] = tomltext.dumps(more)
        else:
            raw[key] = as_cell(value)
    if kind:
        raw["kind"] = kind.value
    elif "kind" in raw:
        raw["kind"] = _KIND_OF_BREAK.get(str(raw["kind"]), raw["kind"])
    headers = {column.field: f"{path}.{column.field}" for column in CALENDAR.columns}
    columns = [c for c in CALENDAR.columns if c.field in known or c.field == "kind"]
    return make_record(columns, raw, issues, place=place, headers=headers)


def as_cell(value: object) -> Raw:
    """A TOML value as a cell; lists joined as in a sheet."""
    if isinstance(value, dict):
        return Fault("value_wanted", str(value))
    return "、".join(map(str, value)) if isinstance(value, list) else cast(Raw, value)
