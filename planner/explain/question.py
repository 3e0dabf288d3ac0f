"""Whether certain visits can all be made: the question that conflicts and remedies ask."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol, Self

from ortools.sat.python import cp_model

from models.base import rebuilt
from models.problem import Problem
from models.programme import Programme, Selection
from models.target import TargetFilter
from planner.case import Case, make_case
from planner.demand import Request, chosen_targets, requests
from planner.explain.attempt import attempt
from planner.explain.edit import Edit, edited
from planner.explain.shortage import refuted
from planner.horizon import horizon
from planner.integration import integrated
from planner.lexicographic import Search, stopping_when
from planner.model import VisitModel
from planner.pins import subject
from planner.presence import Presence
from planner.ruled import build
from planner.rules import crowd
from planner.rules.training import training_days
from planner.travel import TravelTable, travel_table

MANY = 12
"""Of so many visits it is counted whether there are people enough."""


class Answer(Enum):
    """Whether the visits can all be made; unknown when the effort allowed did not suffice."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


class OutOfTimeError(Exception):
    """Raised in place of an answer when the caller wants no more of them."""


@dataclass(frozen=True)
class Question:
    """Can these visits all be made, by these zones, under the rules of this problem?

    `problem` is narrowed to the targets of the visits, with every programme's choice written down,
    so that changing it draws no lot anew. `serves` is each visit's first programme and its target;
    the visits `apart` are shared with no other. Answers are looked for as long as `search` has time
    left; without one, however long it takes.
    """

    problem: Problem
    responsible: Mapping[str, str]
    table: TravelTable
    visits: tuple[str, ...]
    serves: Mapping[str, tuple[str, str]]
    search: Search | None = None
    apart: frozenset[str] = frozenset()

    def about(self, visits: Collection[str]) -> Self:
        """The same of fewer visits, with no more of the problem than they need."""
        kept = tuple(v for v in self.visits if v in visits)
        problem = narrowed(self.problem, {self.serves[v][1] for v in kept})
        return replace(self, problem=problem, visits=kept)

    def with_edits(self, edits: Iterable[Edit]) -> Self:
        """The same of a changed problem."""
        return replace(self, problem=edited(self.problem, edits))

    def case(self) -> Case:
        """The visits as requests, with everybody who may take part.

        A visit that a change lets join another one is made by that one.
        """
        days = horizon(self.problem)
        table = self.table
        if any(person.id not in table.rows for person in self.problem.inspectors):
            table = travel_table(self.problem)
        presence = Presence(self.problem, days, table, training_days(self.problem, days))
        due = integrated(
            presence, requests(self.problem, days, self.responsible, seed=0), self.apart
        )
        made = {r.id for r in due}
        host = {(p, r.target): r.id for r in due for p in r.programmes}
        wanted = {v if v in made else host.get(self.serves[v], v) for v in self.visits}
        return make_case(presence, tuple(r for r in due if r.id in wanted), everybody=True)

    def answer(self, effort: float) -> Answer:
        """Count, try by hand, then solve for at most this effort in deterministic seconds.

        Raises
        ------
        OutOfTimeError
            When there is no more time.
        """
        in_time(self.search)
        case = self.case()
        if any(hopeless(case, r) for r in case.requests):
            return Answer.IMPOSSIBLE
        if len(case.requests) >= MANY and refuted(case):
            return Answer.IMPOSSIBLE
        if attempt(case):
            return Answer.POSSIBLE
        return solved(all_present(case), effort, self.search)


def question(case: Case, visits: Iterable[Request], seed: int) -> Question:
    """The question of these requests of a case."""
    visits = tuple(visits)
    return Question(
        problem=chosen_once(case.problem, seed),
        responsible={r.target: r.responsible for r in case.requests if r.responsible},
        table=case.table,
        visits=tuple(r.id for r in visits),
        serves={r.id: (r.programmes[0], r.target) for r in visits},
        apart=case.apart,
    )


