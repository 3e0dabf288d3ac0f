"""Rows of a sheet added, or set to other values, with the checks of the data set's own reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from models.base import Frozen
from models.closure import Closure
from models.inspector import Leave
from models.overlay import BLANK, AddRows, RemoveRows, SetRows
from models.problem import Problem
from models.text import Text
from scenarios.building import built
from scenarios.calendarfile import as_cell
from scenarios.cells import CellError, parse, written
from scenarios.checks import (
    check_clauses,
    check_exchanges,
    check_order,
    check_partners,
    check_positions,
    check_programmes,
    check_regions,
    check_tree,
)
from scenarios.columns import CellType, Sheet, Value
from scenarios.engagements import timed
from scenarios.issues import Issues
from scenarios.overlay.building import with_values
from scenarios.overlay.site import Site
from scenarios.pins import check_pinned, sound_pins
from scenarios.records import Record, make_record
from scenarios.references import Directory, resolved
from scenarios.sheets import ATTACHMENTS, DATA_SHEETS, SETTINGS, SHEET_BY_KEY

ROW_SHEETS = tuple(s for s in DATA_SHEETS if s not in (SETTINGS, ATTACHMENTS))
"""The sheets whose rows can be changed."""

IN_TRAVEL = ("nodes", "roads", "distances")
_PERIODS = {
    "inspectors": ("certificate_from", "certificate_until"),
    "interests": ("start", "until"),
    "leave": ("start", "end"),
    "closures": ("start", "end"),
    "drawn": ("first", "last"),
    "demands": ("first", "last"),
}
_SAME: Mapping[str, tuple[str, ...]] = {
    "pairs": ("first", "second"),
    "pins": ("visit",),
    "demands": ("target", "programme"),
    "distances": ("start", "end"),
}
"""What tells rows apart in sheets without ids; in others all columns do."""


def record_at(
    sheet: Sheet, row: Mapping[str, Any], path: str, site: Site, *, whole: bool = True
) -> Record:
    """The row as a record of its sheet; what is wrong with its cells becomes an issue.

    Parameters
    ----------
    row
        Values by field. A number still to be filled in counts as some number.
    whole
        Whether fields that are not given are missing.
    """
    columns = [c for c in sheet.columns if whole or c.field in row]
    raw = {
        column.field: 1 if row[column.field] == BLANK else as_cell(row[column.field])
        for column in columns
        if column.field in row
    }
    raw = {
        name: _listed(value) if isinstance(value := row[name], tuple) else cell
        for name, cell in raw.items()
    }
    found = Issues()
    record = make_record(
        columns,
        raw,
        found,
        place=site.place,
        headers={column.field: f"{path}.{column.field}" for column in columns},
        row=site.line(path),
        language=site.language,
    )
    for issue in found.found:
        site.note(issue, issue.column)
    headers = {column.field: site.column(f"{path}.{column.field}") for column in sheet.columns}
    return replace(record, headers=headers)


def _listed(values: tuple[object, ...]) -> str:
    """A list as a cell; an empty one is said with a word, as an empty cell means the default."""
    return "、".join(map(str, values)) or "无"


def rows_of(problem: Problem, sheet: Sheet) -> tuple[Frozen, ...]:
    """The objects of a sheet but the calendar's."""
    holder = problem.travel if sheet.key in IN_TRAVEL else problem
    return cast(tuple[Frozen, ...], getattr(holder, sheet.key))


def with_rows(
    problem: Problem, sheet: Sheet, rows: Sequence[Frozen], site: Site, **more: object
) -> Problem | None:
    """The problem with other objects of that sheet, and other values besides."""
    if sheet.key not in IN_TRAVEL:
        return with_values(problem, site, **{sheet.key: tuple(rows)}, **more)
    travel = problem.travel
    both = {"roads": travel.roads, "distances": travel.distances, sheet.key: rows}
    if both["roads"] and both["distances"]:
        other = {"roads": "distances"}.get(sheet.key, "roads")
        site.refuse("", "roads_and_distances", other=SHEET_BY_KEY[other].name(site.language))
        return None
    changed = travel.model_copy(update={sheet.key: tuple(rows)})
    return with_values(problem, site, travel=changed, **more)


