# ruff: noqa: E501
"""One mistake in a good folder, one message that says where and what."""

from pathlib import Path

import pytest

from models.issue import DataError, Issue
from models.text import say
from scenarios.dataset import read_dataset, write_dataset
from tests.scenarios.data.sample import MATRIX, ROADS, sample

Edit = tuple[str, str, str]
Where = tuple[str, int | None, str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_dataset(sample(), tmp_path / "data")
    return tmp_path / "data"


def edited(folder: Path, *edits: Edit) -> tuple[Issue, ...]:
    for name, old, new in edits:
        file = folder / name
        text = file.read_text("utf-8-sig") if file.exists() else ""
        assert old in text
        file.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")
    return issues_of(folder)


def issues_of(folder: Path) -> tuple[Issue, ...]:
    with pytest.raises(DataError) as caught:
        read_dataset(folder)
    for issue in caught.value.issues:
        assert "{" not in say(issue.text, "zh") + say(issue.text, "en")
    return caught.value.issues


SINGLE: list[tuple[Edit, str, Where, str]] = [
    (("targets.csv", "S002,", "S001,"), "duplicate_id", ("targets.csv", 3, "编号"), ""),
    (("targets.csv", "510421001", "51042100l"), "reference_unknown", ("targets.csv", 2, "所在区域"), "510421001"),
    (("targets.csv", "幼儿园,民办", "幼儿圆,民办"), "choice", ("targets.csv", 3, "学段"), "幼儿园"),
    (("targets.csv", "33.5", "133.5"), "at_most", ("targets.csv", 2, "风险分"), ""),
    (("targets.csv", ",33.5,2", ",33.5,-2"), "at_least", ("targets.csv", 2, "举报数"), ""),
    (("targets.csv", "102.111,26.891", "26.891,102.111"), "position_exchanged", ("targets.csv", 2, "纬度"), ""),
    (("targets.csv", "102.111,26.891", "202.111,26.891"), "off_the_globe", ("targets.csv", 2, "经度"), ""),
    (("targets.csv", ",1200,", ",,"), "required", ("targets.csv", 2, "学生数"), ""),
    (("targets.csv", "政府部门,0,0", "政府部门,0,0,x"), "column_headless", ("targets.csv", 5, "P"), ""),
    (("targets.csv", "县级,,,,,,政府部门", "县级,小学,,,,,政府部门"), "not_for_kind", ("targets.csv", 5, "学段"), ""),
    (("targets.csv", "举报数", "举报数量"), "column_unknown", ("targets.csv", 1, "举报数量"), "举报数"),
    (("targets.csv", "风险分,", "学段,"), "column_twice", ("targets.csv", 1, "学段"), ""),
    (("targets.csv", "名称", "备注"), "column_missing", ("targets.csv", 1, "名称"), ""),
    (("targets.csv", '第一小学', '"第一"小学'), "csv", ("targets.csv", 2, ""), ""),
    (("regions.csv", "米易县,县级,510400", "米易县,县级,510421001"), "region_cycle", ("regions.csv", 3, "上级区域"), ""),
    (("regions.csv", "攀莲镇,乡镇级", "攀莲镇,县级"), "level_order", ("regions.csv", 4, "级别"), ""),
    (("regions.csv", "米易县,县级,510400", "米易县,县级,"), "no_parent", ("regions.csv", 3, "上级区域"), ""),
    (("regions.csv", "县级,510400", "县级,510409"), "reference_unknown", ("regions.csv", 3, "上级区域"), "510400"),
    (("regions.csv", "101.7,26.6", "101.7,"), "half_position", ("regions.csv", 2, "纬度"), ""),
    (("inspectors.csv", "专职", "专职人员"), "choice", ("inspectors.csv", 2, "聘任方式"), "专职"),
    (("joint_pools.csv", "J1,510421", "J1,510429"), "reference_unknown", ("joint_pools.csv", 2, "区域"), ""),
    (("pairs.csv", "P02,P03", "P02,P02"), "pair_alone", ("pairs.csv", 3, "督学二"), ""),
    (("pairs.csv", "P02,P03", "P02,P01"), "pair_twice", ("pairs.csv", 3, "督学二"), ""),
    (("pairs.csv", "P02,P03", "P02,P09"), "reference_unknown", ("pairs.csv", 3, "督学二"), "P03"),
    (("pairs.csv", "my.4.3", "my.4.33"), "reference_unknown", ("pairs.csv", 2, "条款"), "my.4.3"),
    (("pairs.csv", "不得同组", "不许同组"), "choice", ("pairs.csv", 3, "要求"), "不得同组"),
    (("past_checks.csv", "510455,2025", "510421,2025"), "regions_alike", ("past_checks.csv", 2, "被查地区"), ""),
    (("past_checks.csv", "510455,2025", "510400,2025"), "regions_of_levels", ("past_checks.csv", 2, "被查地区"), ""),
    (("past_checks.csv", "510455,2025", "510455,2026"), "check_not_past", ("past_checks.csv", 2, "年度"), ""),
    (("past_checks.csv", "2025,1", "2025,0"), "at_least", ("past_checks.csv", 2, "批次"), ""),
    (("strangers.csv", "510421,510411", "510421,5104119"), "reference_unknown", ("strangers.csv", 2, "地区二"), "510411"),
    (("strangers.csv", "510421,510411", "510421,510421"), "regions_alike", ("strangers.csv", 2, "地区二"), ""),
    (("inspectors.csv", "2024-09-01", "2028-09-01"), "ends_before_start", ("inspectors.csv", 2, "证书截止"), ""),
    (("inspectors.csv", "县级,3,", "县级,9,"), "at_most", ("inspectors.csv", 2, "督学等级"), ""),
    (("inspectors.csv", "120,15,", "120.5,15,"), "integer", ("inspectors.csv", 2, "年督导天数上限"), ""),
    (("inspectors.csv", "80.5", "八十"), "number", ("inspectors.csv", 2, "最远单程（公里）"), ""),
    (("interests.csv", "P01,S001", "P0l,S001"), "reference_unknown", ("interests.csv", 2, "督学"), "P01"),
    (("interests.csv", "2018-08-31", "2008-08-31"), "ends_before_start", ("interests.csv", 2, "结束日期"), ""),
    (("leave.csv", "2026-04-10", "2026-04-31"), "date_impossible", ("leave.csv", 2, "结束日期"), ""),
    (("leave.csv", "2026-04-10", "四月十日"), "date", ("leave.csv", 2, "结束日期"), ""),
    (("leave.csv", "", "P01,2026-04-07,2026-04-10,年休\n"), "duplicate_row", ("leave.csv", 3, ""), ""),
    (("interests.csv", "", "P02,示例幼儿园,子女,,\n"), "duplicate_row", ("interests.csv", 4, ""), ""),
    (("history.csv", "2025-11-03", "2026-11-03"), "history_not_past", ("history.csv", 3, "日期"), ""),
    (("engagements.csv", "E2,", "E1,"), "duplicate_id", ("engagements.csv", 3, "编号"), ""),
    (("engagements.csv", "四川省,S002", "四川省,S020"), "reference_unknown", ("engagements.csv", 3, "督导对象"), ""),
    (("engagements.csv", "P01、P03", "P01、P09"), "reference_unknown", ("engagements.csv", 2, "督学"), "P03"),
    (("engagements.csv", "P01、P03", "P01、张三"), "plan_member_twice", ("engagements.csv", 2, "督学"), ""),
    (("engagements.csv", "6,P02", "6,"), "engagement_empty", ("engagements.csv", 4, "督学"), ""),
    (("engagements.csv", "2026-10-20", "2025-10-20"), "plan_outside_year", ("engagements.csv", 2, "开始日期"), ""),
    (("engagements.csv", "下午,1", "下午,2"), "plan_half_start", ("engagements.csv", 3, "半天数"), ""),
    (("engagements.csv", "上午,3", "上午,0"), "at_least", ("engagements.csv", 2, "半天数"), ""),
    (("pins.csv", "-S001-", "-S0O1-"), "pin_unknown", ("pins.csv", 2, "督导编号"), "regular-S001-04"),
    (("pins.csv", "P01、P03", "P01、P09"), "reference_unknown", ("pins.csv", 2, "成员"), "P03"),
    (("pins.csv", "P01、P03", "P01、张三"), "plan_member_twice", ("pins.csv", 2, "成员"), ""),
    (("pins.csv", "2026-04-14,,P01、P03", ",,"), "pin_empty", ("pins.csv", 2, "开始日期"), ""),
    (("pins.csv", "2026-04-14,,", ",上午,"), "pin_half", ("pins.csv", 2, "时段"), ""),
    (("pins.csv", "2026-04-14", "2027-04-14"), "plan_outside_year", ("pins.csv", 2, "开始日期"), ""),
    (("dataset.toml", 'office = "510421"', 'office = "510422"'), "reference_unknown", ("dataset.toml", None, "office"), "510421"),
    (("dataset.toml", "miyi-2022", "miyi-2012"), "policy_unknown", ("dataset.toml", None, "policy"), "miyi-2022"),
    (("dataset.toml", "miyi-2022", "../x.toml"), "policy_unknown", ("dataset.toml", None, "policy"), ""),
    (("dataset.toml", "year = 2026", "year = 1926"), "year_range", ("dataset.toml", None, "year"), ""),
    (("dataset.toml", "name =", "nmae ="), "setting_missing", ("dataset.toml", None, "name"), ""),
    (("dataset.toml", "detour =", "detuor ="), "key_unknown", ("dataset.toml", None, "travel.detuor"), "detour"),
    (("dataset.toml", "detour = 1.25", "detour = 0.5"), "at_least", ("dataset.toml", None, "travel.detour"), ""),
    (("dataset.toml", "speed_kmh = 35.0", "speed_kmh = 0"), "more_than", ("dataset.toml", None, "travel.speed_kmh"), ""),
    (("dataset.toml", "budget_yuan = 200000", "budget_yuan = -1"), "at_least", ("dataset.toml", None, "costs.budget_yuan"), ""),
    (("dataset.toml", "year = 2026", "year = 2026\noffice == 3"), "toml", ("dataset.toml", 5, ""), ""),
    (("calendar.toml", "[[terms]]", "[[term]]"), "key_unknown", ("calendar.toml", None, "term"), "terms"),
    (("calendar.toml", "end = 2026-07-10", "end = 2026-02-10"), "ends_before_start", ("calendar.toml", None, "terms[1].end"), ""),
    (("calendar.toml", "2027-01-15", "2026-06-15"), "ends_before_start", ("calendar.toml", None, "terms[2].end"), ""),
    (("calendar.toml", "start = 2026-09-01", "start = 2026-07-01"), "terms_overlap", ("calendar.toml", None, ""), ""),
    (("calendar.toml", "start = 2026-03-02\nend = 2026-07-10", "start = 2024-03-02\nend = 2024-07-10"), "outside_year", ("calendar.toml", None, "terms[1].start"), ""),
    (("calendar.toml", "start = 2026-03-02", "start = 2020-03-02"), "too_long", ("calendar.toml", None, "terms[1].end"), ""),
    (("calendar.toml", 'kind = "exam"', 'kind = "exams"'), "choice", ("calendar.toml", None, "breaks[1].kind"), "考试"),
    (("calendar.toml", '["510421"]', '["51042l"]'), "reference_unknown", ("calendar.toml", None, "breaks[1].regions"), "510421"),
    (("calendar.toml", "hours = 24", "hours = 0"), "more_than", ("calendar.toml", None, "training[1].hours"), ""),
    (("calendar.toml", "min_grade = 2", "max_grade = 2"), "key_unknown", ("calendar.toml", None, "training[1].audience_more"), "min_grade"),
    (("calendar.toml", "workdays = [2026-05-09]", "workdays = [2026-05-05]"), "holiday_and_workday", ("calendar.toml", None, ""), ""),
    (("calendar.toml", "provisional = false", 'public_holidays = "US"'), "holidays_unknown", ("calendar.toml", None, "public_holidays"), ""),
    (("calendar.toml", "provisional = false", "terms = 3"), "toml", ("calendar.toml", 5, ""), ""),
    (("programme.toml", "", "only = true"), "file_unknown", ("programme.toml", None, ""), "programmes.toml"),
    (("leaves.csv", "", "督学,开始日期\n"), "file_unknown", ("leaves.csv", None, ""), ""),
    (("programmes.toml", "", "onyl = true"), "key_unknown", ("programmes.toml", None, "onyl"), "only"),
    (("programmes.toml", "", "programmes = 3"), "list_wanted", ("programmes.toml", None, "programmes"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\n'), "required", ("programmes.toml", None, "programmes[1].kind"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "specail"\n'), "value_unknown", ("programmes.toml", None, "programmes[1].kind"), "special"),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\nclauses = ["my.9"]\n'), "reference_unknown", ("programmes.toml", None, "programmes[1].clauses"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\nwindows = [{first = "05-01", last = "03-01"}]\n'), "ends_before_start", ("programmes.toml", None, "programmes[1].windows[1]"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\nwindows = [{first = "5月", last = "06-01"}]\n'), "pattern", ("programmes.toml", None, "programmes[1].windows[1].first"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\nwindows = [{first = "02-30", last = "06-01"}]\n'), "date_impossible", ("programmes.toml", None, "programmes[1].windows[1]"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\n[[programmes.team.needs]]\nwho = {novice = true}\n'), "need_empty", ("programmes.toml", None, "programmes[1].team.needs[1]"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\n[[programmes.team.needs]]\nwho = {novice = true}\nat_least = 2\nat_most = 1\n'), "need_crossed", ("programmes.toml", None, "programmes[1].team.needs[1]"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\n[programmes.team]\nlead = {ids = ["P09"]}\n'), "reference_unknown", ("programmes.toml", None, "programmes[1].team"), "P03"),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\n[programmes.team]\nsizes = 2\n'), "key_unknown", ("programmes.toml", None, "programmes[1].team.sizes"), "size"),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\nselection = { mode = "listed", targets = { ids = ["S01"] } }\n'), "reference_unknown", ("programmes.toml", None, "programmes[1].selection.targets.ids"), "S001"),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\nsealed = true\nselection = { mode = "drawn", number = 1 }\n'), "sealed_unfit", ("programmes.toml", None, "programmes[1]"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\n[[programmes.phases]]\nid = "a"\nname = "a"\nclause = "my.2.4"\nafter = ["b"]\n'), "phase_unfit", ("programmes.toml", None, "programmes[1]"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\n[[programmes.phases]]\nid = "a"\nname = "a"\nclause = "my.2.4"\nfirst = "05-01"\nlast = "04-01"\n'), "ends_before_start", ("programmes.toml", None, "programmes[1].phases[1]"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\n[[programmes.phases]]\nid = "a"\nname = "a"\nclause = "my.99"\n'), "reference_unknown", ("programmes.toml", None, "programmes[1].phases.clause"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\n[[programmes.phases]]\nid = "a"\nname = "a"\nclause = "my.2.4"\nvisits = ["regula"]\n'), "reference_unknown", ("programmes.toml", None, "programmes[1].phases.visits"), "regular"),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\nsealed = true\n[[programmes]]\nid = "y"\nname = "y"\nkind = "special"\njoins = ["x"]\n'), "joins_sealed", ("programmes.toml", None, "programmes[2].joins"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\nfrequency = { interval_days = 90, times = 2 }\n'), "interval_twice", ("programmes.toml", None, "programmes[1].frequency"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\nfrequency = { least_days = 90, greatest_days = 60 }\n'), "gaps_crossed", ("programmes.toml", None, "programmes[1].frequency"), ""),
    (("programmes.toml", "", '[[programmes]]\nid = "x"\nname = "x"\nkind = "special"\n[programmes.team]\nrepeat_at_most = 1\nrepeat_clause = "my.99"\n'), "reference_unknown", ("programmes.toml", None, "programmes[1].clauses"), ""),
    (("demands.csv", "", "S002,comprehensive,,90,60,,,\n"), "gaps_crossed", ("demands.csv", 5, "最短间隔（天）"), ""),
    (("demands.csv", "", "S002,comprehensive,2,,,90,,\n"), "interval_twice", ("demands.csv", 5, ""), ""),
    (("policy.toml", "", '[[workload]]\nclause = "my.4.5"\npeople = {}\nat_most_days = 9\nper = "month"\nrolling_days = 10\n'), "limit_span", ("policy.toml", None, "workload[1]"), ""),
    (("policy.toml", "", "[zoning]\nat_most = 0\n"), "at_least", ("policy.toml", None, "zoning.at_most"), ""),
    (("policy.toml", "", "[zonning]\nat_most = 3\n"), "key_unknown", ("policy.toml", None, "zonning"), "zoning"),
    (("policy.toml", "", '[recusal]\nclause = "zz.1"\n'), "clauses_unlisted", ("policy.toml", None, ""), ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "code", "where", "suggestion"),
    [pytest.param(*case, id=f"{n}-{case[1]}") for n, case in enumerate(SINGLE)],
)
def test_single_mistake(folder: Path, edit: Edit, code: str, where: Where, suggestion: str) -> None:
    issues = edited(folder, edit)
    matching = [i for i in issues if i.text.code == f"data.{code}" and i.place == where[0]]
    assert where in [(i.place, i.row, i.column) for i in matching], issues
    if suggestion:
        assert suggestion in [i.suggestion for i in matching]


