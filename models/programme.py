"""Programmes (督导项目): what is inspected, how often, when, for how long, and by whom."""

from datetime import date
from enum import StrEnum

from pydantic import Field, model_validator

from models.base import Frozen
from models.exchange import Exchange
from models.inspector import InspectorFilter
from models.region import Level
from models.target import TargetFilter


class ProgrammeKind(StrEnum):
    """Kind of inspection (督导类型); caps, gaps and deadlines refer to it."""

    COMPREHENSIVE = "comprehensive"
    SPECIAL = "special"
    REGULAR = "regular"
    EVALUATION = "evaluation"
    CROSS = "cross"
    JOINT = "joint"
    LOOK_BACK = "look_back"
    MONITORING = "monitoring"
    EMERGENCY = "emergency"


MONTH_DAY = r"^\d{2}-\d{2}$"


class Window(Frozen):
    """First and last possible day, both included, as `MM-DD` of the planned year."""

    first: str = Field(pattern=MONTH_DAY)
    last: str = Field(pattern=MONTH_DAY)

    @model_validator(mode="after")
    def _ordered(self) -> "Window":
        first, last = self.dates(2024)
        if last < first:
            raise ValueError(f"window ends {self.last} before it starts {self.first}")
        return self

    def dates(self, year: int) -> tuple[date, date]:
        """The window in that year; 29 February becomes 28 in a common year."""
        return _month_day(year, self.first), _month_day(year, self.last)


def _month_day(year: int, text: str) -> date:
    month, day = int(text[:2]), int(text[3:])
    if month == 2 and day == 29 and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        day = 28
    return date(year, month, day)


class Phase(Frozen):
    """One dated step of a programme that runs over the year (环节), such as a notice.

    `first` and `last` are the possible days as `MM-DD`; None is open. A phase comes at least
    `least_days` and at most `greatest_days` after the latest of the phases it is `after`, all of
    which stand earlier in the list. `each`: one step for each target, else one for all. With
    `visits`, ids of programmes, the phase is not a step but lasts from their first visit to their
    last.

    Source: `md.time`, `md.3`.
    """

    id: str
    name: str
    clause: str
    first: str | None = Field(default=None, pattern=MONTH_DAY)
    last: str | None = Field(default=None, pattern=MONTH_DAY)
    after: tuple[str, ...] = ()
    least_days: int = Field(default=0, ge=0)
    greatest_days: int | None = Field(default=None, ge=0)
    each: bool = False
    visits: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> "Phase":
        first, last = self.dates(2024)
        if last < first:
            raise ValueError(f"phase {self.id} ends {self.last} before it starts {self.first}")
        if self.visits and (self.first or self.last or self.each):
            raise ValueError(f"phase {self.id}: visits have their days from their programmes")
        return self

    def dates(self, year: int) -> tuple[date, date]:
        """First and last possible day in that year."""
        return _month_day(year, self.first or "01-01"), _month_day(year, self.last or "12-31")


class SelectionMode(StrEnum):
    """How the targets of a programme are chosen."""

    ALL = "all"
    TERM_END = "term_end"
    RISK = "risk"
    LISTED = "listed"
    OPEN_PROBLEMS = "open_problems"
    DRAWN = "drawn"


class Stratum(Frozen):
    """Of these targets a draw holds at least `number`, or all when there are fewer."""

    targets: TargetFilter
    number: int = Field(default=1, ge=1)


class Selection(Frozen):
    """Which targets a programme visits.

    `term_end`: schools whose head's term ends so that the window round it meets the year.
    `risk`: score of `min_risk` of the filter or more; with `number`, the riskiest so many.
    `open_problems`: targets whose history holds problems not yet struck off.
    `listed`: the ids of the filter; none when it lists none.
    `drawn`: `number` or `share` of the eligible by lowest SHA-256 ticket (`docs/algorithm.md`), or
    so many of each of the `strata`. `each`: anew in each region of this level.
    """

    mode: SelectionMode = SelectionMode.ALL
    targets: TargetFilter = TargetFilter()
    number: int | None = Field(default=None, ge=0)
    share: float | None = Field(default=None, ge=0, le=1)
    strata: tuple[Stratum, ...] = ()
    each: Level | None = None


