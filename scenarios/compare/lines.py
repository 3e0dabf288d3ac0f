"""The lines of a comparison: each figure over all scenarios, and what its differences are worth."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from models.account import Account
from models.comparison import Cell, Judgement, Line, Mark
from scenarios.compare.marks import TRIPS, Interval, Key, Proof, condition, judged, key_of, of_count

MANDATORY_OUT, OPTIONAL_OUT = ("teams", "left_out"), ("teams", "optional_left_out")
TRIP_COST = (TRIPS, "trip_cost")


@dataclass(frozen=True)
class Side:
    """What is compared of a scenario: what its plan comes to, and how good it is proven to be."""

    account: Account
    proof: Proof


@dataclass(frozen=True)
class Figure:
    """A figure of the account; `level` is that by which it may be judged, `given` needs none."""

    code: str
    unit: str
    value: Callable[[Account], float]
    level: Key | None = None
    interval: Callable[[Side], Interval | None] = lambda _: None
    given: bool = False


def figures(busy_half_days: int) -> tuple[Figure, ...]:
    """All figures in the order in which they are shown.

    Parameters
    ----------
    busy_half_days
        Whoever works more than so many half-days is counted as busy.
    """
    return (
        Figure("due_mandatory", "visits", lambda a: a.due(mandatory=True), given=True),
        Figure(
            "done_mandatory",
            "visits",
            lambda a: a.done(mandatory=True),
            MANDATORY_OUT,
            lambda side: _done(side, mandatory=True),
        ),
        Figure(
            "left_out_mandatory",
            "visits",
            lambda a: a.left_out(mandatory=True),
            MANDATORY_OUT,
            lambda side: _left_out(side, mandatory=True),
        ),
        Figure("due_optional", "visits", lambda a: a.due(mandatory=False), given=True),
        Figure(
            "done_optional",
            "visits",
            lambda a: a.done(mandatory=False),
            OPTIONAL_OUT,
            lambda side: _done(side, mandatory=False),
        ),
        Figure(
            "left_out_optional",
            "visits",
            lambda a: a.left_out(mandatory=False),
            OPTIONAL_OUT,
            lambda side: _left_out(side, mandatory=False),
        ),
        Figure("visits", "visits", lambda a: a.visits),
        Figure("saved", "visits", lambda a: a.saved),
        Figure("kept", "clauses", lambda a: a.kept),
        Figure("broken", "clauses", lambda a: a.broken),
        Figure("not_applicable", "clauses", lambda a: a.not_applicable),
        Figure("findings", "findings", lambda a: a.findings),
        Figure("short", "people", lambda a: a.short, given=True),
        Figure("cost", "yuan", lambda a: a.cost_yuan, TRIP_COST, _cost),
        Figure("km", "km", lambda a: a.travel_km),
        Figure("nights", "nights", lambda a: a.nights),
        Figure("able", "people", lambda a: len(a.able), given=True),
        Figure("mean", "days", lambda a: a.mean_half_days / 2),
        Figure("most", "days", lambda a: a.most_half_days / 2),
        Figure("gini", "share", lambda a: a.gini),
        Figure("busy", "people", lambda a: a.above(busy_half_days)),
        Figure("least_visits", "visits", lambda a: a.least_visits),
        Figure("most_visits", "visits", lambda a: a.most_visits),
    )


def figure_lines(sides: Sequence[Side | None], busy_half_days: int) -> tuple[Line, ...]:
    """A line for each figure; the first side is the base, None is a scenario without a plan."""
    return tuple(_figure_line(figure, sides) for figure in figures(busy_half_days))


def level_lines(sides: Sequence[Side | None]) -> tuple[Line, ...]:
    """A line for each level of the objective, in their order."""
    keys: dict[Key, str] = {}
    for side in sides:
        if side is not None:
            keys.update({key_of(s): s.unit for s in side.proof.stages if key_of(s) not in keys})
    return tuple(_level_line(key, unit, sides) for key, unit in keys.items())


def _figure_line(figure: Figure, sides: Sequence[Side | None]) -> Line:
    def cells() -> Iterator[Cell | None]:
        base = sides[0]
        for number, side in enumerate(sides):
            if side is None:
                yield None
                continue
            value, own = figure.value(side.account), figure.interval(side)
            if number == 0 or base is None:
                yield _cell(value, own)
                continue
            old = figure.value(base.account)
            if figure.given:
                mark = Judgement(mark=Mark.NONE if value == old else Mark.GIVEN)
            else:
                because = condition(base.proof, side.proof, figure.level) if figure.level else None
                mark = judged(figure.interval(base), own, because)
            yield _cell(value, own, old, mark)

    return Line(code=figure.code, unit=figure.unit, cells=tuple(cells()))


def _level_line(key: Key, unit: str, sides: Sequence[Side | None]) -> Line:
    def cells() -> Iterator[Cell | None]:
        base = sides[0]
        old = base.proof.interval(key) if base else None
        for number, side in enumerate(sides):
            own = side.proof.interval(key) if side else None
            if own is None or side is None:
                yield None
            elif number == 0 or old is None or base is None:
                yield _cell(own.most, own)
            else:
                mark = judged(old, own, condition(base.proof, side.proof, key))
                yield _cell(own.most, own, old.most, mark)

    return Line(code=key[1], unit=unit, stage=key[0], cells=tuple(cells()))


def _cell(
    value: float,
    interval: Interval | None,
    old: float | None = None,
    mark: Judgement | None = None,
) -> Cell:
    return Cell(
        value=value,
        least=interval.least if interval else None,
        most=interval.most if interval else None,
        difference=None if old is None else round(value - old, 4),
        judgement=mark,
    )


def _left_out(side: Side, *, mandatory: bool) -> Interval | None:
    """How many visits an optimal plan leaves out.

    An optional visit weighs more at greater risk; one that a mandatory visit serves along counts
    among the mandatory ones.
    """
    account, proof = side.account, side.proof
    chief, level = proof.interval(MANDATORY_OUT), proof.interval(OPTIONAL_OUT)
    if mandatory:
        level = chief
    elif proof.mixed and (chief is None or chief.most > 0):
        return None
    priorities: list[float] = [p.priority for p in account.programmes if p.mandatory is mandatory]
    if priorities and (proof.mixed or not mandatory):
        priorities.append(math.inf)
    return of_count(level, account.left_out(mandatory=mandatory), priorities)


def _done(side: Side, *, mandatory: bool) -> Interval | None:
    """How many visits due an optimal plan makes, where the plan has none beyond what is due."""
    account, left_out = side.account, _left_out(side, mandatory=mandatory)
    due = account.due(mandatory=mandatory)
    exact = account.done(mandatory=mandatory) + account.left_out(mandatory=mandatory) == due
    return Interval(due - left_out.most, due - left_out.least) if left_out and exact else None


def _cost(side: Side) -> Interval | None:
    """What the plan could cost with other trips for the same teams and days.

    Board and fees are the same for all of these.
    """
    level, cost = side.proof.interval(TRIP_COST), side.account.cost_yuan
    return Interval(cost - (level.most - level.least), cost) if level else None