def test_everything_at_once(folder: Path) -> None:
    issues = edited(
        folder,
        ("targets.csv", "510421001", "x"),
        ("inspectors.csv", "专职", "y"),
        ("leave.csv", "P01", "z"),
        ("history.csv", "S001", "w"),
        ("dataset.toml", "miyi-2022", "v"),
        ("calendar.toml", "hours = 24", "hours = -3"),
    )
    assert {i.place for i in issues} == {
        "targets.csv",
        "inspectors.csv",
        "leave.csv",
        "history.csv",
        "dataset.toml",
        "calendar.toml",
    }


def test_duplicate_names_the_first_row(folder: Path) -> None:
    issues = edited(folder, ("inspectors.csv", "P03", "P01"))
    (issue,) = (i for i in issues if i.text.code == "data.duplicate_id")
    assert (issue.row, issue.text.args["first"]) == (4, 2)


def test_cycle_is_named_once(folder: Path) -> None:
    (issue,) = edited(folder, ("regions.csv", "攀枝花市,地市级,", "攀枝花市,地市级,510421001"))
    assert issue.text.args["cycle"] == "攀枝花市 → 攀莲镇 → 米易县 → 攀枝花市"


def test_ambiguous_name(folder: Path) -> None:
    issues = edited(
        folder, ("inspectors.csv", "李四", "张三"), ("leave.csv", "P01,2026", "张三,2026")
    )
    assert [(i.text.code, i.text.args["ids"]) for i in issues] == [
        ("data.reference_ambiguous", "P01、P02")
    ]


