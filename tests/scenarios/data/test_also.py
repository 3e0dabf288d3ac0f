"""Programmes that a data set takes from other packs beside its own."""

from pathlib import Path

import pytest

from models.issue import DataError, Issue
from models.problem import Problem
from scenarios.dataset import read_dataset, write_dataset, write_workbook
from scenarios.policies import load_policy, shipped_programmes, source_of, with_programmes
from scenarios.shipped import find_dataset

ALSO = ("shuangjian-2022:cross-leagues", "shuangjian-2022:cross")


@pytest.fixture(scope="module")
def banner() -> Problem:
    problem = read_dataset(find_dataset("neimenggu-banner-2027"))
    policy = with_programmes(problem.policy, ALSO)
    return problem.model_copy(update={"policy": policy, "programmes": policy.programmes})


def _issues(folder: Path) -> tuple[Issue, ...]:
    with pytest.raises(DataError) as caught:
        read_dataset(folder)
    return caught.value.issues


def _name(folder: Path, *programmes: str) -> None:
    file = folder / "dataset.toml"
    quoted = ", ".join(f'"{name}"' for name in programmes)
    text = file.read_text("utf-8").replace("also = [", f"also = [{quoted}, ")
    file.write_text(text, "utf-8")


def test_programmes_come_last_with_their_clauses(banner: Problem) -> None:
    assert [p.id for p in banner.policy.programmes[-2:]] == ["cross-leagues", "cross"]
    own = load_policy("neimenggu-2020")
    assert banner.policy.programmes[:-2] == own.programmes
    added = [c.id for c in banner.policy.clauses[len(own.clauses) :]]
    assert added == ["sj.3.1", "sj.3.4"]


def test_folder_names_pack_and_programmes(banner: Problem, tmp_path: Path) -> None:
    write_dataset(banner, tmp_path)
    text = (tmp_path / "dataset.toml").read_text("utf-8")
    assert 'policy = "neimenggu-2020"' in text
    assert not (tmp_path / "pack.toml").exists()
    assert read_dataset(tmp_path) == banner


def test_workbook_reads_back(banner: Problem, tmp_path: Path) -> None:
    write_workbook(banner, tmp_path / "banner.xlsx")
    assert read_dataset(tmp_path / "banner.xlsx") == banner


def test_changed_policy_is_written_whole(banner: Problem, tmp_path: Path) -> None:
    recusal = banner.policy.recusal.model_copy(update={"employer_years": 9})
    changed = banner.model_copy(
        update={"policy": banner.policy.model_copy(update={"recusal": recusal})}
    )
    write_dataset(changed, tmp_path)
    assert (tmp_path / "pack.toml").exists()
    assert read_dataset(tmp_path) == changed


def test_unknown_programme_is_told_with_place_and_known_names(
    banner: Problem, tmp_path: Path
) -> None:
    write_dataset(banner, tmp_path)
    _name(tmp_path, "shuangjian-2022:crosses", "cross")
    one, other = _issues(tmp_path)
    assert (one.place, one.column, one.found) == ("dataset.toml", "also", "shuangjian-2022:crosses")
    assert one.text.code == other.text.code == "data.also_unknown"
    assert one.suggestion == "shuangjian-2022:cross"
    assert "shuangjian-2022" in str(other.text.args["packs"])


def test_programme_taken_already_is_refused(banner: Problem, tmp_path: Path) -> None:
    write_dataset(banner, tmp_path)
    _name(tmp_path, "miyi-2022:regular")
    (issue,) = _issues(tmp_path)
    assert issue.text.code == "data.also_taken"
    assert issue.text.args["programme"] == "regular"


@pytest.mark.parametrize("name", shipped_programmes())
def test_every_programme_can_be_taken_by_a_pack_without_it(name: str) -> None:
    pack = load_policy("mudanjiang-2021")
    if name.partition(":")[2] in {p.id for p in pack.programmes}:
        return
    assert source_of(with_programmes(pack, [name])) is not None
