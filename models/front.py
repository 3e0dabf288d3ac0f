"""What coverage, or an even year, costs (帕累托前沿): the plans that nothing betters in both."""

from enum import StrEnum

from models.base import Frozen

FRONT_SCHEMA = "dudao.front/1"


class Against(StrEnum):
    """What is weighed against cost."""

    COVERAGE = "coverage"
    EVENNESS = "evenness"


class FrontPoint(Frozen):
    """One plan of the front: `value` (less is better) at that cost, with what is proven of both.

    `bound`: no plan that costs no more has less. `cost_bound`: none with that value costs less.
    `left_out_mandatory` and `left_out_optional` are visits, `half_days` those of all people.
    """

    cost_yuan: int
    cost_bound_yuan: int
    value: int
    bound: int
    left_out_mandatory: int
    left_out_optional: int

    @property
    def proven(self) -> bool:
        """Whether no plan is better in one and no worse in the other."""
        return self.value <= self.bound and self.cost_yuan <= self.cost_bound_yuan


class Front(Frozen):
    """Points by rising cost, none of which betters another in both.

    `value` is the weight of visits left out (`coverage`, of `total` in all), or the sum over weeks
    of the square of the number of team visits (`evenness`, with as little left out as possible).
    `complete`: there are no other points, proven.
    """

    schema_id: str = FRONT_SCHEMA
    dataset: str
    against: Against
    total: int
    points: tuple[FrontPoint, ...]
    complete: bool
