"""The visit model with all its rules: whole, without days, or with the days of team visits only."""

from collections.abc import Mapping, Sequence

from planner.case import Case
from planner.model import VisitModel, visit_model
from planner.rules import (
    budget,
    caps,
    consecutive,
    frequency,
    gaps,
    occupation,
    recusal,
    team,
    workload,
)

UNDATED = (team, workload, caps, frequency, budget)
DATED = (*UNDATED, recusal, consecutive, gaps)


def build(
    case: Case, candidates: Mapping[str, Sequence[str]] | None = None, *, dated: bool = True
) -> VisitModel:
    """The whole model, or the relaxation without days."""
    built = visit_model(case, candidates, dated=dated)
    for rule in DATED if dated else UNDATED:
        rule.add(built)
    if dated:
        occupation.add(built)
    else:
        occupation.add_relaxed(built)
    return built


def build_counting(case: Case, candidates: Mapping[str, Sequence[str]]) -> VisitModel:
    """The model in which visits made alone only have to find room in their month."""
    built = visit_model(case, candidates)
    for rule in DATED:
        rule.add(built)
    occupation.add_counting(built)
    return built
