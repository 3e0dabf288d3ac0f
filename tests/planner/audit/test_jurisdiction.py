from models.region import Level
from tests.planner.audit import tiny
from tests.planner.audit.tiny import PLAN, only


def test_a_programme_of_a_level_that_is_not_in_charge() -> None:
    township = tiny.with_programme("draw", level=Level.TOWNSHIP)
    found = only(township, PLAN, "jurisdiction.level", "jurisdiction")
    assert found[0].visits == ("d",)


def test_targets_without_an_entry_may_be_inspected_by_any_level() -> None:
    found = tiny.findings(tiny.with_programme("gov", level=Level.PROVINCE), PLAN)
    assert "jurisdiction" not in {f.rule for f in found}
