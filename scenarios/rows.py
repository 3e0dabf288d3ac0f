"""The rows of each sheet from a problem: what writers of folders and workbooks have in common."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from models.calendar import WorkCalendar
from models.inspector import InspectorFilter
from models.problem import Problem
from scenarios import tomltext
from scenarios.cells import CellError, parse, written
from scenarios.columns import CellType, Sheet, Value
from scenarios.issues import Issues
from scenarios.sheets import (
    CALENDAR,
    CLOSURES,
    DEMANDS,
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
from scenarios.words import CalendarKind
from scenarios.workcalendar import BREAKS

Row = Mapping[str, Value | None]

_CALENDAR_KIND = {kind: row_kind for row_kind, kind in BREAKS.items()}


def rows_of(problem: Problem) -> dict[Sheet, list[Row]]:
    """The rows of every table but the settings, in the order of the sheets.

    Raises
    ------
    DataError
        When a value would not be read back as it is: an id with a comma in a list, a name with
        line breaks.
    """
    items: dict[Sheet, Sequence[object]] = {
        REGIONS: problem.regions,
        TARGETS: problem.targets,
        INSPECTORS: problem.inspectors,
        INTERESTS: problem.interests,
        LEAVE: problem.leave,
        CLOSURES: problem.closures,
        PAIRS: problem.pairs,
        JOINT_POOLS: problem.joint_pools,
        HISTORY: problem.history,
        ENGAGEMENTS: problem.engagements,
        PINS: problem.pins,
        PAST_CHECKS: problem.past_checks,
        STRANGERS: problem.strangers,
        DRAWN: problem.drawn,
        DEMANDS: problem.demands,
        INDICATORS: problem.indicators,
        NODES: problem.travel.nodes,
        ROADS: problem.travel.roads,
        DISTANCES: problem.travel.distances,
    }
    rows: dict[Sheet, list[Row]] = {
        sheet: [{c.field: getattr(item, c.field, None) for c in sheet.columns} for item in objects]
        for sheet, objects in items.items()
    }
    issues = Issues()
    for sheet, table in rows.items():
        check_rows_readable(sheet, table, issues)
    issues.stop_if_any()
    return rows


def settings_of(problem: Problem) -> Row:
    """The settings but those about holidays and policy, which differ between kinds of data set."""
    row: dict[str, Value | None] = {
        column.field: getattr(source, column.field)
        for column in SETTINGS.columns
        for source in (problem, problem.travel, problem.costs)
        if column.field not in ("policy", "also", "provisional") and hasattr(source, column.field)
    }
    issues = Issues()
    check_rows_readable(SETTINGS, [row], issues)
    issues.stop_if_any()
    return row


def calendar_rows(calendar: WorkCalendar) -> list[Row]:
    """The rows of the calendar sheet."""
    rows: list[Row] = []
    for term in calendar.terms:
        rows.append({"kind": CalendarKind.TERM, **_given(term)})
    for pause in calendar.breaks:
        rows.append({**_given(pause), "kind": _CALENDAR_KIND[pause.kind]})
    for kind, days in (
        (CalendarKind.PUBLIC_HOLIDAY, calendar.holidays),
        (CalendarKind.WORKDAY, calendar.workdays),
    ):
        rows += [{"kind": kind, "start": a, "end": b} for a, b in _runs(days)]
    for session in calendar.training:
        employment, more = split_audience(session.audience)
        rows.append(
            {
                **_given(session),
                "kind": CalendarKind.TRAINING,
                "audience": employment,
                "audience_more": tomltext.dumps(more).strip(),
            }
        )
    issues = Issues()
    check_rows_readable(CALENDAR, rows, issues)
    issues.stop_if_any()
    return rows


def split_audience(audience: InspectorFilter) -> tuple[tuple[str, ...], Mapping[str, object]]:
    """The kinds of employment, which have a column, and the rest of the filter."""
    more = audience.model_dump(mode="json", exclude_defaults=True)
    employment = tuple(more.pop("employment", ()))
    return employment, more


def _given(item: object) -> dict[str, Value | None]:
    names = [c.field for c in CALENDAR.columns if c.field not in ("audience", "audience_more")]
    return {name: getattr(item, name) for name in names if hasattr(item, name)}


def _runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Days that follow each other as pairs of first and last."""
    first = last = None
    for day in sorted(days):
        if last is not None and day - last <= timedelta(1):
            last = day
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = day
    if first is not None and last is not None:
        yield first, last


def check_rows_readable(sheet: Sheet, rows: Sequence[Row], issues: Issues) -> None:
    """Every value, once written, is read back as it is; one that is not becomes an issue."""
    for number, row in enumerate(rows, start=2):
        for column in sheet.columns:
            value = row.get(column.field)
            if value is None or value in ("", ()) or column.cell is CellType.INFO:
                continue
            text = written(column, value)
            try:
                same = parse(column, text) == value
            except CellError:
                same = False
            if not same:
                issues.add(sheet.zh, "unwritable", number, column.zh, found=str(value))
