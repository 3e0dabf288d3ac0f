"""Repair after an event: what an office would do, by hand; and every rule is kept afterwards."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from models.base import rebuilt
from models.inspector import Leave
from models.plan import AnnualPlan, Half
from models.problem import Problem
from models.programme import TeamRule, Window
from models.robustness import Hazards
from planner.audit import AuditCase, findings
from planner.case import Case
from planner.explain.trial import Trial
from planner.model import Placement
from planner.options import Options
from planner.pipeline import plan_year
from planner.placing import Board
from planner.robustness.repair import Desk
from planner.robustness.years import Event, random_year
from tests.planner import hamlet
from tests.planner.village import village

VISIT = "visit-s1"


def desk_of(of: Problem, **placed: Placement) -> Desk:
    return at_desk(hamlet.case(of), {n.replace("_", "-"): p for n, p in placed.items()})


def at_desk(case: Case, placed: dict[str, Placement]) -> Desk:
    board = Board(case)
    for name, placement in placed.items():
        board.settle(case.request[name], placement)
    return Desk(case, board)


def away(person: str, first: str, last: str) -> Event:
    return Event(hamlet.index(first), hamlet.index(last), person)


def closed(first: str, last: str) -> Event:
    return Event(hamlet.index(first), hamlet.index(last), targets=("s1",))


def test_somebody_else_goes_on_the_same_day() -> None:
    desk = desk_of(hamlet.problem(inspectors=hamlet.people(2)), visit_s1=hamlet.at("p1", "03-10"))
    desk.endure(away("p1", "03-09", "03-12"))
    assert desk.board.placed[VISIT] == hamlet.at("p2", "03-10")


def test_without_anybody_else_the_visit_moves_to_the_nearest_day_afterwards() -> None:
    desk = desk_of(hamlet.problem(), visit_s1=hamlet.at("p1", "03-10"))
    desk.endure(away("p1", "03-09", "03-11"))
    assert desk.board.placed[VISIT] == hamlet.at("p1", "03-12")


def test_no_visit_moves_to_a_day_before_the_event_is_known() -> None:
    programmes = (hamlet.programme(windows=(Window(first="03-01", last="03-12"),)),)
    desk = desk_of(hamlet.problem(programmes=programmes), visit_s1=hamlet.at("p1", "03-10"))
    assert desk.live_through([away("p1", "03-09", "03-12")]).lost == 1


def test_a_closed_school_is_visited_another_day_by_the_same_team() -> None:
    desk = desk_of(hamlet.problem(inspectors=hamlet.people(2)), visit_s1=hamlet.at("p1", "03-10"))
    desk.endure(closed("03-10", "03-10"))
    assert desk.board.placed[VISIT] == hamlet.at("p1", "03-11")


def test_a_longer_visit_does_not_run_into_closed_days() -> None:
    programmes = (hamlet.programme(half_days=4),)
    desk = desk_of(hamlet.problem(programmes=programmes), visit_s1=hamlet.at("p1", "03-02"))
    desk.endure(closed("03-05", "03-05"))
    desk.endure(away("p1", "03-02", "03-03"))
    assert desk.board.placed[VISIT] == hamlet.at("p1", "03-08")


def test_a_visit_under_way_is_not_hit() -> None:
    programmes = (hamlet.programme(half_days=4),)
    desk = desk_of(hamlet.problem(programmes=programmes), visit_s1=hamlet.at("p1", "03-02"))
    assert desk.live_through([away("p1", "03-03", "03-05")]).hit == 0


def test_a_visit_hit_twice_counts_once() -> None:
    desk = desk_of(hamlet.problem(), visit_s1=hamlet.at("p1", "03-10"))
    outcome = desk.live_through([away("p1", "03-09", "03-11"), away("p1", "03-12", "03-12")])
    assert (outcome.hit, outcome.moved) == (1, 1)


def test_another_member_keeps_the_team_rule() -> None:
    both = TeamRule(size=2, cover_stages=False)
    of = hamlet.problem(inspectors=hamlet.people(3), programmes=(hamlet.programme(team=both),))
    desk = desk_of(of, visit_s1=hamlet.at("p1 p2", "03-10"))
    desk.endure(away("p2", "03-10", "03-10"))
    assert set(desk.board.placed[VISIT].team) == {"p1", "p3"}


def test_after_a_year_the_plan_is_as_it_was() -> None:
    of, plan = _planned(0)
    trial = Trial(of, plan)
    desk = at_desk(trial.case, dict(trial.placed))
    before, free = dict(desk.board.placed), desk.board.free_slots()
    for number in range(20):
        outcome = desk.live_through(random_year(of, Hazards(leave_a_year=4), 0, number))
        kinds = (outcome.stand_in, outcome.moved, outcome.both, outcome.lost)
        assert outcome.hit == sum(kinds)
        assert desk.board.placed == before
        assert all((desk.board.free_slots()[p] == free[p]).all() for p in free)
    assert sum(desk.hits.values()) > 0


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 3), number=st.integers(0, 10_000))
def test_what_is_repaired_keeps_every_rule(seed: int, number: int) -> None:
    of, plan = _planned(seed)
    trial = Trial(of, plan)
    desk = at_desk(trial.case, dict(trial.placed))
    hazards = Hazards(leave_a_year=3, closures_a_year=0, weather_a_year=0)
    events = random_year(of, hazards, 0, number)
    for event in events:
        desk.endure(event)
    days = trial.days
    leave = tuple(
        Leave(inspector=e.person, start=days.date_of(e.first), end=days.date_of(e.last))
        for e in events
    )
    before = {v.id: v for v in plan.visits}
    visits = tuple(
        trial.date(
            trial.team(before[name], p.team),
            p.day,
            p.half if before[name].half_days == 1 else Half.AM,
        )
        for name, p in desk.board.placed.items()
    )
    ill = rebuilt(of, leave=(*of.leave, *leave))
    changed = plan.model_copy(update={"visits": visits, "trips": None, "milestones": None})
    # Training days and visits under way when somebody falls ill stay where they are.
    fine = ("coverage", "leave", "training", "reserved")
    old = findings(AuditCase(of, plan))
    new = [f for f in findings(AuditCase(ill, changed)) if f not in old]
    moved = {n for n, p in desk.board.placed.items() if p != trial.placed[n]}
    assert [f for f in new if not f.rule.startswith(fine) or moved.intersection(f.visits)] == []


@cache
def _planned(seed: int) -> tuple[Problem, AnnualPlan]:
    of = village(seed)
    return of, plan_year(of, Options(time_limit_s=10, deterministic=True))
