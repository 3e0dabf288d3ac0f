"""Visits at the same time take no more people than there are: implied by the other rules.

It adds nothing to what a model allows. It lets the solver see at a glance that too many visits are
due in too few days, which rules about one person at a time show only after a long search.
"""

from planner.demand import Request
from planner.model import VisitModel
from planner.rules.occupation import unfree


def add(built: VisitModel) -> None:
    """For everybody together, and for those together who may lead or meet some other ask."""
    everybody = [(r, frozenset(built.candidates[r.id]), _size(r)) for r in built.requests]
    _add(built, everybody)
    by_ask: dict[tuple[str, str], list[tuple[Request, frozenset[str], int]]] = {}
    for request in built.requests:
        for ask in built.case.asks[request.id]:
            if ask.at_least and ask.when is None:
                able = ask.people.intersection(built.candidates[request.id])
                row = (request, able, ask.at_least)
                by_ask.setdefault((ask.rule.value, ask.detail), []).append(row)
    for rows in by_ask.values():
        _add(built, rows)


def _size(request: Request) -> int:
    return 1 if request.team.responsible else request.team.size


def _add(built: VisitModel, rows: list[tuple[Request, frozenset[str], int]]) -> None:
    """One cumulative: visits ask for so many of the people, who are not always free."""
    rows = [(request, people, number) for request, people, number in rows if request.days]
    people = sorted(frozenset().union(*(able for _, able, _ in rows)))
    if len(rows) < 2:
        return
    tasks, demands = [], []
    for request, _, number in rows:
        name = f"{request.id} takes {number}"
        tasks.append(built.interval(request, built.present(request), name))
        demands.append(number)
    for person in people:
        away = unfree(built, person)
        tasks += away
        demands += [1] * len(away)
    built.model.add_cumulative(tasks, demands, len(people))
