import pytest

from models.plan import ComplianceStatus
from models.problem import Problem
from planner.audit import audit
from tests.planner.audit import judged, tiny
from tests.planner.audit.tiny import PLAN, PROBLEM

NOBODY = tiny.InspectorFilter(departments=("none",))
NOTHING = tiny.TargetFilter(ids=("none",))


def idle(problem: Problem, plan: tiny.AnnualPlan) -> set[str]:
    status = ComplianceStatus.NOT_APPLICABLE
    lines = audit(problem, plan)
    return {x.clause for x in lines if x.status is status} - {"dedicated", "input"}


def policy_without(**filters: object) -> Problem:
    policy = tiny.POLICY
    certificate = policy.certificate.model_copy(update={"required_of": NOBODY})
    training = policy.training.model_copy(update={"required_of": NOBODY})
    tables = {
        "certificate": {"certificate": certificate},
        "training": {"training": training},
        "workload": {"workload": (policy.workload[0].model_copy(update={"people": NOBODY}),)},
        "jurisdiction": {
            "jurisdiction": (policy.jurisdiction[0].model_copy(update={"targets": NOTHING}),)
        },
        "staff": {
            "staffing": policy.staffing.model_copy(
                update={"ratios": (policy.staffing.ratios[0].model_copy(update={"per": NOTHING}),)}
            )
        },
        "share": {
            "staffing": policy.staffing.model_copy(
                update={"shares": (policy.staffing.shares[0].model_copy(update={"among": NOBODY}),)}
            )
        },
        "quota": {
            "zoning": policy.zoning.model_copy(
                update={
                    "quotas": (policy.zoning.quotas[0].model_copy(update={"targets": NOTHING}),)
                }
            )
        },
    }
    return tiny.with_policy(**tables[str(filters["clause"])])


@pytest.mark.parametrize(
    "clause", ["certificate", "training", "workload", "jurisdiction", "staff", "share", "quota"]
)
def test_a_rule_that_concerns_nobody_or_nothing(clause: str) -> None:
    assert idle(policy_without(clause=clause), PLAN) == {clause}


def test_no_interests_no_limits_to_travel_no_budget() -> None:
    assert idle(tiny.problem(interests=()), PLAN) == {"recusal"}
    assert idle(tiny.with_person("a", max_travel_km=None), PLAN) == {"travel"}
    costs = PROBLEM.costs.model_copy(update={"budget_yuan": None})
    assert idle(tiny.problem(costs=costs), PLAN) == {"budget"}


def test_a_large_school_makes_its_clause_applicable() -> None:
    for size, status in ((1999, "not_applicable"), (2000, "kept")):
        zones = (
            tiny.Zone(inspector="a", targets=("s3",), travel_km=20),
            tiny.Zone(inspector="b", targets=("s4", "s1"), travel_km=40),
            tiny.ZONES[2],
        )
        line = judged.line_of(
            tiny.with_target("s3", enrolment=size),
            tiny.plan(zones=zones, visits=()),
            "dedicated",
        )
        assert line.status.value == status


def test_a_plan_without_visits_and_zones_is_judged_by_coverage_and_office_only() -> None:
    empty = tiny.plan(visits=(), zones=None, training=None, milestones=None)
    asked = {*tiny.CLAUSES} - idle(PROBLEM, empty) - {"dedicated", "input"}
    assert asked == {"full", "regular", "gov", "draw", "leaving", "staff", "share"}


def test_zones_alone_are_judged_by_who_may_hold_them() -> None:
    plan = tiny.plan(visits=(), training=None, milestones=None)
    asked = {*tiny.CLAUSES} - idle(PROBLEM, plan)
    assert {"certificate", "qualification", "recusal", "travel", "zone", "quota"} <= asked


def test_kinds_without_visits() -> None:
    plan = tiny.plan(visits=tuple(v for v in tiny.VISITS if v.id == "g"), zones=None)
    assert {"cap", "gap", "feedback", "rectify", "look-back"} <= idle(PROBLEM, plan)
