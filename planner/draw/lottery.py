"""Draws under rules: the fairest lottery over the outcomes that the rules allow."""

from fractions import Fraction

from models.draw import Certificate, Level, Lottery, Status, Type
from planner.draw.certificate import certify
from planner.draw.columns import fairest
from planner.draw.conflict import least_relaxation, smallest_conflict
from planner.draw.decomposition import Outcomes, decompose
from planner.draw.leximin import Ceiling, leximin
from planner.draw.marginals import DENOMINATOR, whole
from planner.draw.space import Space

SEARCH_S = 60.0
"""Seconds for the search of outcomes one by one."""


class ImpossibleQuotasError(Exception):
    """No outcome keeps all quotas.

    Attributes
    ----------
    conflict
        Names of the fewest quotas that cannot be kept together.
    relaxation
        By how much quotas would have to give way, least in total.
    """

    def __init__(self, conflict: tuple[str, ...], relaxation: dict[str, int]) -> None:
        super().__init__(", ".join(conflict))
        self.conflict = conflict
        self.relaxation = relaxation


def lottery_of(space: Space) -> tuple[Lottery, Certificate]:
    """The lottery and what is proven of it.

    Raises
    ------
    ImpossibleQuotasError
        When no outcome is allowed.
    """
    conflict = smallest_conflict(space)
    if conflict:
        raise ImpossibleQuotasError(conflict, least_relaxation(space))
    expected, ceilings = leximin(space)
    levels = tuple(map(_level, ceilings))
    outcomes = None
    if not space.apart:
        numerators = whole(space, expected)
        outcomes = numerators and decompose(space, numerators, DENOMINATOR)
    if not outcomes:
        searched = fairest(space, DENOMINATOR, SEARCH_S)
        if searched is None:
            raise ImpossibleQuotasError(conflict, {})
        outcomes, own = searched
        levels = own or levels[:1]
    lottery = _published(space, outcomes)
    found = certify(space, lottery, levels)
    if found.status is Status.FEASIBLE and levels:
        # a bound of the linear limits holds for every lottery, attained or not
        found = min(found, certify(space, lottery, tuple(map(_level, ceilings))[:1]), key=_gap)
    return lottery, found


def _gap(found: Certificate) -> Fraction:
    return Fraction(found.gap)


def _level(ceiling: Ceiling) -> Level:
    return Level(settled=ceiling.settled, types=ceiling.types, quotas=ceiling.limits, bound="")


def _published(space: Space, outcomes: Outcomes) -> Lottery:
    chances = [
        sum(tickets * counts[t] for tickets, counts in outcomes) for t in range(len(space.sizes))
    ]
    return Lottery(
        denominator=sum(tickets for tickets, _ in outcomes),
        types=tuple(
            Type(members=m, weight=w, chance=c)
            for m, w, c in zip(space.members, space.weights, chances, strict=True)
        ),
        outcomes=outcomes,
    )
