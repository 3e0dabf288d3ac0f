"""The files of a front."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from models.front import Against, Front
from planner.front import front
from planner.options import Options
from scenarios.export.front import notes, write_front
from scenarios.export.wording import Words
from tests.planner.village import village

OPTIONS = Options(time_limit_s=10, deterministic=True)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("against", list(Against))
def test_files(tmp_path: Path, language: str, against: Against) -> None:
    problem = village(1)
    found = front(problem, against, OPTIONS, points=20)
    files = write_front(problem, found, tmp_path, language)
    assert [file.name for file in files] == ["front.json", "front.xlsx", "front.html"]
    assert Front.model_validate_json(files[0].read_bytes()) == found
    with ZipFile(files[1]) as book:
        assert "xl/charts/chart1.xml" in book.namelist()
    page = files[2].read_text("utf-8")
    assert page.count("<circle") == len(found.points)
    assert page.count("<tr>") == len(found.points) + 1
    assert "<script" not in page
    assert len(list(notes(found, Words(language)))) == 2
