"""Conflicts are real and irreducible: proven by solving each of them anew."""

from collections.abc import Iterable

import pytest

from models.closure import Closure
from models.inspector import Employment, InspectorFilter, Pair, PairRule
from models.policy import Cap, Consecutive, Workload
from models.problem import PastVisit, Problem
from models.programme import (
    Frequency,
    FrequencyCase,
    Need,
    Per,
    ProgrammeKind,
    ResponsibleMember,
    TargetDemand,
    TeamRule,
    Window,
)
from models.target import Stage
from models.text import Text, catalogue, say
from planner.explain.conflict import Asked, Core, conflict
from planner.explain.edit import Edit
from planner.explain.question import Answer, Question, answered, question
from planner.objectives import measure
from planner.visits import visits
from tests.effort import tried
from tests.planner import hamlet, village

EFFORT = 1.0
WEEK = hamlet.calendar("03-01", "03-05")


def ask(problem: Problem, **responsible: str) -> Question:
    """Can all visits of a problem be made?"""
    case = hamlet.case(problem, responsible)
    return question(case, case.requests, seed=0)


def can(asked: Asked) -> bool:
    """Whether the planner itself leaves nothing out, solving the problem in its usual way."""
    assert isinstance(asked, Question)
    case = asked.case()
    found = visits(case, hamlet.search())
    return measure(case, found.arrangement)[:2] == (0, 0)


def is_smallest(core: Core) -> bool:
    """Impossible under its rules alone; possible without any one rule or any one visit."""
    alone = core.under(core.rules)
    assert isinstance(alone, Question)
    fewer_rules = [core.under([r for r in core.rules if r is not gone]) for gone in core.rules]
    fewer_visits = [alone.about([v for v in core.visits if v != gone]) for gone in core.visits]
    return not can(alone) and all(can(asked) for asked in (*fewer_rules, *fewer_visits))


def told(core: Core | None) -> set[str]:
    """The codes of the rules; each has words in both languages."""
    assert core is not None
    for text in (rule.text for rule in core.rules):
        assert all(text.code in catalogue(lang) and say(text, lang) for lang in ("zh", "en"))
    return {rule.text.code.removeprefix("conflict.") for rule in core.rules}


def found(problem: Problem, visit: str, rules: Iterable[str], **responsible: str) -> Core:
    core = conflict(ask(problem, **responsible), visit, EFFORT)
    assert core is not None
    assert told(core) == set(rules), [say(rule.text, "en") for rule in core.rules]
    assert is_smallest(core)
    return core


def test_nothing_in_the_way() -> None:
    assert conflict(ask(hamlet.problem()), "visit-s1", EFFORT) is None


def test_leave_in_the_only_week() -> None:
    problem = hamlet.problem(
        calendar=WEEK, leave=(hamlet.leave("p1", "03-01", "03-05"), hamlet.leave("p1", "05-01"))
    )
    core = found(problem, "visit-s1", {"leave", "school_days"})
    assert core.visits == ("visit-s1",)
    args = next(r.text.args for r in core.rules if r.text.code == "conflict.leave")
    assert (args["inspector"], args["start"]) == ("person p1（p1）", "2027-03-01")


def test_a_school_closed_in_the_only_week() -> None:
    shut = Closure(target="s1", start=hamlet.day("03-01"), end=hamlet.day("03-05"), reason="雪灾")
    found(hamlet.problem(calendar=WEEK, closures=(shut,)), "visit-s1", {"closures", "school_days"})


def test_window_in_a_holiday() -> None:
    august = hamlet.programme(windows=(Window(first="08-02", last="08-10"),))
    found(hamlet.problem(programmes=(august,)), "visit-s1", {"windows", "school_days"})


def test_interest_certificate_distance_and_stage_keep_everybody_away() -> None:
    problem = hamlet.problem(
        inspectors=(
            hamlet.person("tied"),
            hamlet.person("expired", certificate_until=hamlet.day("02-28")),
            hamlet.person("far", lon=110, max_travel_km=50),
            hamlet.person("other", stages=(Stage.KINDERGARTEN,)),
            hamlet.person("both", stages=(Stage.KINDERGARTEN,), max_travel_km=0, lon=110),
        ),
        interests=(hamlet.interest("tied", "s1"), hamlet.interest("other", "s1")),
    )
    core = found(
        problem,
        "visit-s1",
        {"interests", "certificate", "max_travel_km", "stages", "school_days"},
    )
    assert len(core.rules) == 5


