"""Regions of the administrative division (行政区划) as a tree."""

from collections.abc import Iterable
from enum import StrEnum

import networkx as nx
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
    """The regions of a data set as a networkx graph with edges from parent to child.

    Raises
    ------
    ValueError
        When a parent is missing, an id occurs twice, or the parents form a cycle.
    """

    def __init__(self, regions: Iterable[Region]) -> None:
        self.graph: nx.DiGraph[str] = nx.DiGraph()
        self._regions: dict[str, Region] = {}
        for region in regions:
            if region.id in self._regions:
                raise ValueError(f"region {region.id} occurs twice")
            self._regions[region.id] = region
            self.graph.add_node(region.id)
        for region in self._regions.values():
            if region.parent is not None:
                if region.parent not in self._regions:
                    raise ValueError(f"region {region.id}: parent {region.parent} is unknown")
                self.graph.add_edge(region.parent, region.id)
        if not nx.is_directed_acyclic_graph(self.graph):
            cycle = [edge[0] for edge in nx.find_cycle(self.graph)]
            raise ValueError("regions form a cycle: " + " → ".join(map(str, cycle)))

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
        return frozenset(nx.descendants(self.graph, region_id))

    def level(self, region_id: str) -> Level:
        """The level of this region."""
        return self._regions[region_id].level

    def at_level(self, region_id: str, level: Level) -> str | None:
        """The region of this level that the given region is or lies in; None when there is none."""
        return next((r for r in self.lineage(region_id) if self.level(r) is level), None)

    def common_ancestor(self, one: str, other: str) -> str | None:
        """The lowest region that holds both; None when they share none."""
        above_other = set(self.lineage(other))
        return next((r for r in self.lineage(one) if r in above_other), None)
