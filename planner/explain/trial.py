"""A plan in which one visit is made otherwise, before the independent auditor.

The auditor looks at the changed visit first alone, then among all visits of its people and its
target; rules on anybody else cannot be touched by it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from models.plan import AnnualPlan, Finding, Half, Visit
from models.problem import Problem
from planner.audit import AuditCase, findings
from planner.case import Case, make_case
from planner.cost import cost_yuan
from planner.demand import requests
from planner.explain.question import of_targets
from planner.horizon import Horizon, horizon
from planner.integration import integrated
from planner.model import Arrangement, Placement
from planner.objectives import GOALS, available, measure
from planner.own_spread import GOAL, own_spread
from planner.presence import Presence
from planner.travel import TravelTable, travel_table


@dataclass(frozen=True)
class Change:
    """What the visit would be, which rules forbid it, and what each objective gains or loses.

    `levels` has the new value minus the old one for every level, in their order.
    """

    visit: Visit
    refused: tuple[Finding, ...]
    levels: tuple[int, ...]


@dataclass(frozen=True)
class Trial:
    """A plan whose visits are changed one at a time."""

    problem: Problem
    plan: AnnualPlan
    _known: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    @cached_property
    def visit(self) -> Mapping[str, Visit]:
        """Visits by id."""
        return {v.id: v for v in self.plan.visits}

    @cached_property
    def days(self) -> Horizon:
        """The year."""
        return horizon(self.problem)

    @cached_property
    def table(self) -> TravelTable:
        """Distances."""
        return travel_table(self.problem)

    @cached_property
    def presence(self) -> Presence:
        """When people are free."""
        return Presence(self.problem, self.days, self.table, self.plan.training or ())

    @cached_property
    def case(self) -> Case:
        """The visits due, as the planner sees them."""
        seed = self.plan.origin.seed if self.plan.origin else 0
        due = requests(self.problem, self.days, self.responsible, seed)
        return make_case(self.presence, integrated(self.presence, due, self.visit.keys()))

    @cached_property
    def responsible(self) -> Mapping[str, str]:
        """Who is responsible for each target."""
        return {t: zone.inspector for zone in self.plan.zones or () for t in zone.targets}

    @cached_property
    def placed(self) -> Mapping[str, Placement]:
        """The visits as the planner's objectives read them."""
        due = self.case.request
        return {v.id: self.placement(v) for v in self.plan.visits if v.id in due}

    @cached_property
    def values(self) -> tuple[int, ...]:
        """The plan's value at each level."""
        return self._measured(self.placed)

    def team(self, visit: Visit, team: Iterable[str]) -> Visit:
        """The visit by another team, led by its highest grade that may lead."""
        members = tuple(team)
        people = [self.problem.inspector_by_id[p] for p in members]
        target = self.problem.target_by_id[visit.target]
        rule = self.problem.programme_by_id[visit.programmes[0]].team
        leads = [
            p
            for p in people
            if rule.lead.matches(p, outside_county=self.problem.outside_county(p, target))
        ]
        led = visit.lead if visit.lead in {p.id for p in leads} else ""
        lead = led or max(leads or people, key=lambda p: p.grade).id
        hm = sum(self.table.round_trip_hm(p, visit.target) for p in members)
        changes = {
            "team": members,
            "lead": lead,
            "travel_km": hm / 10,
            "cost_yuan": cost_yuan(self.problem, members, visit.half_days, hm),
        }
        return visit.model_copy(update=changes)

    def date(self, visit: Visit, day: int, half: Half) -> Visit:
        """The visit from another day on."""
        length = (visit.half_days + 1) // 2
        start, end = self.days.date_of(day), self.days.date_of(day + length - 1)
        return visit.model_copy(update={"start": start, "end": end, "half": half})

    def change(self, visit: Visit) -> Change:
        """The plan with the visit of this id made thus."""
        refused = self.refused(visit)
        known = visit.id in self.placed and not refused
        return Change(visit, refused, self.levels(visit) if known else ())

    def refused(self, visit: Visit) -> tuple[Finding, ...]:
        """What the auditor finds wrong with the visit made thus, and not with it as it is."""
        old = self.visit[visit.id]
        moved = (visit.start, visit.half) != (old.start, old.half)
        people = set(visit.team) if moved else set(visit.team) - set(old.team)
        near = [
            v
            for v in self.plan.visits
            if v.id != visit.id and (v.target == visit.target or people & set(v.team))
        ]
        return self._new([], old, visit) or self._new(near, old, visit)

    def _new(self, near: list[Visit], old: Visit, visit: Visit) -> tuple[Finding, ...]:
        """What is found with the visit made thus and not with it as it is, among visits near it."""
        found = self._findings([*near, visit], visit)
        if not found:
            return ()
        before = self._findings([*near, old], visit) if near else self._alone(old)
        return tuple(f for f in found if f not in before)

    def _alone(self, old: Visit) -> tuple[Finding, ...]:
        """What is wrong with the visit as it is, by itself."""
        if old.id not in self._known:
            self._known[old.id] = self._findings([old], old)
        return self._known[old.id]

    def share(self, person: str) -> float:
        """How much of the days a person can inspect on is taken, at most 1."""
        room = available(self.case, self.problem.inspector_by_id[person])
        engaged = self.problem.engagements_by_inspector.get(person, ())
        taken = sum(v.half_days for v in self.plan.visits if person in v.team)
        taken += sum(one.half_days for one in engaged)
        return taken / max(1, room)

    @cached_property
    def _audited(self) -> AuditCase:
        return AuditCase(self.problem, self.plan)

    def _findings(self, visits: list[Visit], about: Visit) -> tuple[Finding, ...]:
        """Findings about the visit or its people in a plan of these visits alone."""
        people = {person for v in visits for person in v.team}
        training = tuple(t for t in self.plan.training or () if t.inspector in people)
        changes = {
            "visits": tuple(visits),
            "selected": None,
            "training": training if self.plan.training is not None else None,
            "zones": None if self.plan.zones is None else (),
            "milestones": None,
            "trips": None,
        }
        narrow = of_targets(self.problem, {v.target for v in visits})
        case = self._audited.beside(narrow, self.plan.model_copy(update=changes))
        members = set(about.team)
        return tuple(
            f
            for f in findings(case)
            if about.id in f.visits or (f.visits == () and members.intersection(f.inspectors))
        )

    def placement(self, visit: Visit) -> Placement:
        """The visit as the planner's objectives read it."""
        return Placement(team=visit.team, day=self.days.day(visit.start), half=visit.half)

    def levels(self, visit: Visit) -> tuple[int, ...]:
        """What each objective gains or loses with the visit made thus, whatever forbids it."""
        other = self._measured({**self.placed, visit.id: self.placement(visit)})
        return tuple(new - old for new, old in zip(other, self.values, strict=True))

    def _measured(self, placed: Mapping[str, Placement]) -> tuple[int, ...]:
        return (*measure(self.case, Arrangement(placed)), own_spread(self.case, placed))


LEVELS = (*GOALS, GOAL)
"""The levels of `Change.levels`."""
