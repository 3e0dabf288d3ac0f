"""A target is not visited too often in a period (`nm.8b`, `hn.7b`, `my.2.4b`)."""

from models.policy import Cap
from models.programme import Per
from planner.demand import Request
from planner.model import Literal, VisitModel


def add(built: VisitModel) -> None:
    """Of a cap's kinds at most so many visits start in each period."""
    for cap in built.case.problem.policy.caps:
        for requests in built.by_target().values():
            counted = [r for r in requests if r.kind in cap.kinds]
            if len(counted) > cap.at_most:
                _add_cap(built, cap, counted)


def _add_cap(built: VisitModel, cap: Cap, requests: list[Request]) -> None:
    model = built.model
    if cap.per is Per.YEAR:
        model.add(sum(built.present(r) for r in requests) <= cap.at_most)
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
        if number >= 0 and len(literals) > cap.at_most:
            model.add(sum(literals) <= cap.at_most)
