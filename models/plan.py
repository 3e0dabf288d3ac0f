"""The annual plan (年度督导计划): what the planner returns and anyone can audit."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pydantic import Field

from models.base import Frozen
from models.programme import ProgrammeKind
from models.risk import RiskTerm
from models.text import Text

PLAN_SCHEMA = "dudao.plan/1"


class Half(StrEnum):
    """Half of a day in which a visit starts."""

    AM = "am"
    PM = "pm"


class Zone(Frozen):
    """What one inspector is responsible for; `excess` counts units over capacity."""

    inspector: str
    targets: tuple[str, ...]
    travel_km: float
    excess: int = 0


class Visit(Frozen):
    """One visit, from the first day `start` to the last day `end`.

    `programmes` are all it counts for; the first gives its kind. Longer visits start in the morning
    and run on consecutive days. `travel_km` and `cost_yuan` are what it would take by itself, once
    out and back for each member: the estimate by which teams are chosen. What is really travelled
    and paid stands in `AnnualPlan.trips`.
    """

    id: str
    target: str
    programmes: tuple[str, ...]
    kind: ProgrammeKind
    start: date
    half: Half
    half_days: int = Field(ge=1)
    end: date
    team: tuple[str, ...]
    lead: str
    travel_km: float = 0
    cost_yuan: int = 0


class Withdrawn(Frozen):
    """A visit as it was planned last, and those of its people who make it no more.

    It was dropped, or others make it now; their calendars say that it is cancelled.
    """

    visit: Visit
    people: tuple[str, ...]


class ConflictRule(Frozen):
    """One rule of a conflict, or the same rule as it binds several people alike."""

    clause: str
    text: Text


class Conflict(Frozen):
    """The smallest set of rules and other visits for which a visit cannot be made.

    Under these rules alone the visit and `visits` cannot all be made; giving up any one of them
    would do.

    With a `shortage` this is shown by counting: the visits in some days need more person-days than
    people have. Without any one kind of the rules the count would not show it.
    """

    rules: tuple[ConflictRule, ...]
    visits: tuple[str, ...] = ()
    shortage: Text | None = None


class Trip(Frozen):
    """A journey of people who travel alike: from home through visits in order, and home again.

    `nights` are spent away, one between each two days; 0 when people go home every evening.
    `travel_km`, `drive_minutes` and `cost_yuan` are sums over `people`, each from his or her own
    home; the cost is travel, lodging, and board and fees of the visits.
    """

    id: str
    people: tuple[str, ...]
    visits: tuple[str, ...]
    start: date
    end: date
    nights: int = Field(ge=0)
    travel_km: float
    drive_minutes: int
    cost_yuan: int


class Saved(Frozen):
    """A visit that the target is spared: `visit` serves the programme along with its own."""

    programme: str
    target: str
    visit: str


class LeftOut(Frozen):
    """A visit that is due but not in the plan, and why.

    `conflict` is None when none was proven. `remedies` are the least changes that would admit the
    visit, the mildest first.
    """

    id: str
    target: str
    programmes: tuple[str, ...]
    kind: ProgrammeKind
    mandatory: bool
    reasons: tuple[Text, ...]
    conflict: Conflict | None = None
    remedies: tuple[Text, ...] = ()


class TrainingDay(Frozen):
    """Half-days of an inspector reserved for training."""

    inspector: str
    day: date
    half_days: int = Field(ge=1, le=2)
    kind: str = Field(pattern="^(central|online)$")
    session: str = ""


class MilestoneKind(StrEnum):
    """Dated steps after visits and at the end of periods."""

    FEEDBACK = "feedback"
    RECTIFICATION = "rectification"
    LOOK_BACK = "look_back"
    REVIEW = "review"
    PHASE = "phase"


class Milestone(Frozen):
    """A dated step. `visit` caused it; `occasion` is the later visit that carries it out.

    A step of the kind `phase` is the `phase` of that id of a `programme`.

    `carried_over`: it falls into the next year.
    """

    id: str
    kind: MilestoneKind
    due: date
    visit: str = ""
    target: str = ""
    inspector: str = ""
    programme: str = ""
    phase: str = ""
    occasion: str = ""
    carried_over: bool = False


class StageStatus(StrEnum):
    """How a level of a stage ended."""

    OPTIMAL = "optimal"
    GAP = "gap"
    LIMIT = "limit"
    INTERRUPTED = "interrupted"


class StageFigure(Frozen):
    """Objective and proven bound of one level of one stage, all to be minimised, in `unit`."""

    stage: str
    level: str
    unit: str
    objective: float
    bound: float
    status: StageStatus

    @property
    def gap(self) -> float:
        """Relative distance of the objective from its bound; 0 when proven optimal."""
        if self.objective <= self.bound:
            return 0.0
        return (self.objective - self.bound) / max(abs(self.objective), 1e-9)


class StaffingFigure(Frozen):
    """One headcount demand: people there, people demanded, people short."""

    clause: str
    have: int
    need: int
    short: int


class Bottleneck(Frozen):
    """Targets for which the inspectors who may hold them do not suffice (a minimum cut)."""

    targets: tuple[str, ...]
    inspectors: tuple[str, ...]
    places: int
    short: int


class ScoreTerm(Frozen):
    """One term of a score: the `figure` it is about, and the `points` it gives."""

    term: RiskTerm
    figure: float
    points: float


class Selected(Frozen):
    """A target that a programme chose by risk: its score and the terms of which that is the sum."""

    programme: str
    target: str
    score: float
    terms: tuple[ScoreTerm, ...]


class Staffing(Frozen):
    """What the staffing stage found."""

    figures: tuple[StaffingFigure, ...] = ()
    bottlenecks: tuple[Bottleneck, ...] = ()


class Check(Frozen):
    """One region checks another; `travel_km` is the way between their seats, out and back."""

    checker: str
    checked: str
    travel_km: float


class Batch(Frozen):
    """Who checks whom from `first` to `last`; `unchecked` are the regions nobody can check."""

    first: date
    last: date
    checks: tuple[Check, ...]
    unchecked: tuple[str, ...] = ()

    def checkers(self, region: str) -> tuple[str, ...]:
        """The regions that check this one."""
        return tuple(check.checker for check in self.checks if check.checked == region)


class Obstacle(Frozen):
    """Why a rotation is less than one would wish: `goal` cannot be reached under these rules.

    The goal is that each of `needs` be met, one for one or at all. It cannot be under these rules
    alone, but could be if any one of them were given up.
    """

    goal: Text
    needs: tuple[Text, ...]
    rules: tuple[ConflictRule, ...]


class Rotation(Frozen):
    """Which region checks which in each batch of a programme (交叉检查轮换).

    `stages` prove how good it is; `obstacle` says why regions are unchecked, or why some check more
    than one; None when each checks one and is checked by one.
    """

    office: str
    programme: str
    batches: tuple[Batch, ...]
    travel_km: float
    stages: tuple[StageFigure, ...] = ()
    obstacle: Obstacle | None = None


class ComplianceStatus(StrEnum):
    """How a plan stands to a clause."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_APPLICABLE = "not_applicable"


