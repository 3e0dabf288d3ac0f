"""Every sheet of a data set, once: reader, writer, template and docs follow this.

Notes on columns lie in the catalogue as `note.<sheet>.<field>`.
"""

from datetime import date
from enum import StrEnum

from models.inspector import Employment, InterestKind, PairRule, Pool, Track
from models.plan import Half
from models.programme import ProgrammeKind
from models.region import Level
from models.target import Locality, Organ, Sector, Stage, TargetKind
from scenarios.columns import CellType, Column, Scalar, Sheet
from scenarios.plansheets import PLAN_SHEETS
from scenarios.words import CalendarKind, DayPart

T, ID, R = CellType.TEXT, CellType.ID, CellType.REFERENCE
INT, NUM, DATE = CellType.INTEGER, CellType.NUMBER, CellType.DATE
CHOICE, FLAG = CellType.CHOICE, CellType.FLAG

_REGION = Column("region", "所在区域", "Region", R, True, refers=("regions",), example="510421")
_TARGET = Column("target", "督导对象", "Target", R, True, refers=("targets",), example="S001")
_INSPECTOR = Column(
    "inspector", "督学", "Inspector", R, True, refers=("inspectors",), example="P001"
)


def _usual(field: str, zh: str, en: str, cell: CellType, value: Scalar) -> Column:
    """A column whose example is what an empty cell means; of words, one of their kind."""
    choices = type(value) if isinstance(value, StrEnum) else None
    return Column(field, zh, en, cell, choices=choices, example=value, default=value)


def _position(lon: float | None, lat: float | None, *, required: bool) -> tuple[Column, Column]:
    return (
        Column("lon", "经度", "Longitude", NUM, required=required, example=lon),
        Column("lat", "纬度", "Latitude", NUM, required=required, example=lat),
    )


SETTINGS = Sheet(
    "settings",
    "设置",
    "Settings",
    (
        Column("id", "数据集编号", "Id", ID, required=True, example="example-2026"),
        Column("name", "名称", "Name", T, required=True, example="示例县2026年"),
        Column("office", "督导机构", "Office", R, True, refers=("regions",), example="510421"),
        Column("year", "年度", "Year", INT, required=True, example=2026),
        Column("policy", "政策", "Policy", ID, required=True, example="miyi-2022"),
        Column("also", "附加项目", "Further programmes", ID, many=True),
        Column("fictional", "虚构数据", "Fictional", FLAG, example=True, default=False),
        Column("note", "说明", "Note", CellType.PROSE),
        Column("public_holidays", "法定节假日", "Public holidays", ID, example="CN"),
        Column("provisional", "节假日未公布", "Holidays provisional", FLAG),
        _usual("detour", "绕行系数", "Detour factor", NUM, 1.3),
        _usual("speed_kmh", "车速（公里/时）", "Speed (km/h)", NUM, 40),
        _usual(
            "longest_drive_minutes",
            "每日行车上限（分钟）",
            "Longest drive a day (minutes)",
            INT,
            240,
        ),
        _usual(
            "longest_transfer_minutes",
            "中午转场上限（分钟）",
            "Longest transfer at noon (minutes)",
            INT,
            90,
        ),
        _usual("per_km_yuan", "每公里费用（元）", "Yuan per km", NUM, 1),
        _usual("board_per_day_yuan", "每日食宿（元）", "Board per day (yuan)", NUM, 100),
        _usual("lodging_per_night_yuan", "每晚住宿（元）", "Lodging per night (yuan)", NUM, 200),
        _usual(
            "part_time_fee_per_day_yuan",
            "兼职督学日酬（元）",
            "Part-time fee per day (yuan)",
            NUM,
            150,
        ),
        _usual("expert_fee_per_day_yuan", "专家日酬（元）", "Expert fee per day (yuan)", NUM, 400),
        Column("budget_yuan", "预算（元）", "Budget (yuan)", INT, example=200000),
        Column("budget_cap", "预算不得突破", "Budget is a cap", FLAG, default=False),
    ),
    required=True,
)

