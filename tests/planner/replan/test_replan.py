"""What can have happened, one thing at a time, to a small plan."""

from datetime import date, timedelta

import pytest

from models.changes import ChangeKind, PlanChange
from models.closure import Closure
from models.plan import AnnualPlan, Half, Visit
from models.policy import FollowUp
from models.problem import Problem
from models.programme import Per, ProgrammeKind, Selection, SelectionMode, TeamRule
from models.target import TargetFilter
from models.travel import Costs
from planner.audit import audit
from planner.options import Options
from planner.pipeline import plan_year
from planner.replan import Replanned, replan
from tests.planner import hamlet

OPTIONS = Options(time_limit_s=20, deterministic=True)
SINCE = hamlet.day("03-10")
REGULAR = hamlet.programme(
    "regular",
    half_days=1,
    kind=ProgrammeKind.REGULAR,
    team=TeamRule(size=1, responsible=True, cover_stages=False),
    frequency={"per": Per.WEEK, "min_days": 1},
)


def base(**values: object) -> Problem:
    """Four schools and three people; each school gets a visit, and one a week by its inspector."""
    table: dict[str, object] = {
        "targets": tuple(hamlet.school(f"s{n}") for n in range(1, 5)),
        "inspectors": hamlet.people(3),
        "programmes": (hamlet.programme(), REGULAR),
    }
    return hamlet.problem(**table | values)


@pytest.fixture(scope="module", name="old")
def _old() -> AnnualPlan:
    return plan_year(base(), OPTIONS)


def changed(found: Replanned) -> dict[str, PlanChange]:
    """The changes by visit; the plan has no faults."""
    assert [f for line in found.plan.compliance for f in line.findings] == []
    return {change.visit: change for change in found.changes}


def coming(old: AnnualPlan) -> list[Visit]:
    return [visit for visit in old.visits if visit.start >= SINCE]


def cause(change: PlanChange) -> str:
    assert change.cause is not None
    return change.cause.code


def test_when_nothing_happened_nothing_changes(old: AnnualPlan) -> None:
    found = replan(base(), old, SINCE, OPTIONS)
    assert found.changes == ()
    assert found.plan.visits == old.visits
    assert found.plan.training == old.training
    assert found.plan.zones == old.zones
    assert found.plan.trips is not None
    assert old.trips is not None
    assert {(t.id, t.visits, t.people) for t in found.plan.trips} == {
        (t.id, t.visits, t.people) for t in old.trips
    }


def test_somebody_gone_for_good_hands_over_schools_and_visits(old: AnnualPlan) -> None:
    gone = next(zone.inspector for zone in old.zones or ())
    found = replan(base(leave=(hamlet.leave(gone, "03-10", "12-31"),)), old, SINCE, OPTIONS)
    changes = changed(found)
    assert set(changes) == {v.id for v in coming(old) if gone in v.team}
    assert {cause(change) for change in changes.values()} == {"change.leave"}
    assert all(zone.inspector != gone for zone in found.plan.zones or ())
    kept = {t: z.inspector for z in old.zones or () if z.inspector != gone for t in z.targets}
    assert (
        kept.items() <= {t: z.inspector for z in found.plan.zones or () for t in z.targets}.items()
    )


def test_a_short_illness_moves_visits_and_no_schools(old: AnnualPlan) -> None:
    visit = next(v for v in coming(old) if v.programmes == ("regular",))
    ill = hamlet.leave(visit.team[0], visit.start.strftime("%m-%d"))
    found = replan(base(leave=(ill,)), old, SINCE, OPTIONS)
    assert visit.id in changed(found)
    assert found.plan.zones == old.zones
    lost = {v.id for v in coming(old) if v.team == visit.team and v.start == visit.start}
    assert set(changed(found)) == lost


def test_a_school_closed_by_snow_is_visited_on_another_day(old: AnnualPlan) -> None:
    visit = coming(old)[0]
    snow = Closure(target=visit.target, start=visit.start, end=visit.start, reason="snow")
    found = replan(base(closures=(snow,)), old, SINCE, OPTIONS)
    assert {cause(change) for change in changed(found).values()} == {"change.closed"}
    assert set(changed(found)) == {
        v.id for v in coming(old) if v.target == visit.target and v.start == visit.start
    }


