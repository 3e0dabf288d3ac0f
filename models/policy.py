"""The policy: every number of the clause table, each with the id of its clause.

A policy pack is a data file that fills these types; no number of a policy stands in code. A rule
whose `clause` names nothing in `Policy.clauses` is refused.
"""

from enum import StrEnum

from pydantic import Field, model_validator

from models.base import Frozen
from models.inspector import InspectorFilter
from models.programme import Per, Programme, ProgrammeKind
from models.region import Level
from models.risk import Risk
from models.target import TargetFilter


class ClauseKind(StrEnum):
    """What a clause asks of a plan (see the glossary)."""

    HARD = "hard"
    SOFT = "soft"
    REPORT = "report"
    INPUT = "input"


class Clause(Frozen):
    """One clause that a plan can keep or break."""

    id: str
    kind: ClauseKind
    title: str
    title_en: str


class Ratio(Frozen):
    """A headcount ratio: at least `inspectors` people for every `targets` of what it is about.

    It is about targets (`per`), regions of a level (`per_regions`), people (`per_people`) or all of
    these together. It concerns offices of `offices`, or all when that is empty.
    """

    clause: str
    people: InspectorFilter
    per: TargetFilter | None = None
    per_regions: Level | None = None
    per_people: InspectorFilter | None = None
    offices: tuple[Level, ...] = ()
    inspectors: int = Field(default=1, ge=1)
    targets: int = Field(ge=1)


class Share(Frozen):
    """At least this share of `among` must be `people`, in offices of `offices` (empty: all)."""

    clause: str
    people: InspectorFilter
    among: InspectorFilter
    offices: tuple[Level, ...] = ()
    at_least: float = Field(ge=0, le=1)


class Staffing(Frozen):
    """Headcounts demanded of an office (督学配备); reported, never forced."""

    ratios: tuple[Ratio, ...] = ()
    shares: tuple[Share, ...] = ()


class Quota(Frozen):
    """Of these targets, one inspector may be responsible for at most so many."""

    clause: str
    targets: TargetFilter
    at_most: int = Field(ge=1)


class Eligibility(Frozen):
    """These targets may only have a responsible inspector who meets `people`."""

    clause: str
    targets: TargetFilter
    people: InspectorFilter


class Zoning(Frozen):
    """Responsibility zones (督学责任区).

    Each target that meets `targets` gets exactly one responsible inspector (`clause`), who holds at
    most `at_most` (`capacity_clause`). A school of `dedicated_from` students or more gets an
    inspector of its own (`dedicated_clause`); None switches that off. `travel_clause` asks to weigh
    terrain and transport: zones are made so that ways are short.
    """

    clause: str
    targets: TargetFilter
    at_most: int = Field(ge=1)
    capacity_clause: str
    dedicated_from: int | None = Field(default=None, ge=1)
    dedicated_clause: str = ""
    travel_clause: str = ""
    quotas: tuple[Quota, ...] = ()
    eligibility: tuple[Eligibility, ...] = ()


class Certificate(Frozen):
    """Who needs a valid certificate, and the hours of training before the first one."""

    clause: str
    required_of: InspectorFilter
    preservice_hours: int = Field(default=0, ge=0)


class Training(Frozen):
    """Yearly hours each person is due, reserved in half-days of `hours_per_half_day`."""

    clause: str
    required_of: InspectorFilter
    central_hours: int = Field(default=0, ge=0)
    online_hours: int = Field(default=0, ge=0)
    hours_per_half_day: int = Field(default=4, ge=1)


class Recusal(Frozen):
    """Interests (回避): past employment binds for `employer_years` after its end."""

    clause: str
    employer_years: int = Field(ge=0)


class Qualification(Frozen):
    """Track and stage must fit the target."""

    clause: str


class Jurisdiction(Frozen):
    """Targets that meet the filter are inspected by offices of these levels."""

    clause: str
    targets: TargetFilter
    levels: tuple[Level, ...]


class Cap(Frozen):
    """A target receives at most so many visits of these kinds in each period."""

    clause: str
    per: Per
    at_most: int = Field(ge=0)
    kinds: tuple[ProgrammeKind, ...]


class Gap(Frozen):
    """Between two visits of these kinds to a target lie at least so many days.

    Days count from the last day of one visit to the first day of the next.
    """

    clause: str
    least_days: int = Field(ge=1)
    kinds: tuple[ProgrammeKind, ...]


