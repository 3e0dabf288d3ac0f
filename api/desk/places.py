"""Where things of a data set are and what they are called, read without its rules.

To check all of a province's data takes seconds; a map needs places and names alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic_core import from_json

from api.desk.asker import Asker
from api.store import datasets

Point = tuple[float, float]
"""Latitude and longitude."""


class Place(NamedTuple):
    """A target or where an inspector lives; `region` is the region it belongs to."""

    name: str
    at: Point
    region: str


@dataclass(frozen=True)
class Places:
    """Targets and inspectors in the order of the data set, regions with their seats, programmes.

    The seat of a region that states none is the middle of the targets in it; without these it has
    none.
    """

    targets: Mapping[str, Place]
    people: Mapping[str, Place]
    regions: Mapping[str, str]
    seats: Mapping[str, Point]
    programmes: Mapping[str, str]
    sealed: frozenset[str]


def places(who: Asker, dataset: str) -> Places:
    """The places of a data set that a plan has frozen."""

    def read() -> Places:
        with who.world.store.reading() as session:
            return _places(from_json(datasets.text_of(session, dataset)))

    return who.world.held.get(("places", dataset), read)


def _places(told: Mapping[str, Any]) -> Places:
    programmes = told["programmes"]
    targets = _by_id(told["targets"])
    return Places(
        targets=targets,
        people=_by_id(told["inspectors"]),
        regions={one["id"]: one["name"] for one in told["regions"]},
        seats=_seats(told["regions"], targets),
        programmes={one["id"]: one["name"] for one in programmes},
        sealed=frozenset(one["id"] for one in programmes if one["sealed"]),
    )


def _by_id(told: Sequence[Mapping[str, Any]]) -> dict[str, Place]:
    return {o["id"]: Place(o["name"], (o["lat"], o["lon"]), o["region"]) for o in told}


def _seats(
    regions: Sequence[Mapping[str, Any]], targets: Mapping[str, Place]
) -> Mapping[str, Point]:
    parents = {one["id"]: one["parent"] for one in regions}
    inside: dict[str, list[Point]] = {}
    for target in targets.values():
        region: str | None = target.region
        while region is not None:
            inside.setdefault(region, []).append(target.at)
            region = parents[region]
    seats = {region: _middle(points) for region, points in inside.items()}
    stated = {
        one["id"]: (one["lat"], one["lon"])
        for one in regions
        if one["lat"] is not None and one["lon"] is not None
    }
    return seats | stated


def _middle(points: Sequence[Point]) -> Point:
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
