"""Size, lead and composition of teams as the programme demands."""

from planner.demand import Request
from planner.model import VisitModel


def add(built: VisitModel) -> None:
    """A present visit has exactly its team: enough of everybody needed, one who may lead."""
    for request in built.requests:
        if not request.team.responsible:
            _add_team(built, request)


def _add_team(built: VisitModel, request: Request) -> None:
    model, case, present = built.model, built.case, built.present(request)
    people = built.candidates[request.id]
    model.add(sum(built.member[request.id, p] for p in people) == request.team.size * present)
    for who, least in case.presence.demands(request):
        able = [
            built.member[request.id, p] for p in people if case.presence.is_one_of(request, p, who)
        ]
        model.add(sum(able) >= least * present)
