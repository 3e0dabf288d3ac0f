import pytest

from models.base import rebuilt
from models.closure import Closure
from models.programme import DayRule
from planner.audit.case import AuditCase
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day


@pytest.mark.parametrize(
    ("visit", "start", "why"),
    [
        ("v1", "04-04", "holiday"),
        ("v1", "03-29", "weekend"),
        ("r1", "07-15", "vacation"),
        ("r1", "06-16", "break"),
        ("r1", "06-20", "break"),
        ("v2", "03-20", "break"),
    ],
)
def test_days_on_which_schools_are_not_visited(visit: str, start: str, why: str) -> None:
    plan = tiny.with_visit(visit, start=day(start), end=day(start))
    plan = plan.model_copy(update={"milestones": None})
    found = only(PROBLEM, plan, f"days.{why}", "days")
    assert (found[0].visits, found[0].dates) == ((visit,), (day(start),))
    assert found[0].text.args.get("break") != ""


@pytest.mark.parametrize(("visit", "start"), [("v1", "03-20"), ("v1", "04-27")])
def test_days_on_which_schools_are_visited(visit: str, start: str) -> None:
    plan = tiny.with_visit(visit, start=day(start), end=day(start))
    assert judged.findings(PROBLEM, plan.model_copy(update={"milestones": None})) == ()


def test_every_day_of_a_long_visit_counts() -> None:
    plan = tiny.with_visit("v3", start=day("03-28"), end=day("03-29"))
    plan = plan.model_copy(update={"milestones": None})
    found = only(PROBLEM, plan, "days.weekend", "days")
    assert found[0].dates == (day("03-29"),)


def test_governments_are_visited_on_working_days() -> None:
    plan = tiny.with_visit("g", start=day("10-11"), end=day("10-11"))
    only(PROBLEM, plan, "days.weekend", "days")


@pytest.mark.parametrize("target", ["s1", "s2", "s3", "g1"])
def test_visitable_days_are_those_of_the_calendar(target: str) -> None:
    case, meant = AuditCase(PROBLEM, PLAN), PROBLEM.target_by_id[target]
    lineage = PROBLEM.tree.lineage(meant.region)
    assert case.openings.visitable(meant, DayRule.SCHOOL_DAYS) == {
        d
        for d in PROBLEM.calendar.days()
        if PROBLEM.calendar.is_school_day(d, lineage, meant.stage_parts)
    }


@pytest.mark.parametrize("visit", ["v1", "g"])
def test_nobody_visits_a_target_that_is_closed(visit: str) -> None:
    made = next(v for v in PLAN.visits if v.id == visit)
    shut = Closure(target=made.target, start=made.start, end=made.start, reason="校舍维修")
    other = Closure(target="s3", start=made.start, end=made.start)
    found = only(rebuilt(PROBLEM, closures=(shut, other)), PLAN, "days.closed", "days")
    assert (found[0].visits, found[0].text.args["reason"]) == ((visit,), "校舍维修")


def test_a_month_in_which_a_target_is_closed_is_not_due() -> None:
    case = AuditCase(PROBLEM, PLAN)
    regular = next(p for p in PROBLEM.programmes if p.team.responsible)
    school = next(t for t in PROBLEM.targets if t.id in case.chosen[regular.id])
    before = [p.name for p in case.openings.due_periods(regular, school)]
    shut = Closure(target=school.id, start=day("03-01"), end=day("03-31"))
    closed = AuditCase(rebuilt(PROBLEM, closures=(shut,)), PLAN)
    after = [p.name for p in closed.openings.due_periods(regular, school)]
    assert before
    assert after == [name for name in before if not name.endswith("-03")]
