"""Comparing scenarios (情景比较): each planned as if alone, then counted by the auditor's own code.

What a difference between two plans is worth is said by the intervals in which their optima lie.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.comparison import Comparison, Scenario
from models.plan import AnnualPlan, PlanStatus
from models.tiers import TieredPlan
from planner.options import Options, Stop
from planner.origin import dataset_digest, policy_digest
from scenarios.compare.lines import figure_lines, level_lines
from scenarios.compare.names import BASE, folder_of
from scenarios.compare.sides import (
    Case,
    Outcome,
    OutcomeListener,
    Refusal,
    planned,
)
from scenarios.compare.views import View, contrast, view_of

__all__ = ["Case", "Compared", "Outcome", "Refusal", "compare", "compared"]


@dataclass(frozen=True)
class Compared:
    """A comparison with what it was made from; an outcome is a plan, or says why there is none."""

    comparison: Comparison
    cases: tuple[Case, ...]
    outcomes: tuple[Outcome, ...]


def compare(
    cases: Sequence[Case],
    options: Options,
    processes: int = 1,
    on_done: OutcomeListener = lambda _number, _outcome: None,
    stop: Stop = lambda: False,
    busy_days: float | None = None,
) -> Compared:
    """Plan scenarios and put them beside each other; the first case is the base.

    Each is planned deterministically, so that its plan is that of planning it alone with equal
    options.

    Parameters
    ----------
    processes
        How many are planned at a time.
    on_done
        Told the number and outcome of each as it is done.
    busy_days
        Whoever inspects more days than that counts as busy; None: more than anybody in the base.

    Raises
    ------
    WorkersLostError
        When processes die again and again.
    """
    outcomes = planned(cases, options, processes, on_done, stop)
    return compared(cases, outcomes, options, busy_days)


def compared(
    cases: Sequence[Case],
    outcomes: Sequence[Outcome],
    options: Options,
    busy_days: float | None = None,
) -> Compared:
    """Put plans that are already made beside each other."""
    views = [
        None if isinstance(outcome, Refusal) else view_of(case.problem, outcome)
        for case, outcome in zip(cases, outcomes, strict=True)
    ]
    sides = [view.side if view else None for view in views]
    busy = _busy(views, busy_days)
    first = cases[0].problem
    problems = [case.problem for case in cases]
    return Compared(
        Comparison(
            dataset=first.id,
            name=first.name,
            year=first.year,
            seed=options.seed,
            time_limit_s=options.time_limit_s,
            fictional=any(p.fictional for p in problems),
            provisional=any(p.calendar.provisional for p in problems),
            scenarios=tuple(
                _scenario(number, case, outcome, view, views[0])
                for number, (case, outcome, view) in enumerate(
                    zip(cases, outcomes, views, strict=True)
                )
            ),
            levels=level_lines(sides),
            figures=figure_lines(sides, busy),
            busy_half_days=busy,
            people={i.id: i.name for p in reversed(problems) for i in p.inspectors},
            targets={t.id: t.name for p in reversed(problems) for t in p.targets},
            titles={
                c.id: (c.title, c.title_en) for p in reversed(problems) for c in p.policy.clauses
            },
        ),
        tuple(cases),
        tuple(outcomes),
    )


def _busy(views: Sequence[View | None], days: float | None) -> int:
    """From how many half-days on somebody is busy."""
    if days is not None:
        return round(2 * days)
    return next((view.side.account.most_half_days for view in views if view is not None), 0)


def _scenario(
    number: int, case: Case, outcome: Outcome, view: View | None, base: View | None
) -> Scenario:
    return Scenario(
        name=case.name,
        overlays=case.overlays,
        folder=folder_of(case.name) if number else BASE,
        dataset_sha256=dataset_digest(case.problem),
        policy_sha256=policy_digest(case.problem),
        interrupted=_interrupted(outcome),
        refusal=outcome.texts if isinstance(outcome, Refusal) else (),
        stages=view.side.proof.stages if view else (),
        account=view.side.account if view else None,
        contrast=contrast(base, view) if number and base and view else None,
    )


def _interrupted(outcome: Outcome) -> bool:
    return isinstance(outcome, AnnualPlan | TieredPlan) and outcome.status is PlanStatus.INTERRUPTED