def record_of(item: Frozen, sheet: Sheet) -> Record:
    """An object as a row of its sheet."""
    values = ((c.field, getattr(item, c.field, None)) for c in sheet.columns)
    return Record(sheet.key, None, {name: v for name, v in values if v not in (None, "")})


def added(problem: Problem, change: AddRows, site: Site) -> Problem | None:
    """The problem with further rows; None, with issues, when they are not sound."""
    sheet, before = SHEET_BY_KEY[change.sheet], len(site.issues.found)
    raw = [record_at(sheet, row, f"rows[{n}]", site) for n, row in enumerate(change.rows, 1)]
    there = [record_of(item, sheet) for item in rows_of(problem, sheet)]
    new = sound(problem, sheet, raw, there, site)
    items = built(sheet.key, new, site.issues)
    more: dict[str, object] = {}
    if change.since is not None and in_year(problem, change.since, site):
        more = _not_before(problem, sheet, items, change.since)
    if len(site.issues.found) > before:
        return None
    return with_rows(problem, sheet, (*rows_of(problem, sheet), *items), site, **more)


def in_year(problem: Problem, day: date, site: Site, path: str = "from") -> bool:
    """Whether the day lies in the planned year; it is told when not."""
    if day.year != problem.year:
        site.refuse(path, "outside_year", day.isoformat(), year=problem.year)
    return day.year == problem.year


def _not_before(
    problem: Problem, sheet: Sheet, items: Iterable[Any], since: date
) -> dict[str, object]:
    """What keeps new people and targets from being used before they are there."""
    span = {"start": problem.calendar.first, "end": since - timedelta(1)}
    if since == problem.calendar.first:
        return {}
    if sheet.key == "inspectors":
        return {"leave": (*problem.leave, *(Leave(inspector=i.id, **span) for i in items))}
    return {"closures": (*problem.closures, *(Closure(target=i.id, **span) for i in items))}


def changed(problem: Problem, change: SetRows, site: Site) -> Problem | None:
    """The problem with other values in the rows chosen; None, with issues, when not sound."""
    sheet, before = SHEET_BY_KEY[change.sheet], len(site.issues.found)
    items = list(rows_of(problem, sheet))
    records = [record_of(item, sheet) for item in items]
    chosen = choice(problem, sheet, records, change, site)
    given = record_at(sheet, change.values, "values", site, whole=False)
    raw = [_laid_over(records[n], given, change.values) for n in chosen]
    there = [record for n, record in enumerate(records) if n not in set(chosen)]
    new = built(sheet.key, sound(problem, sheet, raw, there, site), site.issues)
    if len(site.issues.found) > before:
        return None
    for n, item in zip(chosen, new, strict=True):
        items[n] = item
    return with_rows(problem, sheet, items, site)


def _laid_over(below: Record, above: Record, given: Iterable[str]) -> Record:
    """One row over another; what is given but empty is taken away."""
    kept = {name: value for name, value in below.values.items() if name not in given}
    return replace(above, values={**kept, **above.values})


def sound(
    problem: Problem, sheet: Sheet, new: list[Record], there: list[Record], site: Site
) -> list[Record]:
    """The new rows with ids in place of references; what is wrong among all rows is told."""
    issues = site.issues
    records = referred(problem, sheet, new, site)
    _check_repeated(sheet, records, there, site)
    if sheet.key == "engagements":
        records = timed(records, problem.year, issues)
    if sheet.key == "pins":
        records = sound_pins(records, problem.year, issues)
        check_pinned(problem, [record for record in records if not record.broken], issues)
    if any(column.field == "lon" for column in sheet.columns):
        check_positions(records, issues)
    if sheet.key in _PERIODS:
        check_order(records, *_PERIODS[sheet.key], issues)
    both = [*there, *records]
    match sheet.key:
        case "regions":
            check_regions(both, issues)
        case "indicators":
            check_tree(both, "indicator_cycle", issues)
        case "pairs":
            check_partners(records, issues)
            check_clauses(records, problem.policy, issues)
        case "drawn":
            check_programmes(records, problem.programmes, issues)
        case "history":
            _check_past(problem, records, issues)
        case "past_checks" | "strangers":
            names = ("checker", "checked") if sheet.key == "past_checks" else ("first", "second")
            regions = [record_of(region, SHEET_BY_KEY["regions"]) for region in problem.regions]
            check_exchanges(records, names, regions, problem.year, issues)
    return records