def test_two_visits_for_one_day_a_month() -> None:
    problem = hamlet.problem(
        targets=(hamlet.school("s1"), hamlet.school("s2"), hamlet.school("s3")),
        inspectors=(
            hamlet.person("p1", days_per_month=1),
            hamlet.person("p2", stages=(Stage.KINDERGARTEN,)),
        ),
        interests=(hamlet.interest("p2", "s1"),),
    )
    core = found(problem, "visit-s2", {"days_per_month", "stages", "school_days"})
    assert len(core.visits) == 2
    assert "visit-s2" in core.visits


def test_caps_of_a_target() -> None:
    cap = Cap(clause="c", per=Per.YEAR, at_most=1, kinds=(ProgrammeKind.COMPREHENSIVE,))
    problem = hamlet.problem(
        policy=hamlet.policy(caps=(cap,)),
        programmes=(hamlet.programme("one"), hamlet.programme("two")),
    )
    core = found(problem, "two-s1", {"caps"})
    assert set(core.visits) == {"one-s1", "two-s1"}


def test_needs_of_a_team_and_its_size() -> None:
    expert = InspectorFilter(employment=(Employment.EXPERT,))
    team = TeamRule(size=3, cover_stages=False, needs=(Need(who=expert, at_least=1),))
    problem = hamlet.problem(inspectors=hamlet.people(3), programmes=(hamlet.programme(team=team),))
    found(problem, "visit-s1", {"need"})
    problem = hamlet.problem(
        inspectors=hamlet.people(2),
        programmes=(hamlet.programme(team=TeamRule(size=3, cover_stages=False)),),
    )
    found(problem, "visit-s1", {"size"})


def test_work_of_part_timers() -> None:
    rule = Workload(
        clause="c",
        people=InspectorFilter(employment=(Employment.PART_TIME,)),
        per=Per.MONTH,
        at_most_days=1,
    )
    problem = hamlet.problem(
        policy=hamlet.policy(workload=(rule,)),
        targets=tuple(hamlet.school(f"s{n}") for n in range(1, 4)),
        inspectors=hamlet.people(2, employment=Employment.PART_TIME),
    )
    core = found(problem, "visit-s2", {"workload", "school_days"})
    assert len(core.visits) == 3


def test_responsible_inspector_away() -> None:
    alone = hamlet.programme(team=TeamRule(responsible=True))
    problem = hamlet.problem(
        calendar=WEEK,
        programmes=(alone,),
        inspectors=hamlet.people(2),
        leave=(hamlet.leave("p1", "03-01", "03-05"),),
    )
    found(problem, "visit-s1", {"leave", "responsible", "school_days"}, s1="p1")


@pytest.mark.parametrize("seed", tried(range(12), 6))
def test_random_villages(seed: int) -> None:
    """Whatever a small village must leave out has an irreducible conflict."""
    problem = village.village(seed, days=4, regular=bool(seed % 2))
    case = hamlet.case(problem)
    placed = visits(case, hamlet.search()).arrangement.placed
    for absent in [r for r in case.requests if r.id not in placed]:
        asked = question(case, [r for r in case.requests if r.id in placed or r is absent], 0)
        core = conflict(asked, absent.id, EFFORT)
        assert core is not None
        assert absent.id in core.visits
        if absent.responsible is not None or not absent.team.responsible:
            assert is_smallest(core)


def test_words_of_a_rule_no_catalogue_knows() -> None:
    assert say(Text(code="conflict.other", args={"rule": "pairs"}), "en") == "rule pairs"


