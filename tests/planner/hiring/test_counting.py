"""The least number of hires for headcounts and zones, against trying every number."""

from random import Random

import pytest

from models.inspector import Employment, InspectorFilter
from models.policy import Eligibility, Quota, Ratio, Share, Staffing
from models.problem import Problem
from models.region import Level, Region
from models.target import Stage, TargetFilter
from planner.hiring.counting import headcounts_of, least
from planner.hiring.ground import Ground
from planner.hiring.sorts import staffed
from planner.holders import holders
from planner.horizon import horizon
from planner.staffing import bottlenecks, headcounts
from planner.travel import travel_table
from planner.zoning import zoning
from tests.planner import hamlet
from tests.planner.village import FULL, SCHOOLS

PART = InspectorFilter(employment=(Employment.PART_TIME,))
EITHER = InspectorFilter(employment=(Employment.FULL_TIME, Employment.PART_TIME))
KINDERGARTENS = TargetFilter(stages=(Stage.KINDERGARTEN,))


def _least(problem: Problem, *, zones: bool = True) -> int | None:
    ground = Ground(problem)
    found = least(ground, headcounts_of(problem), problem.policy.zoning if zones else None)
    return None if found is None else sum(found.numbers)


def _staff(full: int, part: int, schools: int, rules: Staffing) -> Problem:
    return hamlet.problem(
        inspectors=(
            *(hamlet.person(f"f{n}") for n in range(full)),
            *(hamlet.person(f"h{n}", employment=Employment.PART_TIME) for n in range(part)),
        ),
        targets=tuple(hamlet.school(f"s{n}") for n in range(schools)),
        policy=hamlet.policy(staffing=rules),
    )


@pytest.mark.parametrize(
    ("full", "part", "schools", "expected"),
    [(3, 0, 15, 0), (3, 0, 16, 1), (0, 0, 26, 6), (0, 9, 26, 6)],
)
def test_ratio_of_full_time(full: int, part: int, schools: int, expected: int) -> None:
    rules = Staffing(ratios=(Ratio(clause="c", people=FULL, per=SCHOOLS, targets=5),))
    assert _least(_staff(full, part, schools, rules), zones=False) == expected


@pytest.mark.parametrize(("full", "part", "expected"), [(3, 7, 0), (3, 8, 1), (0, 7, 3), (1, 8, 3)])
def test_every_hire_raises_what_a_share_is_of(full: int, part: int, expected: int) -> None:
    share = Share(clause="c", people=FULL, among=EITHER, at_least=0.3)
    problem = _staff(full, part, 1, Staffing(shares=(share,)))
    assert _least(problem, zones=False) == expected


def test_part_timers_who_are_short_are_no_matter_of_full_time_hires() -> None:
    rules = Staffing(ratios=(Ratio(clause="c", people=PART, per=SCHOOLS, targets=2),))
    assert _least(_staff(9, 1, 4, rules), zones=False) is None


def test_a_ratio_to_people_that_every_hire_raises_as_much() -> None:
    ratio = Ratio(clause="c", people=PART, per_people=FULL, inspectors=1, targets=1)
    assert _least(_staff(3, 2, 1, Staffing(ratios=(ratio,))), zones=False) is None


@pytest.mark.parametrize(
    ("large", "small", "people", "expected"),
    [(0, 5, 2, 1), (1, 2, 1, 1), (2, 0, 0, 2), (2, 3, 1, 3), (0, 4, 2, 0)],
)
def test_a_large_school_takes_a_hire_of_its_own(
    large: int, small: int, people: int, expected: int
) -> None:
    rules = hamlet.ZONING.model_copy(update={"at_most": 2, "dedicated_from": 1000})
    problem = hamlet.problem(
        targets=(
            *(hamlet.school(f"b{n}", enrolment=1000) for n in range(large)),
            *(hamlet.school(f"s{n}") for n in range(small)),
        ),
        inspectors=hamlet.people(people),
        policy=hamlet.policy(zoning=rules),
    )
    assert _least(problem) == expected


