"""The conflict behind each visit left out, and what would solve it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.plan import Conflict, ConflictRule, LeftOut
from models.text import Text
from planner.case import Case
from planner.demand import Request
from planner.explain.binding import Binding, bindings
from planner.explain.change import Change
from planner.explain.conflict import Core, alike, answer_under, conflict, least_core, least_rules
from planner.explain.holding import holding
from planner.explain.question import Answer, OutOfTimeError, Question, question
from planner.explain.remedy import Quest, remedies
from planner.lexicographic import Search
from planner.model import Placement

EFFORT = 0.5
"""Deterministic seconds of the solver for one trial."""

MOST_CORES = 8
"""So many different conflicts are looked for; later visits are compared with these."""

MOST_GROUPS = 6
"""For so many different conflicts remedies are looked for."""

MOST_UNPROVEN = 2
"""After so many visits without a proven conflict, those without a known one are not examined."""


def explained(
    case: Case,
    placed: Mapping[str, Placement],
    left: Sequence[LeftOut],
    search: Search,
    seed: int,
) -> list[LeftOut]:
    """The visits left out with conflicts and remedies, mandatory ones first, while time allows.

    Visits that the same rules keep out have their remedies in common: each lets all of them in.
    """
    inquiry = _Inquiry(case, {item.id for item in left}, search, seed)
    order = sorted(left, key=lambda item: not item.mandatory)
    found = {item.id: inquiry.explained(item) for item in order}
    for group in list(_groups(inquiry.found))[:MOST_GROUPS] if left else []:
        changes = tuple(c.text for c in inquiry.remedies(group, placed))
        for visit in group:
            found[visit] = found[visit].model_copy(update={"remedies": changes})
    return [found[item.id] for item in left]


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
    unproven: int = 0

    def explained(self, item: LeftOut) -> LeftOut:
        """The visit with its conflict; as it is, and said to be, when there is no time."""
        try:
            return self._explained(item)
        except OutOfTimeError:
            return _unexamined(item)

    def _going(self) -> bool:
        return self.search.left() > 0 and not self.search.stopped()

    def _explained(self, item: LeftOut) -> LeftOut:
        request = self.case.request[item.id]
        if request.team.responsible and request.responsible is None:
            core: Core | None = self._unheld(item.target)
        else:
            asked = self._question(request)
            core = self._known(asked, item.id)
            if core is None and self._enough():
                return _unexamined(item)
            core = core or self._new(asked, item.id)
        if core is None:
            return item
        self.found[item.id] = core
        return item.model_copy(update={"conflict": told(core, item.id)})

    def _new(self, asked: Question, visit: str) -> Core | None:
        core = conflict(asked, visit, EFFORT)
        if core is None:
            self.unproven += 1
        else:
            self.cores.append((visit, core))
        return core

    def remedies(
        self, group: Mapping[str, Core], placed: Mapping[str, Placement]
    ) -> tuple[Change, ...]:
        """What would let all visits of a group in, while time allows."""
        requests = [r for r in self.case.requests if r.id in placed or r.id in group]
        whole = replace(question(self.case, requests, self.seed), going=self._going)
        quest = Quest(whole, tuple(group.values()), placed, EFFORT)
        return remedies(quest, self._going)

    def _enough(self) -> bool:
        return self.unproven >= MOST_UNPROVEN or len(self.cores) >= MOST_CORES

    def _question(self, request: Request) -> Question:
        requests = [r for r in self.case.requests if r.id not in self.absent or r.id == request.id]
        return replace(question(self.case, requests, self.seed), going=self._going)

    def _unheld(self, target: str) -> Core:
        if target not in self.unheld:
            asked = replace(holding(self.case.problem, target), going=self._going)
            every = asked.bindings()
            self.unheld[target] = Core(asked, every, least_rules(asked, every, EFFORT))
        return self.unheld[target]

    def _known(self, asked: Question, visit: str) -> Core | None:
        """A conflict found before that keeps this visit out as well."""
        for other, core in self.cores:
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


def _unexamined(item: LeftOut) -> LeftOut:
    return item.model_copy(update={"reasons": (*item.reasons, Text(code="reason.unexamined"))})


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
