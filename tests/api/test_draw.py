import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Dudao = Callable[..., Result]

RULE = """
id = "spring"
where = {{ kind = ["school"] }}
[[sizes]]
number = {number}
[[strata]]
name = "primary"
where = {{ stage = ["primary"] }}
at_least = {primary}
"""
COMMITTED = ("--source", "骰子", "--source-at", "2027-03-01T14:00+08:00")
AT_NINE = ("--time", "2027-03-01T09:00+08:00")
DRAWN = ("--numbers", "3 1 6", "--operator", "张三", "--time", "2027-03-01T15:00+08:00")


def _commit(dudao: Dudao, dataset: Path, folder: Path, number: int = 4, primary: int = 1) -> Result:
    return _commit_rule(dudao, dataset, folder, RULE.format(number=number, primary=primary))


def _commit_rule(dudao: Dudao, dataset: Path, folder: Path, text: str) -> Result:
    rule = folder / "rule.toml"
    rule.write_text(text, "utf-8")
    return dudao(
        "draw", "commit", rule, folder / "register", "--data", dataset, *COMMITTED, *AT_NINE
    )


@pytest.fixture
def register(dudao: Dudao, dataset: Path, tmp_path: Path) -> Path:
    result = _commit(dudao, dataset, tmp_path)
    assert result.exit_code == 0, result.output
    assert "leximin" in result.output
    return tmp_path / "register"


def test_from_commitment_to_public_record(dudao: Dudao, register: Path, tmp_path: Path) -> None:
    result = dudao("draw", "run", register, *DRAWN, "--witness", "李四")
    assert result.exit_code == 0, result.output
    result = dudao("draw", "verify", register)
    assert result.exit_code == 0, result.output
    public = tmp_path / "public.json"
    assert dudao("draw", "public", register / "001-spring.json", "--out", public).exit_code == 0
    assert "李四" in (register / "001-spring.json").read_text("utf-8")
    assert "李四" not in public.read_text("utf-8")
    verifier = [sys.executable, "-I", str(register / "verifier.py"), str(public)]
    told = subprocess.run(verifier, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout
    assert "全部相符" in told.stdout


def test_commitment_hides_everything_but_digests(register: Path) -> None:
    committed = (register / "001-spring.commitment.json").read_text("utf-8")
    sealed = json.loads((register / "001-spring.sealed.json").read_bytes())
    assert sealed["secret"] not in committed
    assert "S001" not in committed
    assert (register / "001-spring.sealed.json").stat().st_mode & 0o077 == 0


def test_a_changed_record_differs(dudao: Dudao, register: Path) -> None:
    dudao("draw", "run", register, *DRAWN)
    path = register / "001-spring.json"
    record = json.loads(path.read_bytes())
    record["drawn"]["outcome"].reverse()
    path.write_text(json.dumps(record), "utf-8")
    result = dudao("draw", "verify", path, "--lang", "en")
    assert result.exit_code == 1
    assert "drawn.outcome.0" in result.output


def test_a_changed_commitment_differs(dudao: Dudao, register: Path) -> None:
    dudao("draw", "run", register, *DRAWN)
    path = register / "001-spring.commitment.json"
    path.write_text(path.read_text("utf-8").replace("骰子", "股指"), "utf-8")
    assert dudao("draw", "verify", register).exit_code == 1


def test_numbers_cannot_come_before_their_source(dudao: Dudao, register: Path) -> None:
    early = ("--numbers", "3", "--operator", "张三", "--time", "2027-03-01T13:00+08:00")
    result = dudao("draw", "run", register, *early)
    assert result.exit_code == 2
    assert not (register / "001-spring.json").exists()


def test_one_draw_after_the_other(dudao: Dudao, dataset: Path, register: Path) -> None:
    assert _commit(dudao, dataset, register.parent).exit_code == 2
    gone = ("--ground", "other", "--detail", "停电", "--approved-by", "王五", *AT_NINE)
    assert dudao("draw", "abandon", register, *gone).exit_code == 0
    assert dudao("draw", "run", register, *DRAWN).exit_code == 2
    assert dudao("draw", "verify", register).exit_code == 0


def test_replacement(dudao: Dudao, register: Path) -> None:
    dudao("draw", "run", register, *DRAWN)
    record = json.loads((register / "001-spring.json").read_bytes())
    out = record["drawn"]["outcome"][0]
    why = ("--ground", "closed", "--detail", "停办", "--approved-by", "王五")
    late = ("--time", "2027-03-02T09:00+08:00")
    result = dudao("draw", "replace", register, "spring", out, *why, *late)
    assert result.exit_code == 0, result.output
    assert dudao("draw", "verify", register).exit_code == 0
    assert dudao("draw", "replace", register, "spring", "S999", *why, *late).exit_code == 2
    assert dudao("draw", "replace", register, "autumn", out, *why, *late).exit_code == 2


def test_impossible_quotas_draw_nothing(dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    result = _commit(dudao, dataset, tmp_path, number=1, primary=2)
    assert result.exit_code == 2
    assert "size、primary" in result.output
    assert not (tmp_path / "register").exists()


def test_what_is_no_record(dudao: Dudao, tmp_path: Path) -> None:
    path = tmp_path / "1.json"
    path.write_text("[]", "utf-8")
    assert dudao("draw", "verify", path).exit_code == 2
    assert dudao("draw", "verify", tmp_path / "none.json").exit_code == 2


def test_table_of_draws(dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    register, table = tmp_path / "register", tmp_path / "drawn.csv"
    rule = 'programme = "comprehensive"' + RULE.format(number=4, primary=1)
    assert _commit_rule(dudao, dataset, tmp_path, rule).exit_code == 0
    assert dudao("draw", "demand", register, table).exit_code == 2
    assert not table.exists()
    dudao("draw", "run", register, *DRAWN)
    assert dudao("draw", "demand", register, table).exit_code == 0
    assert len(table.read_text("utf-8-sig").splitlines()) == 1 + 4
    assert dudao("draw", "demand", register, table).exit_code == 2


def test_no_table_without_a_register(dudao: Dudao, tmp_path: Path) -> None:
    result = dudao("draw", "demand", tmp_path / "nothing", tmp_path / "drawn.csv")
    assert result.exit_code == 2
    assert "nothing" in result.output.replace("\n", "")
    assert not (tmp_path / "drawn.csv").exists()


def test_no_draw_for_a_sealed_programme(dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    programme = """
[[programmes]]
id = "joint"
name = "联合督查"
kind = "joint"
sealed = true
"""
    data = tmp_path / "data"
    shutil.copytree(dataset, data)
    with (data / "programmes.toml").open("a", encoding="utf-8") as file:
        file.write(programme)
    rule = 'programme = "joint"' + RULE.format(number=4, primary=1)
    result = _commit_rule(dudao, data, tmp_path, rule)
    assert result.exit_code == 2
    assert "密封" in result.output
    assert not (tmp_path / "register").exists()
