from datetime import date, timedelta

import pytest

from models.calendar import Term, WorkCalendar
from models.inspector import Employment, Inspector
from models.plan import (
    AnnualPlan,
    Bottleneck,
    ComplianceLine,
    ComplianceStatus,
    Finding,
    Half,
    LeftOut,
    Milestone,
    MilestoneKind,
    Origin,
    PlanStatus,
    Staffing,
    StaffingFigure,
    StageFigure,
    StageStatus,
    TrainingDay,
    Visit,
    Zone,
)
from models.problem import Problem
from models.programme import ProgrammeKind
from models.region import Level, Region
from models.target import School, Stage
from models.text import Text
from models.travel import Costs
from scenarios.policies import load_policy

YEAR = 2027


@pytest.fixture(scope="session")
def problem() -> Problem:
    """Twelve schools, five inspectors; names try to be formulas, tags and paths."""
    names = ["=1+1小学", "+示例/中心小学", "@完全中学", "-第一中学", "<b>幼儿园", "甲|乙小学"]
    schools = tuple(
        School(
            id=f"S{n:02}",
            name=names[n] if n < len(names) else f"示例第{n}小学（虚构）",
            region="510421100",
            lon=102.1 + n / 100,
            lat=26.9 + n / 200,
            stage=Stage.KINDERGARTEN if n == 4 else Stage.PRIMARY,
            enrolment=100 * n + 50,
        )
        for n in range(12)
    )
    people = tuple(
        Inspector(
            id=f"D/{n}",
            name=["张一", "李二", "王三", "赵四", "钱五"][n],
            region="510421",
            lon=102.1,
            lat=26.9,
            employment=Employment.FULL_TIME if n < 3 else Employment.PART_TIME,
            stages=(Stage.PRIMARY, Stage.KINDERGARTEN),
            certificate_from=date(2025, 1, 1),
            certificate_until=date(2030, 1, 1),
            days_per_year=100,
        )
        for n in range(5)
    )
    policy = load_policy("miyi-2022")
    return Problem(
        id="tiny",
        name="示例县",
        office="510421",
        fictional=True,
        regions=(
            Region(id="510421", name="示例县", level=Level.COUNTY),
            Region(id="510421100", name="某镇", level=Level.TOWNSHIP, parent="510421"),
        ),
        targets=schools,
        inspectors=people,
        policy=policy,
        programmes=policy.programmes,
        calendar=WorkCalendar(
            year=YEAR,
            terms=(
                Term(name="春季学期", start=date(YEAR, 3, 1), end=date(YEAR, 7, 2)),
                Term(name="秋季学期", start=date(YEAR, 9, 1), end=date(YEAR, 12, 31)),
            ),
            provisional=True,
        ),
        costs=Costs(budget_yuan=100),
    )


@pytest.fixture(scope="session")
def plan(problem: Problem) -> AnnualPlan:
    """A plan with something of everything: visits of all lengths, gaps, findings, milestones."""
    team = ("D/0", "D/1", "D/3")
    visits = [
        Visit(
            id=f"comprehensive-{school.id}",
            target=school.id,
            programmes=("comprehensive",),
            kind=ProgrammeKind.COMPREHENSIVE,
            start=(start := date(YEAR, 3, 8) + timedelta(7 * n)),
            half=Half.AM,
            half_days=(half_days := 2 + n % 3),
            end=start + timedelta((half_days - 1) // 2),
            team=team,
            lead="D/0",
            travel_km=12.3,
            cost_yuan=543,
        )
        for n, school in enumerate(problem.targets)
    ]
    visits.append(
        Visit(
            id="regular-S00-05",
            target="S00",
            programmes=("regular",),
            kind=ProgrammeKind.REGULAR,
            start=date(YEAR, 5, 28),
            half=Half.PM,
            half_days=1,
            end=date(YEAR, 5, 28),
            team=("D/2",),
            lead="D/2",
            travel_km=3,
            cost_yuan=53,
        )
    )
    return AnnualPlan(
        origin=Origin(
            program="0.1.0",
            solver="ortools 9.15",
            dataset="tiny",
            dataset_sha256="a" * 64,
            policy="miyi-2022",
            policy_sha256="b" * 64,
            year=YEAR,
            seed=7,
            deterministic=True,
            time_limit_s=60,
            provisional=True,
            fictional=True,
        ),
        status=PlanStatus.INTERRUPTED,
        zones=(
            Zone(inspector="D/0", targets=("S00", "S01"), travel_km=4.2, excess=0),
            Zone(inspector="D/2", targets=("S02", "S03"), travel_km=4.2, excess=2),
        ),
        visits=tuple(visits),
        training=(
            TrainingDay(inspector="D/0", day=date(YEAR, 2, 3), half_days=2, kind="central"),
            TrainingDay(inspector="D/1", day=date(YEAR, 2, 3), half_days=2, kind="central"),
            TrainingDay(inspector="D/0", day=date(YEAR, 2, 4), half_days=1, kind="online"),
        ),
        milestones=(
            Milestone(
                id="feedback-comprehensive-S00",
                kind=MilestoneKind.FEEDBACK,
                due=date(YEAR, 4, 7),
                visit="comprehensive-S00",
                target="S00",
                inspector="D/0",
            ),
            Milestone(id="review-1", kind=MilestoneKind.REVIEW, due=date(YEAR, 3, 31)),
        ),
        left_out=(
            LeftOut(
                id="regular-S01-05",
                target="S01",
                programmes=("regular",),
                kind=ProgrammeKind.REGULAR,
                mandatory=True,
                reasons=(Text(code="test.reason", args={"day": 3}),),
            ),
        ),
        staffing=Staffing(
            figures=(StaffingFigure(clause="my.4.1a", have=2, need=3, short=1),),
            bottlenecks=(
                Bottleneck(targets=("S02", "S03"), inspectors=("D/2",), places=1, short=1),
            ),
        ),
        stages=(
            StageFigure(
                stage="zoning",
                level="travel",
                unit="hm",
                objective=120,
                bound=119,
                status=StageStatus.GAP,
            ),
        ),
        compliance=(
            ComplianceLine(clause="my.4.2", status=ComplianceStatus.KEPT),
            ComplianceLine(
                clause="my.2.2b",
                status=ComplianceStatus.BROKEN,
                findings=(
                    Finding(
                        rule="coverage",
                        clause="my.2.2b",
                        text=Text(code="test.finding"),
                        targets=("S01",),
                    ),
                ),
            ),
        ),
        notices=(Text(code="test.notice"),),
        seconds={"zoning": 1.5},
    )
