from models.region import Level
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN


def test_a_programme_of_a_level_that_is_not_in_charge() -> None:
    township = tiny.with_programme("draw", level=Level.TOWNSHIP)
    found = only(township, PLAN, "jurisdiction.level", "jurisdiction")
    assert found[0].visits == ("d",)


def test_targets_without_an_entry_may_be_inspected_by_any_level() -> None:
    found = judged.findings(tiny.with_programme("gov", level=Level.PROVINCE), PLAN)
    assert "jurisdiction" not in {f.rule for f in found}
