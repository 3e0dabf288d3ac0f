from functools import partial

import pytest

from api.desk.settled import Settled


def test_what_was_read_holds_until_the_next_entry() -> None:
    settled, made = Settled(most=2), []

    def read() -> int:
        made.append(1)
        return len(made)

    assert [settled.get(5, "a", read) for _ in "12"] == [1, 1]
    assert settled.known(5, "a") == 1
    assert settled.known(6, "a") is None
    assert settled.get(6, "a", read) == 2
    # a request that began before the entry was written reads for itself and keeps nothing
    assert settled.get(5, "a", read) == 3
    assert settled.get(6, "a", read) == 2


def test_who_changes_something_reads_for_themselves() -> None:
    settled = Settled()
    assert settled.get(1, "a", lambda: "old") == "old"
    assert settled.get(None, "a", lambda: "new") == "new"
    assert settled.known(None, "a") is None


def test_what_goes_wrong_is_not_kept_and_not_more_than_so_many() -> None:
    settled = Settled(most=2)

    def broken() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        settled.get(1, "a", broken)
    assert [settled.get(1, key, partial(str, key)) for key in "abc"] == [*"abc"]
    assert [settled.known(1, key) for key in "abc"] == ["a", "b", None]
