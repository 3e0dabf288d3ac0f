from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day


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
    found = judged.findings(PROBLEM, plan)
    assert {f.rule for f in found} == {"milestones"}


def test_one_visit_serves_several_programmes() -> None:
    """The third joins the second, which joins the first."""
    third = tiny.PROGRAMMES[1].model_copy(update={"id": "third", "joins": ("leaving",)})
    problem = tiny.problem(programmes=(*tiny.PROGRAMMES, third))
    plan = tiny.with_visit("v4", programmes=("full", "leaving", "third"))
    assert judged.findings(problem, plan) == ()
    plan = tiny.with_visit("v4", programmes=("full", "third", "leaving"))
    only(problem, plan, "joins.apart", "full")


def test_one_who_goes_alone_with_a_team() -> None:
    alone = tiny.TeamRule(responsible=True)
    found = only(tiny.with_programme("leaving", team=alone), PLAN, "joins.alone", "full")
    assert found[0].visits == ("v4",)


def test_the_valid_plan_joins_as_it_may() -> None:
    assert judged.findings(PROBLEM, PLAN) == ()


def test_visits_due_more_often_are_joined_too() -> None:
    """One a term is due; the one of autumn is missed by nobody, for it is optional."""
    per_term = tiny.Frequency(per=tiny.Per.TERM)
    problem = tiny.with_programme("leaving", frequency=per_term, mandatory=False)
    assert judged.findings(problem, PLAN) == ()
