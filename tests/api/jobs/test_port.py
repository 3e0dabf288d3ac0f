"""States: everything ends, and nothing leaves an end."""

from api.jobs.port import FOLLOWERS, OPEN, State, may_follow

ENDS = {State.COMPLETED, State.INCOMPLETE, State.FAILED}


def test_every_state_has_its_followers() -> None:
    assert set(FOLLOWERS) == set(State)
    assert {s for s in State if not FOLLOWERS[s]} == {*ENDS, State.INVALID}


def test_open_plans_lead_to_every_end() -> None:
    reached = set(OPEN)
    for _ in State:
        reached |= {then for now in reached for then in FOLLOWERS[now]}
    assert reached == OPEN | ENDS


def test_a_plan_never_begun_is_never_complete() -> None:
    assert not may_follow(State.SOLVING_SCHEDULED, State.COMPLETED)
    assert may_follow(State.SOLVING_SCHEDULED, State.INCOMPLETE)
    assert may_follow(State.ACTIVE, State.COMPLETED)
