"""When the phases of a programme are due, and which days they leave to its visits.

Source: `md.time`, `md.3`; docs/semantics.md, Phases.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from models.plan import Milestone, MilestoneKind, Visit
from models.problem import Problem
from models.programme import Phase, Programme

Span = tuple[date, date]


def visit_span(problem: Problem, programme_id: str) -> Span:
    """First and last day on which visits of the programme leave every phase a day.

    The whole year for a programme whose visits are no phase of any.
    """
    first, last = problem.calendar.first, problem.calendar.last
    for programme in problem.programmes:
        for phase in programme.phases:
            if programme_id in phase.visits and programme.level is problem.level:
                first = max(first, _earliest(problem, programme)[phase.id])
                last = min(last, _latest(problem, programme, {})[phase.id])
    return first, last


def phase_steps(
    problem: Problem,
    programme: Programme,
    targets: tuple[str, ...],
    visits: tuple[Visit, ...],
) -> Iterator[Milestone]:
    """A milestone for each phase, on the last working day that leaves the later ones theirs.

    Parameters
    ----------
    targets
        What the programme concerns: a phase of `each` has a step for each.
    """
    for phase, due in _dated(problem, programme, visits):
        for target in targets if phase.each else ("",):
            yield Milestone(
                id="-".join(part for part in (programme.id, phase.id, target) if part),
                kind=MilestoneKind.PHASE,
                due=due,
                target=target,
                programme=programme.id,
                phase=phase.id,
            )


def _dated(
    problem: Problem, programme: Programme, visits: tuple[Visit, ...]
) -> Iterator[tuple[Phase, date]]:
    """Phases with their days, those of visits left out."""
    held = {p.id: _span_of(p, visits) for p in programme.phases if p.visits}
    known = {phase: span for phase, span in held.items() if span is not None}
    latest = _latest(problem, programme, known)
    ends: dict[str, date] = {phase: span[1] for phase, span in known.items()}
    for phase in programme.phases:
        if phase.visits:
            continue
        before = [ends[name] for name in phase.after if name in ends]
        due = latest[phase.id]
        if before and phase.greatest_days is not None:
            due = min(due, max(before) + timedelta(phase.greatest_days))
        ends[phase.id] = working_day_before(problem, due)
        yield phase, ends[phase.id]


def _span_of(phase: Phase, visits: tuple[Visit, ...]) -> Span | None:
    own = [v for v in visits if set(v.programmes) & set(phase.visits)]
    return (min(v.start for v in own), max(v.end for v in own)) if own else None


def _earliest(problem: Problem, programme: Programme) -> Mapping[str, date]:
    """The first day of each phase when every one before it comes as early as it can."""
    found: dict[str, date] = {}
    for phase in programme.phases:
        first, _ = phase.dates(problem.year)
        after = [found[name] + timedelta(phase.least_days) for name in phase.after]
        day = max([first, *after])
        found[phase.id] = day if phase.visits else _working_day_after(problem, day)
    return found


def _latest(problem: Problem, programme: Programme, held: Mapping[str, Span]) -> Mapping[str, date]:
    """The last day of each phase when every one after it comes as late as it can.

    Parameters
    ----------
    held
        First and last day of the visits that are planned: phases before them end by the first.
    """
    found: dict[str, date] = {}
    for phase in reversed(programme.phases):
        _, last = phase.dates(problem.year)
        later = [
            _start(p, found, held) - timedelta(p.least_days)
            for p in programme.phases
            if phase.id in p.after
        ]
        day = min([last, *later])
        found[phase.id] = day if phase.visits else working_day_before(problem, day)
    return found


def _start(phase: Phase, latest: Mapping[str, date], held: Mapping[str, Span]) -> date:
    return held[phase.id][0] if phase.id in held else latest[phase.id]


def working_day_before(problem: Problem, day: date) -> date:
    """The day itself or the last working day before it; next year knows no holidays yet."""
    while not _works(problem, day):
        day -= timedelta(days=1)
    return day


def _working_day_after(problem: Problem, day: date) -> date:
    while not _works(problem, day):
        day += timedelta(days=1)
    return day


def _works(problem: Problem, day: date) -> bool:
    if day > problem.calendar.last:
        return day.weekday() < 5
    return problem.calendar.is_working_day(day)
