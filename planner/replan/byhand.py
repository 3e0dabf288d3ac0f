"""A first placement, one visit after the other: others step in, on the same day wherever they can.

Fast, and often as good as can be; then nothing is left for the solver but to choose among equals.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice

from models.plan import Half
from planner.case import Case
from planner.demand import Request
from planner.model import Placement
from planner.placing import Board
from planner.replan.model import Before

Teams = Mapping[str, tuple[str, ...]]
NO_TEAMS: Teams = {}

MOST_TEAMS = 40
"""So many teams are tried for a visit on one day."""

MOST_DAYS = 40
"""So many days are tried for a visit."""

MOST_TRIES = 800
"""So many teams and days are tried for a visit."""

MOST_SETS = 300
"""So many sets of people are looked at for a team."""


def by_hand(
    case: Case,
    everything: Case,
    before: Before,
    placed: Mapping[str, Placement],
    teams: Teams = NO_TEAMS,
) -> dict[str, Placement]:
    """Places for the requests of a case that find one beside what is placed.

    Parameters
    ----------
    everything
        All requests of the year that are placed or may be.
    placed
        Where visits lie; of the case's own they may be some.
    teams
        Who had better make them; requests without come last.
    """
    board = Board(everything)
    for name, place in placed.items():
        board.settle(everything.request[name], place)
    found = {r.id: placed[r.id] for r in case.requests if r.id in placed}
    waiting = [r for r in case.requests if r.id not in placed]
    for request in sorted(waiting, key=lambda r: (r.id not in teams, *_rank(case, r))):
        for place in islice(_places(case, board, request, before, teams.get(request.id, ())), 1):
            board.settle(everything.request[request.id], place)
            found[request.id] = place
    return found


def _rank(case: Case, request: Request) -> tuple[int, ...]:
    """The weightiest first, of them what has the fewest days and people to choose from."""
    fewest = len(request.days), len(case.candidates[request.id])
    return not request.mandatory, -request.weight, *fewest


def _places(
    case: Case, board: Board, request: Request, before: Before, better: tuple[str, ...]
) -> Iterator[Placement]:
    """The `better` team on any day, then others."""
    old = before.placed.get(request.id)
    days = [day for day in _days(request, old, before) if board.is_open(request, day)]
    for day in days if better else ():
        half = board.room(request, better, day)
        if half is not None:
            yield Placement(better, day, _half(board, request, better, day, half, old))
    nearest = sorted(
        case.candidates[request.id], key=lambda p: (case.table.round_trip_hm(p, request.target), p)
    )
    hopeless: list[frozenset[str]] = []
    tries = (
        (day, team)
        for day in days[:MOST_DAYS]
        for team in islice(_teams(case, board, request, old, day, nearest, hopeless), MOST_TEAMS)
    )
    for day, team in islice(tries, MOST_TRIES):
        half = board.room(request, team, day)
        if half is not None:
            yield Placement(team, day, _half(board, request, team, day, half, old))


def _days(request: Request, old: Placement | None, before: Before) -> list[int]:
    """The old day first, then days that nobody counts on, the nearest first."""
    aim = min(request.days, default=0) if old is None else old.day
    return sorted(request.days, key=lambda d: (d != aim, before.is_dear(d), abs(d - aim), d))


def _half(
    board: Board,
    request: Request,
    team: tuple[str, ...],
    day: int,
    free: Half,
    old: Placement | None,
) -> Half:
    """The old half where the whole team is free in it."""
    if old is None or request.half is not None or request.half_days > 1 or free is old.half:
        return free
    slot = 2 * day + (old.half is Half.PM)
    return old.half if all(board.is_free(p, slice(slot, slot + 1)) for p in team) else free


def _teams(
    case: Case,
    board: Board,
    request: Request,
    old: Placement | None,
    day: int,
    nearest: Sequence[str],
    hopeless: list[frozenset[str]],
) -> Iterator[tuple[str, ...]]:
    """Teams with as many of the old members as can go, then others, the nearest first.

    People that make no team are `hopeless` on other days too.
    """
    size = 1 if request.team.responsible else request.team.size
    free = [p for p in nearest if board.spares(request, p, day)]
    there, found = frozenset(free), False
    if any(there <= people for people in hopeless):
        return
    stay = [p for p in free if old is not None and p in old.team][:size]
    others = [p for p in free if p not in stay]
    for kept in range(len(stay), -1, -1):
        teams = (
            (*some, *more)
            for some in combinations(stay, kept)
            for more in combinations(others, size - kept)
        )
        for team in islice(teams, MOST_SETS):
            if all(ask.holds(team) for ask in case.asks[request.id]):
                found = True
                yield team
    if not found:
        hopeless.append(there)
