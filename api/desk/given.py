"""A plan made elsewhere, judged as one of ours: does it fit the data, which rules does it break."""

from collections.abc import Iterator

from models.issue import DataError, Issue
from models.plan import AnnualPlan, Visit
from models.problem import Problem
from models.text import Text
from models.tiers import TieredPlan
from planner.audit import audit
from planner.tiers import Offices, audit_tiers

MOST_TOLD = 50


def judged(problem: Problem, plan: AnnualPlan | TieredPlan) -> AnnualPlan | TieredPlan:
    """The plan with the independent auditor's verdict in place of its own.

    Raises
    ------
    DataError
        With everything the plan names that the data set does not have.
    """
    issues = tuple(_strange(problem, plan))
    if issues:
        raise DataError(issues[:MOST_TOLD])
    if isinstance(plan, AnnualPlan):
        return plan.model_copy(update={"compliance": audit(problem, plan)})
    across, own = audit_tiers(problem, plan)
    offices = tuple(
        one.model_copy(update={"plan": one.plan.model_copy(update={"compliance": own[one.key]})})
        for one in plan.offices
    )
    return plan.model_copy(update={"offices": offices, "compliance": across})


def _strange(problem: Problem, plan: AnnualPlan | TieredPlan) -> Iterator[Issue]:
    if isinstance(plan, AnnualPlan):
        yield from _unknown(problem, plan.visits, "visits")
        return
    known = {task.key for task in Offices(problem).tasks}
    seen: set[str] = set()
    for number, one in enumerate(plan.offices):
        if one.key not in known or one.key in seen:
            yield _issue(f"offices.{number}", "office", one.key)
        seen.add(one.key)
        yield from _unknown(problem, one.plan.visits, f"offices.{number}.visits")


def _unknown(problem: Problem, visits: tuple[Visit, ...], place: str) -> Iterator[Issue]:
    seen: set[str] = set()
    for number, visit in enumerate(visits):
        where = f"{place}.{number}"
        if visit.id in seen:
            yield _issue(where, "id", visit.id, "twice")
        seen.add(visit.id)
        if visit.target not in problem.target_by_id:
            yield _issue(where, "target", visit.target)
        for person in visit.team:
            if person not in problem.inspector_by_id:
                yield _issue(where, "team", person)
        for programme in visit.programmes:
            if programme not in problem.programme_by_id:
                yield _issue(where, "programmes", programme)


def _issue(place: str, column: str, found: str, code: str = "strange") -> Issue:
    return Issue(place=place, column=column, found=found, text=Text(code=f"plan.{code}"))
