from models.programme import Frequency, Per
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, PROBLEM, day


def test_a_missing_visit_of_a_target() -> None:
    found = only(PROBLEM, tiny.without_visits("v1"), "coverage.short", "full")
    assert found[0].targets == ("s1",)
    assert found[0].text.args["due"] == 1
    assert found[0].text.args["found"] == 0


def test_a_programme_without_any_visit_gives_one_finding() -> None:
    plan = tiny.without_visits(*(f"r{n}" for n in range(1, 9)))
    found = only(PROBLEM, plan, "coverage.none", "regular")
    assert found[0].targets == ("s1", "s2", "s3", "s4")
    assert found[0].text.args["due"] == 8


def test_a_visit_in_the_wrong_term_is_missing_in_its_own() -> None:
    plan = tiny.with_visit("r6", start=day("06-09"), end=day("06-09"))
    found = only(PROBLEM, plan, "coverage.short", "regular")
    assert found[0].text.args["periods"] == "autumn"
    assert found[0].text.args["found"] == 1


def test_months_count_only_with_enough_days() -> None:
    monthly = tiny.with_programme("regular", frequency=Frequency(per=Per.MONTH, min_days=16))
    found = judged.findings(monthly, PLAN)
    assert {f.text.args["due"] for f in found} == {6}
    assert found[0].text.args["periods"] == "2025-03, 2025-04, 2025-09, 2025-11"


def test_a_programme_that_is_not_mandatory_may_be_left_out() -> None:
    lame = tiny.with_programme("full", mandatory=False)
    assert judged.findings(lame, tiny.without_visits("v1")) == ()


def test_two_visits_due_and_one_made() -> None:
    twice = tiny.with_programme("gov", frequency=Frequency(times=2))
    found = only(twice, PLAN, "coverage.short", "gov")
    assert (found[0].text.args["due"], found[0].text.args["found"]) == (2, 1)
