"""Remedies suffice, are the least of their kind, and solve the problem when it is planned anew."""

from models.inspector import Employment, InspectorFilter
from models.policy import Cap, Gap, Workload
from models.problem import Problem
from models.programme import (
    Frequency,
    Need,
    Per,
    ProgrammeKind,
    TargetDemand,
    TeamRule,
    Window,
)
from models.target import Stage
from models.text import catalogue, say
from planner.explain.change import Change, kinds
from planner.explain.conflict import conflict
from planner.explain.question import question
from planner.explain.remedy import Quest, remedies
from planner.options import Options
from planner.pipeline import plan_year
from planner.visits import visits
from tests.planner import hamlet

EFFORT = 1.0
WEEK = hamlet.calendar("03-01", "03-05")


def found(problem: Problem) -> list[Change]:
    """All remedies for the one visit that a problem leaves out; each is tried by planning anew."""
    case = hamlet.case(problem)
    placed = visits(case, hamlet.search()).arrangement.placed
    (absent,) = [r.id for r in case.requests if r.id not in placed]
    asked = question(case, case.requests, seed=0)
    core = conflict(asked, absent, EFFORT)
    assert core is not None
    changes = remedies(Quest(asked, (core,), placed, EFFORT))
    for change in changes:
        assert all(change.text.code in catalogue(lang) for lang in ("zh", "en"))
        assert say(change.text) != say(change.text, "en")
        assert complete(change.apply(problem)), say(change.text, "en")
    return list(changes)


def complete(problem: Problem) -> bool:
    plan = plan_year(problem, Options(time_limit_s=20))
    return plan.left_out == ()


def words(changes: list[Change]) -> dict[str, dict[str, object]]:
    return {c.text.code.removeprefix("remedy."): dict(c.text.args) for c in changes}


def test_leave_two_days_shorter() -> None:
    """A visit of two days needs Thursday and Friday, or Monday and Tuesday."""
    problem = hamlet.problem(
        calendar=WEEK,
        leave=(hamlet.leave("p1", "03-01", "03-05"),),
        programmes=(hamlet.programme(half_days=4),),
    )
    told = [say(c.text, "en") for c in found(problem)]
    assert told[0] == (
        "leave of person p1（p1） (2027-03-01 to 2027-03-05) 2 days shorter: 03-01 to 03-03"
    )
    assert "2 days shorter: 03-03 to 03-05" in told[1]
    assert any(line.startswith("1 more in v") for line in told)


def test_window_three_days_longer() -> None:
    """The window ends on a Saturday before the term, which starts on Monday 1 March."""
    early = hamlet.programme(windows=(Window(first="02-20", last="02-26"),))
    args = words(found(hamlet.problem(programmes=(early,))))["window"]
    assert args["days"] == 3


def test_limit_from_one_to_two_days() -> None:
    problem = hamlet.problem(
        targets=(hamlet.school("s1"), hamlet.school("s2")),
        inspectors=(hamlet.person("p1", days_per_month=1),),
    )
    args = words(found(problem))["days_per_month"]
    assert (args["old"], args["new"]) == (1, 2)


def test_cap_of_part_timers_raised() -> None:
    part = InspectorFilter(employment=(Employment.PART_TIME,))
    rule = Workload(clause="c", people=part, per=Per.MONTH, at_most_days=2)
    problem = hamlet.problem(
        policy=hamlet.policy(workload=(rule,)),
        targets=tuple(hamlet.school(f"s{n}") for n in range(1, 4)),
        inspectors=(hamlet.person(employment=Employment.PART_TIME),),
    )
    told = words(found(problem))
    assert (told["policy"]["old"], told["policy"]["new"]) == (2, 3)
    assert told["people"]["number"] == 1


def test_caps_and_gaps_of_targets() -> None:
    kinds_ = (ProgrammeKind.COMPREHENSIVE,)
    two = (hamlet.programme("one"), hamlet.programme("two"))
    cap = Cap(clause="c", per=Per.YEAR, at_most=1, kinds=kinds_)
    told = words(found(hamlet.problem(policy=hamlet.policy(caps=(cap,)), programmes=two)))
    assert (told["policy"]["old"], told["policy"]["new"]) == (1, 2)
    gap = Gap(clause="c", least_days=9, kinds=kinds_)
    problem = hamlet.problem(policy=hamlet.policy(gaps=(gap,)), programmes=two, calendar=WEEK)
    told = words(found(problem))
    assert (told["policy"]["old"], told["policy"]["new"]) == (9, 4)


def test_one_more_of_the_stage() -> None:
    problem = hamlet.problem(
        targets=(hamlet.school(stage=Stage.KINDERGARTEN),),
        inspectors=(hamlet.person(stages=(Stage.PRIMARY,)),),
    )
    told = found(problem)
    assert [say(c.text, "en") for c in told] == ["1 more in v: full-time, kindergarten"]


