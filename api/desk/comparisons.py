"""Scenarios side by side: each a version of the data set with its plan, and what they come to."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import Field

from api.accounts.roles import Action
from api.accounts.scope import covered
from api.desk import datasets as desk_datasets
from api.desk.asker import Asker
from api.desk.bases import problem_of
from api.desk.denial import Denial
from api.desk.lines import Exact, Name
from api.desk.plans import PlanOptions, enqueue
from api.desk.room import admit
from api.desk.versions import version
from api.jobs.port import OPEN, State
from api.jobs.request import UNPLANNABLE
from api.store import comparisons, plans, regions
from api.store.comparisons import Case
from api.store.comparisons import Comparison as Row
from api.store.datasets import Dataset
from api.store.engine import Session
from api.store.plans import Plan
from api.store.refusals import Refused
from models.base import Frozen
from models.comparison import Comparison
from models.issue import DataError, Issue
from models.problem import Problem
from models.text import Text, say
from models.tiers import plan_of_json
from planner.options import Options
from planner.tiers.year import steady
from scenarios.compare import Case as Side
from scenarios.compare import Outcome, Refusal, compared
from scenarios.compare.names import BASE, folder_of
from scenarios.compare.sides import NEVER_BEGUN
from scenarios.export.comparison.page import write_page
from scenarios.export.comparison.workbook import write_comparison_workbook
from scenarios.export.wording import Words
from scenarios.overlay.laying import laid_over

KIND = "comparison"

MOST_CASES = 6
"""So many scenarios can be read beside each other and the base on one page."""

PATIENCE_SECONDS = 2.0
"""Whoever asks for a comparison waits so long for its figures; later they are there at once."""


class Scenario(Frozen):
    """A scenario: what it is called, and its changes as an overlay in TOML."""

    name: Name = Field(examples=["少三人"])
    overlay: Exact = Field(
        min_length=1,
        max_length=1_000_000,
        examples=[desk_datasets.SAMPLE_OVERLAY],
    )


class CaseView(Frozen):
    """A scenario with its version of the data set, its plan and its state; first the base."""

    name: str
    dataset: str
    plan: str
    state: State


class ComparisonView(Frozen):
    """A comparison and its scenarios; once `ended`, its figures can be read."""

    id: str
    dataset: str
    name: str
    office: str
    author: str
    created: datetime
    ended: datetime | None
    cases: tuple[CaseView, ...]


def begin(
    who: Asker, dataset: str, name: str, cases: tuple[Scenario, ...], options: PlanOptions
) -> ComparisonView:
    """Have a data set planned as it is and under each overlay, each as if it were alone.

    Raises
    ------
    Denial
        404, 403, or 429 when too many plans are open.
    DataError
        With everything that is wrong with any overlay or with their names.
    """
    used = desk_datasets.get(who, dataset)
    who.require(Action.COMPARISON_WRITE, used.office, "dataset", dataset)
    laid = _laid(problem_of(who, dataset), cases)
    with who.world.store.writing() as session:
        made = [
            Case(
                name=say(Text(code="compare.base")),
                dataset=dataset,
                plan=_submitted(session, who, used, name, options),
            )
        ]
        for case, problem in zip(cases, laid, strict=True):
            one = version(session, who, dataset, problem, source=KIND, overlay=case.overlay)
            plan = _submitted(session, who, one, f"{name} · {case.name}", options)
            made.append(Case(name=case.name, dataset=one.id, plan=plan))
        row = comparisons.add(session, who.by, dataset, name, made)
        admit(session, who.by, who.world.settings, *(side.plan for side in made))
    for side in row.cases:
        enqueue(who, side.plan)
    return _view(who, row)


def listed(who: Asker, *, before: str | None = None, limit: int = 50) -> tuple[ComparisonView, ...]:
    """Comparisons of one's region and those below, the newest first, from before an id on."""
    with who.world.store.reading() as session:
        offices = covered(who.account.region, regions.parents(session))
        rows = comparisons.listed(session, offices=offices, before=before, limit=limit)
    return tuple(_view(who, row) for row in rows)


def get(who: Asker, id_: str) -> ComparisonView:
    """A comparison; whoever asks first when all plans have ended has it made.

    Raises
    ------
    Denial
        404.
    """
    row = _row(who, id_)
    if row.ended is None and not any(case.state in OPEN for case in _view(who, row).cases):
        who.world.held.within((KIND, id_), lambda: _finished(who, row), PATIENCE_SECONDS)
        row = _row(who, id_)
    return _view(who, row)


