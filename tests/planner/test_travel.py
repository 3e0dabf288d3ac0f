"""Distances from each of the three sources, against figures known from elsewhere."""

import csv
import gzip
from math import inf
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from models.problem import Problem
from models.travel import Distance, Node, Road, Travel
from planner.rules import travel as limit
from planner.travel import great_circle_km, travel_table, unreachable
from tests.planner import hamlet

OSM = Path(__file__).parents[3] / "shared" / "data" / "roads" / "osm"
DEGREE_KM = 6371.0088 * np.pi / 180
"""A degree of a meridian: 111.195 km."""

needs_osm = pytest.mark.skipif(not OSM.exists(), reason="../shared/data/roads/osm is absent")


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(great_circle_km(np.array([one]), np.array([other]))[0, 0])


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((0, 0), (0, 1), DEGREE_KM),
        ((0, 0), (1, 0), DEGREE_KM),
        ((0, 60), (1, 60), 55.5970),  # half a degree of the equator, a little less on the sphere
        ((0, 0), (180, 0), 180 * DEGREE_KM),
        ((0, 90), (77, -90), 180 * DEGREE_KM),
        ((179.5, 0), (-179.5, 0), DEGREE_KM),
        ((5, 5), (5, 5), 0),
        ((-86.67, 36.12), (-118.40, 33.94), 2886.45),  # BNA to LAX, the textbook's haversine
    ],
)
def test_great_circle(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    assert _distance(one, other) == pytest.approx(km, rel=1e-5, abs=1e-9)


def test_detour_and_speed() -> None:
    problem = hamlet.problem(
        inspectors=(hamlet.person(lon=0, lat=0),),
        targets=(hamlet.school(lon=0, lat=1), hamlet.school("s2", lon=0, lat=2)),
        travel=Travel(detour=1.5, speed_kmh=60),
    )
    table = travel_table(problem)
    assert table.out("p1", "s1") == pytest.approx(1.5 * DEGREE_KM)
    assert table.out("p1", "s2") == pytest.approx(3 * DEGREE_KM)
    assert table.out_minutes[0, 0] == pytest.approx(1.5 * DEGREE_KM)
    assert table.round_trip_hm("p1", "s1") == 3336  # 2 x 166.79 km
    assert unreachable(problem) == ()


def _by_matrix(*distances: Distance) -> Problem:
    return hamlet.problem(
        inspectors=hamlet.people(2), travel=Travel(speed_kmh=30, distances=distances)
    )


def test_matrix_of_both_directions() -> None:
    table = travel_table(
        _by_matrix(
            Distance(start="p1", end="s1", km=10, minutes=7),
            Distance(start="s1", end="p1", km=12.34),
            Distance(start="p2", end="s1", km=1),
        )
    )
    assert (table.out("p1", "s1"), float(table.back_km[0, 0])) == (10, 12.34)
    assert table.round_trip_hm("p1", "s1") == 223  # 22.34 km
    assert table.out_minutes[:, 0].tolist() == [7, 2]


@pytest.mark.parametrize(("start", "end"), [("p1", "s1"), ("s1", "p1")])
def test_matrix_of_one_direction_serves_both(start: str, end: str) -> None:
    table = travel_table(
        _by_matrix(Distance(start=start, end=end, km=10), Distance(start="p2", end="s1", km=1))
    )
    assert (table.out("p1", "s1"), float(table.back_km[0, 0])) == (10, 10)
    assert table.out_minutes[0, 0] == 20


def test_pairs_missing_from_the_matrix_are_named() -> None:
    problem = _by_matrix(Distance(start="p1", end="s1", km=10))
    assert unreachable(problem) == (("p2", "s1"),)
    assert travel_table(problem).out("p2", "s1") == inf


def test_nobody_makes_a_trip_without_a_way() -> None:
    """A trip out of reach is nobody's, even of somebody without a limit."""
    problem = _by_matrix(Distance(start="p1", end="s1", km=10))
    table, (near, far) = travel_table(problem), problem.inspectors
    assert limit.permits(table, near, problem.targets[0])
    assert not limit.permits(table, far, problem.targets[0])


def _by_roads(*roads: Road, nodes: str = "abc", **values: object) -> Problem:
    """Nodes a, b, c … on the equator, a degree apart; p1 lives in a."""
    network = tuple(Node(id=name, lon=n, lat=0) for n, name in enumerate(nodes))
    table: dict[str, object] = {
        "inspectors": (hamlet.person(lon=0, lat=0),),
        "targets": (hamlet.school(lon=2, lat=0),),
        "travel": Travel(detour=2, speed_kmh=60, roads=roads, nodes=network),
    }
    return hamlet.problem(**(table | values))


def _road(pair: str, km: float, **values: object) -> Road:
    return Road.model_validate({"start": pair[0], "end": pair[1], "km": km} | values)


def test_roads_both_ways() -> None:
    table = travel_table(_by_roads(_road("ab", 100), _road("bc", 50, minutes=5)))
    assert (table.out("p1", "s1"), float(table.back_km[0, 0])) == (150, 150)
    assert table.out_minutes[0, 0] == 105


def test_oneway_road_makes_the_way_back_longer() -> None:
    roads = (
        _road("ac", 10, oneway=True),
        _road("cb", 20, oneway=True),
        _road("ba", 30, oneway=True),
    )
    table = travel_table(_by_roads(*roads))
    assert (table.out("p1", "s1"), float(table.back_km[0, 0])) == (10, 50)
    assert table.round_trip_hm("p1", "s1") == 600


def test_no_way_back_is_out_of_reach() -> None:
    assert unreachable(_by_roads(_road("ab", 1), _road("bc", 1, oneway=True))) == (("p1", "s1"),)


def test_of_two_roads_between_the_same_nodes_the_shorter_counts() -> None:
    one, other = _road("ac", 10), _road("ac", 7, minutes=30)
    for roads in ((one, other), (other, one)):
        table = travel_table(_by_roads(*roads))
        assert table.out("p1", "s1") == 7
        assert table.out_minutes[0, 0] == 30


def test_places_join_at_the_nearest_node_by_great_circle_and_detour() -> None:
    away = hamlet.school(lon=2, lat=0.01)
    table = travel_table(_by_roads(_road("ac", 10), targets=(away,)))
    assert table.out("p1", "s1") == pytest.approx(10 + 2 * 0.01 * DEGREE_KM)
    assert table.out_minutes[0, 0] == pytest.approx(10 + 2 * 0.01 * DEGREE_KM)


def test_places_join_at_the_node_of_their_own_id_however_far() -> None:
    roads = (_road("ac", 10), Road(start="c", end="s1", km=5))
    far = hamlet.school(lon=50, lat=50)
    assert travel_table(_by_roads(*roads, targets=(far,))).out("p1", "s1") == 15


def test_nodes_without_road_are_not_joined() -> None:
    beside_d = hamlet.school(lon=3, lat=0)  # d has no road; c is a degree away
    problem = _by_roads(_road("ac", 10), nodes="abcd", targets=(beside_d,))
    assert travel_table(problem).out("p1", "s1") == pytest.approx(10 + 2 * DEGREE_KM)


def test_islands_are_named() -> None:
    problem = _by_roads(
        *(_road("ab", 1), _road("cd", 1)),
        nodes="abcd",
        targets=(hamlet.school("near", lon=1, lat=0), hamlet.school("far", lon=3, lat=0)),
    )
    assert unreachable(problem) == (("p1", "far"),)


def test_a_network_that_places_cannot_join_is_out_of_reach() -> None:
    """Roads between nodes of unknown position, and no node of a place's own id."""
    assert unreachable(_by_roads(_road("xy", 1), nodes="")) == (("p1", "s1"),)


def _rows(name: str) -> list[dict[str, str]]:
    path = OSM / name
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return list(csv.DictReader(text.decode().splitlines()))


def _krems(*, whole: bool) -> Problem:
    """Krems: three inspectors at schools; `whole` with the nodes that no road leads out of."""
    nodes, schools = _rows("krems_nodes.csv.gz"), _rows("krems_schools.csv")
    homes = [schools[0], schools[3], schools[9]]
    return hamlet.problem(
        inspectors=tuple(hamlet.person(h["osm"], lon=h["lon"], lat=h["lat"]) for h in homes),
        targets=tuple(hamlet.school(s["osm"], lon=s["lon"], lat=s["lat"]) for s in schools),
        travel=Travel(
            detour=1.3,
            nodes=tuple(
                Node(id=n["node"], lon=n["lon"], lat=n["lat"])
                for n in nodes
                if whole or n["in_main_component"] == "1"
            ),
            roads=tuple(
                Road(
                    start=e["from"],
                    end=e["to"],
                    km=float(e["length_m"]) / 1000,
                    minutes=float(e["time_s"]) / 60,
                    oneway=True,
                )
                for e in _rows("krems_edges.csv.gz")
            ),
        ),
    )


@needs_osm
def test_real_roads_are_those_of_the_data_and_the_ways_to_their_nodes() -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    for edge in sorted(_rows("krems_edges.csv.gz"), key=lambda e: -float(e["length_m"])):
        graph.add_edge(edge["from"], edge["to"], km=float(edge["length_m"]) / 1000)
    problem = _krems(whole=False)
    table, place = travel_table(problem), {s["osm"]: s for s in _rows("krems_schools.csv")}
    assert unreachable(problem) == ()
    for person in problem.inspectors:
        for target in problem.targets:
            ends = place[person.id], place[target.id]
            start, end = (e["nearest_node"] for e in ends)
            snap = 1.3 * sum(float(e["snap_m"]) for e in ends) / 1000
            out = nx.dijkstra_path_length(graph, start, end, weight="km") + snap
            back = nx.dijkstra_path_length(graph, end, start, weight="km") + snap
            row, column = table.rows[person.id], table.columns[target.id]
            assert table.out_km[row, column] == pytest.approx(out, abs=0.003)
            assert table.back_km[row, column] == pytest.approx(back, abs=0.003)
    assert (np.abs(table.out_km - table.back_km) > 0.1).any()  # Krems has one-way roads


@needs_osm
def test_real_schools_beside_roads_that_lead_nowhere_are_named() -> None:
    problem = _krems(whole=True)
    lost = ("w108104811", "w108332315", "w108410583")
    assert set(unreachable(problem)) == {(p.id, t) for p in problem.inspectors for t in lost}
