"""How many to hire: known answers, every possibility on tiny cases, and the plans with hires."""

from collections import Counter
from itertools import product
from random import Random

import pytest

from models.base import rebuilt
from models.hiring import Hiring, HiringProof
from models.inspector import Employment, InspectorFilter
from models.plan import ComplianceStatus
from models.policy import Ratio, Share, Staffing
from models.problem import Problem
from models.programme import (
    Need,
    ResponsibleMember,
    Selection,
    SelectionMode,
    TeamRule,
    Window,
)
from models.region import Level, Region
from models.target import Stage
from planner.audit import audit
from planner.case import make_case
from planner.demand import Request, requests
from planner.hiring import Staffed, hire
from planner.hiring.ground import Ground
from planner.hiring.sorts import staffed
from planner.holders import holders
from planner.horizon import horizon
from planner.integration import integrated
from planner.options import Options
from planner.presence import Presence
from planner.rules.training import training_days
from planner.staffing import headcounts, places
from planner.travel import travel_table
from scenarios.generate import generate
from tests.planner import hamlet
from tests.planner.brute_force import Place, options
from tests.planner.village import FULL, SCHOOLS

OPTIONS = Options(time_limit_s=20, deterministic=True)
EXPERTS = InspectorFilter(employment=(Employment.EXPERT,))
Taken = tuple[str, int]
"""A person and a half-day."""
EITHER = InspectorFilter(employment=(Employment.FULL_TIME, Employment.PART_TIME))


def _asked(problem: Problem) -> Hiring:
    found = hire(problem, OPTIONS)
    _check(found)
    return found.hiring


def _check(found: Staffed) -> None:
    """The plan with the hires has nobody short, no zone too large, no mandatory visit missing."""
    if found.hiring.number is None:
        return
    assert found.problem is not None
    assert found.plan is not None
    beyond = {one.clause for one in found.hiring.beyond}
    spared = {visit for one in found.hiring.beyond for visit in one.visits}
    assert len(found.hiring.hires) == found.hiring.number
    assert all(p.employment is Employment.FULL_TIME for p in found.hiring.hires)
    assert all(f.clause in beyond for f in headcounts(found.problem) if f.short)
    assert not any(zone.excess for zone in found.plan.zones or ())
    assert {v.id for v in found.plan.left_out if v.mandatory} <= spared
    lines = audit(found.problem, found.plan)
    assert lines == found.plan.compliance
    broken = {line.clause for line in lines if line.status is ComplianceStatus.BROKEN}
    assert broken <= beyond


def _cut(problem: Problem, gone: set[str]) -> Problem:
    """The problem without some of its people."""
    return rebuilt(
        problem,
        inspectors=tuple(p for p in problem.inspectors if p.id not in gone),
        interests=tuple(i for i in problem.interests if i.inspector not in gone),
        leave=tuple(one for one in problem.leave if one.inspector not in gone),
        pairs=tuple(p for p in problem.pairs if not gone & {p.first, p.second}),
        history=tuple(
            rebuilt(v, inspectors=tuple(i for i in v.inspectors if i not in gone))
            for v in problem.history
        ),
    )


# Known answers: an office with exactly as many people as it needs, and some of them gone.


@pytest.mark.parametrize("gone", [0, 1, 3])
def test_people_taken_from_full_zones_are_missed(gone: int) -> None:
    whole = hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in range(8)),
        inspectors=hamlet.people(4),  # who hold two schools each
    )
    found = _asked(_cut(whole, {f"p{n}" for n in range(1, gone + 1)}))
    assert (found.number, found.bound) == (gone, gone)
    assert found.proof is (HiringProof.ZONES if gone else None)
    assert [(n.clause, n.least) for n in found.needs] == ([("c", gone)] if gone else [])


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_people_taken_from_full_days_are_missed(gone: int) -> None:
    # 10 schools by two people for a day each, in 5 days: four people work every day
    whole = hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in range(10)),
        inspectors=hamlet.people(4),
        programmes=(hamlet.programme(team=TeamRule(size=2, cover_stages=False)),),
        calendar=hamlet.calendar("03-01", "03-05"),
        policy=hamlet.policy(zoning=hamlet.ZONING.model_copy(update={"at_most": 10})),
    )
    found = _asked(_cut(whole, {f"p{n}" for n in range(1, gone + 1)}))
    assert (found.number, found.bound) == (gone, gone)
    assert found.proof is (HiringProof.COUNT if gone else None)


@pytest.mark.parametrize(
    ("policy", "seed", "gone"),
    [("miyi-2022", 3, 2), ("neimenggu-2020", 4, 1), ("hainan-2021", 5, 1), ("miyi-2022", 6, 0)],
)
def test_people_taken_from_a_county_are_missed(policy: str, seed: int, gone: int) -> None:
    whole = generate(schools=15, seed=seed, policy=policy)
    full = [p.id for p in whole.inspectors if p.employment is Employment.FULL_TIME]
    short = {f.clause: f for f in headcounts(whole)}
    spare = min(f.have - f.need for f in short.values() if "14b" not in f.clause)
    assert spare >= 0
    cut = _cut(whole, set(full[:gone]))
    found = _asked(cut)
    lacking = max(f.short for f in headcounts(cut))
    assert found.proven
    assert found.number is not None
    assert lacking <= found.number <= gone


