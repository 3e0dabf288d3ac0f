"""The problem: everything a plan of one office and one year depends on."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

from pydantic import Field, model_validator

from models.base import Frozen
from models.calendar import WorkCalendar
from models.closure import Closure
from models.drawn import DrawnTarget
from models.engagement import Engagement
from models.exchange import PastCheck, Strangers
from models.indicator import Indicator, levels
from models.inspector import Inspector, InspectorFilter, Interest, Leave, Pair
from models.pin import Pin
from models.plan import Rotation
from models.policy import Policy
from models.programme import Frequency, Programme, ProgrammeKind, TargetDemand
from models.region import Level, Region, RegionTree
from models.target import Target
from models.tiers import PoolMember
from models.travel import Costs, Travel


class PastVisit(Frozen):
    """A visit before the planned year; `open_problems` counts what is not yet struck off (销号)."""

    target: str
    kind: ProgrammeKind
    day: date
    inspectors: tuple[str, ...] = ()
    result: str = ""
    open_problems: int = Field(default=0, ge=0)


class Problem(Frozen):
    """All of an office's data for one year.

    `office` is the region whose inspection office plans; `fictional` marks made-up people and
    schools; `rotations` are cross-checks already arranged, which are kept; `overlays` are the names
    of the changes laid over the data, in order. References are checked: every id that is used must
    exist.
    """

    id: str
    name: str
    office: str
    fictional: bool = False
    note: str = ""
    regions: tuple[Region, ...]
    targets: tuple[Target, ...]
    inspectors: tuple[Inspector, ...]
    interests: tuple[Interest, ...] = ()
    leave: tuple[Leave, ...] = ()
    closures: tuple[Closure, ...] = ()
    pairs: tuple[Pair, ...] = ()
    history: tuple[PastVisit, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    pins: tuple[Pin, ...] = ()
    joint_pools: tuple[PoolMember, ...] = ()
    past_checks: tuple[PastCheck, ...] = ()
    strangers: tuple[Strangers, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    drawn: tuple[DrawnTarget, ...] = ()
    policy: Policy
    programmes: tuple[Programme, ...]
    demands: tuple[TargetDemand, ...] = ()
    calendar: WorkCalendar
    travel: Travel = Travel()
    costs: Costs = Costs()
    overlays: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _references(self) -> "Problem":
        problems = list(self._dangling())
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _dangling(self) -> Iterator[str]:
        tree = RegionTree(self.regions)
        if self.office not in tree:
            yield f"office {self.office} is not a region"
        for label, items in (
            ("target", self.targets),
            ("inspector", self.inspectors),
            ("programme", self.programmes),
            ("engagement", self.engagements),
        ):
            seen: set[str] = set()
            for item in items:
                if item.id in seen:
                    yield f"{label} {item.id} occurs twice"
                seen.add(item.id)
        for place in (*self.targets, *self.inspectors):
            if place.region not in tree:
                yield f"{place.id}: region {place.region} is unknown"
        for check in self.past_checks:
            if check.checker not in tree or check.checked not in tree:
                yield f"past check {check.checker}–{check.checked} names an unknown region"
        for two in self.strangers:
            if two.first not in tree or two.second not in tree:
                yield f"strangers {two.first}–{two.second} name an unknown region"
        targets = {t.id for t in self.targets}
        people = {i.id for i in self.inspectors}
        for member in self.joint_pools:
            if member.region not in tree:
                yield f"joint pool {member.pool}: region {member.region} is unknown"
        yield from self._strangers(people, targets)
        yield from self._unfit()

    def _strangers(self, people: set[str], targets: set[str]) -> Iterator[str]:
        for interest in self.interests:
            if interest.inspector not in people or interest.target not in targets:
                yield f"interest {interest.inspector}–{interest.target} names somebody unknown"
        for leave in self.leave:
            if leave.inspector not in people:
                yield f"leave of unknown inspector {leave.inspector}"
        for pair in self.pairs:
            if not {pair.first, pair.second} <= people:
                yield f"pair {pair.first}–{pair.second} names somebody unknown"
        for place, listed in (("history", self.history), ("closure", self.closures)):
            for item in listed:
                if item.target not in targets:
                    yield f"{place} of unknown target {item.target}"
        for one in self.engagements:
            if one.target not in {"", *targets} or not people.issuperset(one.team):
                yield f"engagement {one.id} names somebody unknown"
            if one.start.year != self.year:
                yield f"engagement {one.id} does not start in {self.year}"
        yield from self._wrong_pins(people)
        yield from self._wrong_demands(targets)

    def _wrong_pins(self, people: set[str]) -> Iterator[str]:
        seen: set[str] = set()
        for pin in self.pins:
            if pin.visit in seen:
                yield f"visit {pin.visit} is pinned twice"
            seen.add(pin.visit)
            if not people.issuperset(pin.team or ()):
                yield f"pin of {pin.visit} names somebody unknown"
            if pin.start is not None and pin.start.year != self.year:
                yield f"pin of {pin.visit} does not start in {self.year}"

    def _wrong_demands(self, targets: set[str]) -> Iterator[str]:
        seen: set[tuple[str, str]] = set()
        for demand in self.demands:
            pair = (demand.target, demand.programme)
            if demand.target not in targets or demand.programme not in self.programme_by_id:
                yield f"demand {demand.target}–{demand.programme} names something unknown"
                continue
            if pair in seen:
                yield f"demand {demand.target}–{demand.programme} occurs twice"
            seen.add(pair)
            try:
                self.frequency(
                    self.programme_by_id[demand.programme], self.target_by_id[demand.target]
                )
            except ValueError:
                yield f"demand {demand.target}–{demand.programme} contradicts the programme's gaps"

    def _unfit(self) -> Iterator[str]:
        """Programmes and indicators that contradict each other."""
        sealed = {p.id for p in self.programmes if p.sealed}
        for programme in self.programmes:
            for host in sealed.intersection(programme.joins):
                yield f"programme {programme.id} joins {host}, which is sealed"
        try:
            levels(self.indicators)
        except ValueError as error:
            yield str(error)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other values, not validated; what was computed of the old ones stays here."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied

    def __getstate__(self) -> dict[Any, Any]:
        """For another process: the fields alone, as views of them cannot be passed on."""
        state = super().__getstate__()
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return {**state, "__dict__": fields}

    @property
    def year(self) -> int:
        """The planned calendar year."""
        return self.calendar.year

    @property
    def level(self) -> Level:
        """The level of the planning office."""
        return self.tree.level(self.office)

    @cached_property
    def tree(self) -> RegionTree:
        """The regions as a tree."""
        return RegionTree(self.regions)

    @cached_property
    def target_by_id(self) -> Mapping[str, Target]:
        """Targets by id."""
        return MappingProxyType({t.id: t for t in self.targets})

    @cached_property
    def inspector_by_id(self) -> Mapping[str, Inspector]:
        """Inspectors by id."""
        return MappingProxyType({i.id: i for i in self.inspectors})

    @cached_property
    def programme_by_id(self) -> Mapping[str, Programme]:
        """Programmes by id."""
        return MappingProxyType({p.id: p for p in self.programmes})

    @cached_property
    def interests_by_pair(self) -> Mapping[tuple[str, str], tuple[Interest, ...]]:
        """Interests by (inspector, target)."""
        pairs: dict[tuple[str, str], tuple[Interest, ...]] = {}
        for interest in self.interests:
            key = (interest.inspector, interest.target)
            pairs[key] = (*pairs.get(key, ()), interest)
        return MappingProxyType(pairs)

    @cached_property
    def past_visits(self) -> Mapping[tuple[str, ProgrammeKind], tuple[PastVisit, ...]]:
        """Past visits by (target, kind), in the order of their days."""
        table: dict[tuple[str, ProgrammeKind], tuple[PastVisit, ...]] = {}
        for visit in sorted(self.history, key=lambda v: v.day):
            key = (visit.target, visit.kind)
            table[key] = (*table.get(key, ()), visit)
        return MappingProxyType(table)

    @cached_property
    def leave_by_inspector(self) -> Mapping[str, tuple[Leave, ...]]:
        """Leave by inspector."""
        table: dict[str, tuple[Leave, ...]] = {}
        for leave in self.leave:
            table[leave.inspector] = (*table.get(leave.inspector, ()), leave)
        return MappingProxyType(table)

    @cached_property
    def closures_by_target(self) -> Mapping[str, tuple[Closure, ...]]:
        """Closures by target."""
        table: dict[str, tuple[Closure, ...]] = {}
        for closure in self.closures:
            table[closure.target] = (*table.get(closure.target, ()), closure)
        return MappingProxyType(table)

    @cached_property
    def engagements_by_inspector(self) -> Mapping[str, tuple[Engagement, ...]]:
        """What other offices engage each person for, in the order of the days."""
        table: dict[str, tuple[Engagement, ...]] = {}
        for one in sorted(self.engagements, key=lambda e: (e.start, e.half, e.id)):
            for person in one.team:
                table[person] = (*table.get(person, ()), one)
        return MappingProxyType(table)

    @cached_property
    def engagements_by_target(self) -> Mapping[str, tuple[Engagement, ...]]:
        """Visits of other offices to each target, in the order of the days."""
        table: dict[str, tuple[Engagement, ...]] = {}
        for one in sorted(self.engagements, key=lambda e: (e.start, e.half, e.id)):
            if one.target:
                table[one.target] = (*table.get(one.target, ()), one)
        return MappingProxyType(table)

    @cached_property
    def pin_by_visit(self) -> Mapping[str, Pin]:
        """Pins by the id of the visit."""
        return MappingProxyType({pin.visit: pin for pin in self.pins})

    @cached_property
    def demand_by_pair(self) -> Mapping[tuple[str, str], TargetDemand]:
        """Demands by (target, programme)."""
        return MappingProxyType({(d.target, d.programme): d for d in self.demands})

    @cached_property
    def last_visits(self) -> Mapping[tuple[str, ProgrammeKind], PastVisit]:
        """The last past visit of each target and kind; of those of one day, the last listed."""
        return MappingProxyType(
            {(v.target, v.kind): v for v in sorted(self.history, key=lambda v: v.day)}
        )

    def frequency(self, programme: Programme, target: Target) -> Frequency:
        """How often the programme visits the target: its demand over the first case that fits."""
        last = self.last_visits.get((target.id, programme.kind))
        result = "" if last is None else last.result
        cases = (
            case.frequency
            for case in programme.cases
            if case.targets.matches(target) and (not case.results or result in case.results)
        )
        frequency = next(cases, programme.frequency)
        demand = self.demand_by_pair.get((target.id, programme.id))
        return frequency if demand is None else demand.laid_over(frequency)

    @cached_property
    def drawn_targets(self) -> Mapping[str, Mapping[str, tuple[DrawnTarget, ...]]]:
        """What draws chose, by programme and target; programmes without a draw are not in it."""
        table: dict[str, dict[str, tuple[DrawnTarget, ...]]] = {}
        for one in self.drawn:
            targets = table.setdefault(one.programme, {})
            targets[one.target] = (*targets.get(one.target, ()), one)
        return MappingProxyType(table)

    def must_recuse(self, inspector: str, target: str, day: date) -> bool:
        """Whether an interest forbids this person to inspect this target on that day."""
        years = self.policy.recusal.employer_years
        pair = self.interests_by_pair.get((inspector, target), ())
        return any(interest.binds(day, years) for interest in pair)

    def meets(self, who: InspectorFilter, inspector: Inspector, target: Target) -> bool:
        """Whether the person is of that sort, as seen from the target."""
        if who.outside_county is None and who.outside_prefecture is None:
            return who.matches(inspector)
        return who.matches(
            inspector,
            outside_county=self.outside_county(inspector, target),
            outside_prefecture=self._apart(inspector, target, Level.PREFECTURE),
        )

    def _apart(self, inspector: Inspector, target: Target, level: Level) -> bool:
        home = self.tree.at_level(inspector.region, level)
        return home != self.tree.at_level(target.region, level)

    def outside_county(self, inspector: Inspector, target: Target) -> bool:
        """Whether the person lives in another county than the target."""
        return self._apart(inspector, target, Level.COUNTY)