REGIONS = Sheet(
    "regions",
    "区域",
    "Regions",
    (
        Column("id", "编号", "Id", ID, required=True, example="510421", aliases=("区划代码",)),
        Column("name", "名称", "Name", T, required=True, example="米易县"),
        Column("level", "级别", "Level", CHOICE, True, choices=Level, example=Level.COUNTY),
        Column("parent", "上级区域", "Parent", R, refers=("regions",)),
        *_position(102.11, 26.89, required=False),
        Column("pupils", "未列学校学生数", "Unlisted pupils", INT, default=0),
        Column("reports", "未列学校举报数", "Unlisted reports", INT, default=0),
        Column("open_problems", "未列学校未销号问题数", "Unlisted open problems", INT, default=0),
    ),
    required=True,
)

TARGETS = Sheet(
    "targets",
    "督导对象",
    "Targets",
    (
        Column("id", "编号", "Id", ID, required=True, example="S001"),
        Column("name", "名称", "Name", T, required=True, example="示例小学"),
        _usual("kind", "类型", "Kind", CHOICE, TargetKind.SCHOOL),
        _REGION,
        *_position(102.12, 26.90, required=True),
        _usual("level", "隶属级别", "Level", CHOICE, Level.COUNTY),
        Column("stage", "学段", "Stage", CHOICE, choices=Stage, example=Stage.PRIMARY),
        _usual("sector", "办学性质", "Sector", CHOICE, Sector.PUBLIC),
        _usual("locality", "城乡类型", "Locality", CHOICE, Locality.TOWNSHIP),
        Column("enrolment", "学生数", "Enrolment", INT, example=480),
        Column("term_end", "校长任期届满", "Head's term ends", DATE),
        Column("organ", "机构类别", "Organ", CHOICE, choices=Organ),
        Column("risk", "风险分", "Risk", NUM, example=20, default=0),
        _usual("reports", "举报数", "Reports", INT, 0),
    ),
    required=True,
)

INSPECTORS = Sheet(
    "inspectors",
    "督学",
    "Inspectors",
    (
        Column("id", "编号", "Id", ID, required=True, example="P001"),
        Column("name", "姓名", "Name", T, required=True, example="张三"),
        _REGION,
        *_position(102.11, 26.88, required=True),
        Column(
            "employment",
            "聘任方式",
            "Employment",
            CHOICE,
            True,
            choices=Employment,
            example=Employment.FULL_TIME,
        ),
        _usual("level", "督学级别", "Level", CHOICE, Level.COUNTY),
        _usual("grade", "督学等级", "Grade", INT, 1),
        Column(
            "tracks",
            "业务方向",
            "Tracks",
            CHOICE,
            many=True,
            choices=Track,
            example=("schools",),
            default=("schools",),
        ),
        Column(
            "stages",
            "学段资格",
            "Stages",
            CHOICE,
            many=True,
            choices=Stage,
            example=("primary", "junior_secondary"),
        ),
        Column("subjects", "学科", "Subjects", T, many=True, example=("语文",)),
        Column("certificate_from", "证书起始", "Certificate from", DATE, example=date(2024, 9, 1)),
        Column(
            "certificate_until", "证书截止", "Certificate until", DATE, example=date(2027, 8, 31)
        ),
        Column("preservice_hours", "岗前培训学时", "Pre-service hours", INT, example=40),
        Column("training_due_hours", "应参加集中培训学时", "Central training due (hours)", INT),
        Column("online_due_hours", "应完成在线培训学时", "Online training due (hours)", INT),
        Column("days_per_year", "年督导天数上限", "Days per year", INT, example=120),
        Column("days_per_month", "月督导天数上限", "Days per month", INT, example=15),
        Column("nights_per_year", "年在外住宿上限（晚）", "Nights away per year", INT, example=20),
        Column("days_per_week", "周督导天数上限", "Days per week", INT, example=3),
        Column("carried_days", "上年结转天数", "Days carried over", INT, example=2, default=0),
        Column("max_travel_km", "最远单程（公里）", "Max travel (km)", NUM, example=80),
        Column("department", "所在部门", "Department", T),
        Column("pools", "专家库类别", "Pools", CHOICE, many=True, choices=Pool),
        Column("third_party", "第三方机构", "Third party", T),
        Column("novice", "新任督学", "Novice", FLAG, default=False),
    ),
    required=True,
)

INTERESTS = Sheet(
    "interests",
    "利害关系",
    "Interests",
    (
        _INSPECTOR,
        _TARGET,
        Column(
            "kind",
            "回避事由",
            "Kind",
            CHOICE,
            True,
            choices=InterestKind,
            example=InterestKind.EMPLOYER,
        ),
        Column("start", "开始日期", "Start", DATE, example=date(2010, 9, 1)),
        Column("until", "结束日期", "Until", DATE, example=date(2018, 8, 31)),
    ),
)

