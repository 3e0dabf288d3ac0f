"""Zones after a change: as few targets as possible get another responsible inspector.

Only targets whose inspector cannot stay are given away first. Where that needs no more excess than
there was, no other zones change fewer hands; else all targets are looked at.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ortools.sat.python import cp_model

from models.plan import Zone
from models.problem import Problem
from models.programme import ResponsibleMember
from planner.demand import Request
from planner.holders import absent_months, zoned_targets
from planner.horizon import Horizon
from planner.lexicographic import (
    Effort,
    Goal,
    Level,
    Search,
    Solution,
    figure,
    minimise,
)
from planner.model import Literal
from planner.objectives import square_of_count
from planner.presence import Presence
from planner.replan.due import StillDue
from planner.replan.facts import Facts
from planner.rules import leave
from planner.zones import Allowed, Zoning, desks_of, zones_of

STAGE = "rezoning"
_FIRST = 2
"""The levels that may need other targets to change hands than those that must."""
GOALS = (
    Goal(STAGE, "unmade", "weight"),
    Goal(STAGE, "new_excess", "places"),
    Goal(STAGE, "changed_hands", "targets"),
    Goal(STAGE, "disturbed", "visits"),
    Goal(STAGE, "excess", "places"),
    Goal(STAGE, "worst_excess", "places"),
    Goal(STAGE, "uncertified", "months"),
    Goal(STAGE, "travel", "hm"),
    Goal(STAGE, "evenness", "targets²"),
)


@dataclass(frozen=True)
class _Ground:
    """What zones are judged by: who may hold what, and what of it costs.

    By target, `alone` are the visits that its holder makes alone, `planned` all open ones with
    their teams. What each person would cost is counted when it is asked for: most stay.
    """

    presence: Presence
    allowed: Allowed
    old: Mapping[str, str]
    alone: Mapping[str, Sequence[Request]]
    planned: Mapping[str, Sequence[tuple[Request, tuple[str, ...]]]]
    _unmade: dict[tuple[str, str], int] = field(default_factory=dict)

    def unmade(self, person: str, target: str) -> int:
        """The weight of the visits made alone for which the person has no day."""
        pair = person, target
        if pair not in self._unmade:
            self._unmade[pair] = sum(
                request.weight
                for request in self.alone.get(target, ())
                if not self.presence.fits(request, [person]).any()
            )
        return self._unmade[pair]

    def least_unmade(self, target: str) -> int:
        """The least that anybody who may hold the target leaves unmade; the old holder first."""
        people = sorted(self.allowed[target], key=lambda p: p != self.old.get(target))
        if any(self.unmade(person, target) == 0 for person in people):
            return 0
        return min((self.unmade(person, target) for person in people), default=0)

    def disturbed(self, person: str, target: str) -> int:
        """How many planned visits would have to change."""
        return sum(
            _disturbs(self.problem, request, team, person)
            for request, team in self.planned.get(target, ())
        )

    @property
    def held(self) -> Mapping[str, str]:
        """The old holders of targets and of people that there still are."""
        people, targets = self.problem.inspector_by_id, self.problem.target_by_id
        return {t: p for t, p in self.old.items() if t in targets and p in people}

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.presence.problem


def rezoned(
    presence: Presence,
    allowed: Allowed,
    zones: tuple[Zone, ...] | None,
    still: StillDue,
    facts: Facts,
    search: Search,
) -> Zoning:
    """One of those who may hold it for each zoned target, the same as before wherever possible."""
    problem = presence.problem
    old = _old_holders(zones, facts)
    ground = _ground(
        presence, _present(problem, presence.days, allowed, old, facts), old, still, facts
    )
    must = {target for target, people in ground.allowed.items() if _must_change(ground, target)}
    uncovered = tuple(t.id for t in zoned_targets(problem) if not allowed[t.id])
    if not ground.allowed:
        return Zoning((), uncovered, ())
    alone = _alone(search)
    some = _solve(ground, must, alone)
    best = some
    least = sum(ground.least_unmade(target) for target in ground.allowed)
    fewest = some is not None and some.solution.objectives[2] == len(must & old.keys())
    if some is None or not fewest or some.solution.objectives[:2] != (least, 0):
        best = _among_all(ground, alone, some, fewest=fewest)
    if best is None:
        return Zoning(tuple(zones or ()), uncovered, ())
    figures = tuple(
        figure(goal, value, bound, search)
        for goal, value, bound in zip(
            GOALS, best.solution.objectives, best.solution.bounds, strict=True
        )
    )
    return Zoning(zones_of(problem, presence.table, best.holder), uncovered, figures)


def _alone(search: Search) -> Search:
    """The search by one worker, for a quarter of what is left in seconds of its own.

    Several workers on a machine with other work take many times as long, and what they then have
    found by the end of the time may give nearly every target away.
    """
    seconds = search.left() / 4
    one = search.steady(seconds)
    return one if one.effort else replace(one, effort=Effort(), until=seconds)


def _among_all(
    ground: _Ground, search: Search, some: "_Found | None", *, fewest: bool
) -> "_Found | None":
    """The best zones in which any target may change hands.

    Where that makes no less excess and those found change as `fewest` hands as must, they are best.
    """
    free = set(ground.allowed)
    first = _solve(ground, free, search, some, levels=_FIRST)
    if (
        some is not None
        and fewest
        and first is not None
        and first.solution.bounds == some.solution.objectives[:_FIRST]
    ):
        return some
    every = _solve(ground, free, search, first or some)
    found = [one for one in (every, some) if one is not None]
    best = min(found, key=lambda one: one.solution.objectives, default=None)
    if best is some and some is not None and every is not None:
        return replace(some, solution=replace(some.solution, bounds=_shared(some, every)))
    return best


def _old_holders(zones: tuple[Zone, ...] | None, facts: Facts) -> dict[str, str]:
    """Who holds each target; where a plan states no zones, who makes its visits alone."""
    if zones is not None:
        return {target: zone.inspector for zone in zones for target in zone.targets}
    return {v.target: v.team[0] for v in (*facts.done, *facts.open) if len(v.team) == 1}


def _present(
    problem: Problem, days: Horizon, allowed: Allowed, old: Mapping[str, str], facts: Facts
) -> Allowed:
    """Those who may hold each target and are not away for the rest of the year.

    Where that leaves nobody the old holder stays.
    """
    first = days.day(facts.since)
    here = {
        p.id for p in problem.inspectors if leave.workable(problem, days, p)[max(0, first) :].any()
    }
    table: dict[str, tuple[str, ...]] = {}
    for target, people in allowed.items():
        staying = tuple(p for p in people if p in here)
        if staying or people:
            table[target] = staying or tuple(p for p in people if p == old.get(target)) or people
    return table


def _ground(
    presence: Presence,
    allowed: Allowed,
    old: Mapping[str, str],
    still: StillDue,
    facts: Facts,
) -> _Ground:
    alone: dict[str, list[Request]] = {}
    for request in still.requests:
        if request.team.responsible and request.days:
            alone.setdefault(request.target, []).append(request)
    teams = {visit.id: visit.team for visit in facts.open}
    of_target: dict[str, list[tuple[Request, tuple[str, ...]]]] = {}
    for name, request in still.planned.items():
        of_target.setdefault(request.target, []).append((request, teams[name]))
    return _Ground(presence, allowed, old, alone, of_target)


def _disturbs(problem: Problem, request: Request, team: tuple[str, ...], person: str) -> bool:
    """Whether the team cannot stay when that person is responsible for the target."""
    if request.team.responsible:
        return team != (person,)
    rules = {problem.programme_by_id[p].team.responsible_member for p in request.programmes}
    return (ResponsibleMember.OUT in rules and person in team) or (
        ResponsibleMember.IN in rules and person not in team
    )


def _must_change(ground: _Ground, target: str) -> bool:
    """Whether the target has no inspector who may stay and make what others could make."""
    people, holder = ground.allowed[target], ground.old.get(target, "")
    return holder not in people or ground.unmade(holder, target) > ground.least_unmade(target)


def _shared(some: "_Found", every: "_Found") -> tuple[float, ...]:
    """What the search among all zones proves of those found among some."""
    sure, bounds = True, []
    pairs = zip(some.solution.objectives, every.solution.bounds, strict=True)
    for value, bound in pairs:
        bounds.append(bound if sure else 0.0)
        sure &= bound >= value
    return tuple(bounds)


@dataclass(frozen=True)
class _Found:
    holder: Mapping[str, str]
    solution: Solution


def _solve(
    ground: _Ground,
    free: set[str],
    search: Search,
    start: _Found | None = None,
    levels: int = len(GOALS),
) -> _Found | None:
    """The best zones in which only these targets may change hands, in the first so many levels."""
    model = cp_model.CpModel()
    holds: dict[tuple[str, str], cp_model.IntVar] = {}
    for target, people in ground.allowed.items():
        holder = ground.old.get(target)
        able = (holder,) if target not in free and holder in people else people
        for person in able:
            holds[person, target] = model.new_bool_var(f"{person} holds {target}")
        model.add_exactly_one(holds[person, target] for person in able)
    old = ground.old if start is None else start.holder
    hint = [(v, int(old.get(target) == person)) for (person, target), v in holds.items()]
    solution = minimise(model, _levels(ground, model, holds)[:levels], search, STAGE, hint)
    if solution is None or solution.values is None:
        return None
    found = {t: p for (p, t), v in holds.items() if solution.holds(v)}
    return _Found({t: found[t] for t in ground.allowed}, solution)


def _levels(
    ground: _Ground, model: cp_model.CpModel, holds: Mapping[tuple[str, str], cp_model.IntVar]
) -> list[Level]:
    problem, days, table = ground.problem, ground.presence.days, ground.presence.table
    desks = desks_of(problem, model, holds)
    every = [over for excesses in desks.values() for over in excesses]
    more = model.new_int_var(
        0, sum(2 * problem.policy.zoning.at_most for _ in holds), "more excess"
    )
    model.add(sum(every) - more <= sum(z.excess for z in zones_of(problem, table, ground.held)))
    worst = model.new_int_var(0, 2 * len(holds) * problem.policy.zoning.at_most, "worst excess")
    for excesses in desks.values():
        if excesses:
            model.add(sum(excesses) <= worst)
    people = problem.inspector_by_id
    months = {p: absent_months(problem, days, people[p]) for p in {p for p, _ in holds}}
    by_person: dict[str, list[Literal]] = {}
    for (person, _), literal in holds.items():
        by_person.setdefault(person, []).append(literal)
    squares = [square_of_count(model, literals) for literals in by_person.values()]

    def counted(goal: Goal, weights: Iterable[int]) -> Level:
        return Level(goal, list(holds.values()), list(weights))

    return [
        counted(GOALS[0], (ground.unmade(*pair) for pair in holds)),
        Level(GOALS[1], [more], [1]),
        counted(GOALS[2], (int(ground.old.get(t, p) != p) for p, t in holds)),
        counted(GOALS[3], (ground.disturbed(*pair) for pair in holds)),
        Level(GOALS[4], every, [1] * len(every)),
        Level(GOALS[5], [worst], [1]),
        counted(GOALS[6], (months[p] for p, _ in holds)),
        counted(GOALS[7], (table.round_trip_hm(*pair) for pair in holds)),
        Level(GOALS[8], squares, [1] * len(squares)),
    ]