def test_a_share_asks_for_more_than_its_shortage_says() -> None:
    share = Share(clause="c", people=FULL, among=EITHER, at_least=0.5)
    people = tuple(hamlet.person(f"h{n}", employment=Employment.PART_TIME) for n in range(4))
    problem = hamlet.problem(
        inspectors=people, policy=hamlet.policy(staffing=Staffing(shares=(share,)))
    )
    assert headcounts(problem)[0].short == 2
    assert _asked(problem).number == 4


# Where and which.


def test_hires_live_where_the_zones_are_short() -> None:
    far = {"lon": 103.0, "lat": 27.5, "region": "far"}
    problem = hamlet.problem(
        regions=(
            Region(id="v", name="v", level=Level.COUNTY),
            Region(id="near", name="near", level=Level.TOWNSHIP, parent="v", lon=102.0, lat=27.0),
            Region(id="far", name="far", level=Level.TOWNSHIP, parent="v", lon=103.0, lat=27.5),
        ),
        targets=(
            hamlet.school("s1", region="near"),
            hamlet.school("s2", region="near"),
            hamlet.school("s3", **far),
            hamlet.school("s4", **far),
        ),
        inspectors=(hamlet.person(region="near"),),
    )
    found = _asked(problem)
    assert [p.region for p in found.hires] == ["far"]
    assert found.travel_km == found.travel_bound_km == 0


def test_a_hire_is_asked_for_no_more_than_is_needed() -> None:
    problem = hamlet.problem(
        targets=(
            *(hamlet.school(f"s{n}", stage=Stage.PRIMARY) for n in range(2)),
            *(hamlet.school(f"k{n}", stage=Stage.KINDERGARTEN) for n in range(2)),
        ),
        inspectors=hamlet.people(1, stages=(Stage.PRIMARY,)),
        programmes=(
            hamlet.programme(team=TeamRule(responsible=True)),
            hamlet.programme(
                "nowhere",
                selection=Selection(mode=SelectionMode.LISTED),
                team=TeamRule(lead=InspectorFilter(min_grade=3)),
            ),
        ),
    )
    assert Ground(problem).sorts[0].profile.grade == 3
    found = _asked(problem)
    assert [(p.stages, p.grade) for p in found.hires] == [((Stage.KINDERGARTEN,), 1)]


# What no full-time inspector helps.


def test_experts_who_are_missing_are_told_and_left_out_of_the_number() -> None:
    team = TeamRule(size=2, cover_stages=False, needs=(Need(who=EXPERTS, at_least=1, clause="c"),))
    problem = hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in range(3)),
        inspectors=hamlet.people(1),
        programmes=(hamlet.programme(team=team),),
    )
    found = _asked(problem)
    assert found.number == 1  # for the zones
    assert [len(one.visits) for one in found.beyond] == [3]
    assert "reason.ask.need" in [text.code for text in found.beyond[0].reasons]


def test_an_expert_with_too_few_days_is_told() -> None:
    team = TeamRule(size=2, cover_stages=False, needs=(Need(who=EXPERTS, at_least=1, clause="c"),))
    problem = hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in range(7)),
        inspectors=(*hamlet.people(4), hamlet.person("e", employment=Employment.EXPERT)),
        programmes=(hamlet.programme(team=team),),
        calendar=hamlet.calendar("03-01", "03-05"),
    )
    found = _asked(problem)
    assert found.number == 0
    assert [len(one.visits) for one in found.beyond] == [2]  # seven days of an expert who has five
    assert found.beyond[0].reasons[0].code == "conflict.shortage"


def test_part_timers_who_are_missing_and_a_visit_without_a_day_are_told() -> None:
    part = InspectorFilter(employment=(Employment.PART_TIME,))
    ratio = Ratio(clause="c", people=part, per=SCHOOLS, targets=1)
    july = Window(first="07-01", last="07-31")
    out_of_term = hamlet.programme("late", windows=(july,))
    problem = hamlet.problem(
        policy=hamlet.policy(staffing=Staffing(ratios=(ratio,))), programmes=(out_of_term,)
    )
    found = _asked(problem)
    assert found.number == 0
    codes = [text.code for one in found.beyond for text in one.reasons]
    assert codes == ["hiring.heads", "reason.no_day"]


# Every number of hires, every zone, every plan.


