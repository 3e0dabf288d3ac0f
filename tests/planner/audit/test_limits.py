from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN


def test_more_days_in_a_month_than_somebody_can_give() -> None:
    found = only(tiny.with_person("a", days_per_month=3), PLAN, "limits.own", "people")
    assert found[0].text.args["period"] == "2025-03"
    assert found[0].text.args["found"] == 4


def test_more_days_in_the_year_than_somebody_can_give() -> None:
    found = only(tiny.with_person("c", days_per_year=2), PLAN, "limits.own", "people")
    assert found[0].inspectors == ("c",)
    assert found[0].text.args["found"] == 3


def test_exactly_the_limit_is_kept() -> None:
    assert judged.findings(tiny.with_person("a", days_per_month=4), PLAN) == ()
    assert judged.findings(tiny.with_person("c", days_per_year=3), PLAN) == ()


def test_a_visit_counts_in_the_month_of_its_first_day() -> None:
    visits = {"start": tiny.day("03-31"), "end": tiny.day("04-01")}
    plan = tiny.with_visit("v3", **visits).model_copy(update={"milestones": None})
    found = only(tiny.with_person("a", days_per_month=3), plan, "limits.own", "people")
    assert found[0].text.args["period"] == "2025-03"
    assert found[0].text.args["found"] == 4
    assert judged.findings(tiny.with_person("b", days_per_month=3), plan) == ()