class Finding(Frozen):
    """One broken rule with everything it is about."""

    rule: str
    clause: str
    text: Text
    visits: tuple[str, ...] = ()
    inspectors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()


class ComplianceLine(Frozen):
    """One clause: kept, broken (with findings) or not applicable; `facts` are reported figures."""

    clause: str
    status: ComplianceStatus
    findings: tuple[Finding, ...] = ()
    facts: tuple[Text, ...] = ()


class VisitStage(StrEnum):
    """How settled a visit is: what is published is dear to change, what is done cannot change."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DONE = "done"


class PlanStatus(StrEnum):
    """How the planning ended."""

    COMPLETE = "complete"
    INTERRUPTED = "interrupted"


class Origin(Frozen):
    """What made the plan: program, solver, data and policy with their SHA-256, and the options.

    The data are those with the `overlays` laid over them, whose names stand in order.
    """

    program: str
    solver: str
    dataset: str
    dataset_sha256: str
    policy: str
    policy_sha256: str
    year: int
    seed: int
    deterministic: bool
    time_limit_s: float
    margin_days: int = 0
    provisional: bool
    fictional: bool
    overlays: tuple[str, ...] = ()


class AnnualPlan(Frozen):
    """A year's plan. `seconds` (by stage) is the only part that may differ between equal runs.

    A plan made elsewhere, an office's own spreadsheet, has no `origin`, and None for those of
    `selected`, `zones`, `rotations`, `trips`, `training` and `milestones` of which it says nothing.
    `selected` shows whom programmes chose by risk. `withheld` counts the sealed visits that this
    form of the plan does not show. Visits that start before `since` are done: they are facts.
    Visits that start by `published_until` are published, so that people count on them. `revision`
    counts how often the plan was changed, `withdrawn` tells those who were in it for what no more.
    """

    schema_id: str = PLAN_SCHEMA
    origin: Origin | None
    status: PlanStatus
    since: date | None = None
    published_until: date | None = None
    revision: int = 0
    withdrawn: tuple[Withdrawn, ...] = ()
    selected: tuple[Selected, ...] | None = None
    zones: tuple[Zone, ...] | None
    rotations: tuple[Rotation, ...] | None = None
    visits: tuple[Visit, ...]
    trips: tuple[Trip, ...] | None = None
    withheld: int = 0
    training: tuple[TrainingDay, ...] | None = None
    milestones: tuple[Milestone, ...] | None = None
    left_out: tuple[LeftOut, ...] = ()
    staffing: Staffing = Staffing()
    stages: tuple[StageFigure, ...] = ()
    compliance: tuple[ComplianceLine, ...] = ()
    notices: tuple[Text, ...] = ()
    seconds: Mapping[str, float] = Field(default_factory=dict)

    def stage_of(self, visit: Visit) -> VisitStage:
        """How settled a visit is."""
        if self.since is not None and visit.start < self.since:
            return VisitStage.DONE
        until = self.published_until
        return VisitStage.PUBLISHED if until and visit.start <= until else VisitStage.DRAFT

    @property
    def saved(self) -> tuple[Saved, ...]:
        """The visits saved by integration: the programmes of each visit after its first."""
        return tuple(
            Saved(programme=programme, target=visit.target, visit=visit.id)
            for visit in self.visits
            for programme in visit.programmes[1:]
        )
