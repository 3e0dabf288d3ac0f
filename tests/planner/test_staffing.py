"""Headcounts, and which schools compete for too few people."""

import pytest

from models.inspector import Employment, InspectorFilter
from models.plan import Bottleneck
from models.policy import Eligibility, Quota, Ratio, Share, Staffing
from models.problem import Problem
from models.region import Level
from models.target import Stage, TargetFilter
from planner.staffing import bottlenecks, headcounts, places, staffing
from tests.planner import hamlet
from tests.planner.village import FULL, SCHOOLS

PART = InspectorFilter(employment=(Employment.PART_TIME,))
KINDERGARTENS = TargetFilter(stages=(Stage.KINDERGARTEN,))


def _staff(full: int, part: int, schools: int, rules: Staffing) -> list[tuple[int, int, int]]:
    problem = hamlet.problem(
        inspectors=(
            *(hamlet.person(f"f{n}") for n in range(full)),
            *(hamlet.person(f"h{n}", employment=Employment.PART_TIME) for n in range(part)),
        ),
        targets=tuple(hamlet.school(f"s{n}") for n in range(schools)),
        policy=hamlet.policy(staffing=rules),
    )
    return [(f.have, f.need, f.short) for f in headcounts(problem)]


@pytest.mark.parametrize(
    ("schools", "figure"), [(0, (3, 0, 0)), (15, (3, 3, 0)), (16, (3, 4, 1)), (26, (3, 6, 3))]
)
def test_ratio(schools: int, figure: tuple[int, int, int]) -> None:
    rule = Staffing(ratios=(Ratio(clause="c", people=FULL, per=SCHOOLS, targets=5),))
    assert _staff(3, 9, schools, rule) == [figure]


def test_ratio_of_several_people_for_several_schools() -> None:
    rule = Ratio(clause="c", people=FULL, per=SCHOOLS, inspectors=2, targets=5)
    assert _staff(3, 0, 6, Staffing(ratios=(rule,))) == [(3, 3, 0)]  # 12 fifths are 3 people


@pytest.mark.parametrize(
    ("full", "part", "figure"),
    [
        (3, 7, (3, 3, 0)),  # 0.3 of 10 are 3, though 0.3 x 10 is not exactly 3 everywhere
        (3, 8, (3, 4, 1)),
        (0, 0, (0, 0, 0)),
        (5, 0, (5, 2, 0)),
    ],
)
def test_share(full: int, part: int, figure: tuple[int, int, int]) -> None:
    share = Share(clause="c", people=FULL, among=InspectorFilter(), at_least=0.3)
    assert _staff(full, part, 1, Staffing(shares=(share,))) == [figure]


def test_share_counts_only_among_those_meant() -> None:
    share = Share(clause="c", people=InspectorFilter(), among=PART, at_least=1)
    assert _staff(5, 2, 1, Staffing(shares=(share,))) == [(2, 2, 0)]


def test_float_product_does_not_ask_for_one_more() -> None:
    share = Share(clause="c", people=FULL, among=InspectorFilter(), at_least=0.07)
    assert _staff(7, 93, 1, Staffing(shares=(share,))) == [(7, 7, 0)]


def test_order_is_ratios_then_shares_with_their_clauses() -> None:
    rules = Staffing(
        ratios=(Ratio(clause="c", people=FULL, per=SCHOOLS, targets=1),),
        shares=(Share(clause="", people=FULL, among=FULL, at_least=0.5),),
    )
    problem = hamlet.problem(policy=hamlet.policy(staffing=rules))
    assert [f.clause for f in headcounts(problem)] == ["c", ""]


def _schools(number: int, **values: object) -> tuple[object, ...]:
    return tuple(hamlet.school(f"s{n}", **values) for n in range(1, number + 1))


def _found(problem: Problem) -> tuple[Bottleneck, ...]:
    return staffing(problem).bottlenecks


def test_no_bottleneck_when_people_suffice() -> None:
    assert _found(hamlet.problem(targets=_schools(2))) == ()  # at most 2 a person


def test_too_many_schools_for_one_person() -> None:
    (found,) = _found(hamlet.problem(targets=_schools(3)))
    assert found == Bottleneck(targets=("s1", "s2", "s3"), inspectors=("p1",), places=2, short=1)


def test_schools_that_only_one_person_may_hold_are_named_and_no_others() -> None:
    """p1 is the only one for kindergartens; the primary school beside them is nobody's trouble."""
    small = tuple(hamlet.school(f"k{n}", stage=Stage.KINDERGARTEN) for n in (1, 2, 3))
    problem = hamlet.problem(
        targets=(*small, hamlet.school("s1")),
        inspectors=(
            hamlet.person("p1", stages=(Stage.KINDERGARTEN,)),
            hamlet.person("p2", stages=(Stage.PRIMARY,)),
            hamlet.person("p3", stages=(Stage.PRIMARY,)),
        ),
    )
    assert _found(problem) == (
        Bottleneck(targets=("k1", "k2", "k3"), inspectors=("p1",), places=2, short=1),
    )


