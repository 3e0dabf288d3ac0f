"""Teams as an office would form them by hand: the nearest people who still have room.

Used where the solver has no time left; it keeps the team rules and everybody's yearly limit.
"""

from collections import Counter
from collections.abc import Sequence

from models.plan import Half
from planner.asks import Ask
from planner.case import Case
from planner.demand import Request
from planner.model import Arrangement, Placement
from planner.objectives import available

MOST_TRIES = 2000
"""So many teams and parts of teams are looked at for one visit."""


def greedy_teams(case: Case) -> Arrangement:
    """A team for each request, without days; a request for which nobody is left has none."""
    engaged = case.problem.engagements_by_inspector
    room = Counter(
        {
            p.id: available(case, p) - sum(e.half_days for e in engaged.get(p.id, ()))
            for p in case.problem.inspectors
        }
    )
    placed: dict[str, Placement] = {}
    order = sorted(case.requests, key=lambda r: (not r.kept, not r.team.responsible, len(r.days)))
    for request in order:
        team = _team(case, request, room)
        if team:
            placed[request.id] = Placement(team=team, day=-1, half=Half.AM)
            for person in team:
                room[person] -= request.half_days
    return Arrangement(placed)


def _team(case: Case, request: Request, room: Counter[str]) -> tuple[str, ...]:
    """The nearest with room who make the team whole; empty when none were found."""
    able = sorted(
        (p for p in case.candidates[request.id] if room[p] >= request.half_days),
        key=lambda p: case.table.round_trip_hm(p, request.target),
    )
    size = 1 if request.team.responsible else request.team.size
    return nearest_team(able, size, case.asks[request.id])


def nearest_team(people: Sequence[str], size: int, asks: Sequence[Ask]) -> tuple[str, ...]:
    """A team of that size that meets the asks, from the first of the people on.

    Goes through the teams in the order of the people and turns back where one cannot be completed.
    Empty when there is none, or none among the first `MOST_TRIES`.
    """
    tries = iter(range(MOST_TRIES))

    def completed(team: tuple[str, ...], start: int) -> tuple[str, ...]:
        if next(tries, None) is None or not _promising(team, people[start:], size, asks):
            return ()
        if len(team) == size:
            return team
        wanted = _wanted(team, size, asks)
        for number in range(start, len(people)):
            if wanted is None or people[number] in wanted:
                found = completed((*team, people[number]), number + 1)
                if found:
                    return found
        return ()

    return completed((), 0)


def _promising(team: Sequence[str], others: Sequence[str], size: int, asks: Sequence[Ask]) -> bool:
    """Whether no ask by itself forbids that some of the others complete the team."""
    left = size - len(team)
    for ask in (a for a in asks if a.binds(team)):
        found = sum(p in ask.people for p in team)
        if ask.at_most is not None and found > ask.at_most:
            return False
        if found < ask.at_least:
            possible = sum(p in ask.people for p in others)
            if ask.at_least - found > min(left, possible):
                return False
    return len(others) >= left


def _wanted(team: Sequence[str], size: int, asks: Sequence[Ask]) -> frozenset[str] | None:
    """The only people who may come next when some ask needs all places left; else None."""
    left = size - len(team)
    sorts = [
        ask.people
        for ask in asks
        if ask.binds(team) and ask.at_least - sum(p in ask.people for p in team) >= left
    ]
    return frozenset.intersection(*sorts) if sorts else None
