"""Days kept back: visits come earlier, and nothing is left out for it."""

from models.programme import Window
from planner.margin import kept_back
from planner.options import Options
from planner.pipeline import plan_year
from tests.planner import hamlet


def test_the_last_days_are_kept_back_where_others_are_left() -> None:
    (request,) = hamlet.case(hamlet.problem()).requests
    (early,) = kept_back((request,), 3)
    assert early.days == request.days[:-3]
    assert kept_back((request,), len(request.days)) == (request,)
    assert kept_back((request,), 0) == (request,)
    assert kept_back((request,), 3, but={request.id}) == (request,)


def test_visits_lie_before_the_days_kept_back() -> None:
    programmes = (hamlet.programme(windows=(Window(first="03-22", last="03-26"),)),)
    of = hamlet.problem(programmes=programmes)
    plan = plan_year(of, Options(time_limit_s=5, margin_days=4))
    assert [visit.start for visit in plan.visits] == [hamlet.day("03-22")]
    assert plan.origin is not None
    assert plan.origin.margin_days == 4


def test_no_visit_is_left_out_for_the_margin() -> None:
    """Five schools, one person, five days: the margin is given up."""
    programmes = (hamlet.programme(windows=(Window(first="03-22", last="03-26"),)),)
    schools = tuple(hamlet.school(f"s{n}") for n in range(5))
    of = hamlet.problem(programmes=programmes, targets=schools)
    plan = plan_year(of, Options(time_limit_s=5, margin_days=2))
    assert len(plan.visits) == 5
    assert not plan.left_out