class Per(StrEnum):
    """Period of a limit, or in which `times` visits are due. Weeks run from Monday to Sunday."""

    YEAR = "year"
    HALF_YEAR = "half_year"
    TERM = "term"
    MONTH = "month"
    WEEK = "week"


class Frequency(Frozen):
    """Visits due for each target (频次), and how far apart.

    A week, month or term counts when it has `min_days` days to visit. From the end of one visit of
    the programme to the start of the next lie at least `least_days` and at most `greatest_days`;
    history of the same kind counts. With `interval_days` a visit is due at the latest so many days
    after the one before it, and the number of visits follows.
    """

    times: int = Field(default=1, ge=0, le=366)
    per: Per = Per.YEAR
    min_days: int = Field(default=1, ge=1)
    least_days: int | None = Field(default=None, ge=1)
    greatest_days: int | None = Field(default=None, ge=1)
    interval_days: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _consistent(self) -> "Frequency":
        if self.interval_days is not None and (self.times, self.per) != (1, Per.YEAR):
            raise ValueError("interval_days takes the place of times and per")
        if self.interval_days is not None and self.greatest_days is not None:
            raise ValueError("interval_days is itself the greatest gap")
        if self.longest_days is not None and (self.least_days or 0) > self.longest_days:
            raise ValueError("least_days is more than the greatest gap")
        return self

    @property
    def longest_days(self) -> int | None:
        """The greatest gap, whichever way it is given."""
        return self.greatest_days if self.interval_days is None else self.interval_days

    @property
    def has_gaps(self) -> bool:
        """Whether visits must lie some days apart, or not too many."""
        return self.least_days is not None or self.longest_days is not None


class FrequencyCase(Frozen):
    """The frequency for some targets, by what they are or by the result of their last visit.

    `results` are those of the last past visit of the programme's kind; empty for any or none.
    """

    targets: TargetFilter = TargetFilter()
    results: tuple[str, ...] = ()
    frequency: Frequency


class TargetDemand(Frozen):
    """What one target asks of one programme; each field given stands in place of the programme's.

    `times` 0 asks for no visit. `first` and `last` bound the visits by date.
    """

    target: str
    programme: str
    times: int | None = Field(default=None, ge=0, le=366)
    least_days: int | None = Field(default=None, ge=1)
    greatest_days: int | None = Field(default=None, ge=1)
    interval_days: int | None = Field(default=None, ge=1)
    first: date | None = None
    last: date | None = None

    @model_validator(mode="after")
    def _consistent(self) -> "TargetDemand":
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError(f"ends {self.last} before it starts {self.first}")
        if self.interval_days is not None and (self.times, self.greatest_days) != (None, None):
            raise ValueError("interval_days takes the place of times and of greatest_days")
        return self

    def laid_over(self, frequency: Frequency) -> Frequency:
        """The frequency with the fields given here in place of its own.

        Raises
        ------
        ValueError
            When they do not go together.
        """
        values = frequency.model_dump()
        if self.times is not None or self.greatest_days is not None:
            values["interval_days"] = None
        if self.interval_days is not None:
            values |= {"times": 1, "per": Per.YEAR, "greatest_days": None}
        own = self.model_dump(include={"times", "least_days", "greatest_days", "interval_days"})
        return Frequency.model_validate(
            values | {name: value for name, value in own.items() if value is not None}
        )


class DurationStep(Frozen):
    """Visits to targets of up to `max_enrolment` students (None: any) last `half_days`."""

    max_enrolment: int | None = None
    half_days: int = Field(ge=1, le=20)


class Need(Frozen):
    """At least or at most so many members of the team of a sort.

    With `when` it binds only a team in which somebody meets that filter: `when` a novice, at least
    one who is none.
    """

    who: InspectorFilter
    at_least: int = Field(default=0, ge=0)
    at_most: int | None = Field(default=None, ge=0)
    when: InspectorFilter | None = None
    clause: str = ""

    @model_validator(mode="after")
    def _asks(self) -> "Need":
        if not self.at_least and self.at_most is None:
            raise ValueError("a need without at_least and at_most asks for nothing")
        if self.at_most is not None and self.at_most < self.at_least:
            raise ValueError(f"a need of at_most {self.at_most} and at_least {self.at_least}")
        return self