def _check_past(problem: Problem, records: Iterable[Record], issues: Issues) -> None:
    for record in records:
        day = record.values.get("day")
        if isinstance(day, date) and day.year >= problem.year:
            where, found = (record.row, record.header("day")), record.found.get("day", "")
            issues.add(record.place, "history_not_past", *where, found=found, year=problem.year)


def _check_repeated(
    sheet: Sheet, new: Iterable[Record], there: Iterable[Record], site: Site
) -> None:
    """No new row is there already."""
    if sheet.key == "roads":  # two equal roads side by side are common in real networks
        return
    ids = any(column.field == "id" for column in sheet.columns)
    fields = ("id",) if ids else _SAME.get(sheet.key, tuple(c.field for c in sheet.columns))

    def key(record: Record) -> object:
        values = tuple(record.values.get(name) or None for name in fields)
        return frozenset(values) if sheet.key == "pairs" else values

    seen = {key(record) for record in there}
    for record in new:
        if record.broken:
            continue
        if key(record) in seen:
            code = "overlay.id_taken" if ids else "overlay.row_there"
            found = "、".join(str(record.values[n]) for n in fields if record.values.get(n))
            where = (record.row, record.header("id") if ids else site.column("rows"))
            site.issues.add(record.place, code, *where, found=found)
        seen.add(key(record))


def referred(problem: Problem, sheet: Sheet, new: list[Record], site: Site) -> list[Record]:
    """The rows with ids in place of references; one that means nothing is told with what exists."""
    found = Issues()
    records = resolved(new, sheet, directories(problem, sheet), found)
    for issue in found.found:
        told = issue
        if issue.text.code == "data.reference_unknown":
            column = sheet.column(issue.column.rpartition(".")[2])
            there = site.listed(_shown(problem, column.refers))
            args = {"found": issue.found, "there": there}
            told = issue.model_copy(update={"text": Text(code="data.overlay.unknown", args=args)})
        site.issues.note(told)
    return records


def directories(problem: Problem, sheet: Sheet) -> dict[str, Directory]:
    """What the references of a sheet may mean."""
    keys = {key for column in sheet.columns for key in column.refers}
    return {key: directory(problem, key) for key in keys}


def directory(problem: Problem, key: str) -> Directory:
    """The ids and names of what a sheet, or `programmes`, holds."""
    return Directory((item.id, getattr(item, "name", "")) for item in _items(problem, key))


def named(problem: Problem, key: str, names: Iterable[str], path: str, site: Site) -> list[str]:
    """The ids that names of one sheet mean, each once; those that mean nothing are told."""
    known, ids = directory(problem, key), []
    for name in names:
        found = known.find(name)
        if len(found) == 1:
            ids.append(found[0])
        elif found:
            site.refuse(path, "reference_ambiguous", name, ids="、".join(found))
        else:
            _unknown(problem, (key,), name, path, site)
    return list(dict.fromkeys(ids))


def _unknown(problem: Problem, keys: Iterable[str], name: str, path: str, site: Site) -> None:
    """Note a name that nothing bears, with the nearest and with those that exist."""
    words = [word for key in keys for word in directory(problem, key).words()]
    site.unknown(path, name, words, _shown(problem, keys))


