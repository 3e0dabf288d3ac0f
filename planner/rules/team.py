"""Size and composition of teams as programmes, pairs and the target's past demand."""

from collections.abc import Iterable, Mapping, Sequence

from ortools.sat.python import cp_model

from planner.asks import Ask
from planner.model import Literal, VisitModel


def add(built: VisitModel) -> None:
    """A present visit has exactly its team, which meets all that is asked of it."""
    for request in built.requests:
        if not request.team.responsible:
            members = {p: built.member[request.id, p] for p in built.candidates[request.id]}
            present, asks = built.present(request), built.case.asks[request.id]
            add_team(built.model, members, present, request.team.size, asks)


def add_team(
    model: cp_model.CpModel,
    members: Mapping[str, Literal],
    present: Literal,
    size: int,
    asks: Iterable[Ask],
) -> None:
    """Of these people exactly so many are members when the team is present, and meet the asks."""
    model.add(sum(members.values()) == size * present)
    for ask in asks:
        counted = cp_model.LinearExpr.sum([members[p] for p in members if p in ask.people])
        occasions = [present]
        if ask.when is not None:
            occasions = [members[p] for p in members if p in ask.when]
        for occasion in occasions:
            if ask.at_least:
                model.add(counted >= ask.at_least * occasion)
            if ask.at_most is not None:
                model.add(counted <= ask.at_most).only_enforce_if(occasion)


def is_possible(people: Sequence[str], size: int, asks: Iterable[Ask]) -> bool:
    """Whether some of these people make a team of that size that meets the asks."""
    model = cp_model.CpModel()
    members: dict[str, Literal] = {p: model.new_bool_var(p) for p in people}
    add_team(model, members, model.new_constant(1), size, asks)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver.solve(model) != cp_model.INFEASIBLE
