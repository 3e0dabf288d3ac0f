"""A problem small enough to check by hand, and a plan that keeps every rule of it.

Every home is 10 km from every target, so each member travels 20 km a visit. Every rule has a clause
of its own. Four schools and one township government; the year is 2025.
"""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from models.base import rebuilt
from models.calendar import Break, BreakKind, Term, TrainingSession, WorkCalendar
from models.inspector import (
    Employment,
    Inspector,
    InspectorFilter,
    Interest,
    InterestKind,
    Leave,
    Track,
)
from models.plan import (
    AnnualPlan,
    Half,
    Milestone,
    MilestoneKind,
    Origin,
    PlanStatus,
    TrainingDay,
    Visit,
    Zone,
)
from models.policy import (
    Cap,
    Certificate,
    Clause,
    ClauseKind,
    Days,
    Eligibility,
    FollowUp,
    Gap,
    Jurisdiction,
    Policy,
    Qualification,
    Quota,
    Ratio,
    Recusal,
    Reviews,
    Share,
    Staffing,
    Training,
    Workload,
    Zoning,
)
from models.problem import PastVisit, Problem
from models.programme import (
    DayRule,
    DurationStep,
    Frequency,
    Need,
    Per,
    Programme,
    ProgrammeKind,
    Selection,
    SelectionMode,
    TeamRule,
    Window,
)
from models.region import Level, Region
from models.target import Government, School, Stage, TargetFilter, TargetKind
from models.travel import Costs, Distance, Travel

SEED = 7
COMPREHENSIVE, SPECIAL = ProgrammeKind.COMPREHENSIVE, ProgrammeKind.SPECIAL
REGULAR, EVALUATION = ProgrammeKind.REGULAR, ProgrammeKind.EVALUATION
FULL, PART, EXPERT = Employment.FULL_TIME, Employment.PART_TIME, Employment.EXPERT
FULL_TIMERS = InspectorFilter(employment=(FULL,))
PART_TIMERS = InspectorFilter(employment=(PART,))
INSPECTORS = InspectorFilter(employment=(FULL, PART))
SCHOOLS = TargetFilter(kinds=(TargetKind.SCHOOL,))
KINDERGARTENS = TargetFilter(stages=(Stage.KINDERGARTEN,))
CLAUSES = (
    *("full", "more", "regular", "gov", "draw", "leaving", "zone", "capacity", "dedicated"),
    *("quota", "eligible", "certificate", "training", "recusal", "qualification"),
    *("jurisdiction", "cap", "gap", "workload", "days", "people", "team", "need", "travel"),
    *("feedback", "rectify", "look-back", "review", "budget", "staff", "share", "input"),
)


def day(text: str) -> date:
    """The day `MM-DD` of the planned year."""
    return date.fromisoformat(f"2025-{text}")


def school(id_: str, stage: Stage, enrolment: int, term_end: date | None = None) -> School:
    return School(
        id=id_,
        name=f"school {id_}",
        region="county",
        lon=101,
        lat=26,
        stage=stage,
        enrolment=enrolment,
        term_end=term_end,
    )


def person(id_: str, employment: Employment, *stages: Stage, **other: object) -> Inspector:
    values = {
        "id": id_,
        "name": f"person {id_}",
        "region": "county",
        "lon": 101,
        "lat": 26,
        "employment": employment,
        "stages": stages,
        "certificate_from": date(2020, 1, 1),
        "certificate_until": date(2030, 12, 31),
        "preservice_hours": 40,
    }
    return Inspector.model_validate(values | other)


