"""An office that plans by hand: each visit on the first day it fits, with whoever is free.

It knows the rules by itself and asks neither the planner nor the auditor, but for what is due.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from models.inspector import Inspector, InspectorFilter
from models.plan import AnnualPlan, Half, PlanStatus, Visit
from models.problem import Problem
from models.programme import Per, Programme
from models.target import Target
from planner.audit.case import AuditCase
from planner.audit.openings import Period, term_end_span
from planner.travel import travel_table

Slot = tuple[date, Half]


def slots(start: date, half: Half, half_days: int) -> tuple[Slot, ...]:
    """The half-days of a visit."""
    if half_days == 1:
        return ((start, half),)
    days = (start + timedelta(n) for n in range((half_days + 1) // 2))
    return tuple((day, h) for day in days for h in Half)[:half_days]


class Office:
    """Books visits one after the other; `visits` are those of the plan so far."""

    def __init__(self, problem: Problem, rng: Random) -> None:
        self.problem, self.rng = problem, rng
        self.visits: dict[str, Visit] = {}
        self.missed = 0
        self._case = AuditCase(problem, _plan(()))
        self._table = travel_table(problem)
        self._busy: Counter[tuple[str, Slot]] = Counter()
        self._load: Counter[tuple[str, str]] = Counter()
        self._stays: dict[str, list[Visit]] = {t.id: [] for t in problem.targets}
        for due in sorted(self._case.dues, key=lambda d: d.programme.team.responsible):
            if due.programme.mandatory:
                for period in due.periods:
                    for _ in range(due.programme.frequency.times):
                        self._book(due.programme, due.target, period)

    def plan(self) -> AnnualPlan:
        """The visits so far, by day, and nothing else."""
        return _plan(sorted(self.visits.values(), key=lambda v: (v.start, v.half, v.id)))

    def faults(self, person: Inspector, visit: Visit) -> set[str]:
        """The rules that keep somebody from taking part in a visit as it stands."""
        target = self.problem.target_by_id[visit.target]
        taken = slots(visit.start, visit.half, visit.half_days)
        days = {day for day, _ in taken}
        away = self.problem.leave_by_inspector.get(person.id, ())
        limit = person.max_travel_km
        found = {
            "qualification": not person.qualified_for(target),
            "recusal": any(self.problem.must_recuse(person.id, target.id, d) for d in days),
            "certificate": not all(self._certified(person, d) for d in days),
            "leave": any(a.start <= d <= a.end for a in away for d in days),
            "reserved": any(self._in_session(person, d) for d in days),
            "travel": limit is not None and self._table.out(person.id, target.id) > limit,
            "people": any(self._busy[person.id, slot] for slot in taken),
            "workload": self._overloaded(person, visit),
            "team": not self._may_join(person, visit),
        }
        return {rule for rule, broken in found.items() if broken}

    def enter(self, visit: Visit, factor: int = 1) -> None:
        """Take a visit into the books; with factor -1 out of them."""
        for person in visit.team:
            for slot in slots(visit.start, visit.half, visit.half_days):
                self._busy[person, slot] += factor
            for period in self._periods(visit.start):
                self._load[person, period] += factor * visit.half_days
        if factor > 0:
            self.visits[visit.id] = visit
            self._stays[visit.target].append(visit)
        else:
            del self.visits[visit.id]
            self._stays[visit.target].remove(visit)

    def disturbed(self, visit: Visit) -> bool:
        """Whether the target would be visited too often or too soon with this visit."""
        return not (self._spaced(visit) and self._within_caps(visit))

    def lacks(self, programme: Programme, target: Target, team: Iterable[Inspector]) -> bool:
        """Whether a team of the right size lacks somebody it needs."""
        team, rule = list(team), programme.team
        wanted = [(need.who, need.at_least) for need in rule.needs]
        if rule.cover_stages:
            wanted += [(InspectorFilter(stages=(part,)), 1) for part in target.stage_parts]
        return any(sum(self._meets(who, p, target) for p in team) < n for who, n in wanted)

    def _book(self, programme: Programme, target: Target, period: Period) -> None:
        draft = Visit(
            id=f"V{len(self.visits) + 1:04d}",
            target=target.id,
            programmes=(programme.id,),
            kind=programme.kind,
            start=period.first,
            half=Half.AM,
            half_days=programme.half_days(target.size),
            end=period.first,
            team=(),
            lead="",
        )
        starts = list(self._starts(programme, target, period, draft.half_days))
        self.rng.shuffle(starts)
        for start in starts:
            for half in Half if draft.half_days == 1 else (Half.AM,):
                end = start + timedelta((draft.half_days + 1) // 2 - 1)
                visit = draft.model_copy(update={"start": start, "end": end, "half": half})
                team = () if self.disturbed(visit) else self._team(programme, target, visit)
                if team:
                    ids = tuple(p.id for p in team)
                    self.enter(visit.model_copy(update={"team": ids, "lead": ids[0]}))
                    return
        self.missed += 1

    def _starts(
        self, programme: Programme, target: Target, period: Period, half_days: int
    ) -> Iterator[date]:
        days = self._case.openings.visitable(target, programme.days)
        spans = [w.dates(self.problem.year) for w in programme.windows] or [
            (self.problem.calendar.first, self.problem.calendar.last)
        ]
        around = term_end_span(programme, target) or (date.min, date.max)
        for first, last in spans:
            low, high = max(first, period.first, around[0]), min(last, period.last, around[1])
            for day in sorted(days):
                stay = {slot for slot, _ in slots(day, Half.AM, half_days)}
                if stay <= days and low <= day and max(stay) <= high:
                    yield day

    def _team(self, programme: Programme, target: Target, visit: Visit) -> tuple[Inspector, ...]:
        """A lead and whoever completes the team; nobody when it cannot be formed."""
        able = [p for p in self.problem.inspectors if not self.faults(p, visit)]
        if programme.team.responsible:
            able = [p for p in able if p.employment != "expert"]
            return tuple(self.rng.sample(able, 1)) if able else ()
        self.rng.shuffle(able)
        size = programme.team.size
        for lead in (p for p in able if self._meets(programme.team.lead, p, target)):
            for n in range(10):
                rest = [p for p in able if p is not lead]
                team = (lead, *rest[n : n + size - 1])
                if len(team) == size and not self.lacks(programme, target, team):
                    return team
        return ()

    def _meets(self, who: InspectorFilter, person: Inspector, target: Target) -> bool:
        return who.matches(person, outside_county=self.problem.outside_county(person, target))

    def _may_join(self, person: Inspector, visit: Visit) -> bool:
        rule = self.problem.programme_by_id[visit.programmes[0]].team
        target = self.problem.target_by_id[visit.target]
        return rule.responsible or self._meets(rule.members, person, target)

    def _certified(self, person: Inspector, day: date) -> bool:
        rule = self.problem.policy.certificate
        if not rule.required_of.matches(person):
            return True
        if person.certificate_from is None or person.certificate_until is None:
            return False
        hours = person.preservice_hours
        trained = hours is None or hours >= rule.preservice_hours
        return trained and person.certificate_from <= day <= person.certificate_until

    def _in_session(self, person: Inspector, day: date) -> bool:
        if not self.problem.policy.training.required_of.matches(person):
            return False
        return any(
            session.start <= day <= session.end and session.audience.matches(person)
            for session in self.problem.calendar.training
        )

    def _overloaded(self, person: Inspector, visit: Visit) -> bool:
        limits = [(Per.MONTH, person.days_per_month), (Per.YEAR, person.days_per_year)]
        limits += [
            (rule.per, rule.at_most_days)
            for rule in self.problem.policy.workload
            if rule.people.matches(person)
        ]
        return any(
            days is not None and self._load[person.id, name] + visit.half_days > 2 * days
            for per, days in limits
            for name in self._periods(visit.start, per)
        )

    def _periods(self, day: date, *pers: Per) -> list[str]:
        of_day = self._case.openings.periods
        return [p.name for per in pers or Per for p in of_day(per) if p.holds(day)]

    def _spaced(self, visit: Visit) -> bool:
        past = [(v.kind, v.day, v.day) for v in self.problem.history if v.target == visit.target]
        stays = past + [(v.kind, v.start, v.end) for v in self._stays[visit.target]]
        return all(
            (visit.start - end).days >= gap.least_days or (start - visit.end).days >= gap.least_days
            for gap in self.problem.policy.gaps
            if visit.kind in gap.kinds
            for kind, start, end in stays
            if kind in gap.kinds
        )

    def _within_caps(self, visit: Visit) -> bool:
        for cap in self.problem.policy.caps:
            if visit.kind in cap.kinds:
                names = set(self._periods(visit.start, cap.per))
                counted = [v for v in self._stays[visit.target] if v.kind in cap.kinds]
                same = [v for v in counted if names & set(self._periods(v.start, cap.per))]
                if names and len(same) >= cap.at_most:
                    return False
        return True


def _plan(visits: Sequence[Visit]) -> AnnualPlan:
    return AnnualPlan(origin=None, status=PlanStatus.COMPLETE, zones=None, visits=tuple(visits))
