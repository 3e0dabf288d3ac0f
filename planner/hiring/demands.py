"""What each hire must at least be able to do for the plan to be kept: tried before the auditor."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.base import rebuilt
from models.inspector import Track
from models.plan import AnnualPlan, ComplianceStatus, Finding
from models.problem import Problem
from planner.audit import audit
from planner.hiring.sorts import SETS
from planner.staffing import headcounts

MOST_TRIED = 12
"""Of so many hires each skill is tried by itself; of more only those are taken out that none of
their targets asks for."""


def least_able(
    problem: Problem, plan: AnnualPlan, hires: Sequence[str]
) -> tuple[Problem, AnnualPlan]:
    """The hires with fewer skills and a lower grade, none of which can be spared by itself.

    The plan breaks no more with them than with those it was made for, and no headcount falls; it
    bears the auditor's verdict on them.
    """
    most = _faults(problem, plan)
    for name in hires:
        for lesser in _lesser(problem, plan, name, each=len(hires) <= MOST_TRIED):
            tried = _with(problem, name, lesser)
            if tried.inspector_by_id[name] == problem.inspector_by_id[name]:
                continue
            if _shortages(tried) > _shortages(problem):
                continue
            if all(fault in most for fault in _faults(tried, plan)):
                problem = tried
    return problem, plan.model_copy(update={"compliance": audit(problem, plan)})


def _lesser(
    problem: Problem, plan: AnnualPlan, name: str, *, each: bool
) -> Iterator[Mapping[str, Any]]:
    """Less and less to ask of a hire: first what none of his or her targets asks for goes."""
    person = problem.inspector_by_id[name]
    visited = {v.target for v in plan.visits if name in v.team}
    held = {t for zone in plan.zones or () if zone.inspector == name for t in zone.targets}
    targets = [problem.target_by_id[t] for t in sorted(visited | held)]
    parts = {part for target in targets for part in target.stage_parts}
    governs = {target.kind == "government" for target in targets}
    seen = {Track.GOVERNMENTS: True in governs, Track.SCHOOLS: False in governs}
    skills: dict[str, tuple[Any, ...]] = {
        "stages": tuple(stage for stage in person.stages if stage in parts),
        "tracks": tuple(track for track in person.tracks if seen.get(track, False)),
        "subjects": (),
        "pools": (),
    }
    yield {**skills, "grade": 1, "department": ""}
    for field in SETS:
        yield {field: skills[field]}
    yield {"department": ""}
    for grade in reversed(range(1, person.grade)):
        yield {"grade": grade}
    if each:
        for field in SETS:
            for value in getattr(person, field):
                yield {field: _Without(value)}


class _Without:
    """All but one of the skills that a hire has by then."""

    def __init__(self, value: object) -> None:
        self.value = value


def _with(problem: Problem, name: str, lesser: Mapping[str, Any]) -> Problem:
    """The problem in which the hire is able to do only that."""
    person = problem.inspector_by_id[name]
    values = {
        field: tuple(v for v in getattr(person, field) if v != value.value)
        if isinstance(value, _Without)
        else value
        for field, value in lesser.items()
    }
    if "grade" in values:
        values["grade"] = min(values["grade"], person.grade)
    changed = rebuilt(person, **values)
    people = tuple(changed if p.id == name else p for p in problem.inspectors)
    return rebuilt(problem, inspectors=people)


def _shortages(problem: Problem) -> int:
    return sum(figure.short for figure in headcounts(problem))


def _faults(problem: Problem, plan: AnnualPlan) -> list[Finding]:
    lines = audit(problem, plan)
    broken = (line for line in lines if line.status is ComplianceStatus.BROKEN)
    return [finding for line in broken for finding in line.findings]
