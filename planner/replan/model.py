"""The visit model with what stays of the old plan: the levels of least change.

`kept` is true only when a visit stays just as it was, `dated` when it keeps its half-days. Both
only ever cost when false, so that they need no more than what they imply.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from models.plan import Half
from planner.case import Case
from planner.demand import Request
from planner.lexicographic import Goal, Level
from planner.model import Literal, Placement, VisitModel
from planner.objectives import levels, square_of_count, weighted
from planner.ruled import build

STAGE = "replanning"
LEFT_OUT, OPTIONAL, DEAR, CHANGED, MOVED, PEOPLE, TRAVEL, BALANCE, SPREAD = GOALS = (
    Goal(STAGE, "left_out", "weight"),
    Goal(STAGE, "optional_left_out", "weight"),
    Goal(STAGE, "dear_changes", "visits"),
    Goal(STAGE, "changed", "visits"),
    Goal(STAGE, "moved", "visits"),
    Goal(STAGE, "people_changed", "people"),
    Goal(STAGE, "travel", "hm"),
    Goal(STAGE, "balance", "permille"),
    Goal(STAGE, "spread", "visits²"),
)
DECISIVE = 4
"""The levels up to the number of visits changed; where they are proven, all others stay."""


@dataclass(frozen=True)
class Before:
    """What the old plan says of the visits: `placed` where they were, under their ids.

    Visits up to the day `dear_until` are dear to change.
    """

    placed: Mapping[str, Placement]
    first: int
    dear_until: int

    def is_dear(self, day: int) -> bool:
        """Whether people already count on what happens on that day."""
        return self.first <= day <= self.dear_until


def without_days(case: Case, before: Before) -> tuple[VisitModel, list[Level]]:
    """The relaxation without days and its decisive levels: a visit stays when its team does."""
    built = build(case, dated=False)
    kept, dear = [], []
    for request in case.requests:
        old = before.placed.get(request.id)
        stays = _literal(built, request, old, whole=True)
        if old is not None:
            kept.append((_not(built, stays), 1))
        if old is not None and before.is_dear(old.day):
            dear.append((_not(built, stays), 1))
        elif request.days and all(map(before.is_dear, request.days)):
            dear.append((built.present(request), 1))
    left_out, optional, *_ = levels(built)
    return built, [left_out, optional, weighted(DEAR, dear), weighted(CHANGED, kept)]


def changing(
    case: Case, before: Before, weeks: Mapping[int, int]
) -> tuple[VisitModel, list[Level]]:
    """The model and its levels.

    Parameters
    ----------
    weeks
        For each week how many visits of teams start in it besides those of the case.
    """
    built = build(case)
    kept, moved, people, dear = [], [], [], []
    for request in case.requests:
        old = before.placed.get(request.id)
        stays = _literal(built, request, old, whole=True)
        if old is not None:
            kept.append((_not(built, stays), 1))
            moved.append((_not(built, _literal(built, request, old, whole=False)), 1))
            people += _people(built, request, old)
        dear += _dear(built, request, old, before, stays)
    usual = levels(built)
    return built, [
        usual[0],
        usual[1],
        weighted(DEAR, dear),
        weighted(CHANGED, kept),
        weighted(MOVED, moved),
        weighted(PEOPLE, people),
        usual[2],
        usual[3],
        _spread(built, weeks),
    ]


def _literal(
    built: VisitModel, request: Request, old: Placement | None, *, whole: bool
) -> cp_model.IntVar | None:
    """True only when the visit keeps its half-days, and with `whole` its team; None: it cannot."""
    if old is None or old.day not in request.days:
        return None
    people = set(built.candidates[request.id])
    if whole and not (people.issuperset(old.team) and len(old.team) == _size(request)):
        return None
    model = built.model
    stays = model.new_bool_var(f"{request.id} stays{'' if whole else ' on its day'}")
    model.add_implication(stays, built.present(request))
    if built.dated:
        model.add(built.day[request.id] == old.day).only_enforce_if(stays)
    if request.id in built.half:
        late = old.half is Half.PM
        model.add(built.half[request.id] == int(late)).only_enforce_if(stays)
    for person in old.team if whole else ():
        model.add_implication(stays, built.member[request.id, person])
    return stays


def _size(request: Request) -> int:
    return 1 if request.team.responsible else request.team.size


def _not(built: VisitModel, literal: cp_model.IntVar | None) -> Literal:
    return built.model.new_constant(1) if literal is None else literal.negated()


def _people(built: VisitModel, request: Request, old: Placement) -> list[tuple[Literal, int]]:
    """Those who no longer make the visit and those who do now."""
    terms: list[tuple[Literal, int]] = []
    for person in built.candidates[request.id]:
        member = built.member[request.id, person]
        if person not in old.team:
            terms.append((member, 1))
    for person in old.team:
        literal = built.member.get((request.id, person))
        gone = built.model.new_constant(1) if literal is None else _negated(literal)
        terms.append((gone, 1))
    return terms


def _negated(literal: Literal) -> Literal:
    return literal.negated()  # type: ignore[union-attr]


def _dear(
    built: VisitModel,
    request: Request,
    old: Placement | None,
    before: Before,
    stays: cp_model.IntVar | None,
) -> list[tuple[Literal, int]]:
    """One when the visit changes and was dear, or is now put on a day that people count on."""
    if old is not None and before.is_dear(old.day):
        return [(_not(built, stays), 1)]
    soon = [day for day in request.days if before.is_dear(day)]
    if not soon:
        return []
    present = built.present(request)
    if len(soon) == len(request.days):
        return [(present, 1)]
    early = built.model.new_bool_var(f"{request.id} is put on a day soon")
    later = built.model.add(built.day[request.id] > before.dear_until)
    later.only_enforce_if([present, early.negated()])
    return [(early, 1)]


def _spread(built: VisitModel, weeks: Mapping[int, int]) -> Level:
    """Sum over weeks of the square of the team visits that start in it, with those that stay."""
    by_week: dict[int, list[Literal]] = {}
    for request in built.requests:
        if not request.team.responsible and request.days:
            for week, literal in built.weeks(request).items():
                by_week.setdefault(week, []).append(literal)
    squares = [square_of_count(built.model, literals) for _, literals in sorted(by_week.items())]
    terms = [
        (literal, 2 * weeks.get(week, 0))
        for week, literals in by_week.items()
        for literal in literals
    ]
    beside = weighted(SPREAD, terms)
    return Level(
        SPREAD,
        [*beside.variables, *squares],
        [*beside.coefficients, *([1] * len(squares))],
        offset=beside.offset + sum(n * n for n in weeks.values()),
    )