@pytest.mark.parametrize(
    "name", ["dataset.toml", "calendar.toml", "regions.csv", "targets.csv", "inspectors.csv"]
)
def test_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert ("data.sheet_missing", name) in [(i.text.code, i.found) for i in issues_of(folder)]


def test_empty_folder(tmp_path: Path) -> None:
    assert len(issues_of(tmp_path)) == 5


@pytest.mark.parametrize("content", [b"\x81\x00\xff\xff", b"\xff\xfe\x00", b"a\0b"])
def test_unknown_encoding(folder: Path, content: bytes) -> None:
    (folder / "leave.csv").write_bytes(content)
    assert [(i.place, i.text.code) for i in issues_of(folder)] == [("leave.csv", "data.encoding")]


def test_roads_and_distances(folder: Path) -> None:
    write_dataset(sample(MATRIX), folder / "matrix")
    write_dataset(sample(ROADS), folder / "roads")
    for name in ("nodes.csv", "roads.csv"):
        (folder / "matrix" / name).write_bytes((folder / "roads" / name).read_bytes())
    assert [i.text.code for i in issues_of(folder / "matrix")] == ["data.roads_and_distances"]


def test_calendar_without_terms(folder: Path) -> None:
    (folder / "calendar.toml").write_text("holidays = []\n", "utf-8")
    assert [i.text.code for i in issues_of(folder)] == ["data.no_terms"]


