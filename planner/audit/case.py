"""What every check looks at: problem and plan with the indices that checks share."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from models.inspector import Inspector, InspectorFilter, Interest
from models.plan import AnnualPlan, Half, TrainingDay, Visit
from models.problem import Problem
from models.programme import Programme
from models.region import Level
from models.target import Target
from planner.audit.choice import chosen_targets
from planner.audit.distance import Distances
from planner.audit.dues import Due, dues
from planner.audit.journeys import Journey, journeys
from planner.audit.openings import Openings
from planner.audit.rows import Place, Row, halves_of

_WITHOUT_VISITS = (
    *("chosen", "openings", "distances", "session_days", "leave_days", "zoned"),
    *("responsible", "engaged_halves", "_counties", "_prefectures"),
)


@dataclass(frozen=True)
class AuditCase:
    """A plan before the auditor."""

    problem: Problem
    plan: AnnualPlan

    def beside(self, problem: Problem, plan: AnnualPlan) -> "AuditCase":
        """Another plan, of which only visits differ, with what has nothing to do with visits.

        Zones are not judged again; they only say who is responsible.

        Parameters
        ----------
        problem
            This problem, or as much of it as the other plan is about.
        """
        other = AuditCase(problem, plan)
        for name in _WITHOUT_VISITS:
            other.__dict__[name] = getattr(self, name)
        people = {person for visit in plan.visits for person in visit.team}
        other.__dict__.update(zone_pairs=(), zone_targets={})
        other.__dict__["trained"] = tuple(i for i in self.trained if i.id in people)
        return other

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All visits, without the repetitions of a visit under the same id."""
        seen: set[tuple[object, ...]] = set()
        rows: list[Row] = []
        for visit in self.plan.visits:
            mark = (visit.id, visit.target, visit.programmes, visit.start, visit.half)
            if mark not in seen:
                seen.add(mark)
                rows.append(self._row(visit))
        return tuple(rows)

    @cached_property
    def done(self) -> frozenset[str]:
        """The visits that are facts: those that start before the day the plan was changed from.

        An id that several visits have counts only when all of them are done.
        """
        since = self.plan.since
        if since is None:
            return frozenset()
        coming = {visit.id for visit in self.plan.visits if visit.start >= since}
        return frozenset(v.id for v in self.plan.visits if v.id not in coming)

    @cached_property
    def gone(self) -> frozenset[str]:
        """People on leave on all days of the year that are left when the plan was changed."""
        since = self.plan.since
        if since is None:
            return frozenset()
        left = {day for day in self.problem.calendar.days() if day >= since}
        return frozenset(i for i, days in self.leave_days.items() if left and left <= days)

    @cached_property
    def dated(self) -> tuple[Row, ...]:
        """The visits that lie within the year."""
        return tuple(row for row in self.rows if row.days)

    @cached_property
    def row_by_id(self) -> Mapping[str, Row]:
        """The visits that lie within the year by id, the first of each."""
        return {row.visit.id: row for row in reversed(self.dated)}

    @cached_property
    def journeys(self) -> tuple[Journey, ...]:
        """The trips that the plan states, as far as they can be understood."""
        return journeys(self.problem, self.distances, self.plan.trips or (), self.dated)

    @cached_property
    def placed(self) -> tuple[Place, ...]:
        """The visits to known targets."""
        return tuple(Place(row, row.target) for row in self.rows if row.target is not None)

    @cached_property
    def placed_and_dated(self) -> tuple[Place, ...]:
        """The visits to known targets that lie within the year."""
        return tuple(place for place in self.placed if place.row.days)

    @cached_property
    def team_visits(self) -> tuple[Place, ...]:
        """The visits to known targets that are not a responsible inspector's own."""
        return tuple(
            place
            for place in self.placed
            if place.row.leading_programme is not None
            and not place.row.leading_programme.team.responsible
        )

    @cached_property
    def rows_by_member(self) -> Mapping[str, tuple[Row, ...]]:
        """Dated visits by inspector, in the plan's order."""
        table: dict[str, list[Row]] = defaultdict(list)
        for row in self.dated:
            for member in row.members:
                table[member.id].append(row)
        return {inspector: tuple(rows) for inspector, rows in table.items()}

    @cached_property
    def places_by_target(self) -> Mapping[str, tuple[Place, ...]]:
        """Dated visits by target, in the order of their days."""
        table: dict[str, list[Place]] = defaultdict(list)
        for place in self.placed_and_dated:
            table[place.target.id].append(place)
        return {
            target: tuple(sorted(places, key=lambda p: (p.row.days, p.row.visit.half)))
            for target, places in table.items()
        }

    @cached_property
    def targets_of_pairs(self) -> Mapping[tuple[str, str], tuple[Place, ...]]:
        """Visits by (inspector, target), dated or not."""
        table: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in self.placed:
            for member in place.row.members:
                table[member.id, place.target.id].append(place)
        return {pair: tuple(places) for pair, places in table.items()}

    @cached_property
    def zone_targets(self) -> Mapping[str, tuple[Target, ...]] | None:
        """Known targets each known inspector holds; None when the plan states no zones."""
        if self.plan.zones is None:
            return None
        table: dict[str, dict[str, Target]] = {}
        for zone in self.plan.zones:
            if zone.inspector in self.problem.inspector_by_id:
                held = table.setdefault(zone.inspector, {})
                for target in zone.targets:
                    if target in self.problem.target_by_id:
                        held[target] = self.problem.target_by_id[target]
        return {inspector: tuple(held.values()) for inspector, held in table.items()}

    @cached_property
    def zone_pairs(self) -> tuple[tuple[Inspector, Target], ...]:
        """Each inspector with each target of the zone; none when the plan has no zones."""
        return tuple(
            (self.problem.inspector_by_id[inspector], target)
            for inspector, targets in (self.zone_targets or {}).items()
            for target in targets
        )

    @cached_property
    def responsible(self) -> Mapping[str, tuple[str, ...]]:
        """The inspectors responsible for each target; one of them in a sound plan."""
        table: dict[str, tuple[str, ...]] = {}
        for inspector, target in self.zone_pairs:
            table[target.id] = (*table.get(target.id, ()), inspector.id)
        return table

    @cached_property
    def zoned(self) -> tuple[Target, ...]:
        """The targets that need a responsible inspector."""
        return tuple(
            t for t in self.problem.targets if self.problem.policy.zoning.targets.matches(t)
        )

    @cached_property
    def chosen(self) -> Mapping[str, frozenset[str]]:
        """Targets that each programme concerns."""
        seed = self.plan.origin.seed if self.plan.origin else 0
        return {p.id: chosen_targets(self.problem, p, seed) for p in self.problem.programmes}

    @cached_property
    def dues(self) -> tuple[Due, ...]:
        """Visits due and planned for every programme and target that it chose.

        A plan that withholds its sealed visits is not asked for them.
        """
        return dues(self.problem, self.judged_programmes, self.chosen, self.openings, self.placed)

    @cached_property
    def judged_programmes(self) -> tuple[Programme, ...]:
        """The programmes whose visits the plan states in full."""
        withheld = self.plan.withheld > 0
        return tuple(p for p in self.problem.programmes if not (p.sealed and withheld))

    @cached_property
    def openings(self) -> Openings:
        """The days on which targets may be visited."""
        return Openings(self.problem)

    @cached_property
    def distances(self) -> Distances:
        """The auditor's own distances."""
        return Distances(self.problem)

    @cached_property
    def training_days(self) -> tuple[TrainingDay, ...]:
        """The plan's training of known people within the year."""
        return tuple(
            t
            for t in self.plan.training or ()
            if t.inspector in self.problem.inspector_by_id and self.in_year(t.day)
        )

    @cached_property
    def trained(self) -> tuple[Inspector, ...]:
        """The people who are due training."""
        rule = self.problem.policy.training
        return tuple(i for i in self.problem.inspectors if rule.required_of.matches(i))

    @cached_property
    def training_halves(self) -> Mapping[str, set[tuple[date, Half]]]:
        """The half-days that training takes, by inspector."""
        table: dict[str, set[tuple[date, Half]]] = defaultdict(set)
        for training in self.training_days:
            halves = list(Half)[: training.half_days]
            table[training.inspector].update((training.day, half) for half in halves)
        for inspector, days in self.session_days.items():
            table[inspector].update((day, half) for day in days for half in Half)
        return table

    @cached_property
    def engaged_halves(self) -> Mapping[str, frozenset[tuple[date, Half]]]:
        """The half-days that other offices engage people for, by inspector."""
        return {
            inspector: frozenset(half for e in engagements for half in halves_of(e))
            for inspector, engagements in self.problem.engagements_by_inspector.items()
        }

    @cached_property
    def session_days(self) -> Mapping[str, frozenset[date]]:
        """Working days that the calendar's training sessions fill, by inspector."""
        table: dict[str, set[date]] = defaultdict(set)
        for session in self.problem.calendar.training:
            days = [d for d in self.openings.working_days if session.start <= d <= session.end]
            for inspector in self.trained:
                if session.audience.matches(inspector):
                    table[inspector.id].update(days)
        return {inspector: frozenset(days) for inspector, days in table.items()}

    @cached_property
    def leave_days(self) -> Mapping[str, frozenset[date]]:
        """Days of leave within the year by inspector."""
        calendar = self.problem.calendar
        table: dict[str, set[date]] = defaultdict(set)
        for leave in self.problem.leave:
            first, last = max(leave.start, calendar.first), min(leave.end, calendar.last)
            days = (last - first).days + 1
            table[leave.inspector].update(first + timedelta(n) for n in range(days))
        return {inspector: frozenset(days) for inspector, days in table.items()}

    @cached_property
    def _counties(self) -> Mapping[str, str | None]:
        tree = self.problem.tree
        return {r.id: tree.at_level(r.id, Level.COUNTY) for r in self.problem.regions}

    @cached_property
    def _prefectures(self) -> Mapping[str, str | None]:
        tree = self.problem.tree
        return {r.id: tree.at_level(r.id, Level.PREFECTURE) for r in self.problem.regions}

    def meets(self, people: InspectorFilter, inspector: Inspector, target: Target) -> bool:
        """Whether a member of a team to that target meets the filter."""
        home, there = inspector.region, target.region
        return people.matches(
            inspector,
            outside_county=self._counties[home] != self._counties[there],
            outside_prefecture=self._prefectures[home] != self._prefectures[there],
        )

    def in_year(self, day: date) -> bool:
        """Whether the day lies in the planned year."""
        return day.year == self.problem.year

    def interest(self, inspector: str, target: str, day: date) -> Interest | None:
        """The interest that forbids this person that target on that day."""
        years = self.problem.policy.recusal.employer_years
        for interest in self.problem.interests_by_pair.get((inspector, target), ()):
            try:
                if interest.binds(day, years):
                    return interest
            except ValueError:  # an employer until 9999, and some years on, is beyond the calendar
                return interest
        return None

    def clause_of(self, programme: Programme | None) -> str:
        """The clause that a broken rule of a programme breaks: its first."""
        if programme is not None and programme.clauses:
            return programme.clauses[0]
        return self.problem.policy.days.clause

    def _row(self, visit: Visit) -> Row:
        problem = self.problem
        programmes = tuple(
            problem.programme_by_id[p]
            for p in dict.fromkeys(visit.programmes)
            if p in problem.programme_by_id
        )
        members = tuple(
            problem.inspector_by_id[i]
            for i in dict.fromkeys(visit.team)
            if i in problem.inspector_by_id
        )
        leads = programmes and programmes[0].id == visit.programmes[0]
        return Row(
            visit=visit,
            target=problem.target_by_id.get(visit.target),
            programmes=programmes,
            members=members,
            kind=programmes[0].kind if leads else visit.kind,
            days=self._days(visit),
        )

    def _days(self, visit: Visit) -> tuple[date, ...]:
        count = (visit.half_days + 1) // 2
        last = visit.start.toordinal() + count - 1
        if not self.in_year(visit.start) or last > self.problem.calendar.last.toordinal():
            return ()
        return tuple(visit.start + timedelta(n) for n in range(count))
