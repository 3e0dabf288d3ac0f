"""The auditor's own distances: great circle, road network or matrix."""

import math

import networkx as nx

from models.inspector import Inspector
from models.problem import Problem
from models.target import Target
from models.travel import Node

EARTH_RADIUS_KM = 6371.0088


class Distances:
    """Kilometres between the homes of inspectors and targets, each pair computed once.

    Infinite where neither road nor matrix leads.

    Source: docs/semantics.md, Distances and money.
    """

    def __init__(self, problem: Problem) -> None:
        self._travel = problem.travel
        self._matrix = {(d.start, d.end): d.km for d in problem.travel.distances}
        self._nodes = {n.id: n for n in problem.travel.nodes}
        self._roads = _road_graph(problem)
        self._trips: dict[tuple[str, str], tuple[float, float]] = {}
        self._joints: dict[str, tuple[str, float] | None] = {}
        self._reach: dict[tuple[str, bool], dict[str, float]] = {}

    def out_km(self, inspector: Inspector, target: Target) -> float:
        """The way from home to the target."""
        return self._trip(inspector, target)[0]

    def return_km(self, inspector: Inspector, target: Target) -> float:
        """Out and back, rounded to 0.1 km as plans state it."""
        return round(sum(self._trip(inspector, target)), 1)

    def _trip(self, inspector: Inspector, target: Target) -> tuple[float, float]:
        pair = (inspector.id, target.id)
        if pair not in self._trips:
            self._trips[pair] = self._ways(inspector, target)
        return self._trips[pair]

    def _ways(self, inspector: Inspector, target: Target) -> tuple[float, float]:
        if self._matrix:
            pair = (inspector.id, target.id)
            out, back = self._matrix.get(pair), self._matrix.get(pair[::-1])
            return _first(out, back), _first(back, out)
        if not self._travel.roads:
            direct = self._straight(inspector.lon, inspector.lat, target.lon, target.lat)
            return direct, direct
        return self._by_road(self._joint(inspector), self._joint(target))

    def _by_road(
        self, home: tuple[str, float] | None, goal: tuple[str, float] | None
    ) -> tuple[float, float]:
        if home is None or goal is None:
            return math.inf, math.inf
        to_roads = home[1] + goal[1]
        out = self._lengths(home[0], True).get(goal[0], math.inf)
        back = self._lengths(home[0], False).get(goal[0], math.inf)
        return out + to_roads, back + to_roads

    def _joint(self, place: Inspector | Target) -> tuple[str, float] | None:
        """The node at which a place joins the roads, and the way there."""
        if place.id not in self._joints:
            self._joints[place.id] = self._find_joint(place)
        return self._joints[place.id]

    def _find_joint(self, place: Inspector | Target) -> tuple[str, float] | None:
        def way(node: Node) -> float:
            return self._straight(place.lon, place.lat, node.lon, node.lat)

        if place.id in self._roads:
            node = self._nodes.get(place.id)
            return place.id, way(node) if node else 0.0
        joints = [(way(node), node.id) for node in self._nodes.values() if node.id in self._roads]
        return min(joints)[::-1] if joints else None

    def _lengths(self, node: str, away: bool) -> dict[str, float]:
        """Kilometres by road from the node to all others, or from all others to the node."""
        if (node, away) not in self._reach:
            graph = self._roads if away else self._roads.reverse(copy=False)
            self._reach[node, away] = dict(
                nx.single_source_dijkstra_path_length(graph, node, weight="km")
            )
        return self._reach[node, away]

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
                graph.add_edge(start, end, km=road.km)
    return graph


def _first(*lengths: float | None) -> float:
    return next((km for km in lengths if km is not None), math.inf)