TARGETS = (
    school("s1", Stage.PRIMARY, 300),
    school("s2", Stage.KINDERGARTEN, 120),
    school("s3", Stage.NINE_YEAR, 1800),
    school("s4", Stage.PRIMARY, 500, day("04-10")),
    Government(id="g1", name="township g1", region="county", lon=101, lat=26),
)
BOTH_TRACKS = (Track.SCHOOLS, Track.GOVERNMENTS)
PEOPLE = (
    person(
        *("a", FULL, Stage.PRIMARY, Stage.JUNIOR_SECONDARY, Stage.KINDERGARTEN),
        tracks=BOTH_TRACKS,
        max_travel_km=50,
        days_per_month=10,
    ),
    person("b", FULL, Stage.PRIMARY, Stage.JUNIOR_SECONDARY),
    person("c", PART, Stage.KINDERGARTEN, Stage.PRIMARY, days_per_year=10),
    person("d", FULL, Stage.PRIMARY, region="other", tracks=BOTH_TRACKS),
    person(
        *("e", EXPERT, Stage.PRIMARY, Stage.JUNIOR_SECONDARY, Stage.KINDERGARTEN),
        certificate_from=None,
        certificate_until=None,
    ),
)
PROGRAMMES = (
    Programme(
        id="full",
        name="comprehensive inspection",
        kind=COMPREHENSIVE,
        clauses=("full", "more"),
        selection=Selection(targets=SCHOOLS),
        windows=(Window(first="03-10", last="04-30"),),
        durations=(DurationStep(max_enrolment=1500, half_days=2), DurationStep(half_days=4)),
        team=TeamRule(
            size=2,
            lead=FULL_TIMERS,
            needs=(Need(who=FULL_TIMERS, at_least=1, clause="need"),),
        ),
    ),
    Programme(
        id="leaving",
        name="end of term of office",
        kind=COMPREHENSIVE,
        clauses=("leaving",),
        selection=Selection(mode=SelectionMode.TERM_END, targets=SCHOOLS),
        around_term_end=(20, 20),
        team=TeamRule(size=2),
        joins=("full",),
    ),
    Programme(
        id="regular",
        name="regular inspection",
        kind=REGULAR,
        clauses=("regular",),
        selection=Selection(targets=SCHOOLS),
        frequency=Frequency(per=Per.TERM),
        durations=(DurationStep(half_days=1),),
        team=TeamRule(responsible=True),
    ),
    Programme(
        id="gov",
        name="evaluation of governments",
        kind=EVALUATION,
        clauses=("gov",),
        selection=Selection(targets=TargetFilter(kinds=(TargetKind.GOVERNMENT,))),
        windows=(Window(first="09-01", last="10-31"),),
        days=DayRule.WORKING_DAYS,
        team=TeamRule(
            size=2,
            members=InspectorFilter(tracks=(Track.GOVERNMENTS,)),
            needs=(Need(who=InspectorFilter(outside_county=True), at_least=1),),
        ),
    ),
    Programme(
        id="draw",
        name="random check",
        kind=SPECIAL,
        clauses=("draw",),
        selection=Selection(mode=SelectionMode.DRAWN, targets=SCHOOLS, number=1),
        windows=(Window(first="11-01", last="11-30"),),
        durations=(DurationStep(half_days=1),),
    ),
    Programme(
        id="extra",
        name="optional check",
        kind=ProgrammeKind.MONITORING,
        clauses=("draw",),
        selection=Selection(mode=SelectionMode.RISK, targets=SCHOOLS, number=1),
        durations=(DurationStep(half_days=1),),
        mandatory=False,
    ),
)
POLICY = Policy(
    id="tiny",
    title="tiny",
    title_en="tiny",
    source="",
    clauses=tuple(Clause(id=c, kind=ClauseKind.HARD, title=c, title_en=c) for c in CLAUSES),
    staffing=Staffing(
        ratios=(Ratio(clause="staff", people=FULL_TIMERS, per=SCHOOLS, targets=1),),
        shares=(Share(clause="share", people=FULL_TIMERS, among=INSPECTORS, at_least=0.5),),
    ),
    zoning=Zoning(
        clause="zone",
        targets=SCHOOLS,
        at_most=3,
        capacity_clause="capacity",
        dedicated_from=2000,
        dedicated_clause="dedicated",
        quotas=(Quota(clause="quota", targets=KINDERGARTENS, at_most=1),),
        eligibility=(
            Eligibility(
                clause="eligible",
                targets=TargetFilter(stages=(Stage.PRIMARY, Stage.NINE_YEAR)),
                people=FULL_TIMERS,
            ),
        ),
    ),
    certificate=Certificate(clause="certificate", required_of=INSPECTORS, preservice_hours=40),
    training=Training(
        clause="training",
        required_of=INSPECTORS,
        central_hours=8,
        online_hours=4,
        hours_per_half_day=4,
    ),
    recusal=Recusal(clause="recusal", employer_years=3),
    qualification=Qualification(clause="qualification"),
    jurisdiction=(Jurisdiction(clause="jurisdiction", targets=SCHOOLS, levels=(Level.COUNTY,)),),
    caps=(
        Cap(clause="cap", per=Per.MONTH, at_most=1, kinds=(COMPREHENSIVE, SPECIAL, REGULAR)),
        Cap(clause="cap", per=Per.YEAR, at_most=2, kinds=(COMPREHENSIVE, SPECIAL)),
    ),
    gaps=(Gap(clause="gap", least_days=5, kinds=(COMPREHENSIVE, SPECIAL, REGULAR)),),
    workload=(Workload(clause="workload", people=PART_TIMERS, per=Per.MONTH, at_most_days=2),),
    days=Days(clause="days"),
    people_clause="people",
    team_clause="team",
    travel_clause="travel",
    follow_up=(
        FollowUp(
            kinds=(COMPREHENSIVE,),
            feedback_clause="feedback",
            feedback_days=30,
            rectification_clause="rectify",
            rectification_days=60,
            look_back_clause="look-back",
            look_back_days=60,
        ),
    ),
    reviews=Reviews(clause="review", per_year=2),
    budget_clause="budget",
    programmes=PROGRAMMES,
)
CALENDAR = WorkCalendar(
    year=2025,
    terms=(
        Term(name="spring", start=day("03-03"), end=day("06-27")),
        Term(name="autumn", start=day("09-01"), end=day("12-19")),
    ),
    breaks=(
        Break(name="exams", kind=BreakKind.EXAM, start=day("06-16"), end=day("06-20")),
        Break(
            name="kindergarten feast",
            kind=BreakKind.OTHER,
            start=day("03-20"),
            end=day("03-20"),
            stages=(Stage.KINDERGARTEN,),
        ),
    ),
    holidays=(day("04-04"), day("05-01"), day("05-02")),
    workdays=(day("04-27"),),
    training=(
        TrainingSession(
            name="summer session",
            start=day("07-10"),
            end=day("07-10"),
            hours=4,
            audience=FULL_TIMERS,
        ),
    ),
)
PROBLEM = Problem(
    id="tiny",
    name="tiny",
    office="county",
    fictional=True,
    regions=(
        Region(id="city", name="city", level=Level.PREFECTURE),
        Region(id="county", name="county", level=Level.COUNTY, parent="city"),
        Region(id="other", name="other county", level=Level.COUNTY, parent="city"),
    ),
    targets=TARGETS,
    inspectors=PEOPLE,
    interests=(Interest(inspector="d", target="s1", kind=InterestKind.RELATIVE),),
    leave=(Leave(inspector="d", start=day("03-01"), end=day("03-31")),),
    history=(PastVisit(target="s1", kind=COMPREHENSIVE, day=date(2024, 12, 20)),),
    policy=POLICY,
    programmes=PROGRAMMES,
    calendar=CALENDAR,
    travel=Travel(
        distances=tuple(Distance(start=i.id, end=t.id, km=10) for i in PEOPLE for t in TARGETS)
    ),
    costs=Costs(
        per_km_yuan=1,
        board_per_day_yuan=100,
        part_time_fee_per_day_yuan=150,
        expert_fee_per_day_yuan=400,
        budget_yuan=5000,
    ),
)
DRAWN = min(("s1", "s2", "s3", "s4"), key=lambda s: sha256(f"{SEED}|draw|{s}".encode()).hexdigest())


