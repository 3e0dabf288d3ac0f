"""Distances between homes and targets, from one of the three sources of `models.travel.Travel`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.inspector import Inspector
from models.problem import Problem
from models.target import Target
from models.travel import Node

if TYPE_CHECKING:
    import networkx as nx

EARTH_RADIUS_KM = 6371.0088
BLOCK_OF_ROWS = 512
"""Distances are made by so many rows: on the way they need several times their memory."""

Kilometres = NDArray[np.float64]
Places = tuple[Inspector, ...] | tuple[Target, ...] | tuple[Node, ...]
Ways = tuple[Kilometres, Kilometres, Kilometres, Kilometres]


@dataclass(frozen=True)
class TravelTable:
    """Kilometres and minutes between every home (rows) and target (columns), out and back."""

    rows: dict[str, int]
    columns: dict[str, int]
    out_km: Kilometres
    back_km: Kilometres
    out_minutes: Kilometres
    back_minutes: Kilometres

    def out(self, inspector: str, target: str) -> float:
        """Kilometres from the inspector's home to the target."""
        return float(self.out_km[self.rows[inspector], self.columns[target]])

    def round_trip_km(self, inspector: str, target: str) -> float:
        """Out and back; infinite when there is no way."""
        row, column = self.rows[inspector], self.columns[target]
        return float(self.out_km[row, column] + self.back_km[row, column])

    def round_trip_hm(self, inspector: str, target: str) -> int:
        """Out and back in units of 100 m, rounded to the nearest."""
        return round(self.round_trip_km(inspector, target) * 10)


def travel_table(problem: Problem) -> TravelTable:
    """All distances between inspectors and targets.

    Pairs without a way between them are infinitely far apart; `unreachable` names them.
    """
    out, back, out_minutes, back_minutes = _ways(problem, problem.inspectors, problem.targets)
    return TravelTable(
        rows={person.id: n for n, person in enumerate(problem.inspectors)},
        columns={target.id: n for n, target in enumerate(problem.targets)},
        out_km=out,
        back_km=back,
        out_minutes=out_minutes,
        back_minutes=back_minutes,
    )


def between_targets(problem: Problem, targets: tuple[Target, ...]) -> tuple[Kilometres, Kilometres]:
    """Kilometres and minutes from each of the targets (rows) to each (columns)."""
    km, _, minutes, _ = _ways(problem, targets, targets)
    for table in (km, minutes):
        np.fill_diagonal(table, 0)
    return km, minutes


def _ways(problem: Problem, starts: Places, ends: Places) -> Ways:
    """Kilometres out and back, minutes out and back."""
    travel = problem.travel
    if travel.distances:
        return _from_matrix(problem, starts, ends)
    if travel.roads:
        return _from_roads(problem, starts, ends)
    km = great_circle_km(_positions(starts), _positions(ends)) * travel.detour
    minutes = km / travel.speed_kmh * 60
    return km, km, minutes, minutes


def unreachable(problem: Problem) -> tuple[tuple[str, str], ...]:
    """Pairs (inspector, target) between which no way leads, out or back."""
    table = travel_table(problem)
    lost = np.argwhere(~np.isfinite(table.out_km) | ~np.isfinite(table.back_km))
    return tuple((problem.inspectors[i].id, problem.targets[t].id) for i, t in lost)


def great_circle_km(starts: Kilometres, ends: Kilometres) -> Kilometres:
    """Great-circle distances (haversine) between two lists of (longitude, latitude) in degrees."""
    distance = np.empty((len(starts), len(ends)))
    for first in range(0, len(starts), BLOCK_OF_ROWS):
        rows = slice(first, first + BLOCK_OF_ROWS)
        distance[rows] = _haversine(starts[rows], ends)
    return distance


