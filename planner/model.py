"""The variables of the visit model: presence, days and members of each request.

Intervals on an axis of half-day slots, one for each person who may take part, carry the whole
model; nothing is indexed by day. With `dated=False` there are no days, only who takes part, and the
month or term of a visit where a rule asks for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from ortools.sat.python import cp_model

from models.plan import Half
from models.programme import Per
from planner.case import Case
from planner.demand import Request
from planner.lexicographic import Hint

Literal = cp_model.LiteralT


@dataclass
class VisitModel:
    """A CP-SAT model over the requests of a case.

    `absent[r]` is true when a request is left out. `member[r, p]` says that p takes part. `day[r]`
    is the first day, `half[r]` 1 for the afternoon, `start[r]` the first slot.
    """

    case: Case
    candidates: Mapping[str, Sequence[str]]
    dated: bool
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    absent: dict[str, cp_model.IntVar] = field(default_factory=dict)
    member: dict[tuple[str, str], Literal] = field(default_factory=dict)
    day: dict[str, cp_model.IntVar] = field(default_factory=dict)
    half: dict[str, cp_model.IntVar] = field(default_factory=dict)
    start: dict[str, cp_model.LinearExprT] = field(default_factory=dict)
    _periods: dict[tuple[str, str], dict[int, Literal]] = field(default_factory=dict)
    _parts: dict[tuple[str, str, Per, int], Literal] = field(default_factory=dict)
    _numbers: dict[tuple[str, Per], list[int]] = field(default_factory=dict)

    @property
    def requests(self) -> tuple[Request, ...]:
        """The requests in their order."""
        return self.case.requests

    @property
    def request(self) -> Mapping[str, Request]:
        """Requests by id."""
        return self.case.request

    def present(self, request: Request) -> Literal:
        """True when the request is in the plan."""
        return self.absent[request.id].negated()

    def people(self) -> dict[str, list[Request]]:
        """For each person the requests with days in which he or she may take part."""
        table: dict[str, list[Request]] = {p.id: [] for p in self.case.problem.inspectors}
        for request in self.requests:
            for person in self.candidates[request.id] if request.days else ():
                table[person].append(request)
        return table

    def by_target(self) -> dict[str, list[Request]]:
        """For each target its requests."""
        table: dict[str, list[Request]] = {}
        for request in self.requests:
            table.setdefault(request.target, []).append(request)
        return table

    def interval(self, request: Request, presence: Literal, name: str) -> cp_model.IntervalVar:
        """The visit's half-days on the axis of slots."""
        return self.model.new_optional_fixed_size_interval_var(
            self.start[request.id], request.half_days, presence, name
        )

    def fixed_period(self, request: Request, per: Per) -> int | None:
        """The period of the first day when all possible days lie in the same one."""
        numbers = self.numbers(request, per)
        return numbers[0] if len(numbers) == 1 else None

    def load_in(
        self, person: str, requests: Iterable[Request], per: Per
    ) -> dict[int, cp_model.LinearExprT]:
        """For each period the person's half-days of the visits whose first day lies in it."""
        terms: dict[int, list[cp_model.LinearExprT]] = {}
        for request in requests:
            for number in self.numbers(request, per):
                literal = self._takes_part_in(request, person, per, number)
                terms.setdefault(number, []).append(request.half_days * literal)
        return {number: sum(own) for number, own in terms.items()}

    def numbers(self, request: Request, per: Per) -> list[int]:
        """The periods in which the first day may lie."""
        key = (request.id, per)
        if key not in self._numbers:
            number_of = self.case.days.period(per)[list(request.days)]
            self._numbers[key] = sorted(set(number_of.tolist()))
        return self._numbers[key]

    def _takes_part_in(self, request: Request, person: str, per: Per, number: int) -> Literal:
        """True at least when the person is a member and the first day lies in the period."""
        member = self.member[request.id, person]
        if self.fixed_period(request, per) is not None:
            return member
        inside = self.month_or_term(request, per)[number]
        size = 1 if request.team.responsible else request.team.size
        if len(self.candidates[request.id]) == size:
            return inside
        key = (request.id, person, per, number)
        if key not in self._parts:
            both = self.model.new_bool_var(f"{person} in {request.id} in {per.value} {number}")
            self.model.add_bool_or([both, _negated(member), _negated(inside)])
            self._parts[key] = both
        return self._parts[key]

    def month_or_term(self, request: Request, per: Per) -> dict[int, Literal]:
        """For each period the first day may lie in, a literal that says it does."""
        return self._in_periods(request, per.value, self.case.days.period(per))

    def weeks(self, request: Request) -> dict[int, Literal]:
        """For each week the first day may lie in, a literal that says it does."""
        return self._in_periods(request, "week", self.case.days.week)

    def _in_periods(
        self, request: Request, name: str, number_of: "np.typing.NDArray[np.int64]"
    ) -> dict[int, Literal]:
        key = (request.id, name)
        if key not in self._periods:
            days = np.array(request.days, dtype=np.int64)
            numbers = number_of[days]
            literals: dict[int, Literal] = {}
            for number in sorted(set(numbers.tolist())):
                literal = self.model.new_bool_var(f"{request.id} in {name} {number}")
                literals[number] = literal
                if self.dated:
                    inside = cp_model.Domain.from_values(days[numbers == number].tolist())
                    self.model.add_linear_expression_in_domain(
                        self.day[request.id], inside
                    ).only_enforce_if(literal)
            self.model.add_exactly_one([*literals.values(), self.absent[request.id]])
            self._periods[key] = literals
        return self._periods[key]

    def arrangement(self, values: Sequence[int]) -> "Arrangement":
        """Read the decisions off a solution's values by variable."""
        placed: dict[str, Placement] = {}
        for request in self.requests:
            if values[self.absent[request.id].index]:
                continue
            team = tuple(
                p for p in self.candidates[request.id] if _true(values, self.member[request.id, p])
            )
            placed[request.id] = Placement(
                team=team,
                day=values[self.day[request.id].index] if self.dated else -1,
                half=Half.PM if self._afternoon(values, request) else Half.AM,
            )
        return Arrangement(placed)

    def hint(self, arrangement: "Arrangement") -> Hint:
        """The decisions of an arrangement as values of variables."""
        pairs: list[tuple[cp_model.IntVar, int]] = []
        for request in self.requests:
            placement = arrangement.placed.get(request.id)
            pairs.append((self.absent[request.id], int(placement is None)))
            for person in self.candidates[request.id]:
                literal = self.member[request.id, person]
                if isinstance(literal, cp_model.IntVar):
                    inside = placement is not None and person in placement.team
                    pairs.append((literal, int(inside)))
            if placement is None or placement.day < 0 or request.id not in self.day:
                continue
            pairs.append((self.day[request.id], placement.day))
            if request.id in self.half:
                pairs.append((self.half[request.id], int(placement.half is Half.PM)))
        return pairs

    def _afternoon(self, values: Sequence[int], request: Request) -> bool:
        half = self.half.get(request.id)
        return half is not None and bool(values[half.index])


