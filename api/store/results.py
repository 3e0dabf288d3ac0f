"""A finished plan on its way into the database: its JSON, figures, a row for each visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.jobs.port import State
from api.store import datasets, offices, plans, sketches, visits
from api.store.by import By
from api.store.offices import Figures, OfficePart
from models.plan import AnnualPlan, Visit
from models.problem import Problem
from models.text import Text
from models.tiers import OfficePlan, TieredPlan, plan_of_json, task_key
from planner.audit.figures import figures as counted
from planner.tiers import summed_gap


@dataclass(frozen=True)
class Result:
    """What is kept of a finished plan."""

    problem: Problem
    content: str
    figures: dict[str, object]
    parts: tuple[OfficePart, ...]
    visits: tuple[tuple[str, Visit], ...]
    sketches: tuple[Mapping[str, Any], ...]


def result_of(problem: Problem, content: str, *, ours: bool = True) -> Result:
    """Count a plan, read from its JSON.

    Parameters
    ----------
    ours
        False: the kilometres and costs that it claims are counted anew by the auditor.
    """
    made = plan_of_json(content)
    if isinstance(made, AnnualPlan):
        made = TieredPlan(
            origin=None,
            status=made.status,
            offices=(OfficePlan(office=problem.office, plan=made),),
        )
    sealed = frozenset(p.id for p in problem.programmes if p.sealed)
    parts = tuple(
        OfficePart(
            key=task_key(one.office, one.task),
            number=number,
            office=one.office,
            task=one.task,
            name=problem.tree[one.office].name,
            figures=_figures(problem, one, frozenset(), ours),
            shown=_figures(problem, one, sealed, ours),
        )
        for number, one in enumerate(made.offices)
    )
    across = sum(len(line.findings) for line in made.compliance)
    whole, shown = (
        summed(each, len({one.office for one in made.offices}), _gap(made), across)
        for each in ([p.figures for p in parts], [p.shown for p in parts])
    )
    return Result(
        problem,
        content,
        {**whole.model_dump(mode="json"), "shown": shown.model_dump(mode="json")},
        parts,
        tuple((one.office, visit) for one in made.offices for visit in one.plan.visits),
        sketches.of_plan(made),
    )


def keep(
    session: Session,
    by: By,
    plan: str,
    to: State,
    made: Result | str | None,
    *,
    fault: Text | None = None,
    changes: str | None = None,
) -> State:
    """Keep a result and move the plan to its state, both or neither; the state it is in now.

    Parameters
    ----------
    made
        Its JSON, or, so that nothing is locked while a large one is counted, `result_of` it.

    Raises
    ------
    Refused
        When it is missing.
    """
    if isinstance(made, str):
        problem = datasets.problem_of(session, plans.get(session, plan).dataset)
        made = result_of(problem, made)
    text = None if made is None else made.content
    figures = {} if made is None else made.figures
    kept = plans.conclude(
        session, by, plan, to, text, figures=figures, failure=fault, changes=changes
    )
    if kept and made is not None:
        offices.fill(session, plan, made.parts)
        sketches.fill(session, plan, made.sketches)
        visits.fill(session, plan, made.problem, made.visits)
    return plans.get(session, plan).state


def summed(
    figures: Sequence[Figures], offices: int, gap: float | None, findings: int = 0
) -> Figures:
    """The figures of all tasks of some offices together.

    Parameters
    ----------
    findings
        Those of the verdict on all offices together.
    """
    found = [f.findings for f in figures if f.findings is not None]
    return Figures(
        offices=offices,
        visits=sum(f.visits for f in figures),
        left_out=sum(f.left_out for f in figures),
        withheld=sum(f.withheld for f in figures),
        travel_km=round(sum(f.travel_km for f in figures), 1),
        cost_yuan=sum(f.cost_yuan for f in figures),
        nights=sum(f.nights for f in figures),
        findings=findings + sum(found) if len(found) == len(figures) else None,
        gap=gap,
    )


def _figures(problem: Problem, one: OfficePlan, sealed: frozenset[str], ours: bool) -> Figures:
    """The figures of a part, as if its visits of sealed programmes did not exist."""
    plan = one.plan
    hidden = {v.id for v in plan.visits if not sealed.isdisjoint(v.programmes)}
    gone = {w.visit.id for w in plan.withdrawn if not sealed.isdisjoint(w.visit.programmes)}
    omitted = sum(not sealed.isdisjoint(item.programmes) for item in plan.left_out)
    shown = plan.model_copy(
        update={
            "visits": tuple(v for v in plan.visits if v.id not in hidden),
            "trips": plan.trips and tuple(t for t in plan.trips if hidden.isdisjoint(t.visits)),
        }
    )
    km, yuan, nights = _costs(problem, shown, ours)
    only = TieredPlan(origin=None, status=plan.status, offices=(one,))
    return Figures(
        visits=len(shown.visits),
        left_out=len(plan.left_out) - omitted,
        withheld=len(hidden | gone) + omitted,
        travel_km=round(km, 1),
        cost_yuan=yuan,
        nights=nights,
        findings=None if hidden else sum(len(line.findings) for line in plan.compliance),
        gap=_gap(only),
    )


def _gap(plan: TieredPlan) -> float | None:
    """None of a plan that was made elsewhere, of which nothing is proven."""
    return summed_gap(plan) if any(one.plan.stages for one in plan.offices) else None


def _costs(problem: Problem, plan: AnnualPlan, ours: bool) -> tuple[float, int, int]:
    """Kilometres, yuan and nights away; of a plan made elsewhere by the auditor's count."""
    if not ours or plan.trips is None:
        count = counted(problem, plan)
        return count.travel_km, count.cost_yuan, count.nights_away
    return (
        sum(trip.travel_km for trip in plan.trips),
        sum(trip.cost_yuan for trip in plan.trips),
        sum(trip.nights * len(trip.people) for trip in plan.trips),
    )
