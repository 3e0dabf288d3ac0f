from planner.audit import AuditCase, audit
from planner.audit.account import account
from planner.audit.burden import Limited, burdens
from scenarios.dataset import read_dataset
from scenarios.shipped import find_dataset
from tests.planner.audit.tiny import PLAN, PROBLEM

FOUND = burdens(PROBLEM, PLAN)


def test_what_everybody_does_is_what_the_account_says() -> None:
    told = account(PROBLEM, PLAN)
    assert {one.inspector: one.half_days for one in FOUND.people} == told.half_days
    assert round(sum(one.travel_km for one in FOUND.people), 1) == told.travel_km
    by_school = {one.target: one.visits for one in FOUND.targets}
    assert {id_: by_school[id_] for id_ in told.visits_by_school} == told.visits_by_school


def test_a_limit_is_exceeded_exactly_where_the_auditor_finds_it() -> None:
    """The tightest limit that holds is lowered: then it is broken, here and there."""
    assert not any(limit.exceeded for one in FOUND.targets for limit in one.limits)
    most = max(int(one.limits[0].found) for one in FOUND.targets)
    cap = PROBLEM.policy.caps[0].model_copy(update={"at_most": most - 1})
    policy = PROBLEM.policy.model_copy(update={"caps": (cap,)})
    problem = PROBLEM.model_copy(update={"policy": policy})
    over = {
        one.target
        for one in burdens(problem, PLAN).targets
        if any(limit.exceeded for limit in one.limits)
    }
    findings = [f for line in audit(problem, PLAN) for f in line.findings]
    assert over
    assert over == {t for f in findings if f.rule.startswith("caps") for t in f.targets}


def test_own_days_are_limits() -> None:
    first, *others = PROBLEM.inspectors
    bound = first.model_copy(update={"days_per_year": 3})
    problem = PROBLEM.model_copy(update={"inspectors": (bound, *others)})
    limit = next(
        limit
        for limit in burdens(problem, PLAN).people[0].limits
        if (limit.about, limit.per, limit.limit) == (Limited.DAYS, "year", 3)
    )
    assert limit.found == FOUND.people[0].half_days / 2
    assert limit.share == limit.found / 3


def test_caps_of_a_real_data_set_are_all_there() -> None:
    problem = read_dataset(find_dataset("miyi-2027"))
    empty = PLAN.model_copy(update={"visits": (), "zones": None, "trips": None})
    found = burdens(problem, empty)
    assert len(found.targets) == len(problem.targets)
    assert all(len(one.limits) == len(problem.policy.caps) for one in found.targets)
    assert AuditCase(problem, empty).places_by_target == {}
