"""So many plans wait or are solved, and not one more."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from api.desk.denial import Denial
from api.desk.room import admit
from api.settings import Settings
from api.store import Store, datasets, plans
from tests.api.store.conftest import by
from tests.planner.audit.tiny import PROBLEM

TWO = Settings(max_open_plans=2)


def used(store: Store) -> str:
    """A data set that plans use already, so that none of those below has to wait for another."""
    with store.writing() as session:
        made = datasets.add(session, by(), PROBLEM, source="x").id
        datasets.freeze(session, by(), made)
    return made


@pytest.mark.parametrize("database", ["sqlite"])
def test_several_are_admitted_all_or_none(store: Store) -> None:
    dataset = used(store)
    with store.writing() as session:
        one, two, three = (
            plans.submit(session, by(seed=number), dataset, {})[0].id for number in range(3)
        )
        admit(session, by(), TWO, one)
        with pytest.raises(Denial) as caught:
            admit(session, by(), TWO, two, three)
        assert plans.count_open(session) == 1
        admit(session, by(), TWO, two)
        assert plans.count_open(session) == 2
    assert caught.value.status == 429
    assert int(caught.value.headers["Retry-After"]) > 0


def test_those_who_submit_at_the_same_moment_are_counted_too(store: Store) -> None:
    """Each has written its plan, and none has ended, when they are counted."""
    dataset, crowd = used(store), 6
    # SQLite has one writer at a time: there, nobody could wait for another.
    written = Barrier(1 if store.engine.dialect.name == "sqlite" else crowd)

    def submit(number: int) -> bool:
        try:
            with store.writing() as session:
                plan, _ = plans.submit(session, by(seed=number), dataset, {})
                written.wait()
                admit(session, by(), TWO, plan.id)
        except Denial:
            return False
        return True

    with ThreadPoolExecutor(crowd) as threads:
        accepted = [*threads.map(submit, range(crowd))]
    with store.reading() as session:
        assert (accepted.count(True), plans.count_open(session)) == (2, 2)
