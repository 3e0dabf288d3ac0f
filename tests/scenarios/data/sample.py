"""A small good data set that fills every column at least once."""

from datetime import date

from models.calendar import Break, BreakKind, Term, TrainingSession, WorkCalendar
from models.closure import Closure
from models.drawn import DrawnTarget
from models.engagement import Engagement
from models.exchange import PastCheck, Strangers
from models.indicator import Indicator
from models.inspector import (
    Employment,
    Inspector,
    InspectorFilter,
    Interest,
    InterestKind,
    Leave,
    Pair,
    PairRule,
    Pool,
    Track,
)
from models.pin import Pin
from models.plan import Half
from models.problem import PastVisit, Problem
from models.programme import ProgrammeKind, TargetDemand
from models.region import Level, Region
from models.target import (
    Government,
    Locality,
    Organ,
    School,
    Sector,
    Stage,
    TrainingInstitution,
)
from models.tiers import PoolMember
from models.travel import Costs, Distance, Node, Road, Travel
from scenarios.policies import load_policy

ROADS = Travel(
    roads=(
        Road(start="N1", end="N2", km=12.5, minutes=20),
        Road(start="N2", end="S001", km=3, oneway=False),
    ),
    nodes=(Node(id="N1", lon=102.1, lat=26.8), Node(id="N2", lon=102.2, lat=26.9)),
)
MATRIX = Travel(
    distances=tuple(
        Distance(start=p, end=t, km=n + 1.5, minutes=None if n else 4)
        for n, p in enumerate(("P01", "P02", "P03"))
        for t in ("S001", "S002", "S003", "G1", "X1")
    )
)


