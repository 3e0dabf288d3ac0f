from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from models.policy import Policy
from models.text import LANGUAGES, catalogue
from scenarios.policies import load_policy
from tests.api.service.test_datasets import bearer, client, upload  # noqa: F401

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
Bearer = dict[str, dict[str, str]]


def test_packs_are_told_with_clauses_and_numbers(client: TestClient, bearer: Bearer) -> None:  # noqa: F811
    packs = client.get("/v1/policies", headers=bearer["viewer"]).json()
    assert {"hainan-2021", "miyi-2022"} <= {one["id"] for one in packs}
    read = client.get("/v1/policies/miyi-2022", headers=bearer["viewer"])
    assert Policy.model_validate_json(read.content) == load_policy("miyi-2022")
    for id_ in ("nowhere", "..%2Fnational", "national"):
        assert client.get(f"/v1/policies/{id_}", headers=bearer["viewer"]).status_code == 404
    assert client.get("/v1/policies").status_code == 401


def test_words_and_data_sets_are_told(client: TestClient, bearer: Bearer) -> None:  # noqa: F811
    words = client.get("/v1/glossary", headers=bearer["viewer"]).json()
    terms = [term["zh"] for section in words["sections"] for term in section["terms"]]
    assert "责任督学" in terms
    shipped = client.get("/v1/shipped", headers=bearer["viewer"]).json()
    (miyi,) = [one for one in shipped if one["id"] == "miyi-2027"]
    assert (miyi["year"], miyi["policy"], miyi["fictional"]) == (2027, "miyi-2022", True)


def test_every_issue_of_an_answer_has_its_type(client: TestClient, bearer: Bearer) -> None:  # noqa: F811
    types = client.get("/v1/issues", headers=bearer["viewer"]).json()
    for language in LANGUAGES:
        messages = {code for code in catalogue(language) if code.startswith("data.")}
        assert {one["code"] for one in types} == messages
    for issue in upload(client, bearer["planner"], b"{}")[1]["errors"]:  # type: ignore[attr-defined]
        one = client.get(f"/v1/issues/{issue['code']}", headers=bearer["viewer"])
        assert one.json() in types
        assert one.json()["severity"] == issue["severity"]
    assert client.get("/v1/issues/page.template_guide", headers=bearer["viewer"]).status_code == 404


@pytest.mark.parametrize(("language", "sheet"), [("zh", "督学"), ("en", "Inspectors")])
def test_the_empty_workbook_opens(
    client: TestClient,  # noqa: F811
    bearer: Bearer,  # noqa: F811
    language: str,
    sheet: str,
) -> None:
    asked = {"language": language}
    answer = client.get("/v1/template.xlsx", params=asked, headers=bearer["viewer"])
    assert sheet in load_workbook(BytesIO(answer.content)).sheetnames
    wrong = client.get("/v1/template.xlsx", params={"language": "xx"}, headers=bearer["viewer"])
    assert wrong.status_code == 422