def test_two_bottlenecks_apart() -> None:
    problem = hamlet.problem(
        targets=(
            *(hamlet.school(f"k{n}", stage=Stage.KINDERGARTEN) for n in (1, 2, 3)),
            *_schools(4),
        ),
        inspectors=(
            hamlet.person("p1", stages=(Stage.KINDERGARTEN,)),
            hamlet.person("p2", stages=(Stage.PRIMARY,)),
        ),
    )
    assert [(b.targets, b.short) for b in _found(problem)] == [
        (("k1", "k2", "k3"), 1),
        (("s1", "s2", "s3", "s4"), 2),
    ]


def test_a_school_that_nobody_may_hold() -> None:
    problem = hamlet.problem(targets=(hamlet.school(stage=Stage.UNIVERSITY),))
    assert _found(problem) == (Bottleneck(targets=("s1",), inspectors=(), places=0, short=1),)


def test_schools_that_nobody_may_hold_are_one_bottleneck() -> None:
    far = tuple(hamlet.school(f"u{n}", stage=Stage.UNIVERSITY) for n in (1, 2))
    problem = hamlet.problem(targets=(*far, *_schools(3)))
    assert [(b.targets, b.inspectors, b.short) for b in _found(problem)] == [
        (("s1", "s2", "s3"), ("p1",), 1),
        (("u1", "u2"), (), 2),
    ]


def test_interests_narrow_who_may_hold() -> None:
    problem = hamlet.problem(
        targets=_schools(3),
        inspectors=hamlet.people(2),
        interests=tuple(hamlet.interest("p2", f"s{n}") for n in (1, 2, 3)),
    )
    assert [(b.targets, b.inspectors, b.short) for b in _found(problem)] == [
        (("s1", "s2", "s3"), ("p1",), 1)
    ]


def _zoning(**values: object) -> object:
    return hamlet.policy(zoning=hamlet.ZONING.model_copy(update=values))


def test_large_school_takes_a_whole_person() -> None:
    policy = _zoning(dedicated_from=2000)
    large, just_below = hamlet.school("big", enrolment=2000), hamlet.school("s1", enrolment=1999)
    problem = hamlet.problem(targets=(large, just_below), policy=policy)
    assert [places(problem.policy.zoning, t) for t in (large, just_below)] == [2, 1]
    (found,) = _found(problem)
    assert (found.targets, found.places, found.short) == (("big", "s1"), 2, 1)
    two = hamlet.problem(targets=(large, just_below), policy=policy, inspectors=hamlet.people(2))
    assert _found(two) == ()


def test_quota_is_a_bottleneck_of_its_own() -> None:
    quota = Quota(clause="c", targets=KINDERGARTENS, at_most=1)
    small = tuple(hamlet.school(f"k{n}", stage=Stage.KINDERGARTEN) for n in (1, 2, 3))
    problem = hamlet.problem(
        targets=small, inspectors=hamlet.people(2), policy=_zoning(quotas=(quota,))
    )
    (found,) = _found(problem)
    assert (found.targets, found.places, found.short) == (("k1", "k2", "k3"), 2, 1)


def test_eligibility_is_part_of_it() -> None:
    only_full = Eligibility(clause="c", targets=SCHOOLS, people=FULL)
    problem = hamlet.problem(
        targets=_schools(3),
        inspectors=(hamlet.person("p1"), hamlet.person("p2", employment=Employment.PART_TIME)),
        policy=_zoning(eligibility=(only_full,)),
    )
    assert [(b.inspectors, b.short) for b in _found(problem)] == [(("p1",), 1)]


def test_nothing_to_zone() -> None:
    problem = hamlet.problem(policy=_zoning(targets=TargetFilter(ids=("none",))))
    assert bottlenecks(problem, {}) == ()


def test_headcounts_by_region_and_by_people() -> None:
    """`nm.14a`, `nm.14b`: two for the county and each school; one full-time for two part-time."""
    regions = Ratio(
        clause="c",
        people=InspectorFilter(),
        per=SCHOOLS,
        per_regions=Level.COUNTY,
        inspectors=2,
        targets=1,
    )
    people = Ratio(clause="c", people=FULL, per_people=PART, targets=2)
    rules = Staffing(ratios=(regions, people))
    assert _staff(3, 7, 4, rules) == [(10, 10, 0), (3, 4, 1)]


def test_headcounts_of_another_level_of_office() -> None:
    ratio = Ratio(clause="c", people=FULL, per=SCHOOLS, targets=1, offices=(Level.PROVINCE,))
    share = Share(clause="c", people=FULL, among=PART, at_least=1, offices=(Level.PROVINCE,))
    assert _staff(1, 1, 9, Staffing(ratios=(ratio,), shares=(share,))) == []