@dataclass(frozen=True)
class Placement:
    """Who makes a visit and from when; `day` is -1 while no day is chosen."""

    team: tuple[str, ...]
    day: int
    half: Half


@dataclass(frozen=True)
class Arrangement:
    """The placed requests by id; the others are left out."""

    placed: Mapping[str, Placement]


def _negated(literal: Literal) -> Literal:
    return cast(cp_model.IntVar, literal).negated()


def _true(values: Sequence[int], literal: Literal) -> bool:
    if isinstance(literal, cp_model.IntVar):
        return bool(values[literal.index])
    return not values[cast(cp_model.IntVar, literal.negated()).index]  # type: ignore[union-attr]


def visit_model(
    case: Case, candidates: Mapping[str, Sequence[str]] | None = None, *, dated: bool = True
) -> VisitModel:
    """The variables for all requests of a case, without rules.

    Parameters
    ----------
    candidates
        Who may take part in each request; by default everybody the case allows. When these are just
        the team, presence decides for all of them.
    """
    chosen = case.candidates if candidates is None else candidates
    built = VisitModel(case=case, candidates=chosen, dated=dated)
    for request in case.requests:
        _add_request(built, request)
    return built


def _add_request(built: VisitModel, request: Request) -> None:
    model, name = built.model, request.id
    absent = model.new_bool_var(f"{name} left out")
    built.absent[name] = absent
    people = built.candidates[name]
    team_size = 1 if request.team.responsible else request.team.size
    if len(people) < team_size or not request.days:
        model.add(absent == 1)
    for person in people:
        built.member[name, person] = (
            absent.negated()
            if len(people) == team_size
            else model.new_bool_var(f"{person} in {name}")
        )
    if not built.dated:
        return
    days = list(request.days) or [0]
    day = model.new_int_var_from_domain(cp_model.Domain.from_values(days), f"{name} day")
    built.day[name] = day
    if request.half_days > 1:
        built.start[name] = 2 * day
        return
    half = model.new_bool_var(f"{name} afternoon")
    slots = [2 * d + h for d in days for h in (0, 1)]
    start = model.new_int_var_from_domain(cp_model.Domain.from_values(slots), f"{name} slot")
    model.add(start == 2 * day + half)
    if request.half is not None:
        model.add(half == int(request.half is Half.PM))
    built.half[name] = half
    built.start[name] = start
