"""Regions of the administrative division (行政区划) as a tree."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import Field

from models.base import Frozen


class Level(StrEnum):
    """Level of an administrative region or of an office, highest first."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"

    @property
    def rank(self) -> int:
        """0 for the province, 3 for the township."""
        return list(Level).index(self)


class Region(Frozen):
    """One region; `id` is its GB/T 2260 code where one is known.

    `pupils`, `reports` and `open_problems` are those of places in it that the data set does not
    list and that lie in no region below it.
    """

    id: str
    name: str
    level: Level
    parent: str | None = None
    lon: float | None = None
    lat: float | None = None
    pupils: int = Field(default=0, ge=0)
    reports: int = Field(default=0, ge=0)
    open_problems: int = Field(default=0, ge=0)


class RegionTree:
    """The regions of a data set, each below its parent.

    Raises
    ------
    ValueError
        When a parent is missing, an id occurs twice, or the parents form a cycle.
    """

    def __init__(self, regions: Iterable[Region]) -> None:
        self._below: dict[str, list[str]] = {}
        self._regions: dict[str, Region] = {}
        for region in regions:
            if region.id in self._regions:
                raise ValueError(f"region {region.id} occurs twice")
            self._regions[region.id] = region
        for region in self._regions.values():
            if region.parent is not None:
                if region.parent not in self._regions:
                    raise ValueError(f"region {region.id}: parent {region.parent} is unknown")
                self._below.setdefault(region.parent, []).append(region.id)
        if cycle := self._cycle():
            raise ValueError("regions form a cycle: " + " → ".join(cycle))

    def __contains__(self, region_id: object) -> bool:
        return region_id in self._regions

    def __getitem__(self, region_id: str) -> Region:
        return self._regions[region_id]

    def lineage(self, region_id: str) -> tuple[str, ...]:
        """The region itself and its ancestors, nearest first."""
        line: list[str] = []
        current: str | None = region_id
        while current is not None:
            line.append(current)
            current = self._regions[current].parent
        return tuple(line)

    def ancestors(self, region_id: str) -> tuple[str, ...]:
        """The regions above this one, nearest first."""
        return self.lineage(region_id)[1:]

    def descendants(self, region_id: str) -> frozenset[str]:
        """All regions below this one."""
        found, waiting = set[str](), list(self._below.get(region_id, ()))
        while waiting:
            one = waiting.pop()
            found.add(one)
            waiting += self._below.get(one, ())
        return frozenset(found)

    def _cycle(self) -> list[str]:
        """Regions that lie in each other, from the highest down; empty when there are none."""
        sound: set[str] = set()
        for start in self._regions:
            line: dict[str, None] = {}
            current: str | None = start
            while current is not None and current not in sound:
                if current in line:
                    around = list(line)
                    return around[around.index(current) :][::-1]
                line[current] = None
                current = self._regions[current].parent
            sound.update(line)
        return []

    def level(self, region_id: str) -> Level:
        """The level of this region."""
        return self._regions[region_id].level

    def at_level(self, region_id: str, level: Level) -> str | None:
        """The region of this level that the given region is or lies in; None when there is none."""
        return next((r for r in self.lineage(region_id) if self.level(r) is level), None)