def test_a_novice_without_anybody_experienced() -> None:
    """p1 is new, p2 of grade 1; a need asks for grade 3 beside whoever is new."""
    need = Need(
        who=InspectorFilter(min_grade=3), at_least=1, when=InspectorFilter(novice=True), clause="c"
    )
    problem = hamlet.problem(
        calendar=WEEK,
        inspectors=(hamlet.person("p1", novice=True), hamlet.person("p2")),
        programmes=(hamlet.programme(team=TeamRule(size=2, needs=(need,))),),
    )
    found(problem, "visit-s1", {"need_when", "size"})


def test_a_limit_on_a_sort() -> None:
    full = InspectorFilter(employment=(Employment.FULL_TIME,))
    rule = TeamRule(size=2, needs=(Need(who=full, at_most=1, clause="c"),))
    problem = hamlet.problem(
        calendar=WEEK, inspectors=hamlet.people(2), programmes=(hamlet.programme(team=rule),)
    )
    found(problem, "visit-s1", {"need_most", "size"})


@pytest.mark.parametrize(
    ("member", "code"),
    [(ResponsibleMember.IN, "responsible_in"), (ResponsibleMember.OUT, "responsible_out")],
)
def test_the_responsible_inspector_in_or_out(member: ResponsibleMember, code: str) -> None:
    """p1 is responsible, and whoever could go is away all week."""
    rule = TeamRule(size=1, responsible_member=member)
    problem = hamlet.problem(
        calendar=WEEK,
        inspectors=hamlet.people(2),
        programmes=(hamlet.programme(team=rule),),
        leave=(hamlet.leave("p1" if code == "responsible_in" else "p2", "03-01", "03-05"),),
    )
    found(problem, "visit-s1", {code, "leave", "school_days"}, s1="p1")


def test_the_people_of_last_time_and_a_pair() -> None:
    """p1 and p2 go together, and came last time; p3 alone is not a team of two."""
    past = PastVisit(
        target="s1",
        kind=ProgrammeKind.COMPREHENSIVE,
        day=hamlet.day("05-01").replace(year=2026),
        inspectors=("p1", "p2"),
    )
    problem = hamlet.problem(
        calendar=WEEK,
        inspectors=hamlet.people(3),
        programmes=(hamlet.programme(team=TeamRule(size=2, repeat_at_most=1)),),
        pairs=(Pair(first="p1", second="p2", rule=PairRule.TOGETHER, clause="c"),),
        history=(past,),
    )
    found(problem, "visit-s1", {"repeat", "pairs", "size"})


def test_work_limits_of_every_sort() -> None:
    everybody = InspectorFilter()
    five = tuple(hamlet.school(f"s{n}") for n in range(1, 6))
    limits = {
        "workload": {
            "workload": (Workload(clause="c", people=everybody, per=Per.WEEK, at_most_days=4),)
        },
        "rolling": {
            "workload": (Workload(clause="c", people=everybody, rolling_days=5, at_most_days=4),)
        },
        "consecutive": {
            "consecutive": (Consecutive(clause="c", people=everybody, at_most_days=4),)
        },
    }
    for code, rule in limits.items():
        problem = hamlet.problem(calendar=WEEK, targets=five, policy=hamlet.policy(**rule))
        core = found(problem, "visit-s1", {code, "school_days"})
        assert len(core.visits) == 5


def test_a_change_that_contradicts_another_rule_proves_nothing() -> None:
    asked = ask(hamlet.problem())
    impossible = Edit(("calendar", "terms"), "none")
    assert answered(asked, (impossible,), EFFORT) is Answer.UNKNOWN


def test_gaps_of_a_programme_and_of_its_cases() -> None:
    often = Frequency(times=3, least_days=15)
    problem = hamlet.problem(programmes=(hamlet.programme(frequency=often),))
    found(problem, "visit-s1-.3", {"least_days", "school_days"})
    case = FrequencyCase(frequency=often)
    problem = hamlet.problem(programmes=(hamlet.programme(cases=(case,)),))
    found(problem, "visit-s1-.3", {"least_days", "school_days"})


def test_dates_that_a_target_asks_for() -> None:
    asked = TargetDemand(target="s1", programme="visit", last=hamlet.day("02-20"))
    found(hamlet.problem(demands=(asked,)), "visit-s1", {"demands", "school_days"})
