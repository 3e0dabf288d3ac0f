"""Ids: in the order of time."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.store import new_id
from tests.api.store.conftest import NOON


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=5), st.binary(min_size=10, max_size=10))
def test_ids_sort_by_time(seconds: list[int], chance: bytes) -> None:
    ids = [new_id(NOON + timedelta(seconds=s), lambda _: chance) for s in seconds]
    assert sorted(ids) == [ids[n] for n in sorted(range(len(ids)), key=lambda n: seconds[n])]
    assert all(len(one) == 32 for one in ids)