LEAVE = Sheet(
    "leave",
    "请假",
    "Leave",
    (
        _INSPECTOR,
        Column("start", "开始日期", "Start", DATE, True, example=date(2026, 4, 7)),
        Column("end", "结束日期", "End", DATE, True, example=date(2026, 4, 10)),
        Column("reason", "事由", "Reason", T, example="年休假"),
    ),
)

CLOSURES = Sheet(
    "closures",
    "停课",
    "Closures",
    (
        _TARGET,
        Column("start", "开始日期", "Start", DATE, True, example=date(2026, 3, 16)),
        Column("end", "结束日期", "End", DATE, True, example=date(2026, 3, 18)),
        Column("reason", "事由", "Reason", T, example="校舍维修"),
    ),
)

PAIRS = Sheet(
    "pairs",
    "搭档",
    "Pairs",
    (
        Column("first", "督学一", "First inspector", R, True, refers=("inspectors",)),
        Column("second", "督学二", "Second inspector", R, True, refers=("inspectors",)),
        Column("rule", "要求", "Rule", CHOICE, True, choices=PairRule),
        Column("clause", "条款", "Clause", ID),
    ),
)

JOINT_POOLS = Sheet(
    "joint_pools",
    "联合专家库",
    "Joint pools",
    (
        Column("pool", "专家库", "Pool", ID, required=True),
        Column("region", "区域", "Region", R, True, refers=("regions",)),
    ),
)


def _kind(example: ProgrammeKind) -> Column:
    return Column("kind", "督导类型", "Kind", CHOICE, True, choices=ProgrammeKind, example=example)


HISTORY = Sheet(
    "history",
    "历史督导",
    "History",
    (
        _TARGET,
        _kind(ProgrammeKind.COMPREHENSIVE),
        Column("day", "日期", "Date", DATE, True, example=date(2025, 5, 13)),
        Column("inspectors", "督学", "Inspectors", ID, many=True, example=("P001",)),
        Column("result", "结果", "Result", T, example="良好"),
        Column("open_problems", "未销号问题数", "Open problems", INT, example=1, default=0),
    ),
)

ENGAGEMENTS = Sheet(
    "engagements",
    "外部任务",
    "Engagements",
    (
        Column("id", "编号", "Id", ID, True, example="E001"),
        Column("office", "督导机构", "Office", T, True, example="攀枝花市"),
        Column("target", "督导对象", "Target", R, refers=("targets",), example="S001"),
        _kind(ProgrammeKind.SPECIAL),
        Column("start", "开始日期", "Start", DATE, True, example=date(2026, 10, 20)),
        Column(
            "half",
            "时段",
            "Half",
            CHOICE,
            choices=DayPart,
            example=DayPart.DAY,
            default=DayPart.AM,
        ),
        Column("half_days", "半天数", "Half-days", INT, example=2),
        Column("team", "督学", "Inspectors", R, many=True, refers=("inspectors",)),
    ),
)

PINS = Sheet(
    "pins",
    "固定安排",
    "Pins",
    (
        Column("visit", "督导编号", "Visit", ID, True),
        Column("start", "开始日期", "Start", DATE),
        Column("half", "时段", "Half", CHOICE, choices=Half),
        Column("team", "成员", "Members", R, many=True, refers=("inspectors",)),
        Column("reason", "事由", "Reason", T),
    ),
)

PAST_CHECKS = Sheet(
    "past_checks",
    "交叉检查历史",
    "Past cross-checks",
    (
        Column("checker", "检查地区", "Checking region", R, True, refers=("regions",)),
        Column("checked", "被查地区", "Checked region", R, True, refers=("regions",)),
        Column("year", "年度", "Year", INT, True),
        Column("batch", "批次", "Batch", INT),
    ),
)

STRANGERS = Sheet(
    "strangers",
    "不得互查",
    "Regions kept apart",
    (
        Column("first", "地区一", "First region", R, True, refers=("regions",)),
        Column("second", "地区二", "Second region", R, True, refers=("regions",)),
        Column("reason", "事由", "Reason", T),
    ),
)

