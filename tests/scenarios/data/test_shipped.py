"""Data sets that come with the program."""

from pathlib import Path

import pytest

from models.issue import DataError
from scenarios.dataset import read_dataset
from scenarios.shipped import find_dataset, shipped_datasets


@pytest.mark.parametrize("name", shipped_datasets())
def test_shipped_data_sets_are_good(name: str) -> None:
    assert read_dataset(find_dataset(name)).id == name


def test_own_path(tmp_path: Path) -> None:
    assert find_dataset(str(tmp_path)) == tmp_path


@pytest.mark.parametrize("name", ["no-such-data-set", "", "x" * 5000, "a\0b"])
def test_neither(name: str) -> None:
    with pytest.raises(DataError) as caught:
        find_dataset(name)
    assert [i.text.code for i in caught.value.issues] == ["data.dataset_unknown"]


def test_nearest_is_suggested() -> None:
    for name in shipped_datasets():
        with pytest.raises(DataError) as caught:
            find_dataset(name[:-1] + "x")
        assert caught.value.issues[0].suggestion
