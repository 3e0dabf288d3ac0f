"""Real schools: what is sifted out, and what remains of the real list where it is at hand."""

from pathlib import Path

import pytest

from models.target import Stage
from scenarios.convert import real_problem, real_schools, stage_of
from scenarios.policies import load_policy
from tests.scenarios.generate.capacity import unheld

SCHOOLS = Path(__file__).parents[3] / "shared" / "data" / "china" / "schools.csv.gz"
TOWNS = SCHOOLS.with_name("towns_geonames.csv.gz")
real = pytest.mark.skipif(not SCHOOLS.exists(), reason=f"{SCHOOLS} is absent")


def test_county_without_schools_is_refused(tmp_path: Path) -> None:
    places = tmp_path / "places.csv"
    header = "source,source_id,name,adcode,province,city,county,lat_wgs84,lon_wgs84,coord"
    row = "a,1,甲大学南门,150102,内蒙古自治区,呼和浩特市,新城区,40.8,111.7,point"
    places.write_text(f"{header}\n{row}\n", "utf-8")
    with pytest.raises(ValueError, match="none is a school"):
        real_problem(places, "150102", load_policy("neimenggu-2020"))


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("甲市第三中学", Stage.JUNIOR_SECONDARY),
        ("甲县一中", Stage.COMPLETE_SECONDARY),
        ("甲区实验高级中学", Stage.SENIOR_SECONDARY),
        ("甲镇中心小学(东校区)", Stage.PRIMARY),
        ("甲街小学乙巷分校", Stage.PRIMARY),
        ("甲乙幼儿园(三秀路)", Stage.KINDERGARTEN),
        ("甲理工大学附属小学", Stage.PRIMARY),
        ("甲县职业技术学校", Stage.SECONDARY_VOCATIONAL),
        ("甲区特殊教育学校", Stage.SPECIAL),
        ("甲镇中心学校", Stage.NINE_YEAR),
        ("甲旗第二小", Stage.PRIMARY),
        ("甲第三中学教学楼", None),
        ("甲大学南门", None),
        ("甲小学(建设中)", None),
        ("甲幼儿园(暂停营业)", None),
        ("乙培训学校(甲校区)", None),
        ("甲驾校", None),
        ("北京四中网校(甲分校)", None),
        ("便利店", None),
    ],
)
def test_names_are_sifted(name: str, stage: Stage | None) -> None:
    assert stage_of(name) is stage


@real
def test_a_district_of_wuhan() -> None:
    schools = real_schools(SCHOOLS, "420102")
    assert 200 <= len(schools) <= 330
    assert len({s.id for s in schools}) == len(schools)
    assert schools == real_schools(SCHOOLS, "420102")


@real
@pytest.mark.parametrize(
    ("code", "policy"),
    [("420113", "miyi-2022"), ("469005", "hainan-2021"), ("1525", "neimenggu-2020")],
)
def test_real_schools_can_be_zoned(code: str, policy: str) -> None:
    problem = real_problem(SCHOOLS, code, load_policy(policy), towns=TOWNS)
    assert problem.fictional
    assert unheld(problem) == 0
