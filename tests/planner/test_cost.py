"""The price of a visit, computed on paper."""

from models.inspector import Employment
from models.travel import Costs
from planner.cost import cost_yuan
from tests.planner import hamlet

PRICES = Costs(
    per_km_yuan=0.8,
    board_per_day_yuan=100,
    part_time_fee_per_day_yuan=150,
    expert_fee_per_day_yuan=400,
)
PROBLEM = hamlet.problem(
    inspectors=(
        hamlet.person("full"),
        hamlet.person("part", employment=Employment.PART_TIME),
        hamlet.person("expert", employment=Employment.EXPERT),
    ),
    costs=PRICES,
)


def test_one_day_of_all_kinds_of_people() -> None:
    # 30 km at 0.8 = 24; board 3 x 100; fees 150 + 400
    assert cost_yuan(PROBLEM, ("full", "part", "expert"), 2, 300) == 24 + 300 + 550


def test_half_a_day_costs_half() -> None:
    assert cost_yuan(PROBLEM, ("part",), 1, 0) == 125
    assert cost_yuan(PROBLEM, ("part",), 3, 0) == 375


def test_rounded_up_to_whole_yuan() -> None:
    assert cost_yuan(PROBLEM, (), 2, 1) == 1  # 0.08
    assert cost_yuan(PROBLEM, (), 2, 125) == 10  # exactly 10
    assert cost_yuan(PROBLEM, (), 2, 126) == 11  # 10.08


def test_full_yuan_are_not_rounded_up_by_the_float_behind_them() -> None:
    cheap = hamlet.problem(costs=Costs(per_km_yuan=0.1, board_per_day_yuan=0))
    assert cost_yuan(cheap, (), 2, 300) == 3  # 30 * 0.1 is 3.0000000000000004
