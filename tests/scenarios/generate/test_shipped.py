"""The shipped data sets are what the generator makes, to the byte, and read back the same."""

from pathlib import Path

import pytest

from scenarios.dataset import read_dataset
from scenarios.generate.__main__ import DATASETS, main
from scenarios.generate.shipped import SHIPPED


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for name in SHIPPED
        for file in sorted((folder / name).rglob("*"))
        if file.is_file()
    }


def test_remade_bytes_are_the_shipped_ones(tmp_path: Path) -> None:
    main(tmp_path)
    assert _bytes(tmp_path) == _bytes(DATASETS)


@pytest.mark.parametrize("name", list(SHIPPED))
def test_shipped_sets_read_back(name: str) -> None:
    problem = read_dataset(DATASETS / name)
    assert problem == SHIPPED[name]()
    assert problem.fictional
    assert "虚构" in problem.note
