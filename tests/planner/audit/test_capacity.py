from models.plan import Zone
from models.policy import Zoning
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN


def zoning(**values: object) -> Zoning:
    return tiny.POLICY.zoning.model_copy(update=values)


def test_one_school_too_many() -> None:
    problem = tiny.with_policy(zoning=zoning(at_most=1))
    found = only(problem, PLAN, "capacity.total", "capacity")
    assert found[0].inspectors == ("a",)
    assert (found[0].text.args["found"], found[0].text.args["limit"]) == (2, 1)


def test_a_school_added_by_hand() -> None:
    problem = tiny.with_policy(zoning=zoning(at_most=2))
    zones = (Zone(inspector="a", targets=("s1", "s3", "s4"), travel_km=40), *tiny.ZONES[1:])
    rules = {f.rule for f in judged.findings(problem, tiny.plan(zones=zones))}
    assert rules == {"capacity", "zones"}


def test_a_quota() -> None:
    quota = tiny.Quota(clause="quota", targets=tiny.SCHOOLS, at_most=1)
    found = only(tiny.with_policy(zoning=zoning(quotas=(quota,))), PLAN, "capacity.quota", "quota")
    assert found[0].targets == ("s1", "s3")


def test_a_large_school_that_shares_its_inspector() -> None:
    problem = tiny.with_policy(zoning=zoning(dedicated_from=1800))
    found = only(problem, PLAN, "capacity.dedicated", "dedicated")
    assert found[0].text.args["target_id"] == "s3"
    assert found[0].text.args["others"] == "school s1"


def test_a_large_school_alone_is_within_capacity() -> None:
    problem = tiny.with_policy(zoning=zoning(dedicated_from=500))
    found = only(problem, PLAN, "capacity.dedicated", "dedicated")
    assert found[0].inspectors == ("a",)


def test_a_stated_excess_is_still_a_breach() -> None:
    problem = tiny.with_policy(zoning=zoning(at_most=1))
    zones = (tiny.ZONES[0].model_copy(update={"excess": 1}), *tiny.ZONES[1:])
    only(problem, tiny.plan(zones=zones), "capacity.total", "capacity")