def visit(
    id_: str,
    target: str,
    programmes: str,
    start: str,
    team: str,
    cost_yuan: int,
    half_days: int = 1,
    half: str = "am",
    end: str = "",
) -> Visit:
    """A visit; the first letter of `team` leads, programmes are parted by spaces."""
    kinds = {p.id: p.kind for p in PROGRAMMES}
    return Visit(
        id=id_,
        target=target,
        programmes=tuple(programmes.split()),
        kind=kinds[programmes.split(maxsplit=1)[0]],
        start=day(start),
        half=Half(half),
        half_days=half_days,
        end=day(end or start),
        team=tuple(team),
        lead=team[0],
        travel_km=20 * len(team),
        cost_yuan=cost_yuan,
    )


VISITS = (
    visit("v1", "s1", "full", "03-11", "ab", 240, half_days=2),
    visit("v2", "s2", "full", "03-18", "ac", 390, half_days=2),
    visit("v3", "s3", "full", "03-25", "ab", 440, half_days=4, end="03-26"),
    visit("v4", "s4", "full leaving", "04-08", "bc", 390, half_days=2),
    visit("r1", "s1", "regular", "05-13", "a", 70),
    visit("r2", "s2", "regular", "05-15", "c", 145),
    visit("r3", "s3", "regular", "05-13", "a", 70, half="pm"),
    visit("r4", "s4", "regular", "05-14", "b", 70),
    visit("r5", "s1", "regular", "10-14", "a", 70),
    visit("r6", "s2", "regular", "10-15", "c", 145),
    visit("r7", "s3", "regular", "10-14", "a", 70, half="pm"),
    visit("r8", "s4", "regular", "10-16", "b", 70),
    visit("g", "g1", "gov", "09-10", "ad", 240, half_days=2),
    visit("d", DRAWN, "draw", "11-12", "a", 70),
)
ZONES = (
    Zone(inspector="a", targets=("s1", "s3"), travel_km=40),
    Zone(inspector="b", targets=("s4",), travel_km=20),
    Zone(inspector="c", targets=("s2",), travel_km=20),
)
TRAINING = (
    *(TrainingDay(inspector=i, day=day("08-04"), half_days=1, kind="central") for i in "abd"),
    TrainingDay(inspector="c", day=day("08-04"), half_days=2, kind="central"),
    *(TrainingDay(inspector=i, day=day("08-05"), half_days=1, kind="online") for i in "abcd"),
    *(
        TrainingDay(
            inspector=i, day=day("07-10"), half_days=2, kind="central", session="summer session"
        )
        for i in "abd"
    ),
)
STEPS = {
    "v1": ("04-10", "06-09", "08-08"),
    "v2": ("04-17", "06-16", "08-15"),
    "v3": ("04-25", "06-24", "08-22"),
    "v4": ("05-08", "07-07", "09-05"),
}
MILESTONES = (
    *(
        Milestone(id=f"{v}-{kind.value}", kind=kind, due=day(due), visit=v)
        for v, dates in STEPS.items()
        for kind, due in zip(list(MilestoneKind)[:3], dates, strict=True)
    ),
    Milestone(id="half-year", kind=MilestoneKind.REVIEW, due=day("06-30")),
    Milestone(id="year", kind=MilestoneKind.REVIEW, due=day("12-31")),
)
PLAN = AnnualPlan(
    origin=Origin(
        program="",
        solver="",
        dataset="",
        dataset_sha256="",
        policy="",
        policy_sha256="",
        year=2025,
        seed=SEED,
        deterministic=True,
        time_limit_s=1,
        provisional=False,
        fictional=True,
    ),
    status=PlanStatus.COMPLETE,
    zones=ZONES,
    visits=VISITS,
    training=TRAINING,
    milestones=MILESTONES,
)


