"""The scenarios of a comparison, each planned as if it were alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.issue import DataError, Issue
from models.plan import AnnualPlan
from models.problem import Problem
from models.text import Text
from models.tiers import OWN, TieredPlan
from planner.options import Options, Stop
from planner.pipeline import plan_year
from planner.tiers import Task, is_tiered, plan_tiers
from planner.tiers.sidebyside import side_by_side


@dataclass(frozen=True)
class Case:
    """A scenario before it is planned: its name, its overlays' names in order, and its problem."""

    name: str
    overlays: tuple[str, ...]
    problem: Problem


@dataclass(frozen=True)
class Refusal:
    """Why a scenario has no plan."""

    texts: tuple[Text, ...]


Outcome = AnnualPlan | TieredPlan | Refusal
OutcomeListener = Callable[[int, Outcome], None]

NEVER_BEGUN = Refusal((Text(code="compare.never_begun"),))


def planned(
    cases: Sequence[Case],
    options: Options,
    processes: int,
    on_done: OutcomeListener,
    stop: Stop,
) -> tuple[Outcome, ...]:
    """Plan all scenarios deterministically; neither their number nor `processes` changes any plan.

    Those of one office are planned side by side, those of several offices one after the other with
    the offices side by side.
    """
    options = options.model_copy(update={"deterministic": True})
    outcomes: dict[int, Outcome] = {}

    def done(number: int, outcome: Outcome) -> None:
        outcomes[number] = outcome
        on_done(number, outcome)

    tiered = [n for n, case in enumerate(cases) if is_tiered(case.problem)]
    single = [n for n in range(len(cases)) if n not in tiered]
    side_by_side(
        [Task(office=cases[number].name, name=OWN, programmes=()) for number in single],
        lambda number: cases[single[number]].problem,
        lambda number, outcome: done(single[number], outcome),
        options,
        min(processes, max(1, len(single))),
        stop,
        attempted,
    )
    for number in tiered:
        if not stop():
            done(number, _tiered(cases[number].problem, options, processes, stop))
    return tuple(outcomes.get(number, NEVER_BEGUN) for number in range(len(cases)))


def attempted(problem: Problem, options: Options, stop: Stop) -> AnnualPlan | Refusal:
    """Plan one office's year, or say why it cannot be."""
    try:
        return plan_year(problem, options, stop=stop)
    except DataError as error:
        return refused(error)


def refused(error: DataError) -> Refusal:
    """Why data cannot be planned."""
    return Refusal(tuple(map(_reason, error.issues)))


def _reason(issue: Issue) -> Text:
    if not issue.found:
        return issue.text
    return Text(code="compare.reason", args={"found": issue.found, "text": issue.text})


def _tiered(problem: Problem, options: Options, processes: int, stop: Stop) -> Outcome:
    try:
        return plan_tiers(problem, options, processes, stop=stop)
    except DataError as error:
        return refused(error)