def test_an_emergency_visit_for_tomorrow_is_added_and_nothing_else_changes(old: AnnualPlan) -> None:
    """`nm.5b`."""
    tomorrow = SINCE + timedelta(1)
    emergency = hamlet.programme(
        "emergency",
        half_days=1,
        kind=ProgrammeKind.EMERGENCY,
        selection=Selection(mode=SelectionMode.LISTED, targets=TargetFilter(ids=("s1",))),
        windows=({"first": f"{tomorrow:%m-%d}", "last": f"{tomorrow:%m-%d}"},),
    )
    problem = base(programmes=(hamlet.programme(), REGULAR, emergency))
    found = replan(problem, old, SINCE, OPTIONS, notice_days=7)
    (change,) = changed(found).values()
    assert change.kind is ChangeKind.ADDED
    assert change.new_start == tomorrow
    assert change.dear
    assert cause(change) == "change.newly_due"


def test_what_did_not_take_place_is_made_up_for(old: AnnualPlan) -> None:
    visit = next(v for v in old.visits if v.start < SINCE and v.programmes == ("visit",))
    found = replan(base(), old, SINCE, OPTIONS, cancelled={visit.id})
    (change,) = changed(found).values()
    assert change.visit == visit.id
    assert cause(change) == "change.cancelled"
    assert change.new_start is not None
    assert change.new_start >= SINCE


def test_what_is_made_up_for_has_its_feedback_later(old: AnnualPlan) -> None:
    rule = FollowUp(kinds=tuple(ProgrammeKind), feedback_clause="c", feedback_days=2)
    problem = base(policy=hamlet.policy(follow_up=(rule,)))
    visit = next(v for v in old.visits if v.start < SINCE and v.programmes == ("visit",))
    known = replan(problem, old, old.visits[0].start, OPTIONS).plan
    found = replan(problem, known, SINCE, OPTIONS, cancelled={visit.id}).plan
    before, after = (_feedback(plan, visit.id) for plan in (known, found))
    assert before < SINCE < after
    others = {v.id for v in old.visits if v.start < SINCE} - {visit.id}
    assert all(_feedback(known, v) == _feedback(found, v) for v in others)


def _feedback(plan: AnnualPlan, visit: str) -> date:
    return next(step.due for step in plan.milestones or () if step.visit == visit)


def test_a_replanned_year_keeps_within_a_budget_that_is_a_cap() -> None:
    """Each visit costs 100 yuan, the way another 100 for whoever lives far off."""
    table: dict[str, object] = {
        "inspectors": (hamlet.person("near"), hamlet.person("far", lon=102.5)),
        "targets": tuple(hamlet.school(f"s{n}") for n in range(1, 4)),
        "calendar": hamlet.calendar("03-08", "03-12"),
        "policy": hamlet.policy(budget_clause="c"),
        "costs": Costs(board_per_day_yuan=100, per_km_yuan=1, budget_yuan=320, budget_cap=True),
    }
    old = plan_year(hamlet.problem(**table), OPTIONS)
    assert {v.team for v in old.visits} == {("near",)}
    ill = hamlet.leave("near", "03-08", "03-12")
    found = replan(hamlet.problem(**table, leave=(ill,)), old, hamlet.day("03-08"), OPTIONS).plan
    assert {v.team for v in found.visits} == {("far",)}
    assert len(found.visits) < len(old.visits) == 3
    assert sum(trip.cost_yuan for trip in found.trips or ()) <= table["costs"].budget_yuan  # type: ignore[attr-defined]


def test_what_was_made_otherwise_is_a_fact_and_no_change(old: AnnualPlan) -> None:
    visit = next(v for v in old.visits if v.start < SINCE and v.programmes == ("visit",))
    other = next(p for p in ("p1", "p2", "p3") if p not in visit.team)
    held = visit.model_copy(update={"team": (other,), "lead": other})
    found = replan(base(), old, SINCE, OPTIONS, held=[held])
    assert held in found.plan.visits
    assert found.changes == ()


def test_targets_that_close_or_open_lose_or_get_their_visits(old: AnnualPlan) -> None:
    schools = tuple(hamlet.school(f"s{n}") for n in (1, 2, 3, 5))
    found = replan(base(targets=schools), old, SINCE, OPTIONS)
    by_kind: dict[ChangeKind, set[str]] = {}
    for change in found.changes:
        by_kind.setdefault(change.kind, set()).add(change.target)
    assert by_kind == {ChangeKind.DROPPED: {"s4"}, ChangeKind.ADDED: {"s5"}}
    assert {cause(c) for c in found.changes} == {"change.target_gone", "change.newly_due"}


