"""Rows added, removed and set to other values."""

from datetime import date

import pytest

from models.inspector import Employment, Leave
from models.target import School
from scenarios.overlay import laid_over
from tests.scenarios.data.sample import MATRIX, ROADS, sample
from tests.scenarios.overlay.base import changed, codes, refused, stated

NEW = """
[[change]]
add = "督学"
rows = [
  { id = "P9", "姓名" = "赵六", region = "米易县", lon = 102, lat = 26.9, employment = "专职" },
]
"""


def test_people_are_added_by_headers_in_either_language() -> None:
    new = changed(NEW)
    person = new.inspector_by_id["P9"]
    assert (person.name, person.region) == ("赵六", "510421")
    assert person.employment is Employment.FULL_TIME


def test_whoever_comes_later_is_on_leave_before() -> None:
    new = changed(NEW + "from = 2026-09-01")
    [leave] = new.leave_by_inspector["P9"]
    assert (leave.start, leave.end) == (date(2026, 1, 1), date(2026, 8, 31))


def test_a_school_opened_later_is_closed_before() -> None:
    new = changed(
        """
        [[change]]
        add = "targets"
        from = 2026-09-01
        [[change.rows]]
        id = "S9"
        name = "新校"
        region = "攀莲镇"
        lon = 102.1
        lat = 26.9
        stage = "小学"
        enrolment = 300
        """
    )
    [shut] = new.closures_by_target["S9"]
    assert (shut.start, shut.end) == (date(2026, 1, 1), date(2026, 8, 31))


@pytest.mark.parametrize(
    ("text", "field", "count"),
    [
        ('add="请假"\nrows=[{督学="张三","开始日期"=2026-05-06,end="2026年5月8日"}]', "leave", 2),
        ('add="leave"\nrows=[{inspector="P02",start=2026-05-06,end=2026-05-06}]', "leave", 2),
        ('remove="leave"\nwhere={inspector="张三"}', "leave", 0),
        ('remove="pairs"\nwhere={rule="不得同组"}', "pairs", 1),
        ('remove="interests"\nwhere={}\nnumber=1', "interests", 1),
        ('remove="history"\nwhere={open_problems=[2,3]}', "history", 1),
        ('remove="engagements"\nids=["E1","E3"]', "engagements", 1),
        ('add="demands"\nrows=[{target="S003",programme="regular",times=3}]', "demands", 4),
        ('remove="pins"\nwhere={}', "pins", 0),
        ('remove="drawn"\nwhere={draw="2026-autumn"}', "drawn", 1),
        ('remove="strangers"\nwhere={first="米易县"}', "strangers", 0),
        ('remove="past_checks"\nwhere={year=2025}', "past_checks", 1),
    ],
)
def test_rows_of_every_sheet(text: str, field: str, count: int) -> None:
    text = text.replace("{督学=", '{"督学"=')
    assert len(getattr(changed(f"[[change]]\n{text}"), field)) == count


def test_values_are_set_and_taken_away() -> None:
    new = changed(
        """
        [[change]]
        set = "督学"
        where = { employment = ["专职", "兼职"], region = "攀枝花市" }
        values = { employment = "专职", days_per_year = "", stages = ["小学", "九年一贯制"] }
        """
    )
    assert [p.employment for p in new.inspectors][:2] == [Employment.FULL_TIME] * 2
    assert new.inspectors[0].days_per_year is None
    assert new.inspectors[0].days_per_month == 15
    assert new.inspectors[2] == sample().inspectors[2]


def test_where_a_region_is_named_those_below_are_meant() -> None:
    new = changed('[[change]]\nset="targets"\nwhere={region="米易县"}\nnumber=2\nvalues={risk=77}')
    assert [t.risk for t in new.targets][:3] == [77, 77, 0]


def test_engagements_are_set_by_their_words() -> None:
    new = changed('[[change]]\nset="engagements"\nids=["E2"]\nvalues={half="全天", half_days=4}')
    assert (new.engagements[1].half, new.engagements[1].half_days) == ("am", 4)


def test_the_calendar_has_rows_too() -> None:
    new = changed(
        """
        [[change]]
        add = "校历"
        [[change.rows]]
        kind = "其他"
        name = "雪灾"
        start = 2026-11-02
        end = 2026-11-04
        regions = ["米易县"]
        [[change]]
        remove = "calendar"
        where = { name = "运动会" }
        [[change]]
        set = "calendar"
        where = { kind = "学期", name = "春季学期" }
        values = { end = 2026-07-03 }
        """
    )
    names = [b.name for b in new.calendar.breaks]
    assert "雪灾" in names
    assert "运动会" not in names
    assert new.calendar.terms[0].end == date(2026, 7, 3)


