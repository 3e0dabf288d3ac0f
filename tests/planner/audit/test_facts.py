from models.plan import ComplianceStatus
from models.text import say
from tests.planner.audit import judged, tiny
from tests.planner.audit.tiny import PLAN, PROBLEM


def facts(clause: str, plan: tiny.AnnualPlan = PLAN) -> dict[str, dict[str, object]]:
    line = judged.line_of(PROBLEM, plan, clause)
    return {f.code.removeprefix("audit.fact."): dict(f.args) for f in line.facts}


def test_headcounts() -> None:
    ratio = facts("staff")["ratio"]
    assert (ratio["have"], ratio["need"], ratio["short"], ratio["targets"]) == (3, 4, 1, 4)
    share = facts("share")["share"]
    assert (share["have"], share["need"], share["short"], share["percent"]) == (3, 2, 0, 75)


def test_programmes() -> None:
    assert facts("regular") == {
        "programme": {"programme": "regular inspection", "due": 8, "found": 8}
    }
    short = tiny.without_visits("r1")
    assert facts("regular", short)["programme"]["found"] == 7
    assert facts("more") == {"see": {"programme": "comprehensive inspection", "clause": "full"}}


def test_a_further_clause_is_kept_only_with_its_programme() -> None:
    status = ComplianceStatus
    assert judged.line_of(PROBLEM, PLAN, "more").status is status.KEPT
    plan = tiny.without_visits("v1")
    assert judged.line_of(PROBLEM, plan, "more").status is status.NOT_APPLICABLE


def test_travel_cost_and_days() -> None:
    assert facts("travel")["km"] == {"km": 380, "visits": 14}
    assert facts("budget")["budget"] == {"cost": 2480, "budget": 5000}
    assert facts("people")["workload"] == {"most": 7.5, "least": 0, "total": 16.5}
    assert facts("workload")["load_per_month"] == {"most": 1, "limit": 2}


def test_zones_training_milestones_and_caps() -> None:
    assert facts("zone")["zones"] == {"found": 4, "due": 4}
    assert facts("capacity")["zone_size"] == {"most": 2, "limit": 3, "inspectors": 3}
    assert facts("training")["central_training"] == {"due": 32, "found": 32}
    assert facts("training")["online_training"] == {"due": 16, "found": 16}
    assert facts("feedback")["feedback"] == {"count": 4, "carried": 0}
    assert "of_kinds" in facts("cap")


def test_caps_count_their_kinds_only() -> None:
    cap = tiny.POLICY.caps[1].model_copy(update={"kinds": (tiny.SPECIAL,)})
    line = judged.line_of(tiny.with_policy(caps=(cap,)), PLAN, "cap")
    assert [say(fact, "en") for fact in line.facts] == [
        "Of special together: A target gets at most 1 visits a year; 2 are allowed."
    ]
    assert say(line.facts[0]) == "专项督导合计：同一对象一年最多 1 次，上限 2 次。"