class Workload(Frozen):
    """These people inspect at most so many days in each period.

    Instead of a period, `rolling_days` names any so many calendar days in a row.
    """

    clause: str
    people: InspectorFilter
    per: Per | None = None
    rolling_days: int | None = Field(default=None, ge=1, le=366)
    at_most_days: int = Field(ge=0)

    @model_validator(mode="after")
    def _one_span(self) -> "Workload":
        if (self.per is None) is (self.rolling_days is None):
            raise ValueError("a limit of work needs either per or rolling_days")
        return self


class Consecutive(Frozen):
    """These people inspect on at most so many calendar days in a row."""

    clause: str
    people: InspectorFilter
    at_most_days: int = Field(ge=1)


class Nights(Frozen):
    """These people spend at most so many nights of a year away from home."""

    clause: str
    people: InspectorFilter = InspectorFilter()
    at_most: int = Field(ge=0)


class Days(Frozen):
    """Visits to schools fall on school days, others on working days."""

    clause: str


class FollowUp(Frozen):
    """Deadlines in calendar days after a visit of these kinds (`docs/semantics.md`)."""

    kinds: tuple[ProgrammeKind, ...]
    feedback_clause: str
    feedback_days: int = Field(ge=1)
    rectification_clause: str = ""
    rectification_days: int | None = Field(default=None, ge=1)
    look_back_clause: str = ""
    look_back_days: int | None = Field(default=None, ge=1)


class Reviews(Frozen):
    """Reviews of progress at the end of each period (季度调度): four a year for `quarters`."""

    clause: str
    per_year: int = Field(default=4, ge=1, le=12)


class IndicatorShape(Frozen):
    """Numbers of indicators of the first level, the second, and so on (指标体系)."""

    clause: str
    counts: tuple[int, ...] = Field(min_length=1)


class Policy(Frozen):
    """All rules that bind a plan.

    `people_clause` covers double booking, leave, training days and a person's own limits,
    `team_clause` the team rules of programmes, `travel_clause` the greatest distance.
    `third_party` says until when members of third-party bodies are approved, `report_clause` asks
    for a report to the next level up.
    """

    id: str
    title: str
    title_en: str
    source: str
    clauses: tuple[Clause, ...]
    staffing: Staffing = Staffing()
    zoning: Zoning
    certificate: Certificate
    third_party: Certificate | None = None
    training: Training
    recusal: Recusal
    qualification: Qualification
    jurisdiction: tuple[Jurisdiction, ...] = ()
    caps: tuple[Cap, ...] = ()
    gaps: tuple[Gap, ...] = ()
    workload: tuple[Workload, ...] = ()
    nights: tuple[Nights, ...] = ()
    consecutive: tuple[Consecutive, ...] = ()
    days: Days
    people_clause: str
    team_clause: str
    travel_clause: str
    follow_up: tuple[FollowUp, ...] = ()
    reviews: Reviews | None = None
    indicators: IndicatorShape | None = None
    risk: Risk | None = None
    report_clause: str = ""
    budget_clause: str = ""
    programmes: tuple[Programme, ...] = ()

    @model_validator(mode="after")
    def _clauses_known(self) -> "Policy":
        known = {c.id for c in self.clauses}
        unknown = sorted(self.clauses_used() - known)
        if unknown:
            raise ValueError(f"clauses used but not listed: {', '.join(unknown)}")
        return self

    def clauses_used(self) -> set[str]:
        """Ids of all clauses that some rule or programme refers to."""
        used = {
            self.zoning.clause,
            self.certificate.clause,
            self.training.clause,
            self.recusal.clause,
            self.qualification.clause,
            self.days.clause,
            self.budget_clause,
            *(r.clause for r in self.staffing.ratios),
            *(s.clause for s in self.staffing.shares),
            *(q.clause for q in self.zoning.quotas),
            *(e.clause for e in self.zoning.eligibility),
            *(j.clause for j in self.jurisdiction),
            *(c.clause for c in self.caps),
            *(g.clause for g in self.gaps),
            *(w.clause for w in self.workload),
            *(n.clause for n in self.nights),
            *(r.clause for r in (self.reviews, self.third_party, self.indicators, self.risk) if r),
            *(c.clause for c in self.consecutive),
        }
        used |= {self.report_clause, self.zoning.travel_clause}
        used |= {self.zoning.capacity_clause, self.zoning.dedicated_clause, self.people_clause}
        used |= {self.team_clause, self.travel_clause}
        for rule in self.follow_up:
            used |= {rule.feedback_clause, rule.rectification_clause, rule.look_back_clause}
        for programme in self.programmes:
            used |= programme.clauses_used()
        return used - {""}
