import pytest

from models.drawn import DrawnTarget
from models.programme import Frequency, Per, Window
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day


def test_a_visit_out_of_its_window_is_not_missing() -> None:
    plan = tiny.with_visit("g", start=day("11-05"), end=day("11-05"))
    found = only(PROBLEM, plan, "windows.window", "gov")
    assert (found[0].visits, found[0].dates) == (("g",), (day("11-05"),))


def test_a_visit_does_not_straddle_two_windows() -> None:
    halves = (Window(first="03-10", last="03-25"), Window(first="03-26", last="04-30"))
    only(tiny.with_programme("full", windows=halves), PLAN, "windows.window", "full")


@pytest.mark.parametrize("around", [(1, 20), (20, 0)])
def test_round_the_end_of_a_term(around: tuple[int, int]) -> None:
    term_end = day("04-10") if around[0] == 1 else day("04-07")
    programmes = tuple(
        p.model_copy(update={"around_term_end": around}) if p.id == "leaving" else p
        for p in tiny.PROGRAMMES
    )
    targets = tiny.with_target("s4", term_end=term_end).targets
    problem = tiny.problem(programmes=programmes, targets=targets)
    found = only(problem, PLAN, "windows.term_end", "leaving")
    assert found[0].targets == ("s4",)


def test_a_school_day_in_a_month_without_a_due_visit() -> None:
    programme = {"frequency": Frequency(per=Per.MONTH, min_days=18), "mandatory": False}
    problem = tiny.with_programme("regular", **programme)
    plan = tiny.with_visit("r2", start=day("06-10"), end=day("06-10"))
    found = only(problem, plan, "windows.period", "regular")
    assert found[0].visits == ("r2",)


def test_the_valid_plan_lies_in_its_windows() -> None:
    assert judged.findings(PROBLEM, PLAN) == ()


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [("03-25", "04-30", 0), ("03-26", "04-30", 1), ("03-10", "03-26", 0), ("03-10", "03-25", 1)],
)
def test_first_and_last_day_of_a_window_count(first: str, last: str, number: int) -> None:
    problem = tiny.with_programme("full", windows=(Window(first=first, last=last),))
    found = [f for f in judged.findings(problem, PLAN) if f.visits == ("v3",)]
    assert [f.text.code for f in found] == ["audit.windows.window"] * number


@pytest.mark.parametrize(
    ("around", "number"), [((2, 20), 0), ((1, 20), 1), ((20, -2), 0), ((20, -3), 1)]
)
def test_first_and_last_day_round_a_term_end_count(around: tuple[int, int], number: int) -> None:
    problem = tiny.with_programme("leaving", around_term_end=around)
    only(problem, PLAN, "windows.term_end", "leaving", number)


def test_a_visit_does_not_straddle_two_months() -> None:
    programme = {"frequency": Frequency(per=Per.MONTH, min_days=16), "mandatory": False}
    problem = tiny.with_programme("full", windows=(), **programme)
    plan = tiny.with_visit("v3", start=day("09-30"), end=day("10-01"))
    plan = tiny.plan(visits=tuple(v for v in plan.visits if v.id not in {"r7", "v4"}))
    codes = sorted(f.text.code for f in judged.findings(problem, plan))
    assert codes == ["audit.coverage.none", "audit.coverage.short", "audit.windows.period"]


@pytest.mark.parametrize(("last", "number"), [("03-26", 0), ("03-25", 1)])
def test_the_days_of_a_draw(last: str, number: int) -> None:
    visits = [v for v in PLAN.visits if "full" in v.programmes]
    drawn = tuple(
        DrawnTarget(
            draw="spring",
            programme="full",
            target=v.target,
            first=day("03-01"),
            last=day(last) if v.id == "v3" else None,
        )
        for v in visits
    )
    problem = tiny.problem(drawn=drawn)
    found = judged.findings(problem, PLAN)
    assert [(f.text.code, f.visits) for f in found] == [
        ("audit.windows.campaign", ("v3",))
    ] * number


def test_a_target_that_no_draw_named() -> None:
    visits = [v for v in PLAN.visits if "full" in v.programmes]
    drawn = tuple(DrawnTarget(draw="spring", programme="full", target=v.target) for v in visits[1:])
    found = judged.findings(tiny.problem(drawn=drawn), PLAN)
    assert [f.text.code for f in found] == ["audit.selection.not_chosen"]