class ResponsibleMember(StrEnum):
    """Whether the target's responsible inspector (责任督学) is in the team."""

    ANY = "any"
    IN = "in"
    OUT = "out"


class TeamRule(Frozen):
    """Who forms the team.

    `responsible`: the visit is made by the responsible inspector alone; the rest is ignored.
    Otherwise `size` members, one of whom, the lead (组长), meets `lead`. `cover_stages`: for each
    elementary stage of the school at least one member is qualified. `repeat_at_most`: so many of
    the members were in the last past visit of the programme's kind to the target (轮换). Each of
    these two rules may have a clause of its own.
    """

    responsible: bool = False
    size: int = Field(default=1, ge=1, le=20)
    members: InspectorFilter = InspectorFilter()
    lead: InspectorFilter = InspectorFilter()
    needs: tuple[Need, ...] = ()
    cover_stages: bool = True
    responsible_member: ResponsibleMember = ResponsibleMember.ANY
    responsible_member_clause: str = ""
    repeat_at_most: int | None = Field(default=None, ge=0)
    repeat_clause: str = ""

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that needs and rules of the team name."""
        named = (need.clause for need in self.needs)
        return tuple(c for c in (*named, self.responsible_member_clause, self.repeat_clause) if c)


class DayRule(StrEnum):
    """On which days visits may fall. `out_of_school`: when no school has lessons (`sj.2.3`)."""

    SCHOOL_DAYS = "school_days"
    WORKING_DAYS = "working_days"
    OUT_OF_SCHOOL = "out_of_school"


class Programme(Frozen):
    """One programme of the year.

    `cases`: the first that fits a target gives its frequency in place of `frequency`.
    `around_term_end`: days before and after the end of the head's term that bound the visit.
    `joins`: ids of programmes whose visit to the same target also counts as this one's when windows
    and teams allow (整合实施); then the visit meets the windows and team rules of both.
    `phases`: dated steps before and after the visits, in order.
    `sealed`: nobody but the team learns of a visit until it is done (四不两直, `sj.3.3`).
    `exchange`: regions check each other; each window is a batch, and a team comes from the region
    that checks the target's in that batch.
    """

    id: str
    name: str
    kind: ProgrammeKind
    level: Level = Level.COUNTY
    clauses: tuple[str, ...] = ()
    selection: Selection = Selection()
    frequency: Frequency = Frequency()
    cases: tuple[FrequencyCase, ...] = ()
    windows: tuple[Window, ...] = ()
    around_term_end: tuple[int, int] | None = None
    days: DayRule = DayRule.SCHOOL_DAYS
    durations: tuple[DurationStep, ...] = (DurationStep(half_days=2),)
    team: TeamRule = TeamRule()
    mandatory: bool = True
    priority: int = Field(default=1, ge=1, le=100)
    joins: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    sealed: bool = False
    exchange: Exchange | None = None

    @model_validator(mode="after")
    def _consistent(self) -> "Programme":
        known: set[str] = set()
        for phase in self.phases:
            if phase.id in known:
                raise ValueError(f"phase {phase.id} occurs twice")
            if not known.issuperset(phase.after):
                raise ValueError(f"phase {phase.id}: a phase it comes after is not before it")
            known.add(phase.id)
        if self.sealed and self.selection.mode is SelectionMode.DRAWN:
            raise ValueError("a sealed programme cannot be drawn: the seed is public")
        if self.sealed and self.joins:
            raise ValueError("a sealed programme cannot join another: the visit would be known")
        if self.exchange is not None and (not self.windows or self.team.responsible):
            raise ValueError("an exchange needs windows, its batches, and teams")
        return self

    def clauses_used(self) -> set[str]:
        """Ids of the clauses that the programme, its team or its phases refer to."""
        needs, phases = self.team.needs, self.phases
        return {*self.clauses, *(n.clause for n in needs), *(p.clause for p in phases)} - {""}

    def half_days(self, size: int) -> int:
        """Length of a visit to a target of so many students: the first step that holds it."""
        for step in self.durations:
            if step.max_enrolment is None or size <= step.max_enrolment:
                return step.half_days
        return self.durations[-1].half_days
