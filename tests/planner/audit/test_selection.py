from hashlib import sha256

from models.programme import Selection, SelectionMode
from models.region import Level
from planner.audit.choice import chosen_targets
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM


def test_a_target_that_was_not_drawn() -> None:
    extra = tiny.visit("x", "s4", "draw", "11-12", "b", 70)
    found = only(PROBLEM, tiny.plan(visits=(*tiny.VISITS, extra)), "selection.not_drawn", "draw")
    assert found[0].targets == ("s4",)


def test_a_target_that_does_not_match() -> None:
    extra = tiny.visit("x", "g1", "draw", "11-12", "d", 70)
    plan = tiny.plan(visits=(*tiny.VISITS, extra))
    only(PROBLEM, plan, "selection.not_chosen", "draw")


def test_the_draw_of_a_plan_without_origin_has_seed_0() -> None:
    tickets = sorted(
        ("s1", "s2", "s3", "s4"),
        key=lambda s: sha256(f"0|draw|{s}".encode()).hexdigest(),
    )
    assert tickets[0] != tiny.DRAWN
    found = judged.findings(PROBLEM, tiny.plan(origin=None))
    assert [f.text.code for f in found] == ["audit.coverage.none", "audit.selection.not_drawn"]
    assert found[0].targets == (tickets[0],)


def test_a_share_is_taken_of_the_decimal_as_written() -> None:
    many = tuple(tiny.school(f"t{n:03}", tiny.Stage.PRIMARY, 1) for n in range(100))
    programme = tiny.PROGRAMMES[4].model_copy(
        update={"selection": Selection(mode=SelectionMode.DRAWN, share=0.07)}
    )
    problem = tiny.problem(
        targets=many,
        programmes=(programme,),
        interests=(),
        history=(),
        travel=tiny.Travel(),
    )
    assert len(chosen_targets(problem, programme, 0)) == 7


def test_risk_chooses_the_riskiest_and_breaks_ties_by_id() -> None:
    problem = tiny.with_target("s3", risk=5)
    chosen = chosen_targets(problem, problem.programme_by_id["extra"], 0)
    assert chosen == {"s3"}
    chosen = chosen_targets(PROBLEM, PROBLEM.programme_by_id["extra"], 0)
    assert chosen == {"s1"}


def test_open_problems_choose_targets_with_some() -> None:
    programme = tiny.PROGRAMMES[5].model_copy(
        update={"selection": Selection(mode=SelectionMode.OPEN_PROBLEMS)}
    )
    past = tiny.PastVisit(
        target="s2", kind=tiny.SPECIAL, day=tiny.date(2024, 5, 1), open_problems=2
    )
    problem = tiny.problem(programmes=(programme,), history=(past, *PROBLEM.history))
    assert chosen_targets(problem, programme, 0) == {"s2"}


def test_a_programme_of_another_level_is_not_in_this_plan() -> None:
    province = tiny.with_programme("gov", level=Level.PROVINCE)
    only(province, PLAN, "selection.other_level", "gov")
    assert judged.findings(province, tiny.without_visits("g")) == ()


def test_the_valid_plan_visits_the_chosen_only() -> None:
    assert judged.findings(PROBLEM, PLAN) == ()
