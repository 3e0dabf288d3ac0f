"""Comparisons: each ends once."""

from api.store import Store, comparisons, datasets
from api.store.comparisons import Case
from tests.api.store.conftest import by
from tests.api.store.steps import added, refused


def test_a_comparison_ends_once(store: Store) -> None:
    with store.writing() as session:
        data = added(session)
        one = comparisons.add(
            session, by(), data.id, "两案", [Case(name="甲", dataset="", plan="")]
        )
        assert comparisons.content_of(session, one.id) is None
        done = comparisons.finish(session, by(seconds=1), one.id, "{}")
        refused("state", lambda: comparisons.finish(session, by(), one.id, "{}"))
    with store.reading() as session:
        assert comparisons.get(session, one.id) == done
        assert comparisons.listed(session, offices=["county"]) == (done,)
        assert not comparisons.listed(session, before=one.id)
        assert comparisons.content_of(session, one.id) == "{}"
        assert datasets.get(session, data.id).frozen is not None