def test_references_by_name(folder: Path) -> None:
    text = (folder / "leave.csv").read_text("utf-8-sig")
    (folder / "leave.csv").write_text(text.replace("P01,", "张 三".replace(" ", "") + ","), "utf-8")
    assert read_dataset(folder) == sample()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings(folder: Path, encoding: str, delimiter: str, newline: str) -> None:
    for file in folder.glob("*.csv"):
        text = file.read_text("utf-8-sig").replace(",", delimiter).replace("\n", newline)
        file.write_bytes(text.encode(encoding))
    assert read_dataset(folder) == sample()


def test_untidy_as_people_type(folder: Path) -> None:
    file = folder / "inspectors.csv"
    text = file.read_text("utf-8-sig")
    text = text.replace("P01,张三", "　Ｐ０１ ,\u200b张三\u00a0").replace(
        "2024-09-01", "２０２４年９月１日"
    )
    text = (
        text.replace("编号", " 编 号 ")
        .replace("120,15", "120.0, １５ ")
        .replace("姓名", "备注,姓名", 1)
    )
    lines = text.split("\n")
    lines[1:] = [line.replace(",", ",随便写,", 1) if line else "" for line in lines[1:]]
    file.write_text("\n\n".join(lines), "utf-8")
    assert read_dataset(folder) == sample()


