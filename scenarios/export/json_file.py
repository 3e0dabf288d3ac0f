"""`plan.json`: the plan as it is, and the way back."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from models.base import Frozen
from models.changes import ChangeList, PlanChange
from models.issue import DataError, Issue
from models.plan import PLAN_SCHEMA, AnnualPlan
from models.text import Text
from models.tiers import TIERS_SCHEMA, TieredPlan

_Model = TypeVar("_Model", bound=Frozen)


def write_plan_json(plan: AnnualPlan | TieredPlan, path: Path) -> None:
    """Write the plan in UTF-8; equal plans give equal bytes."""
    path.write_bytes(plan.model_dump_json(indent=1).encode() + b"\n")


def write_changes(plan: AnnualPlan, changes: Sequence[PlanChange], path: Path) -> None:
    """Write what a replanning changed in UTF-8; equal changes give equal bytes.

    Raises
    ------
    ValueError
        When the plan was not changed since it was made.
    """
    if plan.since is None:
        raise ValueError("a plan that was not changed has no list of changes")
    listed = ChangeList(
        since=plan.since, published_until=plan.published_until, changes=tuple(changes)
    )
    path.write_bytes(listed.model_dump_json(indent=1).encode() + b"\n")


def read_plan_json(path: Path) -> AnnualPlan:
    """Read the plan of one office.

    Raises
    ------
    DataError
        When the file is no JSON, has another schema, or breaks the types.
    OSError
        When it cannot be read.
    """
    plan = read_any_json(path)
    if isinstance(plan, TieredPlan):
        raise _refused(path, "export.json.several_offices")
    return plan


def read_any_json(path: Path) -> AnnualPlan | TieredPlan:
    """Read the plan of one office or of several.

    Raises
    ------
    DataError
        When the file is no JSON, has another schema, or breaks the types.
    OSError
        When it cannot be read.
    """
    content = _content(path)
    if not isinstance(content, dict) or not {"visits", "offices"} & content.keys():
        raise _refused(path, "export.json.not_a_plan")
    several = "offices" in content
    expected = TIERS_SCHEMA if several else PLAN_SCHEMA
    schema = content.get("schema_id", expected)
    if schema != expected:
        raise _refused(path, "export.json.schema", found=str(schema), expected=expected)
    return _valid(path, TieredPlan, content) if several else _valid(path, AnnualPlan, content)


def says(path: Path, schema: str) -> bool:
    """Whether a JSON file says that it has this schema."""
    content = _content(path)
    return isinstance(content, dict) and content.get("schema_id") == schema


def read_json(path: Path, model: type[_Model], schema: str) -> _Model:
    """Read what has this schema.

    Raises
    ------
    DataError
        When the file is no JSON, has another schema, or breaks the types.
    OSError
        When it cannot be read.
    """
    content = _content(path)
    found = content.get("schema_id", "") if isinstance(content, dict) else ""
    if found != schema:
        raise _refused(path, "export.json.schema", found=str(found), expected=schema)
    return _valid(path, model, content)


def _valid(path: Path, model: type[_Model], content: object) -> _Model:
    try:
        return model.model_validate_json(json.dumps(content))
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
