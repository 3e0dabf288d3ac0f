"""Data sets: their versions, and that those in use never change."""

from api.store import Store, datasets, plans
from tests.api.store.conftest import NOON, by
from tests.api.store.steps import added, refused
from tests.planner.audit.tiny import PROBLEM

OTHER = PROBLEM.model_copy(update={"name": "改过的"})


def test_a_data_set_comes_back_as_it_was(store: Store) -> None:
    with store.writing() as session:
        kept = added(session)
    with store.reading() as session:
        assert datasets.problem_of(session, kept.id) == PROBLEM
        assert datasets.get(session, kept.id) == kept
        assert kept.created == NOON
        assert kept.figures["targets"] == len(PROBLEM.targets)
        refused("missing", lambda: datasets.get(session, "0" * 32))
        refused("missing", lambda: datasets.text_of(session, "0" * 32))


def test_versions_have_a_parent_and_a_number(store: Store) -> None:
    with store.writing() as session:
        first = added(session)
        second = added(session, 1, first.id)
        third = added(session, 2, second.id)
        added(session, 3)
    assert [(v.series, v.version, v.parent) for v in (first, second, third)] == [
        (first.id, 1, None),
        (first.id, 2, first.id),
        (first.id, 3, second.id),
    ]
    with store.reading() as session:
        assert datasets.listed(session, series=first.id) == (third, second, first)
        assert datasets.listed(session, before=second.id) == (first,)
        assert len(datasets.listed(session, offices=["county"])) == 4
        assert not datasets.listed(session, offices=["elsewhere"])


def test_a_data_set_in_use_never_changes(store: Store) -> None:
    with store.writing() as session:
        kept = added(session)
        assert datasets.replace(session, by(), kept.id, OTHER).name == "改过的"
        plans.submit(session, by(seconds=5), kept.id, {})
    with store.writing() as session:
        refused("frozen", lambda: datasets.replace(session, by(), kept.id, PROBLEM))
        refused("frozen", lambda: datasets.remove(session, by(), kept.id))
    with store.reading() as session:
        assert datasets.problem_of(session, kept.id) == OTHER
        assert datasets.get(session, kept.id).frozen == by(seconds=5).now


def test_only_what_nothing_hangs_on_is_removed(store: Store) -> None:
    with store.writing() as session:
        first = added(session)
        second = added(session, 1, first.id)
        refused("frozen", lambda: datasets.remove(session, by(), first.id))
        datasets.remove(session, by(), second.id)
        datasets.remove(session, by(), first.id)
    with store.reading() as session:
        assert not datasets.listed(session)
