"""Peer (c): a calendar as an office makes it: school after school, the nearest who have time."""

import time

from benchmarks.peers.office import Answer, Office
from planner.case import Case
from planner.demand import Request
from planner.model import Arrangement
from planner.placing import Board


def solve(office: Office, seconds: float) -> Answer:
    """Team visits in the order of the list, one after the other through the year; then the rest."""
    begin = time.monotonic()
    case = office.case
    board = Board(case)
    visits = sorted(case.requests, key=lambda r: r.team.responsible)
    of_teams = [r for r in visits if not r.team.responsible]
    for number, request in enumerate(of_teams):
        turn = number * len(request.days) // max(1, len(of_teams))
        for day in (*request.days[turn:], *request.days[:turn]):
            team = _team(case, board, request, day)
            if team and board.put(request, team, [day]):
                break
    for request in (r for r in visits if r.team.responsible):
        if case.candidates[request.id]:
            board.put(request, case.candidates[request.id], list(request.days))
    return Answer(Arrangement(dict(board.placed)), time.monotonic() - begin)


def _team(case: Case, board: Board, request: Request, day: int) -> tuple[str, ...]:
    """The nearest who are free that day: first for each thing asked, then to fill up."""
    free = [p for p in case.candidates[request.id] if board.room(request, (p,), day) is not None]
    free.sort(key=lambda p: (case.table.round_trip_hm(p, request.target), p))
    asks, team = case.asks[request.id], list[str]()
    for ask in asks:
        for person in free:
            if ask.when is None and sum(p in ask.people for p in team) < ask.at_least:
                team += [person] if person in ask.people and person not in team else []
    team += [p for p in free if p not in team]
    chosen = tuple(team[: request.team.size])
    fine = len(chosen) == request.team.size and all(ask.holds(chosen) for ask in asks)
    return chosen if fine else ()
