import json

from models.schema import PATH, plan_schema


def test_published_schema_is_current() -> None:
    assert PATH.read_text("utf-8") == plan_schema(), "run python -m models.schema"


def test_schema_names_the_format() -> None:
    schema = json.loads(plan_schema())
    assert schema["properties"]["schema_id"]["const"] == "dudao.plan/1"
    assert {"visits", "zones", "status"} <= set(schema["required"])
