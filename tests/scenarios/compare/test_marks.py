"""What differences are worth, on made-up intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.comparison import Mark
from models.plan import StageFigure, StageStatus
from models.text import Text
from scenarios.compare.marks import Interval, Proof, condition, judged, of_count

WHY = Text(code="why")


def level(stage: str, name: str, bound: float, objective: float) -> StageFigure:
    return StageFigure(
        stage=stage,
        level=name,
        unit="",
        objective=objective,
        bound=bound,
        status=StageStatus.OPTIMAL if bound == objective else StageStatus.LIMIT,
    )


@pytest.mark.parametrize(
    ("old", "new", "because", "mark"),
    [
        ((5, 5), (5, 5), None, Mark.NONE),
        ((5, 5), (5, 5), WHY, Mark.NONE),
        ((5, 5), (6, 6), None, Mark.EFFECT),
        ((5, 5), (4, 4), None, Mark.EFFECT),
        ((5, 5), (6, 6), WHY, Mark.CONDITIONAL),
        ((4, 6), (6, 8), None, Mark.WITHIN_GAP),
        ((4, 6), (5, 5), None, Mark.WITHIN_GAP),
        ((4, 6), (4, 6), None, Mark.WITHIN_GAP),
        ((4, 6), (7, 9), None, Mark.EFFECT),
        ((7, 9), (4, 6), WHY, Mark.CONDITIONAL),
        ((5, 6), (5.5, 5.5), WHY, Mark.WITHIN_GAP),
    ],
)
def test_marks(
    old: tuple[float, float], new: tuple[float, float], because: Text | None, mark: Mark
) -> None:
    found = judged(Interval(*old), Interval(*new), because)
    assert found.mark is mark
    assert found.because == (because if mark is Mark.CONDITIONAL else None)


def test_without_an_objective_it_is_a_by_product() -> None:
    assert judged(None, Interval(1, 1)).mark is Mark.BY_PRODUCT
    assert judged(Interval(1, 1), None).mark is Mark.BY_PRODUCT


BOUNDS = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda two: (min(two), max(two)))


@given(BOUNDS, BOUNDS)
def test_an_effect_is_one_whatever_the_optima_are(
    old: tuple[int, int], new: tuple[int, int]
) -> None:
    """Brute force: the optima differ in every case, or they need not, or they cannot."""
    cases = [(a, b) for a in range(old[0], old[1] + 1) for b in range(new[0], new[1] + 1)]
    mark = judged(Interval(*old), Interval(*new)).mark
    assert (mark is Mark.EFFECT) is all(a != b for a, b in cases)
    assert (mark is Mark.NONE) is all(a == b for a, b in cases)


ZONES = {"s1": "a"}
PROVEN = Proof(
    (
        level("zoning", "travel", 7, 7),
        level("teams", "left_out", 0, 0),
        level("teams", "travel", 9, 9),
        level("trips", "trip_cost", 3, 3),
    ),
    ZONES,
)


def test_proven_levels_before_ask_nothing() -> None:
    assert condition(PROVEN, PROVEN, ("zoning", "travel")) is None
    assert condition(PROVEN, PROVEN, ("teams", "travel")) is None


@pytest.mark.parametrize("swapped", [False, True])
def test_an_open_level_before_is_a_condition(swapped: bool) -> None:
    stages = (PROVEN.stages[0], level("teams", "left_out", 0, 2), *PROVEN.stages[2:])
    two = (PROVEN, Proof(stages, ZONES))
    old, new = two[::-1] if swapped else two
    assert condition(old, new, ("teams", "left_out")) is None
    found = condition(old, new, ("teams", "travel"))
    assert found is not None
    assert found.code == "compare.because.open"
    assert found.args["level"] == Text(code="export.plan_level.left_out")


def test_other_zones_are_a_condition_of_visits_but_not_of_zones() -> None:
    other = Proof(PROVEN.stages, {"s1": "b"})
    assert condition(PROVEN, other, ("zoning", "travel")) is None
    found = condition(PROVEN, other, ("teams", "travel"))
    assert found is not None
    assert found.code == "compare.because.zones"


def test_trips_are_made_for_teams_and_days() -> None:
    found = condition(PROVEN, PROVEN, ("trips", "trip_cost"))
    assert found is not None
    assert found.code == "compare.because.tours"


def test_several_offices_are_a_condition() -> None:
    several = Proof(PROVEN.stages, ZONES, several=True)
    found = condition(several, several, ("zoning", "travel"))
    assert found is not None
    assert found.code == "compare.because.offices"


@pytest.mark.parametrize(
    ("weight", "value", "priorities", "interval"),
    [
        ((0, 0), 0, [1, 4], (0, 0)),
        ((3, 3), 3, [1], (3, 3)),
        ((2, 8), 2, [2, 4], (1, 4)),
        ((0, 3), 1, [1, float("inf")], (0, 3)),
        ((1, 3), 1, [1, float("inf")], (1, 3)),
        ((3, 3), 7, [1], None),
        ((0, 0), 0, [], (0, 0)),
        ((0, 5), 1, [], None),
    ],
)
def test_how_many_visits_a_weight_is(
    weight: tuple[float, float],
    value: int,
    priorities: list[float],
    interval: tuple[float, float] | None,
) -> None:
    found = of_count(Interval(*weight), value, priorities)
    assert found == (None if interval is None else Interval(*interval))
    assert of_count(None, value, priorities) is None


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=4),
    st.data(),
)
def test_any_choice_of_that_weight_lies_in_the_interval(
    priorities: list[int], data: st.DataObject
) -> None:
    """The weight of any visits left out, and of how many they are, agree with the interval."""
    missing = [data.draw(st.integers(0, 3)) for _ in priorities]
    weight = sum(p * n for p, n in zip(priorities, missing, strict=True))
    found = of_count(Interval(weight, weight), sum(missing), [float(p) for p in priorities])
    assert found is not None
    assert found.least <= sum(missing) <= found.most
