"""Small public instances reach the known optimum through the adapters."""

from pathlib import Path

import pytest

from benchmarks.public import cpmp, gap, pvrp
from benchmarks.public.table import best_known, solve
from planner.trips.routing import route

GAP = ("cattrysse1994/gap1-0", "cattrysse1994/gap5-2", "chu1997/a05100")
CPMP = ("pmedcap1_01", "pmedcap1_04")


@pytest.mark.skipif(not gap.FOLDER.exists(), reason=f"{gap.FOLDER} is absent")
@pytest.mark.parametrize("name", GAP)
def test_generalised_assignment(name: str) -> None:
    instance = next(i for i in gap.instances() if i.name == name)
    found = solve(instance, 60)
    assert found.proven
    assert found.cost == best_known(gap.FOLDER)[name]


@pytest.mark.skipif(not cpmp.FOLDER.exists(), reason=f"{cpmp.FOLDER} is absent")
@pytest.mark.parametrize("name", CPMP)
def test_capacitated_p_median(name: str) -> None:
    instance = next(i for i in cpmp.instances() if i.name == name)
    found = solve(instance, 60)
    assert found.proven
    assert found.cost == best_known(cpmp.FOLDER)[name]


def test_an_instance_of_each_format_is_read(tmp_path: Path) -> None:
    jobs = tmp_path / "tiny"
    jobs.write_text("2 3\n1 9 9\n9 1 1\n2 2 2\n3 3 3\n2 6\n", encoding="utf-8")
    problem = gap.read(jobs)
    assert problem.cost.tolist() == [[1, 9, 9], [9, 1, 1]]
    assert problem.limits[0].capacity.tolist() == [2, 6]
    rounded = tmp_path / "tiny.txt"
    rounded.write_text("1 5\n3 1 9\n1 0 0 4\n2 1 1 5\n3 3 4 6\n", encoding="utf-8")
    assert cpmp.read(rounded).cost[0].tolist() == [0, 1, 5]
    whole = tmp_path / "tiny.dat"
    whole.write_text("2 1\n0 0 7 2\n1 1 8 3\n", encoding="utf-8")
    assert cpmp.read(whole).cost[0].tolist() == [0, 1414]
    assert cpmp.read(whole).most_people == 1


@pytest.mark.skipif(not pvrp.FOLDER.exists(), reason=f"{pvrp.FOLDER} is absent")
def test_periodic_routing() -> None:
    problem = pvrp.read(pvrp.FOLDER / "p14.txt")
    routed = route(problem, 3)
    assert pvrp.distance(problem, routed) <= 1.01 * best_known(pvrp.FOLDER)["p14"]
