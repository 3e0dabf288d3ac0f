"""Shortages are true counts, in the shortest stretch, of the people who are short."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from models.base import rebuilt
from models.inspector import Employment, InspectorFilter
from models.problem import Problem
from models.programme import TeamRule, Window
from models.text import say
from planner.case import Case
from planner.explain.counted import counted, shortage_words
from planner.explain.question import Answer, all_present, question, solved
from planner.explain.shortage import Shortages, refuted
from planner.options import Options
from planner.pipeline import plan_year
from tests.planner import hamlet, village

FULL = InspectorFilter(employment=(Employment.FULL_TIME,))
SCHOOLS = 14


def week(people: int, schools: int = SCHOOLS, **team: object) -> Problem:
    """Visits of one day by teams of two in the week from Monday 8 to Friday 12 March."""
    rule = TeamRule.model_validate({"size": 2, "cover_stages": False, **team})
    short = hamlet.programme(windows=(Window(first="03-08", last="03-12"),), team=rule)
    return hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in range(1, schools + 1)),
        inspectors=hamlet.people(people),
        programmes=(short,),
    )


def test_person_days_of_a_week() -> None:
    """14 visits by two are 28 person-days; five people have 25, six have 30."""
    case = hamlet.case(week(5))
    short = Shortages(case).of("visit-s1")
    assert short is not None
    assert (short.first, short.last) == (hamlet.index("03-08"), hamlet.index("03-12"))
    assert (short.needed, short.available) == (2 * 28, 2 * 25)
    assert (len(short.visits), len(short.people)) == (14, 5)
    assert say(shortage_words(case, short), "en") == (
        "14 visits in 03-08 to 03-12 need at least 28 person-days of members; "
        "the 5 people who may give them have 25 at most, 3 too few"
    )
    assert "28 人日" in say(shortage_words(case, short))
    assert not refuted(hamlet.case(week(6)))


def test_leads_only() -> None:
    """Everybody has days enough; two may lead, on ten days for fourteen visits."""
    easy = week(12, lead=FULL)
    people = (
        person if number < 2 else rebuilt(person, employment=Employment.PART_TIME)
        for number, person in enumerate(easy.inspectors)
    )
    short = Shortages(hamlet.case(rebuilt(easy, inspectors=tuple(people)))).of("visit-s1")
    assert short is not None
    assert short.ask is not None
    assert short.people == ("p1", "p2")
    assert (short.needed, short.available) == (28, 20)


def test_visits_of_two_days_leave_the_fifth_unused() -> None:
    """Three people have 15 days in the week, but only six visits of two days among them."""
    long = hamlet.programme(
        half_days=4,
        windows=(Window(first="03-08", last="03-12"),),
        team=TeamRule(size=1, cover_stages=False),
    )
    many = rebuilt(week(3, schools=7), programmes=(long,))
    assert refuted(hamlet.case(many))
    assert not refuted(hamlet.case(rebuilt(week(3, schools=6), programmes=(long,))))


def test_without_any_kind_of_its_rules_the_count_does_not_fail() -> None:
    case = hamlet.case(week(5))
    short = Shortages(case).of("visit-s1")
    assert short is not None
    core = counted(question(case, case.requests, 0), short)
    assert core is not None
    told = {rule.text.code for rule in core.rules}
    assert told == {"conflict.windows", "conflict.size"}
    assert refuted(_case(core.under(core.rules)))
    for gone in core.rules:
        assert not refuted(_case(core.under([r for r in core.rules if r is not gone])))


def _case(asked: object) -> Case:
    return asked.case()  # type: ignore[attr-defined, no-any-return]


def test_a_plan_tells_the_shortage_and_what_ends_it() -> None:
    """Twelve visits by two: twelve days, or three teams a day on five days."""
    problem = week(2, schools=12)
    plan = plan_year(problem, Options(time_limit_s=60, deterministic=True))
    assert len(plan.left_out) == 7
    for item in plan.left_out:
        assert item.conflict is not None
        told = [say(text, "en") for text in item.remedies]
        assert "window of visit 11 days longer: 03-08 to 03-12 becomes 03-08 to 03-23" in told, told
        assert any(line.startswith("4 more in v") for line in told), told


@settings(max_examples=30)
@given(seed=st.integers(0, 10**6), regular=st.booleans(), days=st.integers(2, 6))
def test_what_is_counted_impossible_is(seed: int, *, regular: bool, days: int) -> None:
    case = hamlet.case(village.village(seed, days=days, regular=regular, schools=4))
    if refuted(case):
        assert solved(all_present(case), 20) is Answer.IMPOSSIBLE
    found = Shortages(case)
    for request in case.requests:
        short = found.of(request.id)
        if short is not None:
            assert request.id in short.visits
            assert short.needed > short.available
            own = tuple(r for r in case.requests if r.id in short.visits)
            assert solved(all_present(replace(case, requests=own)), 20) is Answer.IMPOSSIBLE
