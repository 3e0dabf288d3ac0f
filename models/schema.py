"""The published JSON Schema of the plan: `python -m models.schema` writes it anew."""

import json
from pathlib import Path

from models.plan import PLAN_SCHEMA, AnnualPlan

PATH = Path(__file__).with_name("plan.schema.json")


def plan_schema() -> str:
    """The schema of `plan.json` as text."""
    schema = AnnualPlan.model_json_schema(mode="serialization")
    schema["properties"]["schema_id"]["const"] = PLAN_SCHEMA
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": PLAN_SCHEMA}
    return json.dumps(head | schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    PATH.write_text(plan_schema(), "utf-8")
