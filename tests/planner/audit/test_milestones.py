import pytest

from models.plan import ComplianceStatus
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day

STEPS = (("feedback", "feedback"), ("rectification", "rectify"), ("look_back", "look-back"))


@pytest.mark.parametrize(("kind", "clause"), STEPS)
def test_a_step_that_is_missing(kind: str, clause: str) -> None:
    steps = tuple(m for m in tiny.MILESTONES if m.id != f"v1-{kind}")
    found = only(PROBLEM, tiny.plan(milestones=steps), f"milestones.{kind}_missing", clause)
    assert found[0].visits == ("v1",)


@pytest.mark.parametrize(("kind", "clause"), STEPS)
def test_a_kind_missing_altogether_gives_one_finding(kind: str, clause: str) -> None:
    steps = tuple(m for m in tiny.MILESTONES if m.kind.value != kind)
    found = only(PROBLEM, tiny.plan(milestones=steps), f"milestones.{kind}_missing", clause)
    assert found[0].visits == ("v1", "v2", "v3", "v4")


@pytest.mark.parametrize(
    ("step", "due", "fault"),
    [
        ("feedback", "04-11", "late"),
        ("feedback", "03-10", "early"),
        ("feedback", "04-06", "free_day"),
        ("rectification", "06-10", "late"),
        ("rectification", "04-09", "early"),
        ("look_back", "08-11", "late"),
        ("look_back", "06-09", "early"),
        ("look_back", "06-14", "free_day"),
    ],
)
def test_a_wrong_date(step: str, due: str, fault: str) -> None:
    plan = tiny.with_milestone(f"v1-{step}", due=day(due))
    found = only(PROBLEM, plan, f"milestones.{step}_{fault}", dict(STEPS)[step])
    assert found[0].visits == ("v1",)


def test_the_last_working_day_before_a_weekend() -> None:
    plan = tiny.with_milestone("v3-look_back", due=day("08-23"))
    found = only(PROBLEM, plan, "milestones.look_back_late", "look-back")
    assert found[0].text.args["latest"] == "2025-08-22"


def test_an_earlier_promise_is_kept() -> None:
    assert judged.findings(PROBLEM, tiny.with_milestone("v1-look_back", due=day("08-07"))) == ()


def test_rectification_counts_from_the_feedback_that_was_promised() -> None:
    plan = tiny.with_milestone("v1-feedback", due=day("04-03"))
    only(PROBLEM, plan, "milestones.rectification_late", "rectify")


def test_two_dates_of_one_step() -> None:
    twice = tiny.MILESTONES[0].model_copy(update={"id": "again"})
    plan = tiny.plan(milestones=(*tiny.MILESTONES, twice))
    only(PROBLEM, plan, "milestones.feedback_twice", "feedback")


def test_wrongly_carried_over() -> None:
    plan = tiny.with_milestone("v1-feedback", carried_over=True)
    only(PROBLEM, plan, "milestones.feedback_carried_over", "feedback")


@pytest.mark.parametrize(("occasion", "number"), [("r1", 0), ("r5", 1), ("d", 1), ("r4", 1)])
def test_the_occasion_is_a_visit_of_the_responsible_inspector(occasion: str, number: int) -> None:
    steps = tuple(
        m.model_copy(update={"due": day(due)}) if m.id == id_ else m
        for m in tiny.MILESTONES
        for id_, due in [("v1-rectification", "05-12")]
    )
    steps = tuple(
        m.model_copy(update={"due": day("05-13"), "occasion": occasion})
        if m.id == "v1-look_back"
        else m
        for m in steps
    )
    plan = tiny.plan(milestones=steps)
    only(PROBLEM, plan, "milestones.look_back_occasion", "look-back", number)


def test_not_applicable_without_milestones() -> None:
    line = judged.line_of(PROBLEM, tiny.plan(milestones=None), "feedback")
    assert line.status is ComplianceStatus.NOT_APPLICABLE
    assert judged.findings(PROBLEM, PLAN) == ()


def late_steps(feedback: str, rectify: str, look_back: str) -> tuple[tiny.Milestone, ...]:
    kinds = list(tiny.MilestoneKind)[:3]
    dates = [tiny.date.fromisoformat(text) for text in (feedback, rectify, look_back)]
    return tuple(
        tiny.Milestone(id=k.value, kind=k, due=d, visit="d", carried_over=d.year > 2025)
        for k, d in zip(kinds, dates, strict=True)
    )


@pytest.mark.parametrize(
    ("look_back", "fault"),
    [("2026-04-10", ""), ("2026-04-11", "late"), ("2026-04-05", "free_day"), ("2026-01-01", "")],
)
def test_steps_in_the_next_year_count_monday_to_friday(look_back: str, fault: str) -> None:
    follow_up = tiny.POLICY.follow_up[0]
    kinds = (tiny.COMPREHENSIVE, tiny.SPECIAL)
    problem = tiny.with_policy(follow_up=(follow_up.model_copy(update={"kinds": kinds}),))
    rectify = "2025-12-31" if look_back == "2026-01-01" else "2026-02-10"
    steps = (*tiny.MILESTONES, *late_steps("2025-12-12", rectify, look_back))
    code = f"milestones.look_back_{fault}"
    only(problem, tiny.plan(milestones=steps), code, "look-back", bool(fault))


def test_a_step_on_the_day_of_the_one_before() -> None:
    dates = {"v1-rectification": "04-10", "v1-look_back": "06-09"}
    steps = tuple(
        m.model_copy(update={"due": day(dates[m.id])}) if m.id in dates else m
        for m in tiny.MILESTONES
    )
    assert judged.findings(PROBLEM, tiny.plan(milestones=steps)) == ()


def test_two_visits_without_a_step_that_others_have() -> None:
    steps = tuple(m for m in tiny.MILESTONES if m.id not in {"v1-feedback", "v2-feedback"})
    plan = tiny.plan(milestones=steps)
    found = only(PROBLEM, plan, "milestones.feedback_missing", "feedback", 2)
    assert [f.visits for f in found] == [("v1",), ("v2",)]
