"""What a plan came to: its contents, its figures and a row for each visit, kept together."""

import json
from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.jobs.port import State
from api.store import datasets, plans, visits
from api.store.by import By
from models.plan import AnnualPlan
from models.text import Text
from models.tiers import TIERS_SCHEMA, TieredPlan


def keep(
    session: Session,
    by: By,
    plan: str,
    to: State,
    text: str | None,
    *,
    fault: Text | None = None,
    changes: str | None = None,
) -> State:
    """Keep a result, as JSON, and move the plan to its state; the state it is in now.

    Raises
    ------
    Refused
        When it is missing.
    """
    found = plans.get(session, plan)
    made = () if text is None else by_office(text, found.office)
    figures = _figures(made) if made else {}
    kept = plans.conclude(
        session, by, plan, to, text, figures=figures, failure=fault, changes=changes
    )
    if kept and made:
        problem = datasets.problem_of(session, found.dataset)
        placed = [(office, visit) for office, one in made for visit in one.visits]
        visits.fill(session, plan, problem, placed)
    return plans.get(session, plan).state


def by_office(text: str, office: str) -> tuple[tuple[str, AnnualPlan], ...]:
    """The plan of each office: of several, or of the one that the data set has."""
    if json.loads(text).get("schema_id") == TIERS_SCHEMA:
        made = TieredPlan.model_validate_json(text)
        return tuple((one.office, one.plan) for one in made.offices)
    return ((office, AnnualPlan.model_validate_json(text)),)


def _figures(made: Sequence[tuple[str, AnnualPlan]]) -> dict[str, int | float]:
    return {
        "offices": len({office for office, _ in made}),
        "visits": sum(len(plan.visits) for _, plan in made),
        "left_out": sum(len(plan.left_out) for _, plan in made),
        "gap": max((stage.gap for _, plan in made for stage in plan.stages), default=0.0),
    }
