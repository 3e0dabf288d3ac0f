"""What a visit asks of its team, resolved to the people at hand.

Lead, needs, stages, the responsible inspector, rotation and pairs all come to one form: of these
people at least and at most so many, where somebody of those is in the team. Model, greedy teams and
reasons know this form alone.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from models.inspector import InspectorFilter, PairRule
from models.programme import Programme, ResponsibleMember
from planner.demand import Request
from planner.presence import Presence


class AskRule(StrEnum):
    """The rule an ask comes from; reasons are told by it."""

    LEAD = "lead"
    NEED = "need"
    STAGE = "stage"
    RESPONSIBLE_IN = "responsible_in"
    RESPONSIBLE_OUT = "responsible_out"
    REPEAT = "repeat"
    TOGETHER = "together"
    APART = "apart"


@dataclass(frozen=True)
class Ask:
    """At least and at most so many members out of `people`.

    With `when` it binds only a team that holds one of those. `detail` says which of several asks of
    a rule it is: the number of the need, the stage, the names of the pair.
    """

    rule: AskRule
    people: frozenset[str]
    at_least: int = 0
    at_most: int | None = None
    when: frozenset[str] | None = None
    detail: str = ""

    def binds(self, team: Collection[str]) -> bool:
        """Whether such a team has to meet it."""
        return self.when is None or not self.when.isdisjoint(team)

    def holds(self, team: Collection[str]) -> bool:
        """Whether the team meets it."""
        found = sum(person in self.people for person in team)
        few = found < self.at_least
        many = self.at_most is not None and found > self.at_most
        return not (few or many) or not self.binds(team)

    @property
    def barred(self) -> frozenset[str]:
        """People whom it keeps out of every team."""
        return self.people if self.at_most == 0 and self.when is None else frozenset()


def asks_of(presence: Presence, request: Request) -> tuple[Ask, ...]:
    """All that the request's programmes, pairs and the target's past ask of the team.

    Nothing is asked of a responsible inspector who goes alone.

    Source: `nm.15`, `hn.17`, `my.4.2`, `my.4.3`, `my.4.4`, `nm.7`, `sj.3.1`, `sj.3.3`.
    """
    if request.team.responsible:
        return ()
    programmes = [presence.problem.programme_by_id[p] for p in request.programmes]
    rules = [
        _lead(presence, request, programmes),
        *(a for p in programmes for a in _needs(presence, request, p)),
        *_stages(presence, request, programmes),
        *(a for p in programmes for a in _responsible(request, p)),
        *(a for p in programmes for a in _repeat(presence, request, p)),
        *(_pairs(presence) if request.team.size > 1 else ()),
    ]
    return tuple(dict.fromkeys(rules))


def _sort(presence: Presence, request: Request, *filters: InspectorFilter) -> frozenset[str]:
    """Those who meet all the filters, as seen from the target."""
    sorts = (presence.sort(who, request.target) for who in filters)
    return frozenset.intersection(*sorts)


def _lead(presence: Presence, request: Request, programmes: list[Programme]) -> Ask:
    """One who may lead for each of the programmes."""
    people = _sort(presence, request, *(p.team.lead for p in programmes))
    return Ask(AskRule.LEAD, people, at_least=1)


def _needs(presence: Presence, request: Request, programme: Programme) -> Iterator[Ask]:
    for number, need in enumerate(programme.team.needs, start=1):
        yield Ask(
            AskRule.NEED,
            _sort(presence, request, need.who),
            need.at_least,
            need.at_most,
            None if need.when is None else _sort(presence, request, need.when),
            f"{programme.name} {number}",
        )


def _stages(presence: Presence, request: Request, programmes: list[Programme]) -> Iterator[Ask]:
    if any(programme.team.cover_stages for programme in programmes):
        for part in presence.problem.target_by_id[request.target].stage_parts:
            people = _sort(presence, request, InspectorFilter(stages=(part,)))
            yield Ask(AskRule.STAGE, people, at_least=1, detail=part.value)


def _responsible(request: Request, programme: Programme) -> Iterator[Ask]:
    if request.responsible is None:
        return
    people = frozenset((request.responsible,))
    if programme.team.responsible_member is ResponsibleMember.IN:
        yield Ask(AskRule.RESPONSIBLE_IN, people, at_least=1)
    elif programme.team.responsible_member is ResponsibleMember.OUT:
        yield Ask(AskRule.RESPONSIBLE_OUT, people, at_most=0)


def _repeat(presence: Presence, request: Request, programme: Programme) -> Iterator[Ask]:
    most = programme.team.repeat_at_most
    past = presence.problem.past_visits.get((request.target, programme.kind), ())
    if most is not None and past:
        before = frozenset(i for v in past if v.day == past[-1].day for i in v.inspectors)
        yield Ask(AskRule.REPEAT, before, at_most=most)


def _pairs(presence: Presence) -> Iterator[Ask]:
    for pair in presence.problem.pairs:
        people = presence.problem.inspector_by_id
        first, second = frozenset((pair.first,)), frozenset((pair.second,))
        names = "、".join((people[pair.first].name, people[pair.second].name))
        if pair.rule is PairRule.APART:
            yield Ask(AskRule.APART, first | second, at_most=1, detail=names)
            continue
        yield Ask(AskRule.TOGETHER, second, at_least=1, when=first, detail=names)
        yield Ask(AskRule.TOGETHER, first, at_least=1, when=second, detail=names)