def _tiny(seed: int) -> Problem:
    """Few schools and days, teams of one or two, and a visit of the responsible inspector alone."""
    draw = Random(seed)
    stages = (Stage.PRIMARY, Stage.KINDERGARTEN)
    targets = tuple(
        hamlet.school(f"s{n}", stage=draw.choice(stages)) for n in range(draw.randint(1, 2))
    )
    people = tuple(
        hamlet.person(
            f"p{n}",
            employment=draw.choice((Employment.FULL_TIME, Employment.PART_TIME)),
            stages=draw.choice((stages, stages[:1])),
            days_per_year=draw.choice((None, 1, 2)),
        )
        for n in range(draw.randint(0, 2))
    )
    member = draw.choice(tuple(ResponsibleMember))
    days = draw.choice((1, 2))
    programmes = [
        hamlet.programme(
            half_days=draw.choice((1, 2)),
            team=TeamRule(
                size=draw.choice((1, 2)),
                cover_stages=draw.random() < 0.5,
                lead=draw.choice((InspectorFilter(), FULL)),
                responsible_member=member,
            ),
        )
    ]
    if draw.random() < 0.6:
        programmes.append(
            hamlet.programme("own", half_days=draw.choice((1, 2)), team=TeamRule(responsible=True))
        )
    share = Share(clause="c", people=FULL, among=EITHER, at_least=0.5)
    shares = draw.choice(((), (share,)))
    return hamlet.problem(
        targets=targets,
        inspectors=people,
        programmes=tuple(programmes),
        calendar=hamlet.calendar("03-01", f"03-0{days}"),
        policy=hamlet.policy(staffing=Staffing(shares=shares)),
        interests=tuple(
            hamlet.interest(p.id, t.id) for p in people for t in targets if draw.random() < 0.2
        ),
    )


def _possible(problem: Problem) -> bool:
    """Whether some zones and some plan keep everything, all of them tried."""
    if any(f.short for f in headcounts(problem)):
        return False
    days, table = horizon(problem), travel_table(problem)
    allowed = holders(problem, days, table)
    presence = Presence(problem, days, table, training_days(problem, days))
    for choice in product(*allowed.values()):
        holder = dict(zip(allowed, choice, strict=True))
        if any(_load(problem, holder, p) > problem.policy.zoning.at_most for p in choice):
            continue
        due = integrated(presence, requests(problem, days, holder, 0))
        case = make_case(presence, due, everybody=True)
        ways = [list(options(case, r)) for r in due]
        if _together(problem, due, ways, ()):
            return True
    return False


def _together(
    problem: Problem, due: tuple[Request, ...], ways: list[list[Place]], taken: tuple[Taken, ...]
) -> bool:
    """Whether each visit finds a way to be made beside those that are made."""
    if not ways:
        return True
    for way in ways[0]:
        now = (*taken, *_taken(due[0], way))
        if _fits(problem, now) and _together(problem, due[1:], ways[1:], now):
            return True
    return False


def _taken(request: Request, way: Place) -> tuple[Taken, ...]:
    first, team = way
    slots = range(first, first + request.half_days)
    return tuple((person, slot) for person in team for slot in slots)


def _fits(problem: Problem, taken: tuple[Taken, ...]) -> bool:
    """Nobody is in two places, nor works more than his or her days of the year."""
    if len(set(taken)) < len(taken):
        return False
    load = Counter(person for person, _ in taken)
    limits = ((p.days_per_year, load[p.id]) for p in problem.inspectors)
    return all(days is None or half_days <= 2 * days for days, half_days in limits)


def _load(problem: Problem, holder: dict[str, str], person: str) -> int:
    held = (problem.target_by_id[t] for t, p in holder.items() if p == person)
    return sum(places(problem.policy.zoning, target) for target in held)


@pytest.mark.parametrize("seed", range(24))
def test_the_number_is_the_first_with_which_some_plan_keeps_everything(seed: int) -> None:
    problem = _tiny(seed)
    found = _asked(problem)
    if found.beyond:
        return  # a visit that no hires let in; see below
    ground = Ground(problem)
    assert len(ground.sorts) == 1
    tried = next(n for n in range(8) if _possible(staffed(problem, ground.crew((n,)))))
    assert (found.number, found.bound) == (tried, tried)


def test_most_tiny_cases_are_tried() -> None:
    asked = [hire(_tiny(seed), OPTIONS).hiring for seed in range(8)]
    assert sum(not one.beyond for one in asked) >= 6
    assert {one.number for one in asked if not one.beyond} >= {1, 2}


def test_equal_data_give_equal_answers() -> None:
    whole = generate(schools=10, seed=1, policy="miyi-2022")
    full = [p.id for p in whole.inspectors if p.employment is Employment.FULL_TIME]
    problem = _cut(whole, set(full[:1]))
    assert hire(problem, OPTIONS).hiring == hire(problem, OPTIONS).hiring


def test_stopped_at_once_the_bound_stands() -> None:
    problem = hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in range(8)), inspectors=hamlet.people(1)
    )
    found = hire(problem, OPTIONS, stop=lambda: True)
    assert (found.hiring.number, found.hiring.bound, found.plan) == (None, 3, None)