def test_roads_and_distances_are_rows() -> None:
    roads = changed('[[change]]\nadd="roads"\nrows=[{start="N1",end="S001",km=2}]', ROADS)
    assert len(roads.travel.roads) == 3
    ways = changed(
        '[[change]]\nset="distances"\nwhere={start="P01",end="S001"}\nvalues={km=9}', MATRIX
    )
    assert ways.travel.distances[0].km == 9


def test_people_leave_on_a_day_and_stay_in_the_data() -> None:
    new = changed('[[change]]\nremove="inspectors"\nids=["李四"]\nfrom=2026-03-10')
    assert new.leave[-1] == Leave(inspector="P02", start=date(2026, 3, 10), end=date(2026, 12, 31))
    assert "P02" in new.inspector_by_id


def test_targets_close_on_a_day() -> None:
    new = changed('[[change]]\nremove="targets"\nids=["S002"]\nfrom=2026-03-10')
    assert new.closures[-1].start == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (
            'add="leave"\nrows=[{inspector="P01",start=2026-04-07,end=2026-04-10,reason="年休"}]',
            "overlay.row_there",
            4,
        ),
        (
            'add="inspectors"\nrows=[{id="P01",name="a",region="510421",lon=1,lat=1,employment="专职"}]',
            "overlay.id_taken",
            4,
        ),
        ('add="pairs"\nrows=[{first="P02",second="P01",rule="不得同组"}]', "overlay.row_there", 4),
        ('add="pairs"\nrows=[{first="P02",second="P02",rule="不得同组"}]', "pair_alone", 4),
        (
            'add="pairs"\nrows=[{first="P01",second="P03",rule="同组",clause="x.1"}]',
            "reference_unknown",
            4,
        ),
        (
            'add="leave"\nrows=[{inspector="P01",start=2026-05-07,end=2026-04-10}]',
            "ends_before_start",
            4,
        ),
        (
            'add="leave"\nrows=[{inspector="P77",start=2026-04-07,end=2026-04-10}]',
            "overlay.unknown",
            4,
        ),
        (
            'add="history"\nrows=[{target="S001",kind="专项督导",day=2026-04-07}]',
            "history_not_past",
            4,
        ),
        ('add="regions"\nrows=[{id="9",name="x",level="县级",parent="攀莲镇"}]', "level_order", 4),
        (
            'add="demands"\nrows=[{target="S001",programme="comprehensive",times=9}]',
            "overlay.row_there",
            4,
        ),
        ('set="inspectors"\nids=["P01"]\nvalues={days_per_week=9}', "at_most", 5),
        ('set="inspectors"\nids=["P01"]\nvalues={lat=102}', "off_the_globe", 5),
        ('set="targets"\nids=["G1"]\nvalues={stage="小学"}', "not_for_kind", 5),
        ('remove="inspectors"\nwhere={employment="专职"}\nnumber=4', "overlay.too_few", 5),
        ('remove="inspectors"\nwhere={grade=5}', "overlay.nothing_meant", 4),
        ('remove="inspectors"\nwhere={region="北京"}', "overlay.unknown", 4),
        ('remove="inspectors"\nids=["P01","P02","P03"]', "overlay.none_left", 2),
        ('remove="regions"\nids=["攀莲镇"]', "overlay.region_used", 2),
        ('remove="regions"\nids=["510421"]', "overlay.region_used", 2),
        ('remove="inspectors"\nids=["P01"]\nfrom=2027-01-01', "outside_year", 5),
        ('remove="calendar"\nwhere={kind="学期"}', "no_terms", 2),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(text: str, code: str, line: int | None) -> None:
    with refused() as found:
        laid_over(sample(), [stated(f"\n[[change]]\n{text}".replace("\n[[", "[[", 1))])
    assert (code, line) in codes(found), codes(found)


def test_everything_is_told_at_once() -> None:
    with refused() as found:
        laid_over(
            sample(),
            [
                stated(
                    '[[change]]\nremove="督学"\nids=["某甲","PO1"]\n'
                    '[[change]]\noff=["comprehensiv"]\n[[change]]\nclose=["S009"]'
                )
            ],
        )
    assert [(i.row, i.column, i.found, i.suggestion) for i in found] == [
        (4, "change[1].ids", "某甲", ""),
        (4, "change[1].ids", "PO1", "P01"),
        (6, "change[2].off", "comprehensiv", "comprehensive"),
        (8, "change[3].close", "S009", "S003"),
    ]


def test_a_new_school_is_of_its_sort() -> None:
    added = changed(
        '[[change]]\nset="targets"\nids=["第一小学"]\nvalues={stage="九年一贯制学校",enrolment=1500}'
    )
    school = added.target_by_id["S001"]
    assert isinstance(school, School)
    assert (school.stage, school.enrolment) == ("nine_year", 1500)
