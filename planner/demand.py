"""Stage `demand`: programmes become visit requests (`docs/semantics.md`, "What is due")."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import numpy as np

from models.plan import Half, Selected
from models.problem import Problem
from models.programme import Frequency, Per, Programme, ProgrammeKind, SelectionMode, TeamRule
from models.target import Target
from planner.draw import lowest_tickets
from planner.frequency import DueVisit, Succession
from planner.horizon import DayMask, Horizon
from planner.phases import visit_span
from planner.pins import pinned
from planner.risk import scores, selected


@dataclass(frozen=True)
class Link:
    """The due visit before this one, of the same programme to the same target.

    From its end to the start of this one lie at least `least_days` and at most `greatest_days`
    (None: any number). `same_period`: both are due in the same period, where this visit is left out
    if that one is, so that the visits planned are always the first ones.
    """

    before: str
    least_days: int
    greatest_days: int | None
    same_period: bool


@dataclass(frozen=True)
class Request:
    """One visit that is due.

    `days` are the possible first days, as indices from 1 January. `weight` counts it among the
    visits left out. `responsible` is the target's responsible inspector, if it has one. `link`
    leads to the visit before it, when several are due. A pin may name the `half` of the day and the
    `crew`, the only people who make it; without its pin a visit could lie on its `open_days`. One
    that is `kept` is never left out.
    """

    id: str
    target: str
    programmes: tuple[str, ...]
    kind: ProgrammeKind
    half_days: int
    days: tuple[int, ...]
    team: TeamRule
    mandatory: bool
    weight: int
    responsible: str | None = None
    link: Link | None = None
    half: Half | None = None
    crew: tuple[str, ...] | None = None
    open_days: tuple[int, ...] | None = None
    kept: bool = False

    @property
    def length(self) -> int:
        """Days the visit touches."""
        return (self.half_days + 1) // 2

    def held_by(self, person: str | None) -> "Request":
        """The same request when that person is responsible for its target."""
        return self if person == self.responsible else replace(self, responsible=person)


def chosen_targets(problem: Problem, programme: Programme, seed: int) -> list[Target]:
    """The targets a programme concerns.

    Source: `nm.3` (jurisdiction), `nm.6b`, `sj.3.2`, `nm.8a`.
    """
    selection = programme.selection
    eligible = [
        t for t in _matching(problem, programme) if _has_jurisdiction(problem, programme, t)
    ]
    if programme.id in problem.drawn_targets:
        return [t for t in eligible if t.id in problem.drawn_targets[programme.id]]
    if selection.mode is SelectionMode.TERM_END:
        return [t for t in eligible if _term_end_year(t) == problem.year]
    if selection.mode is SelectionMode.OPEN_PROBLEMS:
        troubled = {v.target for v in problem.history if v.open_problems > 0}
        return [t for t in eligible if t.id in troubled]
    if selection.mode is SelectionMode.RISK:
        table = scores(problem)
        riskiest = sorted(eligible, key=lambda t: (-table[t.id].value, t.id))
        return riskiest if selection.number is None else riskiest[: selection.number]
    if selection.mode is SelectionMode.DRAWN:
        drawn = set(_drawn(problem, programme, eligible, seed))
        return [t for t in eligible if t.id in drawn]
    if selection.mode is SelectionMode.LISTED and not selection.targets.ids:
        return []
    return eligible


def _matching(problem: Problem, programme: Programme) -> list[Target]:
    """The targets of the filter; where the policy has a formula, its threshold is one of scores."""
    wanted = programme.selection.targets
    if problem.policy.risk is None or wanted.min_risk is None:
        return [t for t in problem.targets if wanted.matches(t)]
    rest, least = wanted.model_copy(update={"min_risk": None}), Fraction(str(wanted.min_risk))
    table = scores(problem)
    return [t for t in problem.targets if rest.matches(t) and table[t.id].value >= least]


def _drawn(
    problem: Problem, programme: Programme, eligible: list[Target], seed: int
) -> Iterator[str]:
    """Ids drawn from the eligible: in each region anew, and from each stratum, where asked.

    Source: `nm.8a`, `md.3`.
    """
    selection = programme.selection
    groups: dict[str | None, list[Target]] = {}
    for target in eligible:
        level = selection.each
        region = None if level is None else problem.tree.at_level(target.region, level)
        groups.setdefault(region, []).append(target)
    for group in groups.values():
        if selection.strata:
            yield from _of_strata(programme, group, seed)
            continue
        number = selection.number
        if number is None:
            number = math.ceil(round((selection.share or 0) * len(group), 9))
        yield from lowest_tickets(seed, programme.id, [t.id for t in group], number)


def _of_strata(programme: Programme, group: list[Target], seed: int) -> Iterable[str]:
    """Stratum by stratum, as many as those already drawn leave wanting."""
    drawn: set[str] = set()
    for stratum in programme.selection.strata:
        inside = [t.id for t in group if stratum.targets.matches(t)]
        wanting = stratum.number - len(drawn.intersection(inside))
        rest = [t for t in inside if t not in drawn]
        drawn.update(lowest_tickets(seed, programme.id, rest, max(0, wanting)))
    return drawn


def _has_jurisdiction(problem: Problem, programme: Programme, target: Target) -> bool:
    return all(
        programme.level in rule.levels
        for rule in problem.policy.jurisdiction
        if rule.targets.matches(target)
    )


def _term_end_year(target: Target) -> int | None:
    end = target.term_end if target.kind == "school" else None
    return None if end is None else end.year


def requests(
    problem: Problem, days: Horizon, responsible: Mapping[str, str], seed: int
) -> tuple[Request, ...]:
    """All visits due in the year at the office's level, in the order of programmes and targets.

    Pins hold. Each serves one programme; which of them are made in one visit is the matter of
    `integration`.

    Parameters
    ----------
    responsible
        The responsible inspector of each target that has one.
    """
    own = [p for p in problem.programmes if p.level is problem.level]
    risks = {target: round(score.value) for target, score in scores(problem).items()}
    due = (
        request
        for programme in own
        for target in chosen_targets(problem, programme, seed)
        for request in _of_target(problem, days, programme, target, risks[target.id])
    )
    held = pinned(problem, days, tuple(due))
    return tuple(request.held_by(responsible.get(request.target)) for request in held)


def selections(problem: Problem, seed: int) -> tuple[Selected, ...]:
    """What is to be shown of the targets that the office's programmes chose by risk.

    Source: `sj.3.2`.
    """
    return tuple(
        shown
        for programme in problem.programmes
        if programme.level is problem.level
        for shown in selected(problem, programme, chosen_targets(problem, programme, seed))
    )


def visits_that_may_be_due(problem: Problem, days: Horizon) -> tuple[str, ...]:
    """Ids of all visits due under some seed, at some office.

    Programmes that draw, or take a number by risk, may concern every target that matches.
    """
    return tuple(
        request.id
        for programme in problem.programmes
        for target in _that_may_be_chosen(problem, programme)
        for request in _of_target(problem, days, programme, target, 0)
    )


def _that_may_be_chosen(problem: Problem, programme: Programme) -> list[Target]:
    mode = programme.selection.mode
    open_choice = mode in (SelectionMode.DRAWN, SelectionMode.RISK)
    if not open_choice or programme.id in problem.drawn_targets:
        return chosen_targets(problem, programme, seed=0)
    return [t for t in _matching(problem, programme) if _has_jurisdiction(problem, programme, t)]


def _of_target(
    problem: Problem, days: Horizon, programme: Programme, target: Target, risk: int
) -> Iterator[Request]:
    frequency = problem.frequency(programme, target)
    half_days = programme.half_days(target.size)
    in_phase = _in_phase(problem, days, programme, half_days)
    before: str | None = None
    for label, visits in _due(problem, days, programme, target, half_days):
        for number, due in enumerate(visits):
            suffix = label if len(visits) == 1 else f"{label}.{number + 1}"
            name = "-".join(part for part in (programme.id, target.id, suffix) if part)
            link = None
            if before is not None and frequency.has_gaps:
                link = Link(before, frequency.least_days or 0, due.greatest_days, number > 0)
            yield Request(
                id=name,
                target=target.id,
                programmes=(programme.id,),
                kind=programme.kind,
                half_days=half_days,
                days=tuple(due.days[in_phase[due.days]].tolist()),
                team=programme.team,
                mandatory=programme.mandatory,
                weight=_weight(programme, risk),
                link=link,
            )
            before = name


def _due(
    problem: Problem, days: Horizon, programme: Programme, target: Target, half_days: int
) -> Iterator[tuple[str, list[DueVisit]]]:
    """Label and visits of each period in which some are due, if each takes so many half-days."""
    frequency = problem.frequency(programme, target)
    visitable = days.visitable(problem, target, programme.days)
    windows = [visitable & window for window in _windows(problem, days, programme, target)]
    periods = list(_periods(days, frequency, np.logical_or.reduce(windows)))
    campaigns = _campaigns(problem, days, programme, target)
    windows = [window & campaigns for window in windows]
    openings = [
        np.flatnonzero(np.logical_or.reduce([_starts(w & period, half_days) for w in windows]))
        for _, period in periods
    ]
    past = problem.last_visits.get((target.id, programme.kind))
    succession = Succession(
        frequency,
        past=None if past is None else days.day(past.day),
        length=(half_days + 1) // 2,
        end_of_year=days.length - 1,
    )
    return zip((label for label, _ in periods), succession.due(openings), strict=True)


def _weight(programme: Programme, risk: int) -> int:
    return programme.priority * (1 if programme.mandatory else 1 + risk)


def _windows(
    problem: Problem, days: Horizon, programme: Programme, target: Target
) -> Iterable[DayMask]:
    whole = np.ones(days.length, dtype=np.bool_)
    if programme.around_term_end is not None:
        before, after = programme.around_term_end
        end = target.term_end if target.kind == "school" else None
        if end is not None:
            last = days.day(end) + after
            whole[: max(0, days.day(end) - before)] = False
            whole[max(0, last + 1) :] = False
    demand = problem.demand_by_pair.get((target.id, programme.id))
    if demand is not None:
        calendar = problem.calendar
        whole &= days.span(demand.first or calendar.first, demand.last or calendar.last)
    if not programme.windows:
        return [whole]
    return [whole & days.span(*window.dates(problem.year)) for window in programme.windows]


def _campaigns(problem: Problem, days: Horizon, programme: Programme, target: Target) -> DayMask:
    """The days of the draws that chose the target for the programme; all days without draws."""
    drawn = problem.drawn_targets.get(programme.id, {}).get(target.id, ())
    first, last = date(problem.year, 1, 1), date(problem.year, 12, 31)
    spans = [days.span(one.first or first, one.last or last) for one in drawn]
    if not spans:
        return np.ones(days.length, dtype=np.bool_)
    allowed: DayMask = np.logical_or.reduce(spans)
    return allowed


def _periods(days: Horizon, frequency: Frequency, inside: DayMask) -> Iterator[tuple[str, DayMask]]:
    """Label and days of each period a visit is due for."""
    if frequency.per is Per.YEAR:
        yield "", np.ones(days.length, dtype=np.bool_)
        return
    for number, period in days.masks(frequency.per):
        if np.count_nonzero(inside & period) >= frequency.min_days:
            yield f"{number + 1:02d}", period


def first_days(
    problem: Problem, days: Horizon, programme: Programme, target: Target, half_days: int
) -> DayMask:
    """Days from which a visit of that length lies in one of the programme's windows."""
    visitable = days.visitable(problem, target, programme.days)
    visitable = visitable & _campaigns(problem, days, programme, target)
    windows = _windows(problem, days, programme, target)
    starts: DayMask = np.logical_or.reduce([_starts(visitable & w, half_days) for w in windows])
    return starts & _in_phase(problem, days, programme, half_days)


def _in_phase(problem: Problem, days: Horizon, programme: Programme, half_days: int) -> DayMask:
    """First days of visits that leave every phase a day; what is due does not depend on it."""
    return _starts(days.span(*visit_span(problem, programme.id)), half_days)


def _starts(allowed: DayMask, half_days: int) -> DayMask:
    """Days from which a visit of this length lies wholly on allowed days."""
    length = (half_days + 1) // 2
    starts = allowed.copy()
    for offset in range(1, length):
        starts[:-offset] &= allowed[offset:]
        starts[-offset:] = False
    return starts
