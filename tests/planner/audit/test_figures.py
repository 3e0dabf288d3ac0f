import pytest

from planner.audit import figures
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day


@pytest.mark.parametrize(
    ("visit", "values", "code", "clause"),
    [
        ("v3", {"end": day("03-25")}, "end", "days"),
        ("v1", {"travel_km": 41}, "km", "travel"),
        ("v1", {"travel_km": float("nan")}, "km", "travel"),
        ("v1", {"travel_km": 0}, "km", "travel"),
        ("v1", {"cost_yuan": 250}, "cost", "budget"),
    ],
)
def test_claims_of_a_visit(visit: str, values: dict[str, object], code: str, clause: str) -> None:
    found = only(PROBLEM, tiny.with_visit(visit, **values), f"figures.{code}", clause)
    assert found[0].visits == (visit,)


def test_rounding_is_no_fault() -> None:
    assert judged.findings(PROBLEM, tiny.with_visit("v1", travel_km=40.2, cost_yuan=241)) == ()


def test_claims_of_a_zone() -> None:
    zones = (tiny.ZONES[0].model_copy(update={"travel_km": 45}), *tiny.ZONES[1:])
    only(PROBLEM, tiny.plan(zones=zones), "figures.zone_km", "travel")
    zones = (tiny.ZONES[0].model_copy(update={"excess": 1}), *tiny.ZONES[1:])
    only(PROBLEM, tiny.plan(zones=zones), "figures.excess", "capacity")


def test_an_office_need_not_state_figures() -> None:
    drawn = tiny.with_programme("draw", mandatory=False)
    visits = tuple(
        v.model_copy(update={"travel_km": 0, "cost_yuan": 0}) for v in tiny.VISITS if v.id != "d"
    )
    zones = tuple(z.model_copy(update={"travel_km": 0}) for z in tiny.ZONES)
    assert judged.findings(drawn, tiny.plan(origin=None, visits=visits, zones=zones)) == ()


def test_figures_of_the_valid_plan() -> None:
    told = figures(PROBLEM, PLAN)
    assert told.visits == 14
    assert told.visits_by_programme == {
        "full": 4,
        "leaving": 1,
        "regular": 8,
        "gov": 1,
        "draw": 1,
        "extra": 0,
    }
    assert told.left_out_by_programme["extra"] == told.left_out == 1
    assert told.travel_km == 20 * 19
    assert told.cost_yuan == 2480
    assert told.workload_half_days == {"a": 2 + 2 + 4 + 4 + 2 + 1, "b": 10, "c": 6, "d": 2, "e": 0}
    assert (told.most_half_days, told.least_half_days) == (15, 0)
    assert told.visits_by_target == {"s1": 4, "s2": 3, "s3": 3, "s4": 3, "g1": 1}
    assert (told.most_visits, told.least_visits) == (4, 1)