def test_published_visits_move_last() -> None:
    """Two visits of one school on neighbouring days and room for one: the draft one gives way."""
    problem = hamlet.problem(
        targets=(hamlet.school("s1"), hamlet.school("s2")), inspectors=hamlet.people(1)
    )
    old = plan_year(problem, OPTIONS)
    first, second = sorted(old.visits, key=lambda v: v.start)
    crowded = old.model_copy(
        update={
            "visits": (
                first.model_copy(update={"start": hamlet.day("03-15"), "end": hamlet.day("03-15")}),
                second.model_copy(
                    update={"start": hamlet.day("03-16"), "end": hamlet.day("03-16")}
                ),
            ),
            "trips": None,
        }
    )
    tight = hamlet.problem(targets=problem.targets, inspectors=hamlet.people(1, days_per_week=1))
    for until, moved in (("03-15", second.id), ("03-14", None)):
        found = replan(tight, crowded, SINCE, OPTIONS, published_until=hamlet.day(until))
        (change,) = found.changes
        assert moved is None or change.visit == moved
        assert not change.dear


def test_the_stage_of_a_visit_is_told(old: AnnualPlan) -> None:
    found = replan(base(), old, SINCE, OPTIONS, published_until=hamlet.day("03-16")).plan
    stages = {found.stage_of(v).value for v in found.visits}
    assert stages == {"done", "published", "draft"}
    assert found.revision == 1


def test_a_plan_is_not_changed_from_a_day_before_it_was() -> None:
    old = plan_year(base(), OPTIONS)
    later = old.model_copy(update={"since": SINCE})
    with pytest.raises(ValueError, match="no day to replan from"):
        replan(base(), later, SINCE - timedelta(1), OPTIONS)


def test_what_is_done_is_a_fact_however_wrong(old: AnnualPlan) -> None:
    """A visit already made by somebody else than the responsible inspector is told, not judged."""
    visit = next(v for v in old.visits if v.start < SINCE and v.programmes == ("regular",))
    other = next(p for p in ("p1", "p2", "p3") if p not in visit.team)
    wrong = visit.model_copy(update={"team": (other,), "lead": other, "half": Half.AM})
    found = replan(base(), old, SINCE, OPTIONS, held=[wrong]).plan
    assert [f for line in found.compliance for f in line.findings] == []
    facts = [t.code for line in found.compliance for t in line.facts]
    assert "audit.fact.done" in facts
    judged = found.model_copy(update={"since": None})
    assert [f.rule for line in audit(base(), judged) for f in line.findings]


def test_a_visit_that_could_stay_gives_way_to_a_weightier_one() -> None:
    """One person, five days, five visits; then a sixth that counts three times as much."""
    table: dict[str, object] = {
        "inspectors": hamlet.people(1),
        "calendar": hamlet.calendar("03-08", "03-12"),
    }
    schools = tuple(hamlet.school(f"s{n}") for n in range(1, 6))
    full = hamlet.problem(targets=schools, programmes=(hamlet.programme(),), **table)
    old = plan_year(full, OPTIONS)
    assert len(old.visits) == len(schools)
    listed = Selection(mode=SelectionMode.LISTED, targets=TargetFilter(ids=("s6",)))
    urgent = hamlet.programme("urgent", priority=3, selection=listed)
    among = Selection(targets=TargetFilter(ids=tuple(s.id for s in schools)))
    more = hamlet.problem(
        targets=(*schools, hamlet.school("s6")),
        programmes=(hamlet.programme(selection=among), urgent),
        **table,
    )
    found = replan(more, old, hamlet.day("03-09"), OPTIONS)
    (lost,) = found.plan.left_out
    assert lost.programmes != ("urgent",)
    assert lost.reasons
    assert {c.visit: c.kind for c in found.changes if c.visit == lost.id} == {
        lost.id: ChangeKind.DROPPED
    }
    stated = {f.level: (f.objective, f.bound) for f in found.plan.stages if f.stage == "replanning"}
    assert stated["left_out"] == (1, 1)
    assert stated["changed"] == (1, 1)