def test_a_missing_file_is_told_once(folder: Path) -> None:
    (folder / "regions.csv").unlink()
    assert [i.text.code for i in issues_of(folder)] == ["data.sheet_missing"]


def test_an_empty_list_leaves_references_unknown(folder: Path) -> None:
    file = folder / "inspectors.csv"
    file.write_text(file.read_text("utf-8-sig").splitlines()[0], "utf-8")
    assert {i.text.code for i in issues_of(folder)} == {"data.reference_unknown"}


def test_a_missing_column_is_told_once(folder: Path) -> None:
    rows = ["名称,开始日期,结束日期", "春季学期,2026-03-02,2026-07-10"]
    (folder / "calendar.toml").unlink()
    (folder / "calendar.csv").write_text("\n".join(rows), "utf-8")
    (issue,) = issues_of(folder)
    assert (issue.text.code, issue.column) == ("data.column_missing", "类别")


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    write_dataset(sample(MATRIX), tmp_path / "measured")
    return tmp_path / "measured"


def test_two_lengths_of_one_way(measured: Path) -> None:
    (issue,) = edited(measured, ("distances.csv", "", "P01,S001,99,\n"))
    assert (issue.text.code, issue.column) == ("data.distance_twice", "公里")
    assert issue.text.args["first"] == 2


