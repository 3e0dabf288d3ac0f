"""The conflict behind each visit left out, and what would solve it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from models.plan import Conflict, ConflictRule, LeftOut
from models.text import Text
from planner.case import Case
from planner.demand import Request
from planner.explain.binding import Binding, bindings
from planner.explain.change import Change
from planner.explain.conflict import (
    Core,
    Reach,
    alike,
    answer_under,
    conflict,
    least_core,
    least_rules,
)
from planner.explain.counted import counted, shortage_words
from planner.explain.holding import holding
from planner.explain.question import Answer, OutOfTimeError, Question, in_time, question
from planner.explain.remedy import Quest, remedies
from planner.explain.shortage import Shortages
from planner.lexicographic import Search
from planner.model import Placement

EFFORT = 0.5
"""Deterministic seconds of the solver for one trial."""

MOST_CORES = 8
"""So many different conflicts are looked for; later visits are compared with these."""

MOST_GROUPS = 6
"""For so many different conflicts remedies are looked for."""

MOST_UNPROVEN = 2
"""After so many visits without a proven conflict, none is looked for among all visits."""

MOST_NEAR_UNPROVEN = 10
"""After so many, none is looked for near the visit either, and only counting is left."""


@dataclass(frozen=True)
class Examined:
    """What was found out about the visits left out, by id: a conflict, and what would solve it.

    Those `unexamined` there was no time for.
    """

    cores: Mapping[str, Core]
    changes: Mapping[str, tuple[Change, ...]]
    unexamined: frozenset[str]


def explained(
    case: Case,
    placed: Mapping[str, Placement],
    left: Sequence[LeftOut],
    search: Search,
    seed: int,
) -> list[LeftOut]:
    """The visits left out with conflicts and remedies, in words, while time allows."""
    found = examined(case, placed, left, search, seed)
    return [_told(case, item, found) for item in left]


def examined(
    case: Case,
    placed: Mapping[str, Placement],
    left: Sequence[LeftOut],
    search: Search,
    seed: int,
) -> Examined:
    """Conflicts and remedies of the visits left out, mandatory ones first, while time allows.

    Visits that the same rules keep out have their remedies in common: each lets all of them in.
    """
    inquiry = _Inquiry(case, {item.id for item in left}, search, seed)
    for item in sorted(left, key=lambda item: not item.mandatory):
        inquiry.examine(item)
    changes: dict[str, tuple[Change, ...]] = {}
    for group in list(_groups(inquiry.found))[:MOST_GROUPS]:
        changes |= dict.fromkeys(group, inquiry.remedies(group, placed))
    return Examined(inquiry.found, changes, frozenset(inquiry.unexamined))


def _told(case: Case, item: LeftOut, found: Examined) -> LeftOut:
    """The visit with what was found out about it; one not examined is said not to be."""
    if item.id in found.unexamined:
        reasons = (*item.reasons, Text(code="reason.unexamined"))
        return item.model_copy(update={"reasons": reasons})
    if item.id not in found.cores:
        return item
    remedies = tuple(change.text for change in found.changes.get(item.id, ()))
    core = found.cores[item.id]
    conflict = told(core, item.id)
    if core.shortage is not None:
        counted_words = shortage_words(case, core.shortage)
        conflict = conflict.model_copy(update={"shortage": counted_words})
    return item.model_copy(update={"conflict": conflict, "remedies": remedies})


def _groups(cores: Mapping[str, Core]) -> Iterable[dict[str, Core]]:
    """The visits kept out by the same rules, which one change may let in together."""
    groups: list[dict[str, Core]] = []
    for visit, core in cores.items():
        for group in groups:
            first = next(iter(group.values()))
            if len(first.rules) == len(core.rules) and all(map(alike, first.rules, core.rules)):
                group[visit] = core
                break
        else:
            groups.append({visit: core})
    return groups


@dataclass
class _Inquiry:
    """What is known so far while one visit after the other is explained."""

    case: Case
    absent: set[str]
    search: Search
    seed: int
    cores: list[tuple[str, Core]] = field(default_factory=list)
    unheld: dict[str, Core] = field(default_factory=dict)
    found: dict[str, Core] = field(default_factory=dict)
    unexamined: set[str] = field(default_factory=set)
    unproven: int = 0

    def examine(self, item: LeftOut) -> None:
        """Look for the conflict of a visit, when there is time."""
        try:
            self._examine(item)
        except OutOfTimeError:
            self.unexamined.add(item.id)

    def _examine(self, item: LeftOut) -> None:
        request = self.case.request[item.id]
        if request.team.responsible and request.responsible is None:
            self.found[item.id] = self._unheld(item.target)
            return
        asked = self._question(request)
        core = self._known(asked, item.id) or self._counted(item.id)
        if core is None and len(self.cores) < MOST_CORES:
            core = self._new(asked, item.id)
        if core is not None:
            self.found[item.id] = core
        elif self.unproven > MOST_UNPROVEN or len(self.cores) >= MOST_CORES:
            self.unexamined.add(item.id)

    def _new(self, asked: Question, visit: str) -> Core | None:
        """A conflict of few near the visit; else too few people for many; else what is found."""
        core = None
        if self.unproven < MOST_NEAR_UNPROVEN:
            core = conflict(asked, visit, EFFORT, Reach.NEAR)
        in_time(self.search)
        if core is None and (short := self._shortages.of(visit)) is not None:
            core = counted(self._whole, short)
        if core is None:
            self.unproven += 1
            if self.unproven <= MOST_UNPROVEN:
                core = conflict(asked, visit, EFFORT, Reach.FAR)
        if core is not None:
            self.cores.append((visit, core))
        return core

    def _counted(self, visit: str) -> Core | None:
        """A known shortage that the visit is part of."""
        cores = (core for _, core in self.cores if core.shortage is not None)
        return next((core for core in cores if visit in core.visits), None)

    @cached_property
    def _whole(self) -> Question:
        """Whether all visits that are due can be made."""
        return replace(question(self.case, self.case.requests, self.seed), search=self.search)

    @cached_property
    def _shortages(self) -> Shortages:
        """Counted with everybody who may take part, where only the nearest were looked at."""
        return Shortages(self._whole.case() if self.case.limited else self.case)

    def remedies(
        self, group: Mapping[str, Core], placed: Mapping[str, Placement]
    ) -> tuple[Change, ...]:
        """What would let all visits of a group in, while time allows."""
        requests = [r for r in self.case.requests if r.id in placed or r.id in group]
        whole = replace(question(self.case, requests, self.seed), search=self.search)
        cores = tuple({id(core): core for core in group.values()}.values())
        quest = Quest(whole, cores, placed, EFFORT)
        return remedies(quest)

    def _question(self, request: Request) -> Question:
        requests = [r for r in self.case.requests if r.id not in self.absent or r.id == request.id]
        return replace(question(self.case, requests, self.seed), search=self.search)

    def _unheld(self, target: str) -> Core:
        if target not in self.unheld:
            asked = replace(holding(self.case.problem, target), search=self.search)
            every = asked.bindings()
            self.unheld[target] = Core(asked, every, least_rules(asked, every, EFFORT))
        return self.unheld[target]

    def _known(self, asked: Question, visit: str) -> Core | None:
        """A conflict found before that keeps this visit out as well."""
        for other, core in self.cores:
            if core.shortage is not None:
                continue
            rivals = self._alike(asked, [v for v in core.visits if v != other], other, visit)
            if visit in rivals:
                continue
            here = asked.about([visit, *rivals])
            every = bindings(here.problem)
            same = [rule for rule in every if any(alike(rule, r) for r in core.rules)]
            if answer_under(here, every, same, EFFORT) is Answer.IMPOSSIBLE:
                return least_core(asked, visit, rivals, EFFORT, core.rules)
        return None

    def _alike(self, asked: Question, rivals: list[str], other: str, visit: str) -> list[str]:
        """The rivals of another visit; where they share its target, the like at this one's."""
        before, here = asked.serves.get(other), asked.serves[visit]
        there = self.case.request[other].target if before is None else before[1]
        if there == here[1] or any(asked.serves[v][1] != there for v in rivals):
            return rivals
        programmes = {asked.serves[v][0] for v in rivals}
        return [v for v, (p, t) in asked.serves.items() if t == here[1] and p in programmes]


def told(core: Core, visit: str) -> Conflict:
    """The conflict of a visit in words; a rule that binds several people alike is told once."""
    groups: list[tuple[Binding, list[str]]] = []
    for rule in core.rules:
        person = rule.text.args.get("inspector")
        for first, people in groups:
            if person is not None and _without_person(first) == _without_person(rule):
                people.append(str(person))
                break
        else:
            groups.append((rule, [] if person is None else [str(person)]))
    return Conflict(
        rules=tuple(ConflictRule(clause=r.clause, text=_of_people(r, p)) for r, p in groups),
        visits=tuple(v for v in core.visits if v != visit),
    )


def _without_person(rule: Binding) -> tuple[str, str, object]:
    args = {name: arg for name, arg in rule.text.args.items() if name != "inspector"}
    return rule.clause, rule.text.code, args


def _of_people(rule: Binding, people: list[str]) -> Text:
    if len(people) < 2:
        return rule.text
    names = tuple(Text(code="text.literal", args={"value": name}) for name in people)
    return Text(code=rule.text.code, args={**rule.text.args, "inspector": names})