def _random(seed: int) -> Problem:
    """Schools of two stages and sizes, people of some stages, quotas and who is eligible."""
    draw = Random(seed)
    stages = (Stage.KINDERGARTEN, Stage.PRIMARY)
    rules = hamlet.ZONING.model_copy(
        update={
            "at_most": draw.choice((2, 3)),
            "dedicated_from": draw.choice((None, 1000)),
            "quotas": draw.choice(((), (Quota(clause="c", targets=KINDERGARTENS, at_most=1),))),
            "eligibility": draw.choice(
                ((), (Eligibility(clause="c", targets=KINDERGARTENS, people=FULL),))
            ),
        }
    )
    targets = tuple(
        hamlet.school(f"s{n}", stage=draw.choice(stages), enrolment=draw.choice((100, 100, 2000)))
        for n in range(draw.randint(1, 9))
    )
    people = tuple(
        hamlet.person(
            f"p{n}",
            stages=draw.choice((stages, stages[:1], stages[1:])),
            employment=draw.choice((Employment.FULL_TIME, Employment.PART_TIME)),
        )
        for n in range(draw.randint(0, 3))
    )
    interests = tuple(
        hamlet.interest(p.id, t.id) for p in people for t in targets if draw.random() < 0.2
    )
    return hamlet.problem(
        targets=targets,
        inspectors=people,
        interests=interests,
        policy=hamlet.policy(zoning=rules),
        regions=(Region(id="v", name="v", level=Level.COUNTY),),
    )


def _excess(problem: Problem) -> int:
    """The least excess of the zones that the planner itself makes, and targets without anybody."""
    days, table = horizon(problem), travel_table(problem)
    made = zoning(problem, days, table, holders(problem, days, table), hamlet.search())
    return sum(zone.excess for zone in made.zones) + len(made.uncovered)


@pytest.mark.parametrize("seed", range(25))
def test_zones_need_as_many_hires_as_trying_them_one_by_one_shows(seed: int) -> None:
    problem = _random(seed)
    ground = Ground(problem)
    found = least(ground, (), problem.policy.zoning)
    assert found is not None
    tried = next(
        n
        for n in range(len(problem.targets) + 1)
        if _excess(staffed(problem, ground.crew((n,)))) == 0
    )
    assert sum(found.numbers) == tried


@pytest.mark.parametrize("seed", range(20))
def test_headcounts_need_as_many_hires_as_trying_them_one_by_one_shows(seed: int) -> None:
    draw = Random(seed)
    filters = (FULL, PART, EITHER, InspectorFilter(stages=(Stage.KINDERGARTEN,)))
    rules = Staffing(
        ratios=tuple(
            Ratio(
                clause="c",
                people=draw.choice(filters),
                per=draw.choice((None, SCHOOLS)),
                per_people=draw.choice((None, *filters)),
                inspectors=draw.randint(1, 2),
                targets=draw.randint(1, 5),
            )
            for _ in range(2)
        ),
        shares=(
            Share(
                clause="c",
                people=draw.choice(filters),
                among=draw.choice(filters),
                at_least=draw.choice((0.2, 0.3, 0.07, 0.5)),
            ),
        ),
    )
    problem = _staff(draw.randint(0, 3), draw.randint(0, 6), draw.randint(1, 9), rules)
    ground = Ground(problem)
    assert len(ground.sorts) <= 2

    def kept(numbers: tuple[int, ...]) -> bool:
        return not any(f.short for f in headcounts(staffed(problem, ground.crew(numbers))))

    one = len(ground.sorts) == 1
    tried = [
        (a + b, a, b)
        for a in range(40)
        for b in range(1 if one else 40)
        if a + b < 40 and kept((a,) if one else (a, b))
    ]
    assert _least(problem, zones=False) == (min(tried)[0] if tried else None)


def test_the_bottleneck_goes_with_the_hires() -> None:
    problem = hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in range(7)), inspectors=hamlet.people(1)
    )
    ground = Ground(problem)
    found = least(ground, (), problem.policy.zoning)
    assert found is not None
    whole = staffed(problem, ground.crew(found.numbers))
    days, table = horizon(whole), travel_table(whole)
    assert bottlenecks(problem, holders(problem, horizon(problem), travel_table(problem)))
    assert not bottlenecks(whole, holders(whole, days, table))
