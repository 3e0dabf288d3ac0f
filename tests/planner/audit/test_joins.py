from tests.planner.audit import tiny
from tests.planner.audit.tiny import PLAN, PROBLEM, day, only


def test_programmes_that_may_not_be_joined() -> None:
    apart = tiny.with_programme("leaving", joins=())
    found = only(apart, PLAN, "joins.apart", "full")
    assert found[0].visits == ("v4",)


def test_the_joining_programme_comes_second() -> None:
    visit = {"programmes": ("leaving", "full")}
    only(PROBLEM, tiny.with_visit("v4", **visit), "joins.apart", "leaving")


def test_visits_of_their_own_are_as_good() -> None:
    own = tiny.visit("x", "s4", "leaving", "04-22", "bd", 240, half_days=2)
    visits = tuple(
        v.model_copy(update={"programmes": ("full",), "start": day("03-12"), "end": day("03-12")})
        if v.id == "v4"
        else v
        for v in (*tiny.VISITS, own)
    )
    steps = tuple(m for m in tiny.MILESTONES if m.visit != "v4")
    plan = tiny.plan(visits=visits, milestones=steps)
    found = tiny.findings(PROBLEM, plan)
    assert {f.rule for f in found} == {"milestones"}


def test_one_visit_serves_two_programmes_at_most() -> None:
    third = tiny.PROGRAMMES[1].model_copy(update={"id": "third", "joins": ("full", "leaving")})
    problem = tiny.problem(programmes=(*tiny.PROGRAMMES, third))
    plan = tiny.with_visit("v4", programmes=("full", "leaving", "third"))
    assert only(problem, plan, "joins.many", "full")[0].text.args["count"] == 3


def test_the_valid_plan_joins_as_it_may() -> None:
    assert tiny.findings(PROBLEM, PLAN) == ()


def test_only_visits_due_once_a_year_are_joined() -> None:
    per_term = tiny.Frequency(per=tiny.Per.TERM)
    problem = tiny.with_programme("leaving", frequency=per_term, mandatory=False)
    only(problem, PLAN, "joins.apart", "full")
    twice = tiny.Frequency(times=2)
    problem = tiny.with_programme("leaving", frequency=twice, mandatory=False)
    only(problem, PLAN, "joins.apart", "full")
