"""`plan.json`: the plan as it is, and the way back."""

import json
from pathlib import Path

from pydantic import ValidationError

from models.issue import DataError, Issue
from models.plan import PLAN_SCHEMA, AnnualPlan
from models.text import Text


def write_plan_json(plan: AnnualPlan, path: Path) -> None:
    """Write the plan in UTF-8; equal plans give equal bytes."""
    path.write_bytes(plan.model_dump_json(indent=1).encode() + b"\n")


def read_plan_json(path: Path) -> AnnualPlan:
    """Read a plan.

    Raises
    ------
    DataError
        When the file is no JSON, has another schema, or breaks the types.
    OSError
        When it cannot be read.
    """
    content = _content(path)
    if not isinstance(content, dict) or "visits" not in content:
        raise _refused(path, "export.json.not_a_plan")
    schema = content.get("schema_id", PLAN_SCHEMA)
    if schema != PLAN_SCHEMA:
        raise _refused(path, "export.json.schema", found=str(schema), expected=PLAN_SCHEMA)
    try:
        return AnnualPlan.model_validate_json(json.dumps(content))
    except ValidationError as error:
        raise DataError(_issues(path, error)) from None


def _content(path: Path) -> object:
    content = path.read_bytes()
    if content.startswith(b"PK"):
        raise _refused(path, "export.json.workbook")
    try:
        return json.loads(content, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise _refused(path, "export.json.not_utf8") from None
    except json.JSONDecodeError as error:
        issue = Issue(
            place=path.name,
            row=error.lineno,
            column=str(error.colno),
            text=Text(code="export.json.syntax"),
        )
        raise DataError((issue,)) from None
    except (RecursionError, ValueError):
        raise _refused(path, "export.json.not_a_plan") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _refused(path: Path, code: str, found: str = "", **args: str) -> DataError:
    return DataError((Issue(place=path.name, found=found, text=Text(code=code, args=args)),))


def _issues(path: Path, error: ValidationError) -> tuple[Issue, ...]:
    codes = {"missing": "export.json.missing", "extra_forbidden": "export.json.unknown"}
    return tuple(
        Issue(
            place=path.name,
            column=".".join(map(str, detail["loc"])),
            found="" if detail["type"] == "missing" else str(detail["input"])[:80],
            text=Text(
                code=codes.get(detail["type"], "export.json.invalid"),
                args={} if detail["type"] in codes else {"reason": detail["msg"]},
            ),
        )
        for detail in error.errors(include_url=False)
    )
