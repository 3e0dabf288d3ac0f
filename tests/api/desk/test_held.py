import threading

import pytest

from api.desk.held import Held, HeldBytes


def test_what_is_held_is_made_once_and_faults_are_not_kept() -> None:
    held, made, go = Held(2), [], threading.Event()

    def slow() -> int:
        go.wait(10)
        made.append(1)
        return 7

    assert held.within(("a",), slow, 0.01) is None
    asking = [threading.Thread(target=lambda: made.append(held.get(("a",), slow))) for _ in "12"]
    for thread in asking:
        thread.start()
    go.set()
    for thread in asking:
        thread.join(10)
    assert sorted(made) == [1, 7, 7]

    def broken() -> int:
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            held.get(("b",), broken)
    assert [held.get((key,), lambda: 0) for key in "cd"] == [0, 0]
    assert held.get(("a",), lambda: 8) == 8


def test_bytes_are_held_up_to_so_many() -> None:
    held = HeldBytes(10)
    for key, size in (("a", 4), ("b", 4), ("a", 5)):
        held.put(key, bytes(size))
    assert (held.get("a"), held.get("b")) == (bytes(5), bytes(4))
    held.get("a")
    held.put("c", bytes(3))  # of what was not used for longest is no room any more
    assert [held.get(key) is not None for key in "abc"] == [True, False, True]
    held.put("d", bytes(11))
    assert [held.get(key) for key in "acd"] == [None, None, None]
