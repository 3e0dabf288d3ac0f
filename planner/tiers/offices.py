"""Which offices a data set holds, what each has to do, and in which order.

Source: docs/semantics.md, Several offices; `nm.3` (jurisdiction by affiliation).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from models.inspector import Employment, Inspector, Interest, PairRule
from models.problem import PastVisit, Problem
from models.programme import Programme
from models.region import Level
from models.target import Target
from models.tiers import OWN, SEALED, task_key
from models.travel import Distance

Item = TypeVar("Item")


@dataclass(frozen=True)
class Task:
    """What one office plans in one go, and the keys of the tasks whose visits it must know.

    What those waited for, and so on, is known too. A task that is `last` knows of all that are not.
    """

    office: str
    name: str
    programmes: tuple[str, ...]
    after: tuple[str, ...] = ()
    last: bool = False

    @property
    def key(self) -> str:
        """What the task is called among all."""
        return task_key(self.office, self.name)


@dataclass(frozen=True)
class Offices:
    """The offices of a data set; everything by office is found once, for all offices together."""

    problem: Problem
    _lines: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Regions of offices that have something to inspect, the highest level first."""
        return tuple(
            office
            for office in self._candidates
            if self.programmes(office) and self.targets_of.get(office)
        )

    @cached_property
    def _candidates(self) -> tuple[str, ...]:
        """Regions inside the data set's office of a level that has programmes and people."""
        problem, tree = self.problem, self.problem.tree
        inside = {problem.office, *tree.descendants(problem.office)}
        staffed = {person.level for person in problem.inspectors}
        levels = staffed & {programme.level for programme in problem.programmes}
        regions = [r for r in problem.regions if r.id in inside and r.level in levels]
        return tuple(r.id for r in sorted(regions, key=lambda r: r.level.rank))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._candidates)

    def level(self, office: str) -> Level:
        """The office's level."""
        return self.problem.tree.level(office)

    def programmes(self, office: str) -> tuple[Programme, ...]:
        """The programmes of the office's level."""
        return self._of_level.get(self.level(office), ())

    @cached_property
    def _of_level(self) -> Mapping[Level, tuple[Programme, ...]]:
        table: dict[Level, tuple[Programme, ...]] = {}
        for programme in self.problem.programmes:
            table[programme.level] = (*table.get(programme.level, ()), programme)
        return table

    def line(self, region: str) -> tuple[str, ...]:
        """The possible offices that a region is of or lies in, the lowest first."""
        if region not in self._lines:
            known = self._known
            self._lines[region] = tuple(r for r in self.problem.tree.lineage(region) if r in known)
        return self._lines[region]

    def home(self, target: Target) -> str | None:
        """The office that a target belongs to: the lowest of its level of affiliation or above.

        Of a level, too, to which jurisdiction gives it.
        """
        rules = [r for r in self.problem.policy.jurisdiction if r.targets.matches(target)]
        for office in self.line(target.region):
            level = self.level(office)
            if level.rank <= target.level.rank and all(level in r.levels for r in rules):
                return office
        return None

    def office_of(self, person: Inspector) -> str | None:
        """The office that a person serves: the lowest of the person's own level or above."""
        return next(
            (o for o in self.line(person.region) if self.level(o).rank <= person.level.rank), None
        )

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """The office that each target belongs to."""
        found = ((target.id, self.home(target)) for target in self.problem.targets)
        return {target: home for target, home in found if home is not None}

    @cached_property
    def targets_of(self) -> Mapping[str, tuple[Target, ...]]:
        """For each office the targets that belong to it or that its programmes may concern."""
        table: dict[str, list[Target]] = {}
        for target in self.problem.targets:
            for office in self.line(target.region):
                if not _own_government(self.problem, office, target) and (
                    self.homes.get(target.id) == office or self._may_concern(office, target)
                ):
                    table.setdefault(office, []).append(target)
        return {office: tuple(found) for office, found in table.items()}

    def _may_concern(self, office: str, target: Target) -> bool:
        level = self.level(office)
        rules = self.problem.policy.jurisdiction
        return all(level in r.levels for r in rules if r.targets.matches(target)) and any(
            p.selection.targets.matches(target) for p in self.programmes(office)
        )

    @cached_property
    def people_of(self) -> Mapping[str, tuple[Inspector, ...]]:
        """For each office its own people and the experts it may borrow, in the data's order."""
        table: dict[str, list[Inspector]] = {}
        for person in self.problem.inspectors:
            home = self.office_of(person)
            if home is None:
                continue
            table.setdefault(home, []).append(person)
            if person.employment is Employment.EXPERT:
                for office in self._borrowers(home):
                    if any(_may_join(p, person) for p in self.programmes(office)):
                        table.setdefault(office, []).append(person)
        return {office: tuple(found) for office, found in table.items()}

    def _borrowers(self, home: str) -> Iterable[str]:
        """Offices that may borrow experts of an office: those above it, those of its pools."""
        above = self.line(home)[1:]
        partners = (r for pool in self._pools_of.get(home, ()) for r in self.pools[pool])
        return dict.fromkeys((*above, *(r for r in partners if r != home)))

    @cached_property
    def pools(self) -> Mapping[str, tuple[str, ...]]:
        """The offices of each joint pool, in the order in which they plan."""
        members: dict[str, set[str]] = {}
        for one in self.problem.joint_pools:
            members.setdefault(one.pool, set()).add(one.region)
        return {
            pool: tuple(o for o in self._candidates if o in regions)
            for pool, regions in members.items()
        }

    @cached_property
    def _pools_of(self) -> Mapping[str, tuple[str, ...]]:
        table: dict[str, tuple[str, ...]] = {}
        for pool, offices in self.pools.items():
            for office in offices:
                table[office] = (*table.get(office, ()), pool)
        return table

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Where each region stands in the data."""
        return {region.id: n for n, region in enumerate(self.problem.regions)}

    @cached_property
    def interests_of(self) -> Mapping[str, tuple[Interest, ...]]:
        """Interests by inspector."""
        return _grouped((i.inspector, i) for i in self.problem.interests)

    @cached_property
    def history_of(self) -> Mapping[str, tuple[PastVisit, ...]]:
        """Past visits by target."""
        return _grouped((v.target, v) for v in self.problem.history)

    @cached_property
    def distances_of(self) -> Mapping[str, tuple[Distance, ...]]:
        """Entries of the matrix by where they start."""
        return _grouped((d.start, d) for d in self.problem.travel.distances)

    @cached_property
    def companions_of(self) -> Mapping[str, frozenset[str]]:
        """For each person those with whom alone he or she goes out."""
        pairs = [p for p in self.problem.pairs if p.rule is PairRule.TOGETHER]
        both = [(p.first, p.second) for p in pairs] + [(p.second, p.first) for p in pairs]
        return {person: frozenset(others) for person, others in _grouped(both).items()}

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Everything to be planned, in an order in which nothing comes before what it waits for."""
        own: list[Task] = []
        sealed: list[Task] = []
        for office in self.ids:
            secret = tuple(p.id for p in self.programmes(office) if p.sealed)
            secret = secret if office in self._above_others else ()
            apart = (*secret, *self._exchanges(office))
            rest = tuple(p.id for p in self.programmes(office) if p.id not in apart)
            first = dict.fromkeys((*self._above(office), *self._before_in_pools(office)))
            before = [task_key(o, OWN) for o in first]
            before += [task_key(o, p) for o in first for p in self._exchanges(o)]
            own.append(Task(office, OWN, rest, tuple(before)))
            for programme in self._exchanges(office):
                own.append(Task(office, programme, (programme,), (own[-1].key,)))
            if secret:
                after = tuple(t.key for t in sealed if self._share_people(office, t.office))
                sealed.append(Task(office, SEALED, secret, after, last=True))
        return (*own, *sealed)

    def _exchanges(self, office: str) -> tuple[str, ...]:
        """The programmes in which regions below the office check each other; each is a task."""
        if office not in self._above_others:
            return ()
        return tuple(p.id for p in self.programmes(office) if p.exchange is not None)

    def targets(self, task: Task) -> tuple[Target, ...]:
        """What a task may inspect: its office's targets; of a cross-check those it may concern."""
        found = self.targets_of.get(task.office, ())
        if task.name in (OWN, SEALED):
            return found
        selections = [self.problem.programme_by_id[p].selection for p in task.programmes]
        return tuple(t for t in found if any(s.targets.matches(t) for s in selections))

    def people(self, task: Task) -> tuple[Inspector, ...]:
        """Whom a task may send: its office's people; to a cross-check those of the regions."""
        if task.name in (OWN, SEALED):
            return self.people_of.get(task.office, ())
        programmes = [self.problem.programme_by_id[p] for p in task.programmes]
        inside = self.problem.tree.descendants(task.office)
        return tuple(
            person
            for person in self.problem.inspectors
            if person.region in inside and any(_may_join(p, person) for p in programmes)
        )

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {office: n for n, office in enumerate(self._candidates)}

    @cached_property
    def _planning(self) -> frozenset[str]:
        return frozenset(self.ids)

    def _above(self, office: str) -> Iterator[str]:
        """The next office above this one and above each of its pools: they borrow first."""
        place, known = self._place, self._planning
        partners = (o for pool in self._pools_of.get(office, ()) for o in self.pools[pool])
        for one in (office, *partners):
            nearest = next((o for o in self.line(one)[1:] if o in known), None)
            if nearest is not None and place[nearest] < place[office]:
                yield nearest

    def _before_in_pools(self, office: str) -> Iterator[str]:
        """In each joint pool the office that plans before this one."""
        known = self._planning
        for pool in self._pools_of.get(office, ()):
            offices = [o for o in self.pools[pool] if o in known]
            if office in offices[1:]:
                yield offices[offices.index(office) - 1]

    def _share_people(self, office: str, other: str) -> bool:
        """Whether two offices may send the same people."""
        people = self._ids_of_people
        return not people.get(office, frozenset()).isdisjoint(people.get(other, ()))

    @cached_property
    def _ids_of_people(self) -> Mapping[str, frozenset[str]]:
        return {o: frozenset(p.id for p in people) for o, people in self.people_of.items()}

    @cached_property
    def _above_others(self) -> frozenset[str]:
        return frozenset(above for office in self.ids for above in self.line(office)[1:])


def is_tiered(problem: Problem) -> bool:
    """Whether a data set holds more offices than the one it names."""
    ids = Offices(problem).ids
    return bool(ids) and ids != (problem.office,)


def _grouped(pairs: Iterable[tuple[str, Item]]) -> dict[str, tuple[Item, ...]]:
    table: dict[str, list[Item]] = {}
    for key, item in pairs:
        table.setdefault(key, []).append(item)
    return {key: tuple(items) for key, items in table.items()}


def _own_government(problem: Problem, office: str, target: Target) -> bool:
    """Whether the target is the very government that the office is part of."""
    return (
        target.kind == "government"
        and target.organ == "government"
        and target.region == office
        and target.level is problem.tree.level(office)
    )


def _may_join(programme: Programme, person: Inspector) -> bool:
    """Whether a team of the programme can hold the person, wherever the target may be."""
    team = programme.team
    if team.responsible or not team.members.anywhere().matches(person):
        return False
    return not any(
        need.at_least >= team.size and need.when is None and not need.who.anywhere().matches(person)
        for need in team.needs
    )
