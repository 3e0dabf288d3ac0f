"""A plan says of each visit it leaves out which rules conflict and what would let it in."""

from collections.abc import Iterable
from dataclasses import replace

from models.plan import AnnualPlan, Conflict
from models.problem import Problem
from models.programme import TeamRule
from models.target import Stage
from models.text import Text, say
from planner.explain.leftout import explained
from planner.lexicographic import Effort
from planner.options import Options
from planner.pipeline import plan_year
from planner.reasons import left_out
from tests.planner import hamlet


def planned(problem: Problem, **options: object) -> AnnualPlan:
    return plan_year(problem, Options.model_validate({"time_limit_s": 30, **options}))


def said(texts: Iterable[Text]) -> list[str]:
    return [say(text, "en") for text in texts]


def rules(conflict: Conflict | None) -> list[str]:
    assert conflict is not None
    return said(rule.text for rule in conflict.rules)


def full_month(schools: int) -> Problem:
    """One person who may inspect two days a month; only March has school days."""
    return hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in range(1, schools + 1)),
        inspectors=(hamlet.person(days_per_month=2),),
    )


def test_visits_that_the_same_rules_keep_out_share_their_remedies() -> None:
    plan = planned(full_month(4))
    assert len(plan.left_out) == 2
    for item in plan.left_out:
        assert rules(item.conflict) == [
            "person p1（p1） inspects at most 2 days a month",
            "visit visits schools on school days only",
        ]
        assert item.conflict is not None
        assert len(item.conflict.visits) == 2
        assert "limit of person p1（p1） from 2 to 4 days a month" in said(item.remedies)
        assert "1 more in v: full-time, primary school" in said(item.remedies)


def test_the_proposed_limit_lets_all_of_them_in() -> None:
    four = hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in range(1, 5)),
        inspectors=(hamlet.person(days_per_month=4),),
    )
    assert planned(four).left_out == ()


def test_a_rule_that_binds_several_people_is_told_once() -> None:
    problem = hamlet.problem(
        inspectors=hamlet.people(3),
        interests=tuple(hamlet.interest(f"p{n}", "s1") for n in range(1, 4)),
    )
    (item,) = planned(problem).left_out
    assert rules(item.conflict) == [
        "person p1（p1）, person p2（p2）, person p3（p3） must recuse from school s1（s1） "
        "(declared)"
    ]


def test_a_target_that_nobody_may_hold() -> None:
    alone = hamlet.programme(half_days=1, team=TeamRule(responsible=True))
    problem = hamlet.problem(
        programmes=(alone,),
        inspectors=(
            hamlet.person("p1"),
            hamlet.person("p2", stages=(Stage.KINDERGARTEN,)),
        ),
        interests=(hamlet.interest("p1", "s1"),),
    )
    (item,) = planned(problem).left_out
    assert rules(item.conflict) == [
        "person p1（p1） must recuse from school s1（s1） (declared)",
        "only 1 people know the stage primary school",
    ]
    told = said(item.remedies)
    assert told[0] == "1 more in v: full-time, primary school"
    assert any("is found not to hold" in line for line in told)


def test_equal_runs_tell_equal_reasons() -> None:
    one, other = (planned(full_month(5), deterministic=True) for _ in range(2))
    assert one.left_out == other.left_out
    assert AnnualPlan.model_validate_json(one.model_dump_json()).left_out == one.left_out


def test_an_old_plan_without_conflicts_is_read() -> None:
    plan = planned(full_month(3))
    content = plan.model_dump(mode="json")
    for item in content["left_out"]:
        del item["conflict"], item["remedies"]
    old = AnnualPlan.model_validate(content)
    assert [item.conflict for item in old.left_out] == [None]


def test_without_time_a_visit_is_said_not_to_be_examined() -> None:
    problem = full_month(3)
    case = hamlet.case(problem)
    item = left_out(case, case.requests[0], proven=True)
    stopped = replace(hamlet.search(), stop=lambda: True)
    (told,) = explained(case, {}, [item], stopped, 0)
    assert told.conflict is None
    assert [text.code for text in told.reasons][-1] == "reason.unexamined"


def test_in_a_deterministic_run_trials_are_put_on_its_clock() -> None:
    """Else nothing would bound them: no other clock may end them."""
    case = hamlet.case(full_month(3))
    item = left_out(case, case.requests[0], proven=True)
    given = replace(hamlet.search(deterministic=True), effort=Effort(), until=60)
    (told,) = explained(case, {}, [item], given, 0)
    assert told.conflict is not None
    assert given.effort is not None
    spent = given.effort.seconds
    assert spent > 0
    short = replace(given, effort=Effort(), until=spent / 2)
    (told,) = explained(case, {}, [item], short, 0)
    assert [text.code for text in told.reasons][-1] == "reason.unexamined"
