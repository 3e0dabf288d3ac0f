"""Words people write for the values of an enumeration, and the value each of them means."""

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from types import MappingProxyType

from models.calendar import BreakKind
from models.inspector import Employment, InterestKind, PairRule, Pool, Track
from models.plan import ComplianceStatus, Half, MilestoneKind, PlanStatus, StageStatus
from models.policy import ClauseKind
from models.programme import DayRule, Per, ProgrammeKind, SelectionMode
from models.region import Level
from models.target import Locality, Organ, Sector, Stage, TargetKind
from models.text import LANGUAGES, word


class CalendarKind(StrEnum):
    """What a row of the calendar sheet states."""

    TERM = "term"
    EXAM = "exam"
    PUBLIC_HOLIDAY = "public_holiday"
    SCHOOL_HOLIDAY = "school_holiday"
    VACATION = "vacation"
    WORKDAY = "workday"
    TRAINING = "training"
    OTHER = "other"


class DayPart(StrEnum):
    """Part of the day in which a visit starts, as people write it."""

    AM = "am"
    PM = "pm"
    DAY = "day"


class TrainingKind(StrEnum):
    """How a training day is spent."""

    CENTRAL = "central"
    ONLINE = "online"


class Truth(StrEnum):
    """Yes or no."""

    YES = "yes"
    NO = "no"


_PREFIX: Mapping[type[StrEnum], str] = {
    Level: "level",
    TargetKind: "target_kind",
    Stage: "stage",
    Sector: "sector",
    Locality: "locality",
    Organ: "organ",
    Employment: "employment",
    Track: "track",
    Pool: "pool",
    InterestKind: "interest",
    PairRule: "pair_rule",
    ProgrammeKind: "programme_kind",
    SelectionMode: "selection",
    Per: "per",
    DayRule: "day_rule",
    BreakKind: "break",
    CalendarKind: "calendar",
    Half: "half",
    DayPart: "half",
    TrainingKind: "training",
    MilestoneKind: "milestone",
    ClauseKind: "clause_kind",
    ComplianceStatus: "status",
    StageStatus: "stage_status",
    PlanStatus: "plan_status",
    Truth: "truth",
}

ENUMERATIONS = tuple(_PREFIX)
"""Every enumeration that has words in the catalogue."""

_SYNONYMS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Level: {
        "province": "省 自治区 直辖市 自治区级",
        "prefecture": "市 地市 市级 地级 盟市 盟市级 州 盟 地区",
        "county": "县 区 旗 区县 县区 旗县 旗县级 区级 县区级 区县级 县级市",
        "township": "乡镇 乡 镇 街道 苏木 乡级 镇级",
    },
    TargetKind: {
        "government": "政府 部门 政府部门 督政对象 department",
        "training": "培训机构 校外机构 校外培训",
    },
    Stage: {
        "kindergarten": "幼儿 学前 学前教育 preschool",
        "primary": "小学校 完小 教学点 完全小学",
        "junior_secondary": "初中 初级中学校 juniorhigh",
        "nine_year": "九年制 九年一贯制 九年一贯 九年制学校",
        "senior_secondary": "高中 普通高中 高级中学校 seniorhigh",
        "complete_secondary": "完中 完全中学校 初高中",
        "secondary_vocational": "中职 职高 职业高中 中专 职业学校 中等职业 vocational",
        "special": "特校 特殊教育 特教 特教学校",
        "university": "高校 大学 学院 college",
    },
    Sector: {
        "public": "公办学校 公立",
        "private": "民办学校 私立",
    },
    Locality: {
        "urban": "城市 市区 县城 城",
        "township": "镇 乡镇 城镇",
        "rural": "乡 村 农村",
    },
    Organ: {
        "government": "政府 乡镇政府 县政府",
        "department": "部门 职能部门",
    },
    Employment: {
        "full_time": "专职督学 全职",
        "part_time": "兼职督学",
        "expert": "督导专家",
    },
    Track: {
        "evaluation": "评估 监测 评估监测类",
        "schools": "督学类 学校督导",
        "governments": "督政类",
    },
    Pool: {
        "preschool": "学前 学前教育类",
        "compulsory": "义务教育类",
        "senior": "高中 高中阶段 高中阶段类",
        "private": "民办 民办教育类",
    },
    InterestKind: {
        "employer": "任职 工作单位 单位 原单位 曾任职",
        "relative": "亲属 近亲属",
        "child": "子女 子女在读",
        "declared": "申报 自行申报 其他",
    },
    PairRule: {
        "together": "必须同组 一起 结对 搭档",
        "apart": "不同组 不能同组 分开",
    },
    ProgrammeKind: {
        "comprehensive": "综合",
        "special": "专项",
        "regular": "经常性 常规督导 日常督导 挂牌督导",
        "evaluation": "评估督导 督导评估",
        "cross": "交叉 交叉互检",
        "joint": "联合",
        "look_back": "复查 回访",
        "monitoring": "质量监测",
        "emergency": "应急",
    },
    CalendarKind: {
        "exam": "考期 期末考试",
        "public_holiday": "节假日 法定节假日 holiday 公共假日",
        "vacation": "寒假 暑假 寒暑假",
        "workday": "调休 补班 上班 调休工作日",
        "training": "培训",
    },
    DayPart: {
        "am": "早上",
        "day": "整天 一天 fullday",
    },
    TrainingKind: {
        "central": "集中培训 线下",
        "online": "在线培训 网络 线上 网络培训",
    },
    MilestoneKind: {
        "feedback": "反馈",
        "rectification": "整改",
        "look_back": "复查",
        "review": "调度 季度调度",
        "phase": "工作环节 步骤",
    },
    Truth: {
        "yes": "true y 1 有 对 √ ✓ ✔",
        "no": "false n 0 无 否定 × x ✗",
    },
}


@lru_cache(maxsize=None, typed=True)  # typed: values of different enumerations can be equal
def label(value: StrEnum, language: str = "zh") -> str:
    """The word for a value, from the catalogue."""
    return word(f"{_PREFIX[type(value)]}.{value.value}", language)


def labels(choices: type[StrEnum], language: str = "zh") -> list[str]:
    """The words for all values of an enumeration."""
    return [label(value, language) for value in choices]


def folded(text: str) -> str:
    """The word stripped of width, case, spaces, hyphens and underscores, to compare words by."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if not c.isspace() and c not in "-_\u200b\u200c\u200d\ufeff")


@cache
def meanings(choices: type[StrEnum]) -> Mapping[str, StrEnum]:
    """Every folded word that is understood, with the value it means.

    The catalogue's words and the values themselves go before synonyms.
    """
    table: dict[str, StrEnum] = {}
    for value in choices:
        table[folded(value.value)] = value
        table.update({folded(label(value, language)): value for language in LANGUAGES})
    for value in choices:
        for synonym in _SYNONYMS.get(choices, {}).get(value.value, "").split():
            table.setdefault(folded(synonym), value)
    return MappingProxyType(table)
