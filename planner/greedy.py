"""Teams as an office would form them by hand: the nearest people who still have room.

Used where the solver has no time left; it keeps the team rules and everybody's yearly limit.
"""

from collections import Counter

from models.plan import Half
from planner.case import Case
from planner.demand import Request
from planner.model import Arrangement, Placement
from planner.objectives import available


def greedy_teams(case: Case) -> Arrangement:
    """A team for each request, without days; a request for which nobody is left has none."""
    room = Counter({p.id: available(case, p) for p in case.problem.inspectors})
    placed: dict[str, Placement] = {}
    for request in sorted(case.requests, key=lambda r: (not r.team.responsible, len(r.days))):
        team = _team(case, request, room)
        if team:
            placed[request.id] = Placement(team=team, day=-1, half=Half.AM)
            for person in team:
                room[person] -= request.half_days
    return Arrangement(placed)


def _team(case: Case, request: Request, room: Counter[str]) -> tuple[str, ...]:
    """The nearest who together meet every demand; empty when there are not enough."""
    able = sorted(
        (p for p in case.candidates[request.id] if room[p] >= request.half_days),
        key=lambda p: case.table.round_trip_hm(p, request.target),
    )
    size = 1 if request.team.responsible else request.team.size
    team: list[str] = []
    demands = case.presence.demands(request)
    for who, least in demands:
        matching = [p for p in able if case.presence.is_one_of(request, p, who)]
        missing = least - sum(p in matching for p in team)
        team += [p for p in matching if p not in team][: max(0, missing)]
    team += [p for p in able if p not in team][: max(0, size - len(team))]
    whole = len(team) == size and all(
        sum(case.presence.is_one_of(request, p, who) for p in team) >= least
        for who, least in demands
    )
    return tuple(team) if whole else ()
