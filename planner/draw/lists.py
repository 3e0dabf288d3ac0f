"""The three lists (一单两库) of a draw, frozen: rows of plain values with one way to write them."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from hashlib import sha256

from models.draw import DrawRule, Library, Opening, Record, Row
from models.problem import Problem
from models.region import Level
from models.target import Target

Salts = Callable[[], str]
"""Gives a fresh random text for each seal."""

_OF_TARGETS = """
    id name kind level region county township stage sector locality organ size risk reports
    last_inspected last_drawn drawn_this_year missing_at
"""
_OF_PEOPLE = """
    id person employment department level grade tracks stages subjects pools county third_party
"""
COLUMNS: Mapping[Library, frozenset[str]] = {
    Library.TARGETS: frozenset(_OF_TARGETS.split()),
    Library.INSPECTORS: frozenset(_OF_PEOPLE.split()),
    Library.TEAMS: frozenset(_OF_PEOPLE.split()),
}
"""The columns that conditions of a rule may name, by what is drawn."""


def canonical(value: object) -> bytes:
    """JSON with sorted keys, without blanks, in UTF-8: equal values have equal bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: object) -> str:
    """SHA-256 of the canonical bytes, in hex."""
    return sha256(canonical(value)).hexdigest()


def list_digest(rows: Iterable[Row]) -> str:
    """SHA-256 of a list: the canonical bytes of each row, each ended by a line feed."""
    return sha256(b"".join(canonical(row) + b"\n" for row in rows)).hexdigest()


class Seals:
    """Hides names in public files: a seal is SHA-256 of `salt|text`, opened by who knows both."""

    def __init__(self, salts: Salts) -> None:
        self._salts = salts
        self.openings: dict[str, Opening] = {}

    def seal(self, text: str) -> str:
        """The seal of a text; empty for none."""
        if not text:
            return ""
        opening = Opening(salt=self._salts(), text=text)
        sealed = sha256(f"{opening.salt}|{opening.text}".encode()).hexdigest()
        self.openings[sealed] = opening
        return sealed


def item_rows(rule: DrawRule) -> tuple[Row, ...]:
    """The list of items to inspect (抽查事项清单), those of other departments with their name."""
    own: list[Row] = [{"item": item} for item in rule.items]
    joint = [{"department": d.name, "item": i} for d in rule.departments for i in d.items]
    return (*own, *joint)


def target_rows(
    problem: Problem, rule: DrawRule, earlier: Iterable[Record] = ()
) -> tuple[Row, ...]:
    """The library of targets (检查对象名录库), by id.

    Parameters
    ----------
    earlier
        Records of the register; they say when a target was drawn last, and how often this year.
    """
    inspected: dict[str, date] = {}
    for visit in problem.history:
        inspected[visit.target] = max(visit.day, inspected.get(visit.target, visit.day))
    drawn: dict[str, list[date]] = {}
    for record in earlier:
        if record.drawn is not None:
            for name in record.drawn.outcome:
                drawn.setdefault(name, []).append(record.drawn.time.date())
    rows: list[Row] = []
    for target in sorted(problem.targets, key=lambda t: t.id):
        days = drawn.get(target.id, [])
        row: dict[str, int | str | tuple[str, ...]] = {
            **_described(problem, target),
            "last_inspected": str(inspected.get(target.id, "")),
            "last_drawn": str(max(days, default="")),
            "drawn_this_year": sum(day.year == problem.year for day in days),
            "missing_at": tuple(
                d.name for d in rule.departments if d.targets and target.id not in d.targets
            ),
        }
        rows.append({key: value for key, value in row.items() if value not in ("", ())})
    return tuple(rows)


def _described(problem: Problem, target: Target) -> dict[str, int | str | tuple[str, ...]]:
    return {
        "id": target.id,
        "name": target.name,
        "kind": target.kind,
        "level": target.level.value,
        "region": target.region,
        "county": problem.tree.at_level(target.region, Level.COUNTY) or "",
        "township": problem.tree.at_level(target.region, Level.TOWNSHIP) or "",
        "stage": getattr(target, "stage", ""),
        "sector": getattr(target, "sector", ""),
        "locality": getattr(target, "locality", ""),
        "organ": getattr(target, "organ", ""),
        "size": target.size,
        # whole points: a fraction has more than one way to be written
        "risk": int(target.risk),
        "reports": target.reports,
    }


def inspector_rows(problem: Problem, seals: Seals) -> tuple[tuple[Row, ...], Mapping[str, str]]:
    """The library of inspectors (检查人员名录库) under aliases, and the alias of each id.

    Aliases follow the seals, so they say nothing about names or the order of the data.
    """
    sealed = {p.id: seals.seal(f"{p.id}|{p.name}") for p in problem.inspectors}
    order = sorted(problem.inspectors, key=lambda p: sealed[p.id])
    width = len(str(len(order)))
    alias = {person.id: f"P{number:0{width}d}" for number, person in enumerate(order, 1)}
    rows: list[Row] = []
    for person in order:
        row: dict[str, int | str | tuple[str, ...]] = {
            "id": alias[person.id],
            "person": sealed[person.id],
            "employment": person.employment.value,
            "department": person.department,
            "level": person.level.value,
            "grade": person.grade,
            "tracks": tuple(t.value for t in person.tracks),
            "stages": tuple(s.value for s in person.stages),
            "subjects": person.subjects,
            "pools": tuple(p.value for p in person.pools),
            "county": problem.tree.at_level(person.region, Level.COUNTY) or "",
            "third_party": int(bool(person.third_party)),
        }
        rows.append({key: value for key, value in row.items() if value not in ("", ())})
    return tuple(rows), alias
