"""Size, lead and composition of teams as the programme demands."""

from models.inspector import InspectorFilter
from models.programme import TeamRule
from planner.demand import Request
from planner.model import Literal, VisitModel


def add(built: VisitModel) -> None:
    """A present visit has exactly its team: enough of everybody needed, one who may lead."""
    for request in built.requests:
        if not request.team.responsible:
            _add_team(built, request, request.team)


def _add_team(built: VisitModel, request: Request, rule: TeamRule) -> None:
    model, present = built.model, built.present(request)
    people = built.candidates[request.id]
    members = [built.member[request.id, p] for p in people]
    model.add(sum(members) == rule.size * present)
    model.add(sum(_matching(built, request, rule.lead)) >= present)
    for need in rule.needs:
        model.add(sum(_matching(built, request, need.who)) >= need.at_least * present)
    if rule.cover_stages:
        target = built.case.problem.target_by_id[request.target]
        for part in target.stage_parts:
            qualified = InspectorFilter(stages=(part,))
            model.add(sum(_matching(built, request, qualified)) >= present)


def _matching(built: VisitModel, request: Request, who: InspectorFilter) -> list[Literal]:
    problem = built.case.problem
    target = problem.target_by_id[request.target]
    return [
        built.member[request.id, p]
        for p in built.candidates[request.id]
        if who.matches(
            problem.inspector_by_id[p],
            outside_county=problem.outside_county(problem.inspector_by_id[p], target),
        )
    ]
