"""Figures over random years."""

import pytest

from models.robustness import Hazards
from planner.options import Options
from planner.pipeline import plan_year
from planner.robustness import _share, robustness
from tests.planner import hamlet

QUIET = Hazards(leave_a_year=0, closures_a_year=0, weather_a_year=0)


def test_quiet_years_touch_nothing() -> None:
    of = hamlet.problem()
    plan = plan_year(of, Options(time_limit_s=5))
    found = robustness(of, plan, QUIET, 5)
    assert (found.touched.share, found.hit.most, found.planned, found.unjudged) == (0, 0, 1, 0)


def test_one_person_alone_is_the_weakness() -> None:
    of = hamlet.problem()
    plan = plan_year(of, Options(time_limit_s=5))
    often = QUIET.model_copy(update={"leave_a_year": 3.0, "leave_days": 60.0})
    found = robustness(of, plan, often, 50, seed=1)
    assert found.failing.share > 0
    assert [weak.id for weak in found.people] == ["p1"]
    assert found.people[0].lost == sum(year.lost for year in found.years)
    assert found.failing.share == sum(year.lost > 0 for year in found.years) / 50


def test_more_years_add_to_those_before() -> None:
    of = hamlet.problem(inspectors=hamlet.people(2))
    plan = plan_year(of, Options(time_limit_s=5))
    often = Hazards(leave_a_year=10)
    assert robustness(of, plan, often, 5).years == robustness(of, plan, often, 9).years[:5]


def test_stopping_keeps_the_years_so_far() -> None:
    of = hamlet.problem()
    plan = plan_year(of, Options(time_limit_s=5))
    assert robustness(of, plan, QUIET, 100, stop=lambda: True).runs == 1


def test_no_years_are_refused() -> None:
    of = hamlet.problem()
    with pytest.raises(ValueError, match="one year"):
        robustness(of, plan_year(of, Options(time_limit_s=5)), QUIET, 0)


def test_wilsons_interval() -> None:
    """Known from tables: 0 of 10 is 0 to 27.8 %, 5 of 10 is 23.7 to 76.3 %."""
    assert (_share(0, 10).least, round(_share(0, 10).most, 3)) == (0, 0.278)
    assert (round(_share(5, 10).least, 3), round(_share(5, 10).most, 3)) == (0.237, 0.763)
