import json
from pathlib import Path

import pytest

from models.issue import DataError
from models.plan import AnnualPlan
from scenarios.export import read_plan_json
from scenarios.export.json_file import write_plan_json


def test_plan_comes_back(plan: AnnualPlan, tmp_path: Path) -> None:
    write_plan_json(plan, tmp_path / "plan.json")
    assert read_plan_json(tmp_path / "plan.json") == plan


def test_bytes_are_stable_and_readable(plan: AnnualPlan, tmp_path: Path) -> None:
    write_plan_json(plan, tmp_path / "a.json")
    write_plan_json(read_plan_json(tmp_path / "a.json"), tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert b"\\u" not in (tmp_path / "a.json").read_bytes()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "export.json.syntax"),
        (b"{", "export.json.syntax"),
        (b"PK\x03\x04", "export.json.workbook"),
        (b'{"a": "\xff"}', "export.json.not_utf8"),
        (b"[]", "export.json.not_a_plan"),
        (b'{"a": 1}', "export.json.not_a_plan"),
        (b"[" * 100_000, "export.json.not_a_plan"),
        (b'{"visits": [], "schema_id": "dudao.plan/9"}', "export.json.schema"),
        (b'{"visits": [], "status": "complete", "origin": null, "zones": NaN}', None),
    ],
)
def test_bad_files_are_refused(content: bytes, code: str | None, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_plan_json(path)
    assert code is None or caught.value.issues[0].text.code == code


def test_every_wrong_field_is_named(plan: AnnualPlan, tmp_path: Path) -> None:
    content = json.loads(plan.model_dump_json())
    del content["status"]
    content["visits"][0]["half_days"] = 0
    content["visits"][1]["mood"] = "good"
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(content))
    with pytest.raises(DataError) as caught:
        read_plan_json(path)
    assert {i.column: i.text.code for i in caught.value.issues} == {
        "status": "export.json.missing",
        "visits.0.half_days": "export.json.invalid",
        "visits.1.mood": "export.json.unknown",
    }


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(OSError, match=str(path)):
            read_plan_json(path)
