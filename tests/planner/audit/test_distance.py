import math

import pytest

from models.travel import Distance, Node, Road, Travel
from planner.audit.distance import Distances, great_circle_km
from tests.planner.audit import tiny


def km(travel: Travel, home: tuple[float, float], goal: tuple[float, float]) -> tuple[float, float]:
    people = tuple(
        p.model_copy(update={"lon": home[0], "lat": home[1]}) for p in tiny.PEOPLE if p.id == "a"
    )
    targets = tuple(
        t.model_copy(update={"lon": goal[0], "lat": goal[1]}) for t in tiny.TARGETS if t.id == "s1"
    )
    problem = tiny.problem(
        inspectors=people, targets=targets, travel=travel, interests=(), leave=(), history=()
    )
    distances = Distances(problem)
    return distances.out_km(people[0], targets[0]), distances.return_km(people[0], targets[0])


def test_a_degree_of_latitude() -> None:
    degree = math.pi * 6371.0088 / 180
    assert great_circle_km(100, 30, 100, 31) == pytest.approx(degree)
    assert great_circle_km(0, 0, 180, 0) == pytest.approx(180 * degree)
    assert great_circle_km(100, 30, 100, 30) == 0


def test_great_circle_times_detour() -> None:
    out, both = km(Travel(detour=1.5), (100, 30), (100, 31))
    assert out == pytest.approx(1.5 * 111.19508)
    assert both == 333.6


def test_a_matrix_with_one_direction_or_two() -> None:
    ways = (Distance(start="a", end="s1", km=3),)
    assert km(Travel(distances=ways), (100, 30), (100, 30)) == (3, 6)
    ways = (*ways, Distance(start="s1", end="a", km=5))
    assert km(Travel(distances=ways), (100, 30), (100, 30)) == (3, 8)


def test_roads_from_the_node_of_the_place_or_the_nearest() -> None:
    nodes = (Node(id="x", lon=100, lat=30), Node(id="y", lon=100, lat=32))
    roads = (
        Road(start="x", end="y", km=7, oneway=True),
        Road(start="y", end="x", km=9),
        Road(start="x", end="y", km=8),
        Road(start="y", end="s1", km=1),
    )
    out, both = km(Travel(detour=1, roads=roads, nodes=nodes), (100, 30), (100, 31))
    assert (out, both) == (8, 17)
    out, _ = km(Travel(detour=2, roads=roads, nodes=nodes), (100, 30.5), (100, 31))
    assert out == pytest.approx(8 + 111.19508)


def test_no_road() -> None:
    roads = (Road(start="a", end="b", km=1), Road(start="s1", end="s2", km=1))
    assert km(Travel(roads=roads), (100, 30), (100, 30)) == (math.inf, math.inf)
