"""What a draw of teams has to keep: the team rule of each drawn visit, and who may not go there."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from models.draw import DrawRule, DueTeam, Need, Where
from models.inspector import InspectorFilter
from models.problem import Problem
from models.programme import Programme, TeamRule
from models.target import Target
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
        For a team of the responsible inspector alone, who is not drawn.
    """
    programme = problem.programme_by_id[rule.programme]
    if programme.team.responsible:
        raise UndrawableRuleError
    days = horizon(problem)
    presence = Presence(problem, days, travel_table(problem), ())
    barred: dict[str, list[str]] = {name: [] for name in alias.values()}
    visits = []
    for name in targets:
        target = problem.target_by_id[name]
        request = _request(problem, rule, programme, target, days)
        for person in problem.inspectors:
            hindered = presence.exclusion(request, person.id) is not None
            if hindered or presence.bound_days(request, person.id):
                barred[alias[person.id]].append(name)
        visits.append(_due(presence, request, programme.team, rule, alias))
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
    presence: Presence,
    request: Request,
    team: TeamRule,
    rule: DrawRule,
    alias: Mapping[str, str],
) -> DueTeam:
    def where(who: InspectorFilter) -> Where:
        given = who.model_dump(mode="json", exclude_defaults=True)
        if set(given) <= set(_COLUMNS):
            return {_COLUMNS[k]: _wanted(v) for k, v in given.items()}
        # what depends on the target as well is written out person by person
        return {"id": tuple(a for p, a in alias.items() if presence.is_one_of(request, p, who))}

    needs = [
        Need(name=need.clause or "need", where=where(need.who), least=need.at_least)
        for need in team.needs
    ]
    if team.cover_stages:
        parts = presence.problem.target_by_id[request.target].stage_parts
        needs += [Need(name=f"stage:{p.value}", where={"stages": (p.value,)}) for p in parts]
    needs += [
        Need(name=f"department:{d.name}", where={"department": (d.name,)}) for d in rule.departments
    ]
    return DueTeam(target=request.target, size=team.size, lead=where(team.lead), needs=tuple(needs))


def _wanted(value: object) -> tuple[str | int, ...] | int:
    if isinstance(value, bool):
        return (int(value),)
    return value if isinstance(value, int) else tuple(value)  # type: ignore[arg-type]