def _haversine(starts: Kilometres, ends: Kilometres) -> Kilometres:
    lon_a, lat_a = np.radians(starts).reshape(-1, 2).T
    lon_b, lat_b = np.radians(ends).reshape(-1, 2).T
    half_lat = np.sin((lat_a[:, None] - lat_b[None, :]) / 2) ** 2
    half_lon = np.sin((lon_a[:, None] - lon_b[None, :]) / 2) ** 2
    chord = half_lat + np.cos(lat_a)[:, None] * np.cos(lat_b)[None, :] * half_lon
    distance: Kilometres = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1)))
    return distance


def _positions(places: Places) -> Kilometres:
    pairs = [(place.lon, place.lat) for place in places]
    return np.array(pairs, dtype=np.float64).reshape(-1, 2)


def _from_matrix(problem: Problem, starts: Places, ends: Places) -> Ways:
    travel = problem.travel
    known = {(d.start, d.end): d for d in travel.distances}
    out, back, out_minutes, back_minutes = (
        np.full((len(starts), len(ends)), np.inf) for _ in range(4)
    )
    for row, start in enumerate(starts):
        for column, end in enumerate(ends):
            there = known.get((start.id, end.id)) or known.get((end.id, start.id))
            home = known.get((end.id, start.id)) or there
            if there is None or home is None:
                continue
            for one, km, minutes in ((there, out, out_minutes), (home, back, back_minutes)):
                km[row, column] = one.km
                default = one.km / travel.speed_kmh * 60
                minutes[row, column] = default if one.minutes is None else one.minutes
    return out, back, out_minutes, back_minutes


def _from_roads(problem: Problem, starts: Places, ends: Places) -> Ways:
    # takes long to load, and few data sets have roads
    import networkx as nx

    travel = problem.travel
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(node.id for node in travel.nodes)
    for road in travel.roads:
        minutes = road.km / travel.speed_kmh * 60 if road.minutes is None else road.minutes
        _add_road(graph, road.start, road.end, road.km, minutes)
        if not road.oneway:
            _add_road(graph, road.end, road.start, road.km, minutes)
    homes = _join_network(problem, graph, starts)
    goals = _join_network(problem, graph, ends)
    tables = []
    back_graph = graph.reverse(copy=False)
    for network, weight in (
        (graph, "km"),
        (back_graph, "km"),
        (graph, "minutes"),
        (back_graph, "minutes"),
    ):
        table = np.full((len(homes), len(goals)), np.inf)
        reached_from: dict[str, dict[str, float]] = {}
        for row, (node, _) in enumerate(homes):
            if node not in reached_from:
                reached_from[node] = (
                    nx.single_source_dijkstra_path_length(network, node, weight=weight)
                    if node in network
                    else {}
                )
            for column, (end, _) in enumerate(goals):
                table[row, column] = reached_from[node].get(end, np.inf)
        tables.append(table)
    access = np.array([km for _, km in homes])[:, None] + np.array([km for _, km in goals])[None, :]
    to_roads = access / travel.speed_kmh * 60
    out, back, out_minutes, back_minutes = tables
    return out + access, back + access, out_minutes + to_roads, back_minutes + to_roads


def _add_road(graph: "nx.DiGraph[str]", start: str, end: str, km: float, minutes: float) -> None:
    old = graph.get_edge_data(start, end)
    if old is None or km < old["km"]:
        graph.add_edge(start, end, km=km, minutes=minutes)


def _join_network(
    problem: Problem, graph: "nx.DiGraph[str]", places: Places
) -> list[tuple[str, float]]:
    """For each place its node and the kilometres to it: the node of its own id, or the nearest."""
    nodes = [node for node in problem.travel.nodes if graph.degree(node.id) > 0]
    joined: list[tuple[str, float]] = []
    distances = great_circle_km(_positions(places), _positions(tuple(nodes))) if nodes else None
    for n, place in enumerate(places):
        if graph.has_node(place.id):
            joined.append((place.id, 0.0))
        elif distances is not None:
            nearest = int(np.argmin(distances[n]))
            joined.append((nodes[nearest].id, float(distances[n, nearest]) * problem.travel.detour))
        else:
            joined.append((place.id, np.inf))
    return joined
