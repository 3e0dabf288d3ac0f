"""Rows of the calendar sheet added, taken away or set to other values."""

from dataclasses import replace

from models.overlay import AddRows, RemoveRows, SetRows
from models.problem import Problem
from scenarios.issues import Issues
from scenarios.overlay.building import with_values
from scenarios.overlay.rows import choice, record_at, referred
from scenarios.overlay.site import Site
from scenarios.records import Record
from scenarios.rows import calendar_rows
from scenarios.sheets import CALENDAR
from scenarios.workcalendar import calendar_of


def with_calendar(
    problem: Problem, change: AddRows | RemoveRows | SetRows, site: Site
) -> Problem | None:
    """The problem with another calendar; None, with issues, when it is none."""
    before = len(site.issues.found)
    records = [
        Record(CALENDAR.key, None, {k: v for k, v in row.items() if v not in (None, "", ())})
        for row in calendar_rows(problem.calendar)
    ]
    match change:
        case AddRows():
            new = [record_at(CALENDAR, r, f"rows[{n}]", site) for n, r in enumerate(change.rows, 1)]
            records += referred(problem, CALENDAR, new, site)
        case RemoveRows():
            chosen = set(choice(problem, CALENDAR, records, change, site))
            records = [record for n, record in enumerate(records) if n not in chosen]
        case SetRows():
            given = record_at(CALENDAR, change.values, "values", site, whole=False)
            [given] = referred(problem, CALENDAR, [given], site)
            for n in choice(problem, CALENDAR, records, change, site):
                kept = {k: v for k, v in records[n].values.items() if k not in change.values}
                records[n] = replace(given, values=kept | dict(given.values))
    if len(site.issues.found) > before:
        return None
    found = Issues()
    calendar = calendar_of(
        records,
        problem.year,
        found,
        place=site.place,
        provisional=problem.calendar.provisional,
    )
    for issue in found.found:
        site.note(issue, issue.column.removeprefix(site.column()).lstrip("."))
    if found.found or calendar is None:
        return None
    return with_values(problem, site, calendar=calendar)