def problem(**values: object) -> Problem:
    """The tiny problem with other values."""
    return rebuilt(PROBLEM, **values)


def with_policy(**values: object) -> Problem:
    """The tiny problem under a policy with other values."""
    return problem(policy=POLICY.model_copy(update=values))


def with_person(id_: str, **values: object) -> Problem:
    """The tiny problem with other values of one person."""
    return problem(inspectors=_replaced(PEOPLE, id_, values))


def with_target(id_: str, **values: object) -> Problem:
    """The tiny problem with other values of one target."""
    return problem(targets=_replaced(TARGETS, id_, values))


def with_programme(id_: str, **values: object) -> Problem:
    """The tiny problem with other values of one programme."""
    return problem(programmes=_replaced(PROGRAMMES, id_, values))


def plan(**values: object) -> AnnualPlan:
    """The valid plan with other values."""
    return PLAN.model_copy(update=values)


def with_visit(id_: str, **values: object) -> AnnualPlan:
    """The valid plan with other values of one visit."""
    return plan(visits=_replaced(VISITS, id_, values))


def without_visits(*ids: str) -> AnnualPlan:
    """The valid plan without some visits and their milestones."""
    return plan(
        visits=tuple(v for v in VISITS if v.id not in ids),
        milestones=tuple(m for m in MILESTONES if m.visit not in ids),
    )


def with_milestone(id_: str, **values: object) -> AnnualPlan:
    """The valid plan with other values of one milestone."""
    return plan(milestones=_replaced(MILESTONES, id_, values))


def _replaced(items: Iterable[object], id_: str, values: dict[str, object]) -> tuple[object, ...]:
    return tuple(
        item.model_copy(update=values) if item.id == id_ else item  # type: ignore[attr-defined]
        for item in items
    )