def test_equal_roads_side_by_side(tmp_path: Path) -> None:
    write_dataset(sample(ROADS), tmp_path / "data")
    roads = tmp_path / "data" / "roads.csv"
    header, *rows = roads.read_text("utf-8-sig").splitlines()
    roads.write_text("\n".join([header, *rows, *rows]), "utf-8")
    assert len(read_dataset(tmp_path / "data").travel.roads) == 2 * len(ROADS.roads)


def test_targets_cut_off_from_the_same_people_stand_together(measured: Path) -> None:
    lost = [("distances.csv", f"P01,S00{n},1.5,4\n", "") for n in (1, 2)]
    (issue,) = edited(measured, *lost)
    assert issue.text.code == "data.not_in_matrix_pair"
    assert issue.found == "P01 – S001、S002"


def test_indicators_in_a_circle(tmp_path: Path) -> None:
    write_dataset(sample(), tmp_path)
    file = tmp_path / "indicators.csv"
    file.write_text(file.read_text("utf-8-sig").replace("党的领导,", "党的领导,1.1"), "utf-8")
    with pytest.raises(DataError) as caught:
        read_dataset(tmp_path)
    (issue,) = caught.value.issues
    assert (issue.place, issue.text.code) == ("indicators.csv", "data.indicator_cycle")
