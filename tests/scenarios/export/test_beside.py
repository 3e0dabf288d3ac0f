import threading
from pathlib import Path

import pytest

from scenarios.export.beside import beside


def test_both_are_done_when_the_block_ends(tmp_path: Path) -> None:
    with beside(lambda: (tmp_path / "there").write_text("a") and None):
        (tmp_path / "here").write_text("b")
    assert (tmp_path / "there").read_text() == "a"


def test_what_the_work_raises_is_raised_here(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised, beside(lambda: _write(tmp_path / "no" / "x")):
        pass
    assert raised.value.filename == str(tmp_path / "no" / "x")


def test_what_the_block_raises_goes_first(tmp_path: Path) -> None:
    with pytest.raises(KeyError), beside(lambda: _write(tmp_path / "no" / "x")):
        raise KeyError


def test_beside_other_threads_it_is_done_here(tmp_path: Path) -> None:
    done, wait = list[int](), threading.Event()
    thread = threading.Thread(target=wait.wait)
    thread.start()
    with beside(lambda: done.append(1)):
        assert done == []
    wait.set()
    thread.join()
    assert done == [1]


def _write(path: Path) -> None:
    path.write_text("")