def result(who: Asker, id_: str) -> Comparison:
    """What a comparison came to; of sealed visits it tells nothing to anybody.

    Raises
    ------
    Denial
        404; 409 while it is under way.
    """
    view = get(who, id_)
    with who.world.store.reading() as session:
        text = comparisons.content_of(session, id_)
    if text is None:
        raise Denial(409, Text(code="store.state", args={"what": view.name}), {"Retry-After": "2"})
    return Comparison.model_validate_json(text)


def workbook(who: Asker, id_: str, language: str = "zh") -> bytes:
    """The figures as a workbook, as `dudao compare` writes it."""
    return _written(result(who, id_), write_comparison_workbook, language)


def page(who: Asker, id_: str, language: str = "zh") -> bytes:
    """The figures as a page that needs nothing else, as `dudao compare` writes it."""
    return _written(result(who, id_), write_page, language)


def _laid(problem: Problem, cases: tuple[Scenario, ...]) -> tuple[Problem, ...]:
    issues = list(_clashes(cases))
    made = []
    for case in cases:
        try:
            overlay = desk_datasets.stated(case.overlay, case.name)
            made.append(laid_over(problem, [overlay]))
        except DataError as error:
            issues += error.issues
    if issues:
        raise DataError(tuple(issues))
    return tuple(made)


def _clashes(cases: tuple[Scenario, ...]) -> Iterator[Issue]:
    """Names that several scenarios share, also as files."""
    seen = {BASE.casefold(), folder_of(say(Text(code="compare.base"))).casefold()}
    for case in cases:
        folder = folder_of(case.name).casefold()
        if not folder or folder in seen:
            yield Issue(place=case.name, text=Text(code="compare.problem.twice"))
        seen.add(folder)


def _submitted(
    session: Session, who: Asker, dataset: Dataset, name: str, options: PlanOptions
) -> str:
    made, _ = plans.submit(session, who.by, dataset.id, options.model_dump(mode="json"), name=name)
    return made.id


def _row(who: Asker, id_: str) -> Row:
    return who.owned(comparisons.get, id_, KIND, Action.COMPARISON_READ)


def _view(who: Asker, row: Row) -> ComparisonView:
    with who.world.store.reading() as session:
        states = {case.plan: plans.get(session, case.plan).state for case in row.cases}
    return ComparisonView(
        id=row.id,
        dataset=row.dataset,
        name=row.name,
        office=row.office,
        author=row.author,
        created=row.created,
        ended=row.ended,
        cases=tuple(
            CaseView(name=c.name, dataset=c.dataset, plan=c.plan, state=states[c.plan])
            for c in row.cases
        ),
    )


def _finished(who: Asker, row: Row) -> bool:
    """Count the plans and keep what came of it; another may have been quicker, to the same end."""
    with who.world.store.reading() as session:
        rows = [plans.get(session, case.plan) for case in row.cases]
    sides, outcomes = [], []
    for case, plan in zip(row.cases, rows, strict=True):
        problem = problem_of(who, case.dataset)
        sides.append(Side(case.name, problem.overlays, problem))
        outcomes.append(_outcome(who, plan, problem))
    options = steady(Options.model_validate(rows[0].options))
    made = compared(sides, outcomes, options).comparison.model_dump_json()
    try:
        with who.world.store.writing() as session:
            comparisons.finish(session, who.by, row.id, made)
    except Refused as refused:
        if refused.code != "state":
            raise
    return True


def _outcome(who: Asker, plan: Plan, problem: Problem) -> Outcome:
    with who.world.store.reading() as session:
        text = plans.content_of(session, plan.id)
    if plan.state is State.FAILED or text is None:
        return Refusal(_reasons(plan, problem)) if plan.failure else NEVER_BEGUN
    return plan_of_json(text)


def _reasons(plan: Plan, problem: Problem) -> tuple[Text, ...]:
    """Why there is no plan; reasons that may name a sealed visit are not passed on."""
    assert plan.failure is not None
    reasons = plan.failure.args.get("reasons")
    if plan.failure.code != UNPLANNABLE or not isinstance(reasons, tuple):
        return (plan.failure,)
    if problem.pins and any(programme.sealed for programme in problem.programmes):
        return (Text(code="change_asked.sealed_reasons"),)
    return reasons


def _written(
    made: Comparison, write: Callable[[Comparison, Path, Words], None], language: str
) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "comparison"
        write(made, path, Words(language))
        return path.read_bytes()
