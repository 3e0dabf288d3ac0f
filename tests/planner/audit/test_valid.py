from models.plan import ComplianceStatus
from planner.audit import audit
from tests.planner.audit import judged, tiny


def test_the_valid_plan_keeps_every_clause_it_is_judged_by() -> None:
    assert judged.findings(tiny.PROBLEM, tiny.PLAN) == ()


def test_one_line_for_each_clause_in_the_order_of_the_policy() -> None:
    lines = audit(tiny.PROBLEM, tiny.PLAN)
    assert [line.clause for line in lines] == list(tiny.CLAUSES)


def test_only_clauses_without_rule_or_data_are_not_applicable() -> None:
    lines = audit(tiny.PROBLEM, tiny.PLAN)
    idle = {x.clause for x in lines if x.status is ComplianceStatus.NOT_APPLICABLE}
    assert idle == {"dedicated", "input"}


def test_what_an_office_does_not_state_is_not_applicable() -> None:
    lines = audit(tiny.PROBLEM, tiny.plan(zones=None, training=None, milestones=None))
    idle = {x.clause for x in lines if x.status is ComplianceStatus.NOT_APPLICABLE}
    stated = {"zone", "capacity", "quota", "eligible", "training", "feedback", "rectify"}
    assert idle == {"dedicated", "input", "look-back", "review"} | stated


def test_an_empty_plan_lacks_each_mandatory_programme_once() -> None:
    empty = tiny.plan(zones=(), visits=(), training=(), milestones=())
    codes = sorted(f.text.code for f in judged.findings(tiny.PROBLEM, empty))
    assert codes == [
        *["audit.coverage.none"] * 5,
        *["audit.reviews.missing"] * 2,
        "audit.training.central_none",
        "audit.training.online_none",
        "audit.zones.all_without",
    ]