def test_smaller_team_or_more_people() -> None:
    full = InspectorFilter(employment=(Employment.FULL_TIME,))
    team = TeamRule(size=4, cover_stages=False, needs=(Need(who=full, at_least=2),))
    problem = hamlet.problem(inspectors=hamlet.people(2), programmes=(hamlet.programme(team=team),))
    told = words(found(problem))
    assert told["people"]["number"] == 2
    assert (told["size"]["old"], told["size"]["new"]) == (4, 2)


def test_certificate_distance_interest() -> None:
    march = hamlet.calendar("03-08", "03-12")
    late = (hamlet.person(certificate_until=hamlet.day("02-28")),)
    told = words(found(hamlet.problem(calendar=march, inspectors=late)))
    assert told["certificate_until"]["day"] == "2027-03-08"
    far = (hamlet.person(lon=102.1, max_travel_km=5),)
    told = words(found(hamlet.problem(inspectors=far)))
    assert told["max_travel_km"]["new"] == 13
    tied = hamlet.problem(interests=(hamlet.interest("p1", "s1"),))
    assert [c.text.code for c in found(tied)] == ["remedy.people", "remedy.interest"]


def test_a_change_that_does_not_suffice_is_not_proposed() -> None:
    """Both are away on other days; neither alone can make a visit of two people possible…"""
    problem = hamlet.problem(
        calendar=WEEK,
        inspectors=hamlet.people(2),
        leave=(hamlet.leave("p1", "03-01", "03-05"), hamlet.leave("p2", "03-01", "03-05")),
        programmes=(hamlet.programme(team=TeamRule(size=2, cover_stages=False)),),
    )
    told = words(found(problem))
    assert "leave" not in told
    assert told["people"]["number"] == 2


def test_kinds_come_mildest_first() -> None:
    problem = hamlet.problem()
    ranks = [kind.rank for kind in kinds(problem, (), problem.targets)]
    assert ranks == sorted(ranks)


def test_fewer_visits_or_a_smaller_gap() -> None:
    """Three visits 15 days apart do not fit into 26 days; 12 days apart they do."""
    often = Frequency(times=3, least_days=15)
    told = words(found(hamlet.problem(programmes=(hamlet.programme(frequency=often),))))
    assert (told["least_days"]["old"], told["least_days"]["new"]) == (15, 11)
    assert (told["times"]["old"], told["times"]["new"]) == (3, 2)


def test_what_a_target_asks() -> None:
    """The term starts on Monday 1 March, ten days after what the school asks for."""
    asked = TargetDemand(target="s1", programme="visit", last=hamlet.day("02-20"))
    told = words(found(hamlet.problem(demands=(asked,))))
    assert (told["demand_last"]["old"], told["demand_last"]["new"]) == ("2027-02-20", "2027-03-01")
    often = TargetDemand(target="s1", programme="visit", times=3, least_days=15)
    told = words(found(hamlet.problem(demands=(often,))))
    assert told["demand_least_days"]["new"] == 11


def test_least_is_said_only_where_less_is_excluded() -> None:
    """The conflict alone needs three days, all visits five: four are excluded by solving too."""
    problem = hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in range(1, 6)),
        inspectors=(hamlet.person("p1", days_per_month=2),),
    )
    case = hamlet.case(problem)
    placed = visits(case, hamlet.search()).arrangement.placed
    asked = question(case, case.requests, seed=0)
    absent = next(r for r in case.requests if r.id not in placed)
    there = [r for r in case.requests if r.id in placed or r is absent]
    core = conflict(question(case, there, seed=0), absent.id, EFFORT)
    assert core is not None
    (change, *_) = remedies(Quest(asked, (core,), placed, EFFORT))
    assert change.text.code == "remedy.days_per_month"
    assert (change.text.args["old"], change.text.args["new"]) == (2, 5)


def test_another_responsible_inspector() -> None:
    """p1 is away when the visit is due; p2 may be responsible too, and has room."""
    alone = hamlet.programme(half_days=1, team=TeamRule(responsible=True))
    problem = hamlet.problem(
        calendar=WEEK,
        programmes=(alone,),
        inspectors=hamlet.people(2),
        leave=(hamlet.leave("p1", "03-01", "03-05"),),
    )
    case = hamlet.case(problem, {"s1": "p1"})
    asked = question(case, case.requests, seed=0)
    core = conflict(asked, "visit-s1", EFFORT)
    assert core is not None
    changes = remedies(Quest(asked, (core,), {}, EFFORT))
    other = next(c for c in changes if c.responsible)
    assert say(other.text, "en") == (
        "person p2（p2） becomes the responsible inspector of school s1（s1）"
    )
    case = hamlet.case(problem, other.responsible)
    assert set(visits(case, hamlet.search()).arrangement.placed) == {"visit-s1"}
