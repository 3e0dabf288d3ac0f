"""The work calendar from the rows of the calendar sheet."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import cast

from pydantic import ValidationError

from models.calendar import Break, BreakKind, Term, TrainingSession, WorkCalendar
from models.inspector import InspectorFilter
from scenarios.checks import check_order, check_rows
from scenarios.issues import Issues
from scenarios.publicholidays import is_announced, public_holidays, shifted_workdays
from scenarios.records import Record
from scenarios.sheets import CALENDAR
from scenarios.textfiles import parsed_toml
from scenarios.validation import note_record, note_strange, note_table
from scenarios.words import CalendarKind, label

BREAKS = {
    CalendarKind.EXAM: BreakKind.EXAM,
    CalendarKind.SCHOOL_HOLIDAY: BreakKind.HOLIDAY,
    CalendarKind.VACATION: BreakKind.VACATION,
    CalendarKind.OTHER: BreakKind.OTHER,
}
_PERIOD = frozenset(("kind", "name", "start", "end"))
ALLOWED = {kind: _PERIOD | {"regions", "stages"} for kind in BREAKS} | {
    CalendarKind.TERM: _PERIOD,
    CalendarKind.PUBLIC_HOLIDAY: _PERIOD,
    CalendarKind.WORKDAY: _PERIOD,
    CalendarKind.TRAINING: _PERIOD | {"hours", "audience", "audience_more"},
}
"""The fields that rows of each kind may fill."""

_NEEDED = {
    CalendarKind.TERM: ("name", "end"),
    CalendarKind.VACATION: ("name", "end"),
    CalendarKind.EXAM: ("name",),
    CalendarKind.SCHOOL_HOLIDAY: ("name",),
    CalendarKind.OTHER: ("name",),
    CalendarKind.TRAINING: ("name", "hours"),
}


def calendar_of(
    records: Sequence[Record],
    year: int | None,
    issues: Issues,
    *,
    place: str,
    holidays_of: str = "",
    provisional: bool | None = None,
) -> WorkCalendar | None:
    """The calendar of a year; what does not fit becomes an issue. Without a year there is none.

    Parameters
    ----------
    records
        Rows of the calendar sheet with ids resolved.
    holidays_of
        `CN` to start from the public holidays of China; rows then add and take away.
    provisional
        What the data set says; None when it says nothing, and the calendar decides by whether the
        year's holidays are announced or stated.
    """
    check_order(records, "start", "end", issues)
    check_rows(records, CALENDAR, issues)
    usable = [r for r in records if not r.broken and _fits(r, year, issues)]
    terms = [t for r in _of(usable, CalendarKind.TERM) if (t := _term(r, issues))]
    breaks = [b for r in usable if (b := _break(r, issues))]
    training = [s for r in _of(usable, CalendarKind.TRAINING) if (s := _session(r, issues))]
    if not terms and not issues.found:
        issues.add(place, "no_terms")
    for one, other in pairwise(sorted(terms, key=lambda t: t.start)):
        if other.start <= one.end:
            issues.add(place, "terms_overlap", found=other.name, one=one.name, other=other.name)
    if year is None:
        return None
    off, shifted = set[date](), set[date]()
    if holidays_of == "CN":
        off, shifted = set(public_holidays(year)), set(shifted_workdays(year))
    stated_off = {d for r in _of(usable, CalendarKind.PUBLIC_HOLIDAY) for d in _days(r)}
    stated_on = {d for r in _of(usable, CalendarKind.WORKDAY) for d in _days(r)}
    for day in sorted(stated_off & stated_on):
        issues.add(place, "holiday_and_workday", found=day.isoformat())
    if provisional is None:
        provisional = not is_announced(year) and (holidays_of == "CN" or not stated_off)
    return WorkCalendar(
        year=year,
        terms=tuple(terms),
        breaks=tuple(breaks),
        holidays=tuple(sorted((off | stated_off) - stated_on)),
        workdays=tuple(sorted((shifted | stated_on) - stated_off)),
        training=tuple(training),
        provisional=provisional,
    )


def _of(records: Iterable[Record], kind: CalendarKind) -> list[Record]:
    return [r for r in records if r.values["kind"] == kind]


def _period(record: Record) -> tuple[date, date]:
    start = cast(date, record.values["start"])
    return start, cast(date, record.values.get("end", start))


def _days(record: Record) -> Iterator[date]:
    start, end = _period(record)
    return (start + timedelta(n) for n in range((end - start).days + 1))


def _fits(record: Record, year: int | None, issues: Issues) -> bool:
    """Whether the row's dates meet the year and it fills only what its kind knows."""
    start, end = _period(record)
    kind = CalendarKind(str(record.values["kind"]))
    before = len(issues.found)
    if year is not None and not start.year <= year <= end.year:
        issues.add(
            record.place,
            "outside_year",
            record.row,
            record.header("start"),
            found=record.found.get("start", start.isoformat()),
            year=year,
        )
    elif (end - start).days > 366:
        issues.add(
            record.place,
            "too_long",
            record.row,
            record.header("end"),
            found=record.found.get("end", end.isoformat()),
        )
    note_strange(record, ALLOWED[kind], label(kind), issues)
    for name in _NEEDED.get(kind, ()):
        if name not in record.values:
            issues.add(record.place, "required", record.row, record.header(name))
    return start <= end and len(issues.found) == before


def _term(record: Record, issues: Issues) -> Term | None:
    start, end = _period(record)
    try:
        return Term(name=str(record.values["name"]), start=start, end=end)
    except ValidationError as error:
        note_record(error, record, issues)
        return None


def _break(record: Record, issues: Issues) -> Break | None:
    kind = BREAKS.get(CalendarKind(str(record.values["kind"])))
    if kind is None:
        return None
    start, end = _period(record)
    given = {name: record.values.get(name, ()) for name in ("regions", "stages")}
    name = record.values["name"]
    try:
        return Break.model_validate(
            {"name": name, "kind": kind, "start": start, "end": end, **given}
        )
    except ValidationError as error:
        note_record(error, record, issues)
        return None


def _session(record: Record, issues: Issues) -> TrainingSession | None:
    audience = _audience(record, issues)
    if audience is None:
        return None
    start, end = _period(record)
    try:
        return TrainingSession(
            name=str(record.values["name"]),
            start=start,
            end=end,
            hours=cast(int, record.values["hours"]),
            audience=audience,
        )
    except ValidationError as error:
        note_record(error, record, issues)
        return None


def _audience(record: Record, issues: Issues) -> InspectorFilter | None:
    """Who is meant: the kinds of employment and the further conditions, which are TOML."""
    more = parsed_toml(str(record.values.get("audience_more", "")))
    header = record.header("audience_more")
    if isinstance(more, int):
        found = record.found.get("audience_more", "")
        issues.add(record.place, "toml", record.row, header, found=found)
        return None
    try:
        return InspectorFilter.model_validate(
            {**more, "employment": record.values.get("audience", ())}
        )
    except ValidationError as error:
        note_table(error, record.place, InspectorFilter, issues, cell=(record.row, header))
        return None
