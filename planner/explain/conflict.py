"""The smallest set of rules, and of other visits, for which a visit cannot be made.

Irreducible: these visits cannot all be made under these rules alone, but can as soon as any one of
the rules or visits is given up. Found by solving, with a deletion filter of our own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol, Self

from ortools.sat.python import cp_model

from models.problem import Problem
from planner.case import Case
from planner.demand import Request
from planner.explain.binding import Binding, bindings
from planner.explain.edit import Edit
from planner.explain.question import Answer, Question, answered, in_time, tried
from planner.explain.shortage import Shortage
from planner.explain.shrink import shrink
from planner.ruled import build
from planner.rules import crowd


class Asked(Protocol):
    """A question about a problem that some rules answer with no."""

    @property
    def problem(self) -> Problem:
        """The problem."""

    def with_edits(self, edits: Iterable[Edit]) -> Self:
        """The same of a changed problem."""

    def answer(self, effort: float) -> Answer:
        """Whether it can be."""


GENERAL = (("policy",), ("policy", "programmes", "calendar"))
"""Where the rules stand that bind everybody."""

MOST_NEAR = 40
"""Near a visit are at most so many others."""


@dataclass(frozen=True)
class Core:
    """What cannot be under these rules, but could be if any one of them were given up.

    `every` are all rules that could have mattered; `visits` are those that cannot all be made, none
    when the question is not about visits. With a `shortage` it is known by counting alone.
    """

    question: Asked
    every: tuple[Binding, ...]
    rules: tuple[Binding, ...]
    visits: tuple[str, ...] = ()
    shortage: Shortage | None = None

    def under(self, kept: Sequence[Binding]) -> Asked:
        """The question when of all rules only those kept bind."""
        return under(self.question, self.every, kept)


class Reach(Enum):
    """How far from a visit its conflict is looked for."""

    NEAR = "near"
    FAR = "far"
    ALL = "all"


def conflict(
    question: Question, visit: str, effort: float, reach: Reach = Reach.ALL
) -> Core | None:
    """The smallest conflict found that keeps the visit from joining the others.

    Parameters
    ----------
    question
        Of the visit and all those that shall be made.
    effort
        Deterministic seconds that one trial may take; what is undecided by then counts as possible.

    Returns
    -------
    Core | None
        None when no conflict is proven: the visit may just not have been found a place.
    """
    visits = _rivals(question, visit, effort, reach)
    if visits is None:
        return None
    return least_core(question, visit, [v for v in visits if v != visit], effort)


def least_core(
    question: Question,
    visit: str,
    rivals: Sequence[str],
    effort: float,
    known: Sequence[Binding] | None = None,
) -> Core:
    """The smallest conflict within one between a visit and its rivals, and among known rules."""
    others = shrink(
        rivals,
        lambda kept: question.about([visit, *kept]).answer(effort) is Answer.IMPOSSIBLE,
    )
    asked = question.about([visit, *others])
    every = bindings(asked.problem)
    start = every if known is None else [b for b in every if any(alike(b, k) for k in known)]
    return Core(asked, every, least_rules(asked, every, effort, start), asked.visits)


def alike(one: Binding, other: Binding) -> bool:
    """Whether two rules say the same."""
    return one.clause == other.clause and one.text == other.text


def least_rules(
    asked: Asked,
    every: Sequence[Binding],
    effort: float,
    start: Sequence[Binding] | None = None,
) -> tuple[Binding, ...]:
    """A smallest set of the rules under which the answer is still no, by default of all.

    Most conflicts lie among the rules of the policy, or these and the programmes', of which there
    are few.
    """

    def fails(kept: Sequence[Binding]) -> bool:
        return answer_under(asked, every, kept, effort) is Answer.IMPOSSIBLE

    rules = list(every if start is None else start)
    general = [[r for r in rules if r.path[0] in places] for places in GENERAL]
    for few in general:
        if 0 < len(few) < len(rules) / 2 and fails(few):
            return tuple(shrink(few, fails))
    return tuple(shrink(rules, fails))


def under(asked: Asked, every: Sequence[Binding], kept: Sequence[Binding]) -> Asked:
    """The question when of all rules only those kept bind."""
    return asked.with_edits(_without(every, kept))


def answer_under(
    asked: Asked, every: Sequence[Binding], kept: Sequence[Binding], effort: float
) -> Answer:
    """The answer when of all rules only those kept bind."""
    return answered(asked, _without(every, kept), effort)


def _without(every: Sequence[Binding], kept: Sequence[Binding]) -> list[Edit]:
    binding = {id(rule) for rule in kept}
    return [edit for rule in every if id(rule) not in binding for edit in rule.edits]


def _rivals(question: Question, visit: str, effort: float, reach: Reach) -> tuple[str, ...] | None:
    """Visits among which the conflict lies: the visit alone, or what the solver says.

    Looked for near the visit first, where a model is small and its refutation quick.
    """
    in_time(question.search)
    near = reach is not Reach.FAR
    if near and question.about([visit]).answer(effort) is Answer.IMPOSSIBLE:
        return (visit,)
    case = question.case()
    for requests in _circles(case, visit):
        if reach is not Reach.ALL and (len(requests) <= MOST_NEAR) is not near:
            continue
        in_time(question.search)
        rivals = _refuted(question, replace(case, requests=requests), effort)
        if rivals is not None:
            return rivals
    return None


def _circles(case: Case, visit: str) -> Iterator[tuple[Request, ...]]:
    """Wider and wider circles round a visit.

    The visits to its target; those too that need the same people; those too of every team with some
    of them; all.
    """
    centre, people = case.request[visit], frozenset(case.candidates[visit])
    circles: tuple[Callable[[Request], bool], ...] = (
        lambda r: r.target == centre.target,
        lambda r: r.target == centre.target or people.issuperset(case.candidates[r.id]),
        lambda r: not (r.team.responsible or people.isdisjoint(case.candidates[r.id])),
        lambda _: True,
    )
    inside = {visit}
    for circle in circles:
        wider = inside | {r.id for r in case.requests if circle(r)}
        if len(wider) > len(inside):
            inside = wider
            yield tuple(r for r in case.requests if r.id in inside)


def _refuted(question: Question, case: Case, effort: float) -> tuple[str, ...] | None:
    """The visits that the solver needed to refute all together; None when it did not.

    Each visit is an assumption of a model without objective and presolve.
    """
    built = build(case)
    crowd.add(built)
    built.model.add_assumptions([built.present(request) for request in built.requests])
    solver = cp_model.CpSolver()
    solver.parameters.cp_model_presolve = False
    status = tried(solver, built.model, 10 * effort, question.search)
    if status != cp_model.INFEASIBLE:
        return None
    # The core names literals; that of a negated variable is its index counted from -1 downwards.
    needed = {-1 - literal for literal in solver.sufficient_assumptions_for_infeasibility()}
    return tuple(r.id for r in built.requests if built.absent[r.id].index in needed)
