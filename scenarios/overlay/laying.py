"""Overlays laid over a problem, one change after the other."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from models.base import rebuilt
from models.overlay import (
    BLANK,
    AddRows,
    Cancelled,
    Change,
    Closed,
    FullTimeShare,
    Headcount,
    Held,
    Merged,
    Moved,
    Overlay,
    PackTaken,
    PolicyLaid,
    ProgrammeLaid,
    ProgrammesOff,
    RemoveRows,
    RoadClosed,
    SetRows,
    SettingsLaid,
    Slack,
    WindowsMoved,
)
from models.problem import Problem
from planner.demand import visits_that_may_be_due
from planner.horizon import horizon
from scenarios.issues import Issues
from scenarios.overlay import people, removal, rows, rules, schools
from scenarios.overlay.calendarrows import with_calendar
from scenarios.overlay.filling import has_blank
from scenarios.overlay.site import Site
from scenarios.reach import check_reach
from scenarios.sheets import CALENDAR

_DUE = ("programmes", "demands", "calendar", "policy", "targets", "drawn", "history", "closures")
"""What decides which visits are due."""

Laying = Callable[[Problem, Any, Site], Problem | None]


def _held(problem: Problem, change: Held, site: Site) -> Problem:
    """Events change no data; but who made a visit is known."""
    rows.named(problem, "inspectors", change.team or (), "team", site)
    if change.start is not None:
        rows.in_year(problem, change.start, site, "start")
    return problem


def _cancelled(problem: Problem, change: Cancelled, site: Site) -> Problem:
    return problem


_LAYING: Mapping[type[Change], Laying] = {
    AddRows: rows.added,
    RemoveRows: removal.removed,
    SetRows: rows.changed,
    Moved: people.moved,
    Closed: schools.closed,
    Merged: schools.merged,
    RoadClosed: schools.road_closed,
    SettingsLaid: rules.settled,
    PolicyLaid: rules.policy_laid,
    PackTaken: rules.pack_taken,
    ProgrammeLaid: rules.programme_laid,
    ProgrammesOff: rules.switched_off,
    WindowsMoved: rules.windows_moved,
    Headcount: people.headcount,
    FullTimeShare: people.full_time_share,
    Slack: people.slack,
    Held: _held,
    Cancelled: _cancelled,
}


def laid_over(problem: Problem, overlays: Sequence[Overlay], language: str = "zh") -> Problem:
    """The problem with the changes of all overlays, in order; each sees what came before it.

    Parameters
    ----------
    language
        In which messages name the values allowed.

    Raises
    ------
    DataError
        With everything that is wrong with the first overlay that does not fit.
    """
    for overlay in overlays:
        issues = Issues()
        before = problem
        for number, change in enumerate(overlay.changes, start=1):
            lines = overlay.lines[number - 1] if overlay.lines else {}
            site = Site(overlay.place or overlay.name, number, lines, issues, language)
            if has_blank(change):
                site.refuse("", "overlay.template", BLANK)
                continue
            new = _laid(problem, change, site)
            problem = problem if new is None or _unpinned(problem, new, site) else new
        issues.stop_if_any()
        if problem.travel is not before.travel or len(problem.targets) + len(problem.inspectors):
            check_reach(problem, overlay.place or overlay.name, issues)
        issues.stop_if_any()
        problem = rebuilt(problem, overlays=(*problem.overlays, overlay.name))
    return problem


def _unpinned(before: Problem, new: Problem, site: Site) -> bool:
    """Whether a visit that is pinned would not be due any more; each is told."""
    same = all(getattr(before, f) == getattr(new, f) for f in _DUE) if new.pins else True
    if same:
        return False
    due = visits_that_may_be_due(new, horizon(new))
    lost = [pin.visit for pin in new.pins if pin.visit not in due]
    for visit in lost:
        site.refuse("", "overlay.pin_left", visit)
    return bool(lost)


def _laid(problem: Problem, change: Change, site: Site) -> Problem | None:
    if isinstance(change, AddRows | RemoveRows | SetRows) and change.sheet == CALENDAR.key:
        return with_calendar(problem, change, site)
    return _LAYING[type(change)](problem, change, site)
