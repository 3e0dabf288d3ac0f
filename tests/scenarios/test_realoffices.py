"""Real schools of whole provinces and prefectures, where the lists are at hand."""

from pathlib import Path

import pytest

from models.region import Level
from planner.options import Options
from planner.pipeline import plan_year
from planner.staffing import staffing
from planner.tiers import Offices, share
from scenarios.policies import load_policy, with_programmes
from scenarios.realoffices import listed_divisions, real_offices
from tests.scenarios.test_convert import SCHOOLS, TOWNS

DIVISIONS = SCHOOLS.parent / "admin" / "divisions_2022.csv"
real = pytest.mark.skipif(not DIVISIONS.exists(), reason=f"{DIVISIONS} is absent")
CASES = [
    ("46", "hainan-2021", (), 15),
    ("1525", "neimenggu-2020", ("shuangjian-2022:cross",), 8),
    ("2310", "mudanjiang-2021", ("neimenggu-2020:term-end",), 10),
]


def test_city_without_counties_stands_as_a_county(tmp_path: Path) -> None:
    file = tmp_path / "divisions.csv"
    lines = ("460000,甲省", "460100,乙市", "460105,丙区", "460400,丁市", "469001,戊县")
    file.write_text(
        "adcode,name,center_lon,center_lat\n" + "".join(f"{line},110,19\n" for line in lines),
        "utf-8",
    )
    city, direct = listed_divisions(file, "46")
    assert city.prefecture is not None
    assert (city.prefecture.code, [c.code for c in city.counties]) == ("4601", ["460105"])
    assert direct.prefecture is None
    assert [c.name for c in direct.counties] == ["丁市", "戊县"]


@real
@pytest.mark.parametrize(("code", "policy", "also", "least"), CASES)
def test_offices_of_real_schools_have_people(
    code: str, policy: str, also: tuple[str, ...], least: int
) -> None:
    rules = with_programmes(load_policy(policy), also)
    problem = real_offices(SCHOOLS, DIVISIONS, code, rules, towns=TOWNS)
    offices = Offices(problem)
    counties = [o for o in offices.ids if offices.level(o) is Level.COUNTY]
    assert len(counties) >= least
    assert offices.ids[0] == code
    for task in offices.tasks:
        assert not staffing(share(offices, task)).bottlenecks, task.key


@real
@pytest.mark.parametrize(("code", "office"), [("46", "460400"), ("2310", "231081")])
def test_an_office_of_real_schools_is_planned(code: str, office: str) -> None:
    _, policy, also, _ = next(case for case in CASES if case[0] == code)
    rules = with_programmes(load_policy(policy), also)
    offices = Offices(real_offices(SCHOOLS, DIVISIONS, code, rules, towns=TOWNS))
    task = next(t for t in offices.tasks if t.office == office)
    plan = plan_year(share(offices, task), Options(time_limit_s=5))
    assert not [line for line in plan.compliance if line.findings]
    assert plan.visits
