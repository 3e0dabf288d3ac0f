from models.problem import PastVisit
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day


def test_two_visits_too_close() -> None:
    plan = tiny.with_visit("r7", start=day("09-30"), end=day("09-30"))
    plan = plan.model_copy(
        update={
            "visits": tuple(
                v.model_copy(update={"start": day("10-03"), "end": day("10-03")})
                if v.id == "r3"
                else v
                for v in plan.visits
            )
        }
    )
    codes = {f.text.code for f in judged.findings(PROBLEM, plan)}
    assert codes == {"audit.gaps.short", "audit.coverage.short"}


def test_the_least_gap_is_enough() -> None:
    problem = tiny.with_policy(caps=())
    plan = tiny.with_visit("r5", start=day("11-07"), end=day("11-07"))
    assert judged.findings(problem, plan) == ()
    plan = tiny.with_visit("r5", start=day("11-10"), end=day("11-10"))
    found = only(problem, plan, "gaps.short", "gap")
    assert found[0].visits == ("r5", "d")
    assert found[0].text.args["found"] == 2


def test_days_count_from_the_end_of_the_earlier() -> None:
    problem = tiny.with_policy(caps=())
    plan = tiny.with_visit("r3", start=day("03-31"), end=day("03-31"))
    assert judged.findings(problem, plan) == ()
    plan = tiny.with_visit("r3", start=day("03-28"), end=day("03-28"))
    assert only(problem, plan, "gaps.short", "gap")[0].text.args["found"] == 2


def test_a_past_visit_counts() -> None:
    past = PastVisit(target="s1", kind=tiny.REGULAR, day=day("03-07"))
    found = only(tiny.problem(history=(past,)), PLAN, "gaps.short_history", "gap")
    assert found[0].visits == ("v1",)
    past = PastVisit(target="s1", kind=tiny.REGULAR, day=day("03-06"))
    assert judged.findings(tiny.problem(history=(past,)), PLAN) == ()