def sample(travel: Travel | None = None) -> Problem:
    policy = load_policy("miyi-2022")
    return Problem(
        id="sample",
        name="米易县样例",
        office="510421",
        fictional=True,
        note='第一行\n"第二行"，逗号',
        regions=(
            Region(id="510400", name="攀枝花市", level=Level.PREFECTURE, lon=101.7, lat=26.6),
            Region(id="510421", name="米易县", level=Level.COUNTY, parent="510400"),
            Region(id="510421001", name="攀莲镇", level=Level.TOWNSHIP, parent="510421"),
            Region(id="510455", name="盐边县", level=Level.COUNTY, parent="510400"),
            Region(id="510411", name="仁和区", level=Level.COUNTY, parent="510400"),
        ),
        targets=(
            School(
                id="S001",
                name="第一小学",
                region="510421001",
                lon=102.111,
                lat=26.891,
                stage=Stage.PRIMARY,
                enrolment=1200,
                risk=33.5,
                reports=2,
                term_end=date(2026, 8, 31),
            ),
            School(
                id="S002",
                name="示例幼儿园",
                region="510421",
                lon=102.12,
                lat=26.9,
                stage=Stage.KINDERGARTEN,
                sector=Sector.PRIVATE,
                locality=Locality.RURAL,
                enrolment=90,
            ),
            School(
                id="S003",
                name="=cmd|九年一贯",
                region="510421",
                lon=102.0,
                lat=27,
                stage=Stage.NINE_YEAR,
                level=Level.PREFECTURE,
                locality=Locality.URBAN,
                enrolment=2600,
            ),
            Government(
                id="G1",
                name="县教体局",
                region="510421",
                lon=102.1,
                lat=26.9,
                organ=Organ.DEPARTMENT,
            ),
            TrainingInstitution(
                id="X1", name="-培优-", region="510421", lon=102.1, lat=26.9, enrolment=0
            ),
        ),
        inspectors=(
            Inspector(
                id="P01",
                name="张三",
                region="510421",
                lon=102.1,
                lat=26.88,
                employment=Employment.FULL_TIME,
                grade=3,
                tracks=(Track.SCHOOLS, Track.GOVERNMENTS),
                stages=(Stage.PRIMARY, Stage.KINDERGARTEN),
                subjects=("语文", "数学"),
                certificate_from=date(2024, 9, 1),
                certificate_until=date(2027, 8, 31),
                preservice_hours=40,
                training_due_hours=0,
                online_due_hours=8,
                days_per_year=120,
                days_per_month=15,
                max_travel_km=80.5,
                department="教研室",
                pools=(Pool.PRESCHOOL, Pool.PRIVATE),
            ),
            Inspector(
                id="P02",
                name="李四",
                region="510400",
                lon=101.7,
                lat=26.6,
                employment=Employment.PART_TIME,
                level=Level.PREFECTURE,
                stages=(Stage.JUNIOR_SECONDARY,),
                novice=True,
            ),
            Inspector(
                id="P03",
                name="王五",
                region="510421",
                lon=102.3,
                lat=26.8,
                employment=Employment.EXPERT,
                tracks=(),
                third_party="评估公司",
            ),
        ),
        interests=(
            Interest(
                inspector="P01",
                target="S001",
                kind=InterestKind.EMPLOYER,
                start=date(2010, 9, 1),
                until=date(2018, 8, 31),
            ),
            Interest(inspector="P02", target="S002", kind=InterestKind.CHILD),
        ),
        closures=(
            Closure(
                target="S001", start=date(2026, 3, 16), end=date(2026, 3, 18), reason="校舍维修"
            ),
        ),
        leave=(
            Leave(inspector="P01", start=date(2026, 4, 7), end=date(2026, 4, 10), reason="年休"),
        ),
        pairs=(
            Pair(first="P01", second="P02", rule=PairRule.TOGETHER, clause="my.4.3"),
            Pair(first="P02", second="P03", rule=PairRule.APART),
        ),
        history=(
            PastVisit(
                target="S001",
                kind=ProgrammeKind.COMPREHENSIVE,
                day=date(2025, 5, 13),
                inspectors=("P01", "退休A"),
                result="良好",
                open_problems=2,
            ),
            PastVisit(target="S002", kind=ProgrammeKind.LOOK_BACK, day=date(2025, 11, 3)),
        ),
        joint_pools=(PoolMember(pool="J1", region="510421"),),
        engagements=(
            Engagement(
                id="E1",
                office="510400",
                target="S001",
                kind=ProgrammeKind.SPECIAL,
                start=date(2026, 10, 20),
                half_days=3,
                team=("P01", "P03"),
            ),
            Engagement(
                id="E2",
                office="四川省",
                target="S002",
                kind=ProgrammeKind.EVALUATION,
                start=date(2026, 11, 5),
                half=Half.PM,
                half_days=1,
            ),
            Engagement(
                id="E3",
                office="四川省",
                kind=ProgrammeKind.CROSS,
                start=date(2026, 12, 30),
                half_days=6,
                team=("P02",),
            ),
        ),
        pins=(
            Pin(
                visit="regular-S001-04", start=date(2026, 4, 14), team=("P01", "P03"), reason="商定"
            ),
        ),
        past_checks=(
            PastCheck(checker="510421", checked="510455", year=2025, batch=1),
            PastCheck(checker="510455", checked="510411", year=2024),
        ),
        strangers=(Strangers(first="510421", second="510411", reason="相邻"),),
        drawn=(
            DrawnTarget(
                draw="2026-spring",
                programme=policy.programmes[0].id,
                target="S001",
                first=date(2026, 4, 1),
                last=date(2026, 5, 31),
                record="0" * 64,
            ),
            DrawnTarget(draw="2026-autumn", programme=policy.programmes[0].id, target="S002"),
        ),
        indicators=(
            Indicator(id="1", name="党的领导"),
            Indicator(id="1.1", name="党建机制", parent="1"),
        ),
        policy=policy,
        programmes=policy.programmes,
        demands=(
            TargetDemand(target="S001", programme="comprehensive", times=2, least_days=60),
            TargetDemand(
                target="S002",
                programme="regular",
                greatest_days=70,
                first=date(2026, 3, 9),
                last=date(2026, 12, 18),
            ),
            TargetDemand(target="S003", programme="comprehensive", interval_days=90),
        ),
        calendar=WorkCalendar(
            year=2026,
            terms=(
                Term(name="春季学期", start=date(2026, 3, 2), end=date(2026, 7, 10)),
                Term(name="秋季学期", start=date(2026, 9, 1), end=date(2027, 1, 15)),
            ),
            breaks=(
                Break(
                    name="期末考试",
                    kind=BreakKind.EXAM,
                    start=date(2026, 7, 6),
                    end=date(2026, 7, 8),
                    regions=("510421",),
                    stages=(Stage.PRIMARY, Stage.NINE_YEAR),
                ),
                Break(
                    name="运动会",
                    kind=BreakKind.OTHER,
                    start=date(2026, 10, 22),
                    end=date(2026, 10, 22),
                ),
                Break(
                    name="泼水节",
                    kind=BreakKind.HOLIDAY,
                    start=date(2026, 4, 13),
                    end=date(2026, 4, 14),
                ),
            ),
            holidays=(*(date(2026, 5, d) for d in (1, 2, 3, 4, 5)), date(2026, 6, 19)),
            workdays=(date(2026, 5, 9),),
            training=(
                TrainingSession(
                    name="春季集中培训",
                    start=date(2026, 3, 16),
                    end=date(2026, 3, 18),
                    hours=24,
                    audience=InspectorFilter(
                        employment=(Employment.FULL_TIME,), min_grade=2, subjects=("语文",)
                    ),
                ),
            ),
        ),
        travel=travel or Travel(detour=1.25, speed_kmh=35),
        costs=Costs(per_km_yuan=1.2, budget_yuan=200000),
    )
