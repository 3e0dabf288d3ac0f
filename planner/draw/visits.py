"""What a draw of teams has to keep: the team rule of each drawn visit, and who may not go there."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from models.draw import DrawRule, DueTeam, Need, Where
from models.inspector import InspectorFilter
from models.problem import Problem
from models.programme import Programme, ResponsibleMember
from models.target import Target
from planner.asks import AskRule, asks_of
from planner.demand import Request
from planner.horizon import Horizon, horizon
from planner.presence import Presence
from planner.travel import travel_table

_COLUMNS = {
    "employment": "employment",
    "tracks": "tracks",
    "stages": "stages",
    "subjects": "subjects",
    "pools": "pools",
    "departments": "department",
    "levels": "level",
    "min_grade": "grade",
    "third_party": "third_party",
}
"""The column of the library of inspectors for each field of a filter."""

_PLAIN = (AskRule.NEED, AskRule.STAGE)
"""Asks whose detail names no people."""


class UndrawableRuleError(Exception):
    """The team rule asks for something that a lottery over teams cannot keep."""


def due_teams(
    problem: Problem, rule: DrawRule, targets: tuple[str, ...], alias: Mapping[str, str]
) -> tuple[tuple[DueTeam, ...], Mapping[str, tuple[str, ...]]]:
    """The visits that need teams, and for each alias the targets the person may not go to.

    Barred are people whom membership, qualification or distance rules out, who are free on no
    possible day, and who have an interest on any of them: the day is not known yet, and a team
    that was drawn should not fall apart for it.

    Parameters
    ----------
    targets
        Ids of the targets that were drawn.
    alias
        The alias of each inspector.

    Raises
    ------
    UndrawableRuleError
        When the responsible inspector goes alone, or has to be in or out: zones are not known yet.
    """
    programme = problem.programme_by_id[rule.programme]
    member = programme.team.responsible_member
    if programme.team.responsible or member is not ResponsibleMember.ANY:
        raise UndrawableRuleError
    days = horizon(problem)
    presence = Presence(problem, days, travel_table(problem), ())
    barred: dict[str, list[str]] = {name: [] for name in alias.values()}
    visits = []
    for name in targets:
        request = _request(problem, rule, programme, problem.target_by_id[name], days)
        visit, unfit = _due(presence, request, rule, alias)
        visits.append(visit)
        for person in problem.inspectors:
            hindered = person.id in unfit or presence.exclusion(request, person.id) is not None
            if hindered or presence.bound_days(request, person.id):
                barred[alias[person.id]].append(name)
    return tuple(visits), {person: tuple(names) for person, names in barred.items()}


def _request(
    problem: Problem, rule: DrawRule, programme: Programme, target: Target, days: Horizon
) -> Request:
    possible = days.visitable(problem, target, programme.days) & days.span(
        date.fromisoformat(rule.first or f"{problem.year}-01-01"),
        date.fromisoformat(rule.last or f"{problem.year}-12-31"),
    )
    return Request(
        id=target.id,
        target=target.id,
        programmes=(programme.id,),
        kind=programme.kind,
        half_days=programme.half_days(target.size),
        days=tuple(np.flatnonzero(possible).tolist()),
        team=programme.team,
        mandatory=True,
        weight=1,
    )


def _due(
    presence: Presence, request: Request, rule: DrawRule, alias: Mapping[str, str]
) -> tuple[DueTeam, frozenset[str]]:
    """What the visit asks, and people barred because a lottery could not keep their asks.

    An ask that binds only some teams is asked of all; people who go together or not at all stay
    out. At most so many of some people means that the others fill the rest.
    """
    team = request.team
    readable = _readable(presence, request)
    everybody = frozenset(alias)

    def where(people: frozenset[str]) -> Where:
        if people in readable:
            return readable[people]
        return {"id": tuple(sorted(alias[p] for p in people))}

    lead, needs, barred = where(everybody), list[Need](), set[str]()
    for ask in asks_of(presence, request):
        name = f"{ask.rule}:{ask.detail}" if ask.rule in _PLAIN else ask.rule.value
        if ask.rule is AskRule.LEAD:
            lead = where(ask.people)
        elif ask.rule is AskRule.TOGETHER:
            barred |= ask.people
        else:
            if ask.at_least:
                needs.append(Need(name=name, where=where(ask.people), least=ask.at_least))
            if ask.at_most is not None and ask.at_most < team.size:
                others, least = where(everybody - ask.people), team.size - ask.at_most
                needs.append(Need(name=name, where=others, least=least))
    needs += [
        Need(name=f"department:{d.name}", where={"department": (d.name,)}) for d in rule.departments
    ]
    due = DueTeam(target=request.target, size=team.size, lead=lead, needs=tuple(needs))
    return due, frozenset(barred)


def _readable(presence: Presence, request: Request) -> Mapping[frozenset[str], Where]:
    """Conditions on columns for the sorts of people that the team rule names."""
    team = request.team
    parts = presence.problem.target_by_id[request.target].stage_parts
    filters = [InspectorFilter(), team.lead, *(need.who for need in team.needs)]
    filters += [InspectorFilter(stages=(part,)) for part in parts]
    found: dict[frozenset[str], Where] = {}
    for who in filters:
        given = who.model_dump(mode="json", exclude_defaults=True)
        if set(given) <= set(_COLUMNS):
            condition = {_COLUMNS[k]: _wanted(v) for k, v in given.items()}
            found.setdefault(presence.sort(who, request.target), condition)
    return found


def _wanted(value: object) -> tuple[str | int, ...] | int:
    if isinstance(value, bool):
        return (int(value),)
    return value if isinstance(value, int) else tuple(value)  # type: ignore[arg-type]