def _shown(problem: Problem, keys: Iterable[str]) -> list[str]:
    """What exists, by id and name."""
    items = [item for key in keys for item in _items(problem, key)]
    return [f"{item.id} {getattr(item, 'name', '')}".strip() for item in items]


def _items(problem: Problem, key: str) -> tuple[Any, ...]:
    return cast(tuple[Any, ...], getattr(problem.travel if key in IN_TRAVEL else problem, key))


def where_values(
    sheet: Sheet, where: Mapping[str, Any], site: Site
) -> Mapping[str, tuple[Value, ...]]:
    """The values that a row may have in each field; what cannot be understood is told."""
    wanted: dict[str, tuple[Value, ...]] = {}
    for field, value in where.items():
        column, values = sheet.column(field), []
        for one in value if isinstance(value, list | tuple) else (value,):
            try:
                read = parse(replace(column, many=False), as_cell(one), site.language)
            except CellError as error:
                code = error.text.code.removeprefix("data.")
                site.refuse(f"where.{field}", code, str(one), error.suggestion, **_plain(error))
                continue
            values.append("" if read is None else read)
        wanted[field] = tuple(values)
    return wanted


def _plain(error: CellError) -> dict[str, str | int | float]:
    return {k: v for k, v in error.text.args.items() if isinstance(v, str | int | float)}


def choice(
    problem: Problem,
    sheet: Sheet,
    records: Sequence[Record],
    change: RemoveRows | SetRows,
    site: Site,
) -> list[int]:
    """The positions of the rows meant, in the sheet's order; none, with an issue, when wrong."""
    if change.where is None:
        ids = set(named(problem, sheet.key, change.ids, "ids", site))
        return [n for n, record in enumerate(records) if record.values["id"] in ids]
    before = len(site.issues.found)
    wanted = {
        field: _meant(problem, sheet, field, values, site)
        for field, values in where_values(sheet, change.where, site).items()
    }
    if len(site.issues.found) > before:
        return []
    fits = [
        n
        for n, record in enumerate(records)
        if all(_fits(problem, sheet, record, name, values) for name, values in wanted.items())
    ]
    if not fits or len(fits) < (change.number or 0):
        path = "number" if fits else "where"
        there = _there(sheet, records, change.where, site)
        code = "overlay.too_few" if fits else "overlay.nothing_meant"
        found = str(change.number) if fits else "、".join(map(str, change.where.values()))
        site.refuse(path, code, found, count=len(fits), there=there)
        return []
    return fits[: change.number]


def _meant(
    problem: Problem, sheet: Sheet, field: str, values: tuple[Value, ...], site: Site
) -> tuple[Value, ...]:
    """Values of a field with ids in place of references."""
    column = sheet.column(field)
    if column.cell is not CellType.REFERENCE:
        return values
    ids: list[Value] = []
    for value in values:
        known = [directory(problem, key) for key in column.refers]
        found = [i for one in known for i in one.find(str(value))]
        if not found and value != "":
            _unknown(problem, column.refers, str(value), f"where.{field}", site)
        ids += found or [value]
    return tuple(ids)


def _fits(
    problem: Problem, sheet: Sheet, record: Record, field: str, values: tuple[Value, ...]
) -> bool:
    """Whether the row has one of the values; whoever lives in a region lives in those above it."""
    value = record.values.get(field, "")
    if isinstance(value, tuple):
        return bool(set(value) & set(values)) or (not value and "" in values)
    in_region = sheet.column(field).refers == ("regions",) and value in problem.tree
    if in_region and sheet.key in ("targets", "inspectors"):
        return bool(set(problem.tree.lineage(str(value))) & set(values))
    return value in values


def _there(
    sheet: Sheet,
    records: Iterable[Record],
    where: Mapping[str, Any],
    site: Site,
) -> str:
    """The values that rows do have in the fields asked about."""
    found: dict[str, None] = {}
    for record in records:
        for field in where:
            value = record.values.get(field)
            if value is not None:
                found.setdefault(written(sheet.column(field), value, site.language))
    return site.listed(list(found))
