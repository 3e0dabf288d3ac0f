"""Reading a data set, a folder or a workbook, into a `Problem`."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from models.calendar import WorkCalendar
from models.policy import Policy
from models.problem import Problem
from models.programme import Programme
from scenarios.attachments import attach
from scenarios.building import built
from scenarios.calendarfile import records_of_file
from scenarios.checks import (
    check_clauses,
    check_exchanges,
    check_ids,
    check_order,
    check_pairs,
    check_partners,
    check_positions,
    check_programmes,
    check_regions,
    check_rows,
    check_tree,
)
from scenarios.dataworkbook import write_workbook
from scenarios.demands import demands_of
from scenarios.engagements import timed
from scenarios.folder import write_dataset
from scenarios.issues import Issues
from scenarios.pins import check_pinned, sound_pins
from scenarios.policysource import policy_of, programmes_of
from scenarios.reach import check_reach
from scenarios.records import Record, read_records
from scenarios.references import directory_of, resolved
from scenarios.settings import COSTS, TRAVEL, YEARS, Settings, check_settings, read_settings
from scenarios.sheets import (
    CALENDAR,
    CLOSURES,
    DATA_SHEETS,
    DISTANCES,
    DRAWN,
    ENGAGEMENTS,
    HISTORY,
    INDICATORS,
    INSPECTORS,
    INTERESTS,
    JOINT_POOLS,
    LEAVE,
    NODES,
    PAIRS,
    PAST_CHECKS,
    PINS,
    REGIONS,
    ROADS,
    SETTINGS,
    STRANGERS,
    TARGETS,
)
from scenarios.tables import TOML_FILES, Source, open_source
from scenarios.validation import note_table
from scenarios.workcalendar import calendar_of

__all__ = ["read_dataset", "write_dataset", "write_workbook"]

_WITH_IDS = (REGIONS, TARGETS, INSPECTORS, ENGAGEMENTS, INDICATORS, NODES)
_WITHOUT_IDS = (
    *(INTERESTS, LEAVE, CLOSURES, PAIRS, JOINT_POOLS, HISTORY, PINS, PAST_CHECKS, STRANGERS),
    *(DRAWN, ROADS, DISTANCES),
)
_PERIODS = (
    ("inspectors", "certificate_from", "certificate_until"),
    ("interests", "start", "until"),
    ("leave", "start", "end"),
    ("closures", "start", "end"),
    ("drawn", "first", "last"),
)
_EXCHANGES = (("past_checks", ("checker", "checked")), ("strangers", ("first", "second")))
_ANYWAY = {SETTINGS.key: "dataset.toml", CALENDAR.key: "calendar.toml"}

Records = Mapping[str, list[Record]]


def read_dataset(path: Path) -> Problem:
    """Read a data set: a folder, or one workbook.

    Raises
    ------
    DataError
        With every issue found, when the data set cannot be used.
    """
    issues = Issues()
    return understood(open_source(path, issues, DATA_SHEETS), issues)


def understood(source: Source, issues: Issues) -> Problem:
    """The problem that the cells of a data set state.

    Raises
    ------
    DataError
        With every issue found, and those found before.
    """
    settings = read_settings(source, issues)
    source = attach(source, settings, issues)
    _check_missing(source, settings, issues)
    check_settings(settings, issues)
    records = _read_tables(source, settings, issues)
    _check(records, settings, issues)
    objects = {s.key: built(s.key, records[s.key], issues) for s in (*_WITH_IDS, *_WITHOUT_IDS)}
    calendar = _calendar(records[CALENDAR.key], settings, source, issues)
    policy = _policy(settings, source, issues)
    programmes = _programmes(policy, records, source, issues)
    check_clauses(records[PAIRS.key], policy, issues)
    check_programmes(records[DRAWN.key], programmes, issues)
    demands = () if policy is None else demands_of(source, records["targets"], programmes, issues)
    issues.stop_if_any()
    network = {key: objects.pop(key) for key in ("nodes", "roads", "distances")}
    given = settings.given("id", "name", "note", "fictional")
    office = records[SETTINGS.key][0].values["office"]
    try:
        problem = Problem.model_validate(
            {
                **given,
                **objects,
                "office": office,
                "policy": policy,
                "programmes": programmes,
                "demands": demands,
                "calendar": calendar,
                "travel": {**settings.given(*TRAVEL), **network},
                "costs": settings.given(*COSTS),
            }
        )
    except ValidationError as error:
        note_table(error, source.path.name, Problem, issues)
        issues.stop_if_any()
        raise
    check_reach(problem, source.place(ROADS if problem.travel.roads else DISTANCES), issues)
    check_pinned(problem, records[PINS.key], issues)
    issues.stop_if_any()
    return problem


def _check_missing(source: Source, settings: Settings, issues: Issues) -> None:
    """Every required sheet is there and no file is misnamed."""
    folder = source.path.is_dir()
    for sheet in DATA_SHEETS:
        stated = sheet.key in source.grids or _ANYWAY.get(sheet.key) in source.tomls
        known = {sheet.key, _ANYWAY.get(sheet.key)} & source.unreadable
        if sheet.required and not stated and not known:
            name = _ANYWAY.get(sheet.key, f"{sheet.key}.csv") if folder else sheet.zh
            there = "、".join(source.names)
            issues.add(source.path.name, "sheet_missing", found=name, name=name, there=there)
    absent = [name for name in TOML_FILES if name not in source.tomls]
    own = {*TOML_FILES, settings.text("policy")}
    strange = [n for n in source.names if n.endswith(".toml") and not {n, n.casefold()} & own]
    for name in strange:
        if alike := issues.nearest(name, absent):
            issues.add(name, "file_unknown", suggestion=alike)


def _read_tables(source: Source, settings: Settings, issues: Issues) -> Records:
    """The records of all sheets with ids in place of references; the office under `settings`."""
    read: dict[str, list[Record]] = {}
    empty: set[str] = set()
    for sheet in (*_WITH_IDS, *_WITHOUT_IDS, CALENDAR):
        grid, before = source.grids.get(sheet.key), len(issues.found)
        read[sheet.key] = read_records(grid, sheet, issues) if grid else []
        if grid and not read[sheet.key] and len(issues.found) == before:
            empty.add(sheet.key)
    if file := source.tomls.get("calendar.toml"):
        read[CALENDAR.key] += records_of_file(file, issues)
    directories = {
        sheet.key: directory_of(read[sheet.key])
        for sheet in _WITH_IDS
        if read[sheet.key] or not sheet.required or sheet.key in empty
    }
    tables: dict[str, list[Record]] = {
        sheet.key: resolved(read[sheet.key], sheet, directories, issues)
        for sheet in (*_WITH_IDS, *_WITHOUT_IDS, CALENDAR)
    }
    year = settings.get("year")
    engaged = tables[ENGAGEMENTS.key]
    tables[ENGAGEMENTS.key] = timed(engaged, year if isinstance(year, int) else None, issues)
    tables[PINS.key] = sound_pins(tables[PINS.key], year, issues)
    office = settings.records.get("office")
    asked = resolved([office] if office else [], SETTINGS, directories, issues)
    return {**tables, SETTINGS.key: asked}


def _check(records: Records, settings: Settings, issues: Issues) -> None:
    """Everything that no single cell shows."""
    for sheet in _WITH_IDS:
        check_ids(records[sheet.key], issues)
    for sheet in _WITHOUT_IDS:
        if sheet is not ROADS:  # two equal roads side by side are common in real networks
            check_rows(records[sheet.key], sheet, issues)
    check_pairs(records["distances"], issues)
    check_partners(records["pairs"], issues)
    for key in ("regions", "targets", "inspectors", "nodes"):
        check_positions(records[key], issues)
    for key, start, end in _PERIODS:
        check_order(records[key], start, end, issues)
    check_regions(records["regions"], issues)
    check_tree(records["indicators"], "indicator_cycle", issues)
    if records["roads"] and records["distances"]:
        place, other = records["roads"][0].place, records["distances"][0].place
        issues.add(place, "roads_and_distances", other=other)
    year = settings.get("year")
    for key, names in _EXCHANGES:
        check_exchanges(records[key], names, records["regions"], year, issues)
    for record in records["history"]:
        day = record.values.get("day")
        if isinstance(day, date) and isinstance(year, int) and day.year >= year:
            issues.add(
                record.place,
                "history_not_past",
                record.row,
                record.header("day"),
                found=record.found.get("day", ""),
                year=year,
            )


def _calendar(
    records: list[Record], settings: Settings, source: Source, issues: Issues
) -> WorkCalendar | None:
    year = settings.get("year")
    provisional = settings.get("provisional")
    return calendar_of(
        records,
        year if isinstance(year, int) and year in YEARS else None,
        issues,
        place=source.tomls["calendar.toml"].place
        if "calendar.toml" in source.tomls
        else source.place(CALENDAR),
        holidays_of=settings.text("public_holidays"),
        provisional=provisional if isinstance(provisional, bool) else None,
    )


def _policy(settings: Settings, source: Source, issues: Issues) -> Policy | None:
    if settings.get("policy") is None:
        return None
    cells = {
        name: (record.place, record.row, record.header(name))
        for name, record in settings.records.items()
        if name in ("policy", "also")
    }
    also = settings.get("also")
    return policy_of(
        source,
        settings.text("policy"),
        issues,
        cell=cells["policy"],
        also=also if isinstance(also, tuple) else (),
        also_cell=cells.get("also"),
    )


def _programmes(
    policy: Policy | None, records: Records, source: Source, issues: Issues
) -> tuple[Programme, ...]:
    if policy is None:
        return ()
    targets, people = (
        [str(record.values["id"]) for record in records[sheet.key] if record.has("id")]
        for sheet in (TARGETS, INSPECTORS)
    )
    return programmes_of(policy, source.tomls.get("programmes.toml"), targets, people, issues)
