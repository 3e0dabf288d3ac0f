"""The knobs: people moved, more or fewer of them, more of them full-time, some slack."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base import rebuilt
from models.inspector import Employment, Inspector
from models.problem import Problem
from scenarios.overlay import laid_over
from scenarios.overlay.people import rounded
from scenarios.overlay.shares import apportioned
from tests.scenarios.data.sample import MATRIX, sample
from tests.scenarios.overlay.base import changed, codes, refused, stated

REGIONS = ("510421001", "510421", "510400")


def crowd(full: int, part: int, experts: int) -> Problem:
    """The sample with so many people in turn over three regions and nothing about them."""
    model = sample().inspectors[0]
    kinds = [Employment.FULL_TIME] * full + [Employment.PART_TIME] * part
    kinds += [Employment.EXPERT] * experts
    people = tuple(
        rebuilt(
            model,
            id=f"I{n}",
            name=f"督学{n}",
            employment=kind,
            region=REGIONS[n % 3],
            days_per_year=120 if kind is Employment.FULL_TIME else 40,
        )
        for n, kind in enumerate(kinds)
    )
    nothing = dict.fromkeys(("interests", "leave", "pairs", "pins", "engagements"), ())
    return rebuilt(sample(), inspectors=people, **nothing)


def kinds(problem: Problem) -> Counter[Employment]:
    return Counter(p.employment for p in problem.inspectors)


def laid(problem: Problem, text: str) -> Problem:
    return laid_over(problem, [stated(f"[[change]]\n{text}")])


@given(
    st.dictionaries(st.integers(0, 9), st.integers(0, 12), min_size=1).filter(
        lambda sizes: sum(sizes.values()) > 0
    ),
    st.integers(0, 60),
)
def test_shares_are_even_and_grow_one_by_one(sizes: dict[int, int], total: int) -> None:
    given_out = apportioned(sizes, total)
    assert sum(given_out.values()) == total
    more = apportioned(sizes, total + 1)
    assert all(more[group] >= given_out[group] for group in sizes)
    assert apportioned(sizes, sum(sizes.values())) == sizes
    whole = {group: size * 3 for group, size in sizes.items()}
    assert apportioned(sizes, 3 * sum(sizes.values())) == whole


@pytest.mark.parametrize(
    ("factor", "expected"), [(0.5, (6, 3, 1)), (1, (12, 6, 3)), (2, (24, 12, 6)), (0.1, (1, 1, 0))]
)
def test_headcount_keeps_proportions(factor: float, expected: tuple[int, ...]) -> None:
    new = laid(crowd(12, 6, 3), f"headcount = {factor}")
    assert len(new.inspectors) == rounded(21 * factor)
    assert abs(kinds(new)[Employment.FULL_TIME] - expected[0]) <= 1
    regions = Counter(p.region for p in new.inspectors)
    assert max(regions.values()) - min(regions.get(r, 0) for r in REGIONS) <= 2


def test_fewer_people_are_among_more() -> None:
    problem = crowd(12, 6, 3)
    before: set[str] = set()
    for tenth in range(3, 25):
        ids = {p.id for p in laid(problem, f"headcount = {tenth / 10}").inspectors}
        assert before <= ids
        before = ids


def test_copies_have_distances_and_nothing_personal() -> None:
    carried = '[[change]]\nset = "inspectors"\nwhere = {}\nvalues = { carried_days = 3 }\n'
    new = changed(carried + "[[change]]\nheadcount = 2", MATRIX)
    assert [p.carried_days for p in new.inspectors] == [3, 3, 3, 0, 0, 0]
    assert [p.id for p in new.inspectors] == ["P01", "P02", "P03", "P01-2", "P02-2", "P03-2"]
    assert new.inspector_by_id["P01-2"].name == "张三-2"
    assert len(new.interests) == len(sample().interests)
    km = {(d.start, d.end): d.km for d in new.travel.distances}
    assert km["P02-2", "S003"] == km["P02", "S003"]


def test_nobody_is_left_of_too_few() -> None:
    with refused() as found:
        laid(sample(), "headcount = 0.1")
    assert codes(found) == [("overlay.nobody_left", 3)]


@pytest.mark.parametrize("share", [0, 0.2, 0.5, 0.6, 1])
def test_full_time_share(share: float) -> None:
    problem = crowd(4, 16, 5)
    new = laid(problem, f"full_time_share = {share}")
    assert kinds(new)[Employment.FULL_TIME] == rounded(20 * share)
    assert kinds(new)[Employment.EXPERT] == 5
    for person in new.inspectors:
        usual = 120 if person.employment is Employment.FULL_TIME else 40
        assert person.days_per_year == usual


def test_the_first_part_timers_become_full_time() -> None:
    new = laid(crowd(1, 6, 0), "full_time_share = 0.5")
    assert [p.employment is Employment.FULL_TIME for p in new.inspectors] == [True] * 4 + [
        False
    ] * 3


def test_slack_lowers_everybodys_limits() -> None:
    new = changed("[[change]]\nslack = 0.1")
    first: Inspector = new.inspectors[0]
    assert (first.days_per_year, first.days_per_month, first.days_per_week) == (108, 14, None)
    old = sample().policy.workload
    for before, after in zip(old, new.policy.workload, strict=True):
        assert after.at_most_days == rounded(before.at_most_days * 0.9)


def test_people_move_to_the_seat_of_a_region() -> None:
    new = changed('[[change]]\nmove = ["张三"]\nto = "攀枝花市"')
    person = new.inspector_by_id["P01"]
    assert (person.region, person.lon, person.lat) == ("510400", 101.7, 26.6)
    there = changed('[[change]]\nmove = ["P01"]\nto = "米易县"\nlon = 102.5\nlat = 26.5')
    assert there.inspector_by_id["P01"].lon == 102.5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('move=["P01"]\nto="米易县"', "overlay.no_seat"),
        ('move=["P01"]\nto="米易县"\nlon=1', "half_position"),
        ('move=["P01"]\nto="米易县"\nlon=1\nlat=99', "off_the_globe"),
        ('move=["P01"]\nto="南京"', "overlay.unknown"),
        ('move=["P09"]\nto="攀枝花市"', "overlay.unknown"),
    ],
)
def test_moves_that_cannot_be(text: str, code: str) -> None:
    with refused() as found:
        laid(sample(), text)
    assert code in [c for c, _ in codes(found)]


def test_nobody_moves_where_distances_are_listed() -> None:
    with refused() as found:
        laid(sample(MATRIX), 'move=["P01"]\nto="攀枝花市"')
    assert codes(found) == [("overlay.move_in_matrix", 3)]
