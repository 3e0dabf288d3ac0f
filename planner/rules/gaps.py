"""Between two visits to a target lie enough days (`nm.8b`, `hn.7b`, `my.2.4b`)."""

from models.policy import Gap
from planner.demand import Request
from planner.model import VisitModel


def add(built: VisitModel) -> None:
    """Visits of a gap's kinds, each stretched by the gap, do not overlap.

    History comes before; days too near to visits of other offices are none of a request's days
    (`planner/case.py`).
    """
    if not built.dated:
        return
    for gap in built.case.problem.policy.gaps:
        for target, requests in built.by_target().items():
            counted = [r for r in requests if r.kind in gap.kinds and r.days]
            if counted:
                _add_gap(built, gap, target, counted)


def _add_gap(built: VisitModel, gap: Gap, target: str, requests: list[Request]) -> None:
    model = built.model
    if len(requests) > 1:
        model.add_no_overlap(
            model.new_optional_fixed_size_interval_var(
                built.day[r.id], r.length - 1 + gap.least_days, built.present(r), f"{r.id} and gap"
            )
            for r in requests
        )
    past = [
        built.case.days.day(v.day)
        for v in built.case.problem.history
        if v.target == target and v.kind in gap.kinds
    ]
    if past:
        earliest = max(past) + gap.least_days
        for request in requests:
            if request.days[0] < earliest:
                model.add(built.day[request.id] >= earliest).only_enforce_if(built.present(request))
