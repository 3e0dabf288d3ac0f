"""Policy packs: one TOML file a policy, each number beside the id of its clause."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from models.policy import Policy

Table = dict[str, object]


def shipped_policies() -> tuple[str, ...]:
    """Ids of the packs that come with the program."""
    names = (f.name for f in files("scenarios.policies").iterdir() if f.name.endswith(".toml"))
    return tuple(sorted(n.removesuffix(".toml") for n in names if n != "national.toml"))


def load_policy(source: str | Path) -> Policy:
    """A shipped pack by id, or a pack of the user's own by path.

    Raises
    ------
    FileNotFoundError
        When there is no such pack.
    pydantic.ValidationError
        When a number is missing or out of range, or a clause is used but not listed.
    """
    return Policy.model_validate(policy_table(source))


def policy_table(source: str | Path) -> Table:
    """The pack as a table, with everything it `extends` merged in below it."""
    text = (
        source.read_text("utf-8")
        if isinstance(source, Path)
        else (files("scenarios.policies") / f"{source}.toml").read_text("utf-8")
    )
    table: Table = tomllib.loads(text)
    base = table.pop("extends", None)
    return overlay(policy_table(str(base)), table) if base else table


def overlay(below: Mapping[str, object], above: Mapping[str, object]) -> Table:
    """Lay one table over another: tables merge key by key, clauses add up, all else is replaced."""
    merged: Table = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[key] = overlay(old, value)
        elif key == "clauses" and isinstance(old, list) and isinstance(value, list):
            merged[key] = old + value
        else:
            merged[key] = value
    return merged
