"""The four sheets that state a plan: visits, zones, training and milestones."""

from datetime import date

from models.plan import MilestoneKind
from scenarios.columns import CellType, Column, Sheet
from scenarios.words import DayPart, TrainingKind

T, ID, R = CellType.TEXT, CellType.ID, CellType.REFERENCE
INT, DATE, CHOICE, INFO = CellType.INTEGER, CellType.DATE, CellType.CHOICE, CellType.INFO

VISITS = Sheet(
    "visits",
    "督导安排",
    "Visits",
    (
        Column("id", "编号", "Id", ID, example="V001"),
        Column("start", "开始日期", "Start", DATE, True, example=date(2026, 5, 12)),
        Column("half", "时段", "Half", CHOICE, choices=DayPart, example=DayPart.DAY),
        Column("half_days", "半天数", "Half-days", INT, example=2),
        Column("target", "督导对象", "Target", R, True, refers=("targets",), example="S001"),
        Column("target_name", "督导对象名称", "Target name", INFO),
        Column("programmes", "项目", "Programmes", R, True, many=True, refers=("programmes",)),
        Column("programme_names", "项目名称", "Programme names", INFO),
        Column("lead", "组长", "Lead", R, refers=("inspectors",), example="P001"),
        Column("lead_name", "组长姓名", "Lead name", INFO),
        Column("team", "成员", "Team", R, many=True, refers=("inspectors",), example=("P001",)),
        Column("team_names", "成员姓名", "Team names", INFO),
        Column("end", "结束日期", "End", INFO),
        Column("travel_km", "交通（公里）", "Travel (km)", INFO),
        Column("cost_yuan", "费用（元）", "Cost (yuan)", INFO),
    ),
    required=True,
    plan=True,
)

ZONES = Sheet(
    "zones",
    "责任区",
    "Zones",
    (
        Column("target", "督导对象", "Target", R, True, refers=("targets",), example="S001"),
        Column("target_name", "督导对象名称", "Target name", INFO),
        Column(
            "inspector", "责任督学", "Inspector", R, True, refers=("inspectors",), example="P001"
        ),
        Column("inspector_name", "责任督学姓名", "Inspector name", INFO),
    ),
    plan=True,
)

TRAINING = Sheet(
    "training",
    "培训安排",
    "Training",
    (
        Column("inspector", "督学", "Inspector", R, True, refers=("inspectors",), example="P001"),
        Column("inspector_name", "督学姓名", "Inspector name", INFO),
        Column("day", "日期", "Date", DATE, True, example=date(2026, 6, 9)),
        Column("half_days", "半天数", "Half-days", INT, True, example=2),
        Column(
            "kind",
            "类型",
            "Kind",
            CHOICE,
            True,
            choices=TrainingKind,
            example=TrainingKind.CENTRAL,
        ),
        Column("session", "培训名称", "Session", T),
    ),
    plan=True,
)

MILESTONES = Sheet(
    "milestones",
    "跟踪事项",
    "Milestones",
    (
        Column("id", "编号", "Id", ID, True, example="M001"),
        Column(
            "kind",
            "类型",
            "Kind",
            CHOICE,
            True,
            choices=MilestoneKind,
            example=MilestoneKind.FEEDBACK,
        ),
        Column("due", "到期日", "Due", DATE, True, example=date(2026, 5, 26)),
        Column("visit", "督导编号", "Visit", R, refers=("visits",), example="V001"),
        Column("target", "督导对象", "Target", R, refers=("targets",), example="S001"),
        Column("target_name", "督导对象名称", "Target name", INFO),
        Column("inspector", "责任督学", "Inspector", R, refers=("inspectors",), example="P001"),
        Column("inspector_name", "责任督学姓名", "Inspector name", INFO),
        Column("programme", "项目", "Programme", R, refers=("programmes",)),
        Column("phase", "环节", "Phase", ID),
        Column("phase_name", "环节名称", "Phase name", INFO),
        Column("occasion", "完成督导编号", "Occasion", R, refers=("visits",)),
    ),
    plan=True,
)

PLAN_SHEETS = (VISITS, ZONES, TRAINING, MILESTONES)
