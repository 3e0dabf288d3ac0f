"""The least change: what is hit moves first, then what stands in its way, at last everything.

For a set of *free* visits two models are solved. In one all other visits stay, so that its values
can be reached. In the other they are gone, so that no plan has less. Where both agree up to the
number of visits changed, every least change leaves all others alone, and what the first model
proves of the later levels holds for the whole year. Else the set grows.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from ortools.sat.python import cp_model

from models.plan import StageFigure, TrainingDay, Visit
from models.problem import Problem
from planner.case import Case, make_case
from planner.demand import Request
from planner.horizon import Horizon
from planner.lexicographic import (
    Relaxation,
    Search,
    Solution,
    figure,
    minimise,
)
from planner.model import Arrangement, Placement
from planner.objectives import measure
from planner.presence import Presence
from planner.replan.byhand import NO_TEAMS, Teams, by_hand
from planner.replan.due import StillDue
from planner.replan.facts import beside
from planner.replan.keeping import Keeping
from planner.replan.model import DECISIVE, GOALS, STAGE, Before, changing, without_days
from planner.rules.budget import alone_yuan
from planner.travel import TravelTable

STEPS = 5
"""So often more visits are looked at; at last all."""
SECONDS_AMONG_EQUALS = 1.5
"""For choosing among the least changes, all levels together; kept back from what comes before."""
FEW = 2
"""Without days, so many times the visits that are hit may change when fewer are not proven yet."""
PATIENCE = 2
"""Steps before the free visits are looked at by themselves for a bound."""


@dataclass(frozen=True)
class Ground:
    """All that a replanning knows before it decides.

    `problem` is that of planning beside the visits done; `visits` are the open visits of the old
    plan that are still due, by id. `wide` says who could make those that change or are not planned
    yet, and when, if no open visit stood in the way; `everything` has all requests.
    """

    problem: Problem
    days: Horizon
    table: TravelTable
    training: tuple[TrainingDay, ...]
    still: StillDue
    visits: Mapping[str, Visit]
    keeping: Keeping
    before: Before
    wide: Case
    everything: Case


@dataclass(frozen=True)
class Least:
    """Where each visit lies now, those that were free to change, and the proof of each level."""

    arrangement: Arrangement
    free: frozenset[str]
    figures: tuple[StageFigure, ...]
    case: Case


@dataclass(frozen=True)
class _Found:
    """The best placement of some free visits so far, and its values in the decisive levels.

    `case` allows the free visits all that those that stay leave them.
    """

    case: Case
    stays: Mapping[str, tuple[int, int]]
    placed: Mapping[str, Placement]
    values: tuple[int, ...]
    free: frozenset[str]


def least_change(ground: Ground, search: Search) -> Least:
    """Place what was hit, what was left out and what is new; change as little else as can be."""
    bounds = _counted(ground)
    wide = best = _begun(ground, ground.keeping.changing)
    early = search.within(search.left() - min(SECONDS_AMONG_EQUALS, search.left() / 4))
    if wide.values != bounds and not early.over():
        teams, bounds = _without_days(ground, wide, early, bounds)
        if wide.values != bounds and teams:
            other = frozenset(n for n, old in ground.visits.items() if _other(old, teams.get(n)))
            led = _begun(ground, wide.free | other, teams=teams)
            wide = min(wide, led, key=lambda found: found.values)
        wide = best = _solved(ground, wide, frozenset(), early.within(early.left() / 2), bounds)
    for step in range(STEPS):
        if wide.values == bounds or early.over():
            break
        if step >= PATIENCE:
            bounds = max(bounds, _gone(ground, wide.free, early, bounds))
            if wide.values == bounds or early.over():
                break
        free, loose = _grown(ground, wide, step)
        brief = early.within(early.left() / 2)
        wide = _solved(ground, _begun(ground, free, wide), loose, brief, bounds)
        best = min(best, wide, key=lambda found: found.values)
    assert bounds <= best.values
    # what is proven holds for all that were free; else the fewest leave most time for the rest
    return _finished(ground, wide if wide.values == bounds else best, bounds, search)


def _begun(
    ground: Ground, free: frozenset[str], best: _Found | None = None, teams: Teams = NO_TEAMS
) -> _Found:
    """The free visits placed by hand beside those that stay, by these teams wherever they can."""
    kept = {name: visit for name, visit in ground.visits.items() if name not in free}
    stays = {
        name: (ground.days.day(visit.start), ground.days.day(visit.end))
        for name, visit in kept.items()
    }
    spent = sum(
        alone_yuan(ground.wide, ground.still.planned[name], person)
        for name, visit in kept.items()
        for person in visit.team
    )
    case = _case(ground, beside(ground.problem, kept.values(), (), spent), free, stays)
    before, already = ground.before.placed, best.placed if best is not None else {}
    new = {} if best is None else {n: before[n] for n in free - best.free}
    placed = {**{n: before[n] for n in kept}, **new, **already}
    found = by_hand(case, ground.everything, ground.before, placed, teams)
    return _Found(case, stays, found, _values(ground, case, found), free)


def _without_days(
    ground: Ground, start: _Found, search: Search, bounds: tuple[int, ...]
) -> tuple[Teams, tuple[int, ...]]:
    """The teams of the least change when days are no object, and the bounds this proves.

    Most visits have many days and few people to choose from, so it is often the whole answer. No
    teams when time runs out before few change.
    """
    case = _case(ground, ground.problem, frozenset(ground.visits), {})
    built, levels = without_days(case, ground.before)
    hint = built.hint(Arrangement({**ground.before.placed, **start.placed}))
    relaxation = Relaxation(bounds, bounds)
    found = minimise(built.model, levels, search.alone(), STAGE, hint, relaxation=relaxation)
    if found is None:
        return NO_TEAMS, bounds
    least = max(bounds, _least(found))
    most = FEW * len(ground.keeping.hit)
    if found.values is None or (least != found.objectives and found.objectives[-1] > most):
        return NO_TEAMS, least
    placed = built.arrangement(found.values).placed
    return {name: place.team for name, place in placed.items()}, least


def _other(old: Visit, team: tuple[str, ...] | None) -> bool:
    return team is None or set(team) != set(old.team)


def _least(found: Solution) -> tuple[int, ...]:
    """The bounds of the decisive levels that a relaxation proves, nothing after the first gap."""
    proven: list[int] = []
    for value, bound in zip(found.objectives, found.bounds, strict=True):
        proven.append(max(0, int(bound)) if bound > 0 else 0)
        if bound < value:
            break
    return (*proven, *([0] * (DECISIVE - len(proven))))


def _values(ground: Ground, case: Case, placed: Mapping[str, Placement]) -> tuple[int, ...]:
    """The decisive levels of a placement."""
    before = ground.before
    out = [r for r in case.requests if r.id not in placed]
    planned = [r.id for r in case.requests if r.id in before.placed]
    changed = {name for name in planned if _differs(before, name, placed)}
    dear = {name for name in changed if before.is_dear(before.placed[name].day)}
    dear |= {
        name
        for name, place in placed.items()
        if before.is_dear(place.day) and (name in changed or name not in before.placed)
    }
    return (
        sum(r.weight for r in out if r.mandatory),
        sum(r.weight for r in out if not r.mandatory),
        len(dear),
        len(changed),
    )


def _differs(before: Before, name: str, placed: Mapping[str, Placement]) -> bool:
    old, new = before.placed[name], placed.get(name)
    return new is None or not _alike(old, new)


def _alike(old: Placement, new: Placement) -> bool:
    return (old.day, old.half, frozenset(old.team)) == (new.day, new.half, frozenset(new.team))


def _counted(ground: Ground) -> tuple[int, ...]:
    """What counting shows: who cannot go at all is left out, and what is hit changes."""
    lost = [r for r in ground.wide.requests if not _possible(ground.wide, r)]
    there = [r for r in ground.wide.requests if _possible(ground.wide, r)]
    before, hit = ground.before, ground.keeping.hit
    dear = sum(before.is_dear(before.placed[name].day) for name in hit)
    dear += sum(
        all(before.is_dear(day) for day in r.days)
        for r in there
        if r.id in hit - _dear(ground) or r.id not in before.placed
    )
    return (
        sum(r.weight for r in lost if r.mandatory),
        sum(r.weight for r in lost if not r.mandatory),
        dear,
        len(hit),
    )


def _dear(ground: Ground) -> set[str]:
    placed = ground.before.placed
    return {name for name, old in placed.items() if ground.before.is_dear(old.day)}


def _possible(case: Case, request: Request) -> bool:
    size = 1 if request.team.responsible else request.team.size
    return bool(request.days) and len(case.candidates[request.id]) >= size


def _solved(
    ground: Ground,
    start: _Found,
    loose: frozenset[str],
    search: Search,
    bounds: tuple[int, ...],
) -> _Found:
    """The decisive levels, while visits that are not loose keep their day if some team could go."""
    if start.values == bounds or search.over():
        return start
    case, _ = _narrow(ground, start, loose)
    built, levels = changing(case, ground.before, _weeks(ground, start.stays))
    hint, relaxation = built.hint(Arrangement(start.placed)), Relaxation(bounds, bounds)
    goals = levels[:DECISIVE]
    found = minimise(built.model, goals, search.alone(), STAGE, hint, start.values, relaxation)
    if found is None or found.values is None:
        return start
    placed = built.arrangement(found.values).placed
    every = {**{n: ground.before.placed[n] for n in start.stays}, **placed}
    placed = by_hand(start.case, ground.everything, ground.before, every)
    values = _values(ground, start.case, placed)
    return replace(start, placed=placed, values=values) if values < start.values else start


def _gone(
    ground: Ground, free: frozenset[str], search: Search, bounds: tuple[int, ...]
) -> tuple[int, ...]:
    """Bounds from the free visits alone, as if all others were gone."""
    built, levels = changing(_case(ground, ground.problem, free, {}), ground.before, {})
    goals, brief = levels[:DECISIVE], search.within(search.left() / 3).alone()
    hint, relaxation = built.hint(Arrangement(ground.before.placed)), Relaxation(bounds, bounds)
    found = minimise(built.model, goals, brief, STAGE, hint, relaxation=relaxation)
    return bounds if found is None else _least(found)


def _case(
    ground: Ground,
    problem: Problem,
    free: frozenset[str],
    stays: Mapping[str, tuple[int, int]],
) -> Case:
    """The free visits and those that no visit serves yet."""
    presence = Presence(problem, ground.days, ground.table, ground.training)
    requests = tuple(
        ground.still.around(request, stays)
        for request in ground.still.requests
        if request.id in free or request.id not in ground.visits
    )
    return make_case(presence, requests, everybody=True)


def _narrow(ground: Ground, found: _Found, loose: frozenset[str]) -> tuple[Case, int]:
    """The case in which visits keep their day when some team could make them then.

    But not those that are loose or already lie elsewhere. And how many have to move.
    """
    moving, days = 0, dict[str, int]()
    for request in found.case.requests:
        old, new = ground.before.placed.get(request.id), found.placed.get(request.id)
        if old is not None and old.day not in request.days:
            moving += 1
        elif old is not None and request.id not in loose and (new is None or new.day == old.day):
            days[request.id] = old.day
    requests = tuple(
        replace(r, days=(days[r.id],)) if r.id in days else r for r in found.case.requests
    )
    return make_case(found.case.presence, requests, everybody=True), moving


def _weeks(ground: Ground, stays: Mapping[str, tuple[int, int]]) -> Counter[int]:
    """How many of the visits that stay are by teams, by the week they start in."""
    return Counter(
        int(ground.days.week[first])
        for name, (first, _) in stays.items()
        if not ground.still.planned[name].team.responsible
    )


def _grown(ground: Ground, found: _Found, step: int) -> tuple[frozenset[str], frozenset[str]]:
    """More free visits, which may move too: those in the way of what is not as it could be.

    Later those near any free visit, and at last all.
    """
    everything = frozenset(ground.visits)
    if step + 2 > STEPS:
        return everything, everything
    amiss = [r for r in found.case.requests if _amiss(ground, found, r)]
    if step > PATIENCE:
        amiss = list(found.case.requests)
    people: dict[str, set[int]] = {}
    targets = {request.target for request in amiss}
    for request in amiss:
        case = _widest(ground, found, request)
        months = {int(ground.days.month[day]) for day in case.request[request.id].days}
        for person in case.candidates[request.id]:
            people.setdefault(person, set()).update(months)
    more = {
        name
        for name, visit in ground.visits.items()
        if visit.target in targets
        or any(
            int(ground.days.month[place.day]) in people.get(person, ())
            for place in (ground.before.placed[name], found.placed.get(name))
            if place is not None
            for person in place.team
        )
    }
    return found.free | more, frozenset(more)


def _amiss(ground: Ground, found: _Found, request: Request) -> bool:
    """Whether the visit is left out though it could be, or changed though it could stay."""
    now = found.placed.get(request.id)
    if now is None:
        case = _widest(ground, found, request)
        return _possible(case, case.request[request.id])
    old = ground.before.placed.get(request.id)
    if old is not None and request.id not in ground.keeping.hit and not _alike(old, now):
        return True
    dear = ground.before.is_dear
    return dear(now.day) and (old is None or not dear(old.day))


def _widest(ground: Ground, found: _Found, request: Request) -> Case:
    """The case that allows the request most."""
    return ground.wide if request.id in ground.wide.request else found.case


def _finished(ground: Ground, best: _Found, bounds: tuple[int, ...], search: Search) -> Least:
    """The later levels, among the least changes found."""
    proven = best.values == bounds
    values, least = best.values, list(_proven(best.values, bounds))
    # what is hit changes in every plan, whatever else is left out
    least[-1] = max(least[-1], float(len(ground.keeping.hit)))
    placed = best.placed
    case, moving = _narrow(ground, best, frozenset())
    if search.over():
        values += _later(ground, best)
        least += (0.0,) * (len(values) - len(least))
    elif best.case.requests:
        built, levels = changing(case, ground.before, _weeks(ground, best.stays))
        for level, value in zip(levels[:DECISIVE], best.values, strict=True):
            built.model.add(cast(cp_model.BoundedLinearExpression, level.expression() <= value))
        hint = built.hint(Arrangement(placed))
        sure = (moving, _leaving(best, ground))
        brief, known = search.within(SECONDS_AMONG_EQUALS).alone(), _later(ground, best)

        def evaluate(solved: Sequence[int]) -> tuple[int, ...]:
            return _later(ground, replace(best, placed=built.arrangement(solved).placed))

        bound = Relaxation(sure, sure)
        goals = levels[DECISIVE:]
        found = minimise(built.model, goals, brief, STAGE, hint, known, bound, evaluate)
        if found is not None:
            exact = proven and found.objectives[0] == moving
            values += found.objectives
            least += map(float, sure) if proven else (0.0, 0.0)
            least += found.bounds[2:] if exact else (0.0,) * (len(found.bounds) - 2)
            placed = placed if found.values is None else built.arrangement(found.values).placed
    figures = tuple(
        figure(goal, value, bound, search)
        for goal, value, bound in zip(GOALS, values, least, strict=False)
    )
    kept = {name: ground.before.placed[name] for name in best.stays}
    return Least(Arrangement({**kept, **placed}), best.free, figures, best.case)


def _later(ground: Ground, found: _Found) -> tuple[int, ...]:
    """The later levels of a placement."""
    before, placed = ground.before.placed, found.placed
    planned = [n for r in found.case.requests if (n := r.id) in before]
    moved = sum(
        n not in placed or (before[n].day, before[n].half) != (placed[n].day, placed[n].half)
        for n in planned
    )
    people = sum(
        len(set(before[n].team) ^ set(placed[n].team if n in placed else ())) for n in planned
    )
    _, _, travel, balance, _ = measure(found.case, Arrangement(placed))
    weeks = Counter(_weeks(ground, found.stays))
    for name, place in placed.items():
        weeks[int(ground.days.week[place.day])] += not found.case.request[name].team.responsible
    return moved, people, travel, balance, sum(n * n for n in weeks.values())


def _leaving(found: _Found, ground: Ground) -> int:
    """So many people change at least: those who cannot go any more, and others in their place."""
    placed = ground.before.placed
    away = 0
    for request in found.case.requests:
        if request.id in placed:
            team = placed[request.id].team
            gone = [p for p in team if p not in ground.wide.candidates.get(request.id, team)]
            away += 2 * len(gone) if request.id in found.placed else len(team)
    return away


def _proven(values: tuple[int, ...], bounds: tuple[int, ...]) -> Iterator[float]:
    """A bound of each decisive level, as long as those before it are proven."""
    sure = True
    for value, bound in zip(values, bounds, strict=True):
        yield float(bound) if sure else 0.0
        sure &= bound == value
