"""A target is not visited too often in a period (`nm.8b`, `hn.7b`, `my.2.4b`)."""

from collections.abc import Mapping, Sequence

from models.policy import Cap
from models.programme import Per
from planner.demand import Request
from planner.model import Literal, VisitModel
from planner.rules import engagement


def add(built: VisitModel) -> None:
    """Of a cap's kinds at most so many visits start in each period, other offices' included."""
    problem, days = built.case.problem, built.case.days
    for cap in problem.policy.caps:
        for target, requests in built.by_target().items():
            counted = [r for r in requests if r.kind in cap.kinds]
            there = engagement.visits_in(problem, days, target, cap)
            if len(counted) + max(there.values(), default=0) > cap.at_most:
                _add_cap(built, cap, counted, there)


def _add_cap(
    built: VisitModel, cap: Cap, requests: list[Request], there: Mapping[int, int]
) -> None:
    if cap.per is Per.YEAR:
        _at_most(built, [built.present(r) for r in requests], cap.at_most - there.get(0, 0))
        return
    if not built.dated:
        return
    by_period: dict[int, list[Literal]] = {}
    for request in requests:
        if not request.days:
            continue
        fixed = built.fixed_period(request, cap.per)
        if fixed is not None:
            by_period.setdefault(fixed, []).append(built.present(request))
            continue
        for number, literal in built.month_or_term(request, cap.per).items():
            by_period.setdefault(number, []).append(literal)
    for number, literals in by_period.items():
        if number >= 0:
            _at_most(built, literals, cap.at_most - there.get(number, 0))


def _at_most(built: VisitModel, literals: Sequence[Literal], most: int) -> None:
    if len(literals) > most:
        built.model.add(sum(literals) <= max(0, most))
