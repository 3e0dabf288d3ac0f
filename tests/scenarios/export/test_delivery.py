import os
from pathlib import Path

import pytest

from scenarios.export.delivery import check_folder, deliver_file, delivery


def _files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _deliver(target: Path, files: str, content: str, *, fail: bool = False) -> None:
    with delivery(target) as fresh:
        for name in files:
            (fresh / name).write_text(content)
        if fail:
            raise RuntimeError


def _deliver_half(target: Path) -> None:
    with deliver_file(target) as fresh:
        fresh.write_text("half")
        raise RuntimeError


def test_files_appear_together_with_missing_parents(tmp_path: Path) -> None:
    with delivery(tmp_path / "a" / "b") as fresh:
        (fresh / "one").write_text("1")
        assert not (tmp_path / "a").exists()
    assert _files(tmp_path) == {"a/b/one": "1"}


def test_failure_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        _deliver(tmp_path / "out", "a", "1", fail=True)
    assert list(tmp_path.iterdir()) == []


def test_failure_leaves_the_old_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    with pytest.raises(RuntimeError):
        _deliver(tmp_path, "a", "new", fail=True)
    assert _files(tmp_path) == {"a": "old"}


def test_files_are_replaced_and_others_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ics").mkdir()
    (tmp_path / "ics" / "gone").write_text("old")
    (tmp_path / "mine").write_text("kept")
    with delivery(tmp_path) as fresh:
        (fresh / "ics").mkdir()
        (fresh / "ics" / "here").write_text("new")
    assert _files(tmp_path) == {"ics/here": "new", "mine": "kept"}


def test_failure_while_moving_brings_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "ab":
        (tmp_path / name).write_text("old")
    rename = Path.rename

    def fail_at_b(self: Path, target: Path) -> Path:
        if self.parent.name == "new" and self.name == "b":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_at_b)
    with pytest.raises(OSError, match="No space"):
        _deliver(tmp_path, "ab", "new")
    assert _files(tmp_path) == {"a": "old", "b": "old"}


def test_a_file_in_the_way_is_found_before_work_starts(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for target in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(NotADirectoryError):
            check_folder(target)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_unwritable_folder_is_found(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError):
        check_folder(tmp_path / "out")


def test_one_file_is_delivered_whole(tmp_path: Path) -> None:
    target = tmp_path / "book.xlsx"
    with pytest.raises(RuntimeError):
        _deliver_half(target)
    assert _files(tmp_path) == {}
    with deliver_file(target) as fresh:
        fresh.write_text("whole")
    assert _files(tmp_path) == {"book.xlsx": "whole"}
