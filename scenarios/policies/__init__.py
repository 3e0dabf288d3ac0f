"""Policy packs: one TOML file a policy, each number beside the id of its clause."""

import tomllib
from collections.abc import Iterable, Mapping
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


def with_programmes(policy: Policy, names: Iterable[str]) -> Policy:
    """The policy with programmes of shipped packs after its own, and the clauses they rest on.

    Parameters
    ----------
    names
        Each `pack:programme`; all are known and none is among the policy's own.
    """
    programmes, clauses = list(policy.programmes), list(policy.clauses)
    for name in names:
        pack, _, wanted = name.partition(":")
        other = load_policy(pack)
        taken = next(p for p in other.programmes if p.id == wanted)
        known = {clause.id for clause in clauses}
        programmes.append(taken)
        clauses += [c for c in other.clauses if c.id in taken.clauses_used() - known]
    return Policy.model_validate(
        policy.model_dump() | {"programmes": programmes, "clauses": clauses}
    )


def shipped_programmes() -> tuple[str, ...]:
    """Every programme of the shipped packs, as `pack:programme`."""
    return tuple(
        f"{pack}:{p.id}" for pack in shipped_policies() for p in load_policy(pack).programmes
    )


def source_of(policy: Policy) -> tuple[str, tuple[str, ...]] | None:
    """The shipped pack that the policy is, and the programmes it has beside; None when no pack is.

    `with_programmes` makes the policy from them again.
    """
    if policy.id not in shipped_policies():
        return None
    pack = load_policy(policy.id)
    own = {p.id for p in pack.programmes}
    shipped = [(other, p) for other in shipped_policies() for p in load_policy(other).programmes]
    names = []
    for programme in policy.programmes:
        if programme.id not in own:
            packs = (other for other, p in shipped if p == programme)
            names.append(f"{next(packs, '')}:{programme.id}")
    if any(name.startswith(":") for name in names):
        return None
    return (policy.id, tuple(names)) if with_programmes(pack, names) == policy else None


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
