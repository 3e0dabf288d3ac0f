"""`dudao hire`: from a data set to people to hire, and a plan with them."""

from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from models.hiring import Hiring

Dudao = Callable[..., Result]

GONE = """name = "少一人"

[[change]]
remove = "inspectors"
where = { employment = "专职" }
number = 1
"""


def test_people_and_files(dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    fewer, out = tmp_path / "fewer.toml", tmp_path / "out"
    fewer.write_text(GONE, "utf-8")
    result = dudao("hire", dataset, "--with", fewer, "--out", out, "--time-limit", 20)
    assert result.exit_code == 0, result.output
    answer = Hiring.model_validate_json((out / "hiring.json").read_bytes())
    assert answer.number == answer.bound == 1
    assert "至少需补充1名专职督学，已证明" in result.output
    assert "N001" in result.output
    assert "my.4.1a" in result.output
    more = [fewer, out / "hires.toml"]
    again = dudao("hire", dataset, "--with", more[0], "--with", more[1], "--lang", "en")
    assert again.exit_code == 0, again.output
    assert "Nobody needs to be hired" in again.output


def test_bad_input_writes_nothing(dudao: Dudao, dataset: Path, tmp_path: Path) -> None:
    missing = dudao("hire", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert missing.exit_code == 2
    assert not (tmp_path / "out").exists()
    several = dudao("hire", "hainan-2027")
    assert several.exit_code == 2
    assert "--office" in several.output
    unknown = dudao("hire", "hainan-2027", "--office", "nobody")
    assert unknown.exit_code == 2
