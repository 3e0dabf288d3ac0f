"""States: everything ends, and nothing leaves an end."""

from api.jobs.port import FOLLOWERS, OPEN, State, may_follow

ENDS = {State.SOLVING_COMPLETED, State.SOLVING_INCOMPLETE, State.SOLVING_FAILED}


def test_every_state_has_its_followers() -> None:
    assert set(FOLLOWERS) == set(State)
    assert {s for s in State if not FOLLOWERS[s]} == {*ENDS, State.DATASET_INVALID}


def test_open_plans_lead_to_every_end() -> None:
    reached = set(OPEN)
    for _ in State:
        reached |= {then for now in reached for then in FOLLOWERS[now]}
    assert reached == OPEN | ENDS


def test_a_plan_never_begun_is_never_complete() -> None:
    assert not may_follow(State.SOLVING_SCHEDULED, State.SOLVING_COMPLETED)
    assert may_follow(State.SOLVING_SCHEDULED, State.SOLVING_INCOMPLETE)
    assert may_follow(State.SOLVING_ACTIVE, State.SOLVING_COMPLETED)