def chosen_once(problem: Problem, seed: int) -> Problem:
    """The problem with every programme's choice written down, so that no change draws anew."""
    settled = []
    for programme in problem.programmes:
        chosen = tuple(t.id for t in chosen_targets(problem, programme, seed))
        if chosen and programme.level is problem.level:
            listed = Selection(targets=TargetFilter(ids=chosen))
            settled.append(rebuilt(programme, selection=listed))
    return rebuilt(problem, **_with_programmes(problem, settled))


def narrowed(problem: Problem, targets: Collection[str]) -> Problem:
    """A problem of choices written down, with these targets alone and what is due to them."""
    narrow = of_targets(problem, targets)
    programmes = []
    for programme in narrow.programmes:
        here = tuple(t for t in programme.selection.targets.ids if t in targets)
        if here:
            listed = Selection(targets=TargetFilter(ids=here))
            programmes.append(rebuilt(programme, selection=listed))
    return rebuilt(narrow, **_with_programmes(narrow, programmes))


def of_targets(problem: Problem, targets: Collection[str]) -> Problem:
    """The problem with these targets alone, and what it lists about them."""
    about: dict[str, tuple[object, ...]] = {
        name: tuple(item for item in getattr(problem, name) if item.target in targets)
        for name in ("interests", "closures", "history", "demands")
        if name in Problem.model_fields
    }
    about["engagements"] = tuple(
        item if item.target in targets else rebuilt(item, target="") for item in problem.engagements
    )
    about["pins"] = tuple(
        pin for pin in problem.pins if (pair := subject(problem, pin)) and pair[1] in targets
    )
    return rebuilt(problem, **about, targets=tuple(t for t in problem.targets if t.id in targets))


def _with_programmes(problem: Problem, programmes: list[Programme]) -> dict[str, object]:
    """These programmes, and only what targets ask of them."""
    known = {p.id for p in programmes}
    asked = tuple(d for d in getattr(problem, "demands", ()) if d.programme in known)
    return {"programmes": tuple(programmes)} | ({"demands": asked} if asked else {})


def hopeless(case: Case, request: Request) -> bool:
    """Whether the visit has no day, or too few people, even by itself."""
    size = 1 if request.team.responsible else request.team.size
    return not request.days or len(case.candidates[request.id]) < size


class _Asked(Protocol):
    def with_edits(self, edits: Iterable[Edit]) -> Self: ...

    def answer(self, effort: float) -> Answer: ...


def answered(asked: _Asked, edits: Iterable[Edit], effort: float) -> Answer:
    """The answer for a changed problem; unknown when the change contradicts something else."""
    try:
        changed = asked.with_edits(edits)
    except ValueError:
        return Answer.UNKNOWN
    return changed.answer(effort)


def all_present(case: Case) -> VisitModel:
    """The model in which no visit may be left out."""
    built = build(case)
    crowd.add(built)
    for request in case.requests:
        built.model.add(built.absent[request.id] == 0)
    return built


def in_time(search: Search | None) -> None:
    """Let a trial begin.

    Raises
    ------
    OutOfTimeError
        When the search is over.
    """
    if search is not None and search.over():
        raise OutOfTimeError


def tried(
    solver: cp_model.CpSolver, model: cp_model.CpModel, effort: float, search: Search | None
) -> cp_model.CpSolverStatus:
    """Solve by one worker for at most this effort, and for no more than the search has left.

    Equal problems get equal answers in a deterministic run: there the effort is put on its clock.
    """
    solver.parameters.num_workers = 1
    if search is None:
        solver.parameters.max_deterministic_time = effort
        return solver.solve(model)
    left = search.left() if search.options.deterministic else effort
    solver.parameters.max_deterministic_time = max(0.0, min(effort, left))
    with stopping_when(solver, search.over):
        status = solver.solve(model)
    search.spend(solver)
    return status


def solved(built: VisitModel, effort: float, search: Search | None = None) -> Answer:
    """Whether the model has a solution.

    Without presolve, of which OR-Tools threads #5141, #3017 and #5003 report wrong infeasibility.
    """
    solver = cp_model.CpSolver()
    solver.parameters.cp_model_presolve = False
    status = tried(solver, built.model, effort, search)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer.POSSIBLE
    return Answer.IMPOSSIBLE if status == cp_model.INFEASIBLE else Answer.UNKNOWN