DRAWN = Sheet(
    "drawn",
    "抽查结果",
    "Drawn targets",
    (
        Column("draw", "抽查编号", "Draw", ID, True),
        Column("programme", "督导项目", "Programme", ID, True),
        Column("target", "督导对象", "Target", R, True, refers=("targets",)),
        Column("first", "最早日期", "First day", DATE),
        Column("last", "最晚日期", "Last day", DATE),
        Column("record", "记录摘要", "Record digest", ID),
    ),
)

INDICATORS = Sheet(
    "indicators",
    "指标体系",
    "Indicators",
    (
        Column("id", "编号", "Id", ID, True, example="1"),
        Column("name", "名称", "Name", T, True, example="示例一级指标"),
        Column("parent", "上级指标", "Parent", R, refers=("indicators",)),
    ),
)

DEMANDS = Sheet(
    "demands",
    "频次",
    "Demands",
    (
        _TARGET,
        Column(
            "programme",
            "项目",
            "Programme",
            R,
            True,
            refers=("programmes",),
            example="comprehensive",
        ),
        Column("times", "次数", "Times", INT, example=1),
        Column("least_days", "最短间隔（天）", "Least gap (days)", INT, example=60),
        Column("greatest_days", "最长间隔（天）", "Greatest gap (days)", INT),
        Column("interval_days", "督导周期（天）", "Interval (days)", INT),
        Column("first", "最早日期", "First day", DATE, example=date(2026, 3, 9)),
        Column("last", "最晚日期", "Last day", DATE, example=date(2026, 6, 30)),
    ),
)

CALENDAR = Sheet(
    "calendar",
    "校历",
    "Calendar",
    (
        Column(
            "kind", "类别", "Kind", CHOICE, True, choices=CalendarKind, example=CalendarKind.TERM
        ),
        Column("name", "名称", "Name", T, example="春季学期"),
        Column("start", "开始日期", "Start", DATE, True, example=date(2026, 3, 2)),
        Column("end", "结束日期", "End", DATE, example=date(2026, 7, 10)),
        Column("regions", "区域", "Regions", R, many=True, refers=("regions",)),
        Column("stages", "学段", "Stages", CHOICE, many=True, choices=Stage),
        Column("hours", "学时", "Hours", INT),
        Column("audience", "参训人员", "Audience", CHOICE, many=True, choices=Employment),
        Column("audience_more", "参训其他条件", "Further audience", CellType.PROSE),
    ),
    required=True,
)

NODES = Sheet(
    "nodes",
    "路网节点",
    "Nodes",
    (Column("id", "编号", "Id", ID, True), *_position(None, None, required=True)),
)

ROADS = Sheet(
    "roads",
    "道路",
    "Roads",
    (
        Column("start", "起点", "Start", R, True, refers=("nodes", "targets", "inspectors")),
        Column("end", "终点", "End", R, True, refers=("nodes", "targets", "inspectors")),
        Column("km", "公里", "Km", NUM, True),
        Column("minutes", "分钟", "Minutes", NUM),
        Column("oneway", "单行", "One-way", FLAG, default=False),
    ),
)

DISTANCES = Sheet(
    "distances",
    "距离",
    "Distances",
    (
        Column("start", "起点", "Start", R, True, refers=("targets", "inspectors")),
        Column("end", "终点", "End", R, True, refers=("targets", "inspectors")),
        Column("km", "公里", "Km", NUM, True),
        Column("minutes", "分钟", "Minutes", NUM),
    ),
)

ATTACHMENTS = Sheet(
    "attachments",
    "附件",
    "Attachments",
    (
        Column("file", "文件", "File", ID, True),
        Column("line", "内容", "Line", CellType.PROSE),
    ),
)

DATA_SHEETS = (
    SETTINGS,
    REGIONS,
    TARGETS,
    INSPECTORS,
    INTERESTS,
    LEAVE,
    CLOSURES,
    PAIRS,
    JOINT_POOLS,
    HISTORY,
    ENGAGEMENTS,
    PINS,
    PAST_CHECKS,
    STRANGERS,
    DRAWN,
    DEMANDS,
    INDICATORS,
    CALENDAR,
    NODES,
    ROADS,
    DISTANCES,
    ATTACHMENTS,
)
SHEETS = (*DATA_SHEETS, *PLAN_SHEETS)
SHEET_BY_KEY = {sheet.key: sheet for sheet in SHEETS}
