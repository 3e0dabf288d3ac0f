"""Visits of other offices as reasons: in conflicts, remedies, and answers to `why` and `who`."""

from models.engagement import Engagement
from models.policy import Cap
from models.programme import Per, ProgrammeKind
from models.text import say
from planner.explain.trial import Trial
from planner.explain.who import stand_ins
from planner.explain.why import dates
from planner.options import Options
from planner.pipeline import plan_year
from tests.planner import hamlet
from tests.planner.explain.test_conflict import found as conflict_of
from tests.planner.explain.test_remedy import found as remedies_of

WEEK = hamlet.calendar("03-01", "03-05")
COMPREHENSIVE = ProgrammeKind.COMPREHENSIVE


def engagement(half_days: int, *team: str, start: str = "03-01", target: str = "") -> Engagement:
    return Engagement(
        id="e1",
        office="v",
        target=target,
        kind=COMPREHENSIVE,
        start=hamlet.day(start),
        half_days=half_days,
        team=team,
    )


def test_engaged_in_the_only_week() -> None:
    problem = hamlet.problem(calendar=WEEK, engagements=(engagement(10, "p1"),))
    core = conflict_of(problem, "visit-s1", {"engaged", "school_days"})
    told = [say(r.text, "zh") for r in core.rules]
    assert "person p1（p1）在 2027-03-01 至 2027-03-05 参加v的综合督导（e1）" in told


def test_two_people_of_one_engagement() -> None:
    problem = hamlet.problem(
        calendar=WEEK, inspectors=hamlet.people(2), engagements=(engagement(10, "p1", "p2"),)
    )
    core = conflict_of(problem, "visit-s1", {"engaged", "school_days"})
    assert len(core.rules) == 3


def test_a_target_that_others_have_visited_enough() -> None:
    cap = Cap(clause="c", per=Per.YEAR, at_most=1, kinds=(COMPREHENSIVE,))
    problem = hamlet.problem(
        policy=hamlet.policy(caps=(cap,)), engagements=(engagement(2, start="11-02", target="s1"),)
    )
    core = conflict_of(problem, "visit-s1", {"caps", "engagements"})
    assert "v在 2027-11-02 至 2027-11-02 对school s1（s1）开展综合督导（e1）" in [
        say(r.text, "zh") for r in core.rules
    ]


def test_the_office_may_send_somebody_else() -> None:
    problem = hamlet.problem(calendar=WEEK, engagements=(engagement(10, "p1"),))
    assert "remedy.engaged" in {c.text.code for c in remedies_of(problem)}


def test_the_office_may_stay_away() -> None:
    cap = Cap(clause="c", per=Per.YEAR, at_most=1, kinds=(COMPREHENSIVE,))
    problem = hamlet.problem(
        policy=hamlet.policy(caps=(cap,)), engagements=(engagement(2, start="11-02", target="s1"),)
    )
    assert "remedy.engagements" in {c.text.code for c in remedies_of(problem)}


def test_who_and_why_name_the_engagement() -> None:
    problem = hamlet.problem(
        calendar=WEEK,
        targets=(hamlet.school("s1"), hamlet.school("s2")),
        inspectors=hamlet.people(2),
        engagements=(
            engagement(8, "p2"),
            engagement(2, "p1", start="03-05").model_copy(update={"id": "e2"}),
        ),
    )
    trial = Trial(problem, plan_year(problem, Options(time_limit_s=20)))
    visit = next(v for v in trial.plan.visits if v.team == ("p1",))
    (other,) = stand_ins(trial, visit.id, "p1")
    assert [f.text.code for f in other.change.refused] == ["audit.engagement.visit"]
    assert "e1（v）" in say(other.change.refused[0].text, "zh")
    assert other.share >= 8 / 522
    forbidden = {f.text.code: [v.start for v in on] for f, on in dates(trial, visit.id).forbidden}
    assert forbidden["audit.engagement.visit"] == [hamlet.day("03-05")]


def test_a_plan_that_leaves_a_visit_out_says_who_is_engaged() -> None:
    problem = hamlet.problem(calendar=WEEK, engagements=(engagement(10, "p1"),))
    (left,) = plan_year(problem, Options(time_limit_s=20)).left_out
    assert "reason.excluded.engaged" in {reason.code for reason in left.reasons}
    assert left.conflict is not None
    assert "conflict.engaged" in {rule.text.code for rule in left.conflict.rules}
