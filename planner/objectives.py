"""The levels of the visit model, in their order (`docs/semantics.md`, "What is minimised")."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ortools.sat.python import cp_model

from models.inspector import Inspector
from planner.case import Case
from planner.lexicographic import Goal, Level
from planner.model import Arrangement, Literal, VisitModel
from planner.rules.workload import limits, rolling_limits

PERMILLE = 1000

GOALS = (
    Goal("teams", "left_out", "weight"),
    Goal("teams", "optional_left_out", "weight"),
    Goal("teams", "travel", "hm"),
    Goal("teams", "balance", "permille"),
    Goal("timetable", "spread", "visits²"),
)
"""What is minimised, in this order."""


def levels(built: VisitModel) -> list[Level]:
    """All levels; the last, the spread over the year, only when the model has days."""
    mandatory, optional, travel, balance, spread = GOALS
    first = [
        _left_out(built, mandatory, chosen=True),
        _left_out(built, optional, chosen=False),
        _travel(built, travel),
        _balance(built, balance),
    ]
    return [*first, _spread(built, spread)] if built.dated else first


def measure(case: Case, arrangement: Arrangement) -> tuple[int, ...]:
    """The levels' values of an arrangement, without any solver."""
    placed = arrangement.placed
    out = [r for r in case.requests if r.id not in placed]
    kept = [r for r in case.requests if r.id in placed]
    load = Counter(case.burden)
    weeks = Counter[int]()
    travel = 0
    for request in kept:
        for person in placed[request.id].team:
            load[person] += request.half_days
            travel += case.table.round_trip_hm(person, request.target)
        if not request.team.responsible and placed[request.id].day >= 0:
            weeks[int(case.days.week[placed[request.id].day])] += 1
    people = case.problem.inspector_by_id
    rooms = {p: available(case, people[p]) for p in load}
    shares = [-(-PERMILLE * n // rooms[p]) for p, n in load.items() if rooms[p] > 0 and n > 0]
    return (
        sum(r.weight for r in out if r.mandatory),
        sum(r.weight for r in out if not r.mandatory),
        travel,
        max(shares, default=0),
        sum(n * n for n in weeks.values()),
    )


def _left_out(built: VisitModel, goal: Goal, *, chosen: bool) -> Level:
    requests = [r for r in built.requests if r.mandatory is chosen]
    return Level(
        goal,
        [built.absent[r.id] for r in requests],
        [r.weight for r in requests],
    )


def _travel(built: VisitModel, goal: Goal) -> Level:
    targets = {r.id: r.target for r in built.requests}
    return weighted(
        goal,
        (
            (literal, built.case.table.round_trip_hm(person, targets[request]))
            for (request, person), literal in built.member.items()
        ),
    )


def weighted(goal: Goal, terms: Iterable[tuple[Literal, int]]) -> Level:
    """A level of literals with weights; a negated literal counts through its variable."""
    variables: list[cp_model.IntVar] = []
    coefficients: list[int] = []
    offset = 0
    for literal, weight in terms:
        if isinstance(literal, cp_model.IntVar):
            variables.append(literal)
            coefficients.append(weight)
        else:
            variables.append(literal.negated())  # type: ignore[union-attr, arg-type]
            coefficients.append(-weight)
            offset += weight
    return Level(goal, variables, coefficients, offset=offset)


def _balance(built: VisitModel, goal: Goal) -> Level:
    """Greatest share of a person's available half-days that work takes, in thousandths.

    Work is that of the year's visits, of engagements and what was carried over from last year.
    """
    burden, people = built.case.burden, built.people()
    heaviest = max(
        (sum(r.half_days for r in own) + burden.get(p, 0) for p, own in people.items()), default=0
    )
    worst = built.model.new_int_var(0, max(100, heaviest) * PERMILLE, "greatest workload")
    for person_id, requests in people.items():
        room = available(built.case, built.case.problem.inspector_by_id[person_id])
        if requests and room > 0:
            load = sum(r.half_days * built.member[r.id, person_id] for r in requests)
            load += burden.get(person_id, 0)
            built.model.add(PERMILLE * load <= room * worst)
    return Level(goal, [worst], [1])


def available(case: Case, person: Inspector) -> int:
    """Half-days of the year the person can inspect on, under all limits."""
    days = case.days
    most = [half * days.periods(per) for per, half in limits(case.problem, person).items()]
    rolling = rolling_limits(case.problem, person).items()
    most += [half * -(-days.length // in_a_row) for in_a_row, half in rolling]
    return min([case.presence.free_workdays[person.id], *most])


def _spread(built: VisitModel, goal: Goal) -> Level:
    """Sum over weeks of the square of the number of team visits that start in the week."""
    by_week: dict[int, list[Literal]] = {}
    for request in built.requests:
        if not request.team.responsible and request.days:
            for week, literal in built.weeks(request).items():
                by_week.setdefault(week, []).append(literal)
    squares = []
    for _, literals in sorted(by_week.items()):
        squares.append(square_of_count(built.model, literals))
    return Level(goal, squares, [1] * len(squares))


def square_of_count(
    model: cp_model.CpModel, terms: Sequence[Literal], most: int | None = None
) -> cp_model.IntVar:
    """A variable, when minimised the square of a sum: how many literals hold, or at most `most`.

    It lies above all lines through neighbouring points of the parabola, which needs no Boolean.
    """
    most = len(terms) if most is None else most
    count = model.new_int_var(0, most, "count")
    square = model.new_int_var(0, most * most, "square")
    model.add(count == sum(terms))
    for number in range(most):
        model.add(square >= (2 * number + 1) * count - number * (number + 1))
    return square
