"""The auditor's own distances: great circle, road network or matrix."""

import math
from functools import cached_property
from typing import TYPE_CHECKING

from models.inspector import Inspector
from models.problem import Problem
from models.target import Target
from models.travel import Distance, Node, Road

if TYPE_CHECKING:
    import networkx as nx

EARTH_RADIUS_KM = 6371.0088

Place = Inspector | Target


class Distances:
    """Kilometres and minutes between homes and targets, each pair computed once.

    Infinite where neither road nor matrix leads.

    Source: docs/semantics.md, Distances and money.
    """

    def __init__(self, problem: Problem) -> None:
        self._travel = problem.travel
        self._matrix = {(d.start, d.end): d for d in problem.travel.distances}
        self._nodes = {n.id: n for n in problem.travel.nodes}
        self._problem = problem
        self._known: dict[tuple[str, str, str], float] = {}
        self._joints: dict[str, tuple[str, float] | None] = {}
        self._reach: dict[tuple[str, str, bool], dict[str, float]] = {}

    def out_km(self, inspector: Inspector, target: Target) -> float:
        """The way from home to the target."""
        return self.way_km(inspector, target)

    def return_km(self, inspector: Inspector, target: Target) -> float:
        """Out and back, rounded to 0.1 km as plans state it."""
        return round(self.way_km(inspector, target) + self.way_km(target, inspector), 1)

    def way_km(self, start: Place, end: Place) -> float:
        """Kilometres from one place to another."""
        return self._way(start, end, "km")

    def way_minutes(self, start: Place, end: Place) -> float:
        """Minutes from one place to another, by road on the quickest way."""
        return self._way(start, end, "minutes")

    def _way(self, start: Place, end: Place, unit: str) -> float:
        if start.id == end.id:
            return 0.0
        key = (start.id, end.id, unit)
        if key not in self._known:
            self._known[key] = self._measure(start, end, unit)
        return self._known[key]

    def _measure(self, start: Place, end: Place, unit: str) -> float:
        if self._matrix:
            listed = self._matrix.get((start.id, end.id)) or self._matrix.get((end.id, start.id))
            if listed is None:
                return math.inf
            return _in_unit(listed, unit, self._travel.speed_kmh)
        per_km = 1 if unit == "km" else 60 / self._travel.speed_kmh
        if not self._travel.roads:
            return self._straight(start.lon, start.lat, end.lon, end.lat) * per_km
        joints = self._joint(start), self._joint(end)
        if joints[0] is None or joints[1] is None:
            return math.inf
        if isinstance(end, Inspector):  # homes are few, and ways out and home start from them
            by_road = self._lengths(joints[1][0], unit, away=False).get(joints[0][0], math.inf)
        else:
            by_road = self._lengths(joints[0][0], unit, away=True).get(joints[1][0], math.inf)
        return by_road + (joints[0][1] + joints[1][1]) * per_km

    def _joint(self, place: Place) -> tuple[str, float] | None:
        """The node at which a place joins the roads, and the way there."""
        if place.id not in self._joints:
            self._joints[place.id] = self._find_joint(place)
        return self._joints[place.id]

    def _find_joint(self, place: Place) -> tuple[str, float] | None:
        def way(node: Node) -> float:
            return self._straight(place.lon, place.lat, node.lon, node.lat)

        if place.id in self._roads:
            node = self._nodes.get(place.id)
            return place.id, way(node) if node else 0.0
        joints = [(way(node), node.id) for node in self._nodes.values() if node.id in self._roads]
        return min(joints)[::-1] if joints else None

    @cached_property
    def _roads(self) -> "nx.DiGraph[str]":
        return _road_graph(self._problem)

    def _lengths(self, node: str, unit: str, *, away: bool) -> dict[str, float]:
        """Kilometres or minutes by road from the node to all others, or from them to the node."""
        key = (node, unit, away)
        if key not in self._reach:
            import networkx as nx

            graph = self._roads if away else self._roads.reverse(copy=False)
            self._reach[key] = dict(nx.single_source_dijkstra_path_length(graph, node, weight=unit))
        return self._reach[key]

    def _straight(self, lon: float, lat: float, other_lon: float, other_lat: float) -> float:
        return great_circle_km(lon, lat, other_lon, other_lat) * self._travel.detour


def great_circle_km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Length of the great circle between two positions in degrees (haversine formula)."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    half_turn = math.radians(other_lon - lon) / 2
    chord = (
        math.sin((other_phi - phi) / 2) ** 2
        + math.cos(phi) * math.cos(other_phi) * math.sin(half_turn) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def _road_graph(problem: Problem) -> "nx.DiGraph[str]":
    # takes long to load, and few data sets have roads
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    for road in problem.travel.roads:
        ways = (
            [(road.start, road.end)]
            if road.oneway
            else [
                (road.start, road.end),
                (road.end, road.start),
            ]
        )
        for start, end in ways:
            known = graph.get_edge_data(start, end)
            if known is None or road.km < known["km"]:
                minutes = _in_unit(road, "minutes", problem.travel.speed_kmh)
                graph.add_edge(start, end, km=road.km, minutes=minutes)
    return graph


def _in_unit(way: Distance | Road, unit: str, speed_kmh: float) -> float:
    if unit == "km":
        return way.km
    return way.km / speed_kmh * 60 if way.minutes is None else way.minutes
