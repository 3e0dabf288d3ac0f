"""The rules of a problem one by one, each as a piece that could be taken out.

A rule that stands as an item with a `clause` in a list of the policy or of the problem is found by
itself; what stands in a person, a programme or the calendar is listed here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from models.base import Frozen, rebuilt
from models.engagement import Engagement
from models.inspector import Inspector, InspectorFilter, Track
from models.policy import Cap, Gap, Workload
from models.problem import Problem
from models.programme import DayRule, Need, Programme, ResponsibleMember, TeamRule
from models.text import Text
from planner.explain.edit import Edit, Follows
from planner.explain.words import (
    Args,
    item_words,
    office_words,
    person_words,
    pin_words,
    sort_words,
    span_words,
    value_words,
)
from planner.horizon import horizon
from planner.rules import certificate

PERSONAL_LIMITS = ("days_per_", "nights_per_")
"""How the fields of a person's own limits begin."""

SPACING = ("least_days", "greatest_days", "interval_days")
"""Fields of a frequency that part or bind the visits of one programme."""


@dataclass(frozen=True)
class Binding:
    """One rule as it binds in one place, in words, and what the problem is without it.

    `path` leads to the piece of the problem that states it.
    """

    clause: str
    text: Text
    edits: tuple[Edit, ...]

    @property
    def path(self) -> tuple[object, ...]:
        """Where the rule stands."""
        return self.edits[0].path


def bindings(problem: Problem) -> tuple[Binding, ...]:
    """Every rule that could matter to the visits asked about, the particular before the general.

    What comes first is first left out of a conflict, so conflicts are told by few general rules
    ("only two people know this stage") rather than by many particular ones where both would do.
    """
    parts = (listed, people, _calendar, _programmes, qualification, _of_policy)
    return tuple(found for part in parts for found in part(problem))


def _of_policy(problem: Problem) -> Iterator[Binding]:
    policy = problem.policy
    for field in type(policy).model_fields:
        items = getattr(policy, field)
        if isinstance(items, tuple):
            for item in items:
                if isinstance(item, Frozen) and hasattr(item, "clause"):
                    yield item_binding(problem, ("policy", field), item, item.clause)


def item_binding(problem: Problem, path: tuple[str, ...], item: Frozen, clause: str) -> Binding:
    """A rule that stands as an item in a list of the problem."""
    rolling = isinstance(item, Workload) and item.rolling_days is not None
    text = item_words(problem, "conflict.rolling" if rolling else f"conflict.{path[-1]}", item)
    return Binding(clause, text, (Edit((*path, item)),))


def qualification(problem: Problem) -> Iterator[Binding]:
    """One rule a stage or track: only those who have it are qualified."""
    clause = problem.policy.qualification.clause
    stages = dict.fromkeys(part for t in problem.targets for part in t.stage_parts)
    tracks = dict.fromkeys(
        Track.GOVERNMENTS if t.kind == "government" else Track.SCHOOLS for t in problem.targets
    )
    for field, values in (("tracks", tracks), ("stages", stages)):
        for value in values:
            lacking = [i for i in problem.inspectors if value not in getattr(i, field)]
            if lacking:
                edits = tuple(
                    Edit(("inspectors", i.id, field), _adding(field, value)) for i in lacking
                )
                number = len(problem.inspectors) - len(lacking)
                args: Args = {"what": value_words(value), "number": number}
                yield Binding(clause, Text(code=f"conflict.{field}", args=args), edits)


def _adding(field: str, value: Enum) -> Follows:
    return lambda beside: (*beside[field], value)


def _programmes(problem: Problem) -> Iterator[Binding]:
    for programme in problem.programmes:
        clause = programme.clauses[0] if programme.clauses else ""
        here = ("programmes", programme.id)
        name: Args = {"programme": programme.name}
        if programme.windows:
            year = problem.year
            spans = tuple(span_words(*window.dates(year)) for window in programme.windows)
            text = Text(code="conflict.windows", args={**name, "windows": spans})
            yield Binding(clause, text, (Edit((*here, "windows"), ()),))
        if programme.around_term_end is not None:
            before, after = programme.around_term_end
            args = {**name, "before": before, "after": after}
            text = Text(code="conflict.around_term_end", args=args)
            yield Binding(clause, text, (Edit((*here, "around_term_end"), None),))
        if programme.exchange is not None and problem.rotations:
            text = Text(code="conflict.exchange", args=name)
            yield Binding(clause, text, (Edit((*here, "exchange"), None),))
        if programme.days is not DayRule.WORKING_DAYS:
            edit = Edit((*here, "days"), DayRule.WORKING_DAYS)
            text = Text(code=f"conflict.{programme.days.value}", args=name)
            yield Binding(problem.policy.days.clause, text, (edit,))
        for place, frequency in (
            ((*here, "frequency"), programme.frequency),
            *(((*here, "cases", case, "frequency"), case.frequency) for case in programme.cases),
        ):
            for field in SPACING:
                days = getattr(frequency, field)
                if days is not None:
                    text = Text(code=f"conflict.{field}", args={**name, "days": days})
                    yield Binding(clause, text, (Edit((*place, field), None),))
        yield from _team(problem, programme, clause, name)


def _team(problem: Problem, programme: Programme, clause: str, name: Args) -> Iterator[Binding]:
    rule, here = programme.team, ("programmes", programme.id, "team")
    if rule.responsible:
        anybody = TeamRule(size=1, cover_stages=False)
        yield Binding(clause, Text(code="conflict.responsible", args=name), (Edit(here, anybody),))
        return
    clause = problem.policy.team_clause
    for field in ("members", "lead"):
        if (sort := getattr(rule, field)) != InspectorFilter():
            args = {**name, "who": sort_words(sort)}
            text = Text(code=f"conflict.{field}", args=args)
            yield Binding(clause, text, (Edit((*here, field), InspectorFilter()),))
    for need in rule.needs:
        yield Binding(need.clause or clause, _need(need, name), (Edit((*here, "needs", need)),))
    if rule.responsible_member is not ResponsibleMember.ANY:
        text = Text(code=f"conflict.responsible_{rule.responsible_member.value}", args=name)
        edit = Edit((*here, "responsible_member"), ResponsibleMember.ANY)
        yield Binding(rule.responsible_member_clause or clause, text, (edit,))
    if rule.repeat_at_most is not None:
        text = Text(code="conflict.repeat", args={**name, "number": rule.repeat_at_most})
        edit = Edit((*here, "repeat_at_most"), None)
        yield Binding(rule.repeat_clause or clause, text, (edit,))
    if rule.cover_stages and any(len(t.stage_parts) > 1 for t in problem.targets):
        text = Text(code="conflict.cover_stages", args=name)
        yield Binding(clause, text, (Edit((*here, "cover_stages"), False),))
    if rule.size > 1:
        text = Text(code="conflict.size", args={**name, "size": rule.size})
        yield Binding(clause, text, (Edit((*here, "size"), _least_size),))


def _need(need: Need, name: Args) -> Text:
    """The need in words: how many at least, at most, and for whose sake."""
    code = "need" if need.at_most is None else "need_most" if not need.at_least else "need_both"
    args = {**name, "who": sort_words(need.who), "number": need.at_least, "most": need.at_most or 0}
    if need.when is None:
        return Text(code=f"conflict.{code}", args=args)
    return Text(code=f"conflict.{code}_when", args={**args, "when": sort_words(need.when)})


def _least_size(team: Mapping[str, Any]) -> int:
    """As many as the needs that still hold ask for, when the size itself is free."""
    asked: int = sum(need.at_least for need in team["needs"] if need.when is None) or 1
    return min(int(team["size"]), asked)


def _calendar(problem: Problem) -> Iterator[Binding]:
    for pause in problem.calendar.breaks:
        yield item_binding(problem, ("calendar", "breaks"), pause, problem.policy.days.clause)
    for session in problem.calendar.training:
        yield item_binding(
            problem, ("calendar", "training"), session, problem.policy.training.clause
        )


def people(problem: Problem) -> Iterator[Binding]:
    """Each person's certificate, limits and training."""
    days = horizon(problem)
    year = problem.calendar
    for person in problem.inspectors:
        here = ("inspectors", person.id)
        name: Args = {"inspector": person_words(person)}
        if not certificate.workable(problem, days, person).all():
            edits = (
                Edit((*here, "certificate_from"), year.first),
                Edit((*here, "certificate_until"), year.last),
                Edit((*here, "preservice_hours"), None),
            )
            yield Binding(problem.policy.certificate.clause, _certificate(person, name), edits)
        for field in type(person).model_fields:
            limit = getattr(person, field)
            if field.startswith(PERSONAL_LIMITS) and limit is not None:
                text = Text(code=f"conflict.{field}", args={**name, "days": limit})
                yield Binding(problem.policy.people_clause, text, (Edit((*here, field), None),))
        if person.max_travel_km is not None:
            text = Text(code="conflict.max_travel_km", args={**name, "km": person.max_travel_km})
            edit = Edit((*here, "max_travel_km"), None)
            yield Binding(problem.policy.travel_clause, text, (edit,))
        if problem.policy.training.required_of.matches(person):
            hours = ("training_due_hours", "online_due_hours")
            none = tuple(Edit((*here, field), 0) for field in hours)
            text = Text(code="conflict.training_due", args=name)
            yield Binding(problem.policy.training.clause, text, none)


def _certificate(person: Inspector, name: Args) -> Text:
    start, end = person.certificate_from, person.certificate_until
    if start is None and end is None:
        return Text(code="conflict.no_certificate", args=name)
    span = {"from": f"{start or '…'}", "until": f"{end or '…'}"}
    return Text(code="conflict.certificate", args={**name, **span})


def listed(problem: Problem) -> Iterator[Binding]:
    """Interests, leave, closures, what targets ask, and all else that is listed under a clause."""
    policy = problem.policy
    clauses = {
        "interests": policy.recusal.clause,
        "leave": policy.people_clause,
        "closures": policy.days.clause,
    }
    for field in type(problem).model_fields:
        items = getattr(problem, field)
        for item in items if isinstance(items, tuple) else ():
            if field in clauses or hasattr(item, "clause"):
                yield item_binding(problem, (field,), item, clauses.get(field) or item.clause)
    for demand in problem.demands:
        dates = dict.fromkeys(("least_days", "greatest_days", "first", "last"))
        text = item_words(problem, "conflict.demands", demand)
        programme = problem.programme_by_id[demand.programme]
        clause = programme.clauses[0] if programme.clauses else ""
        yield Binding(clause, text, (Edit(("demands", demand), rebuilt(demand, **dates)),))
    for engagement in problem.engagements:
        yield from _engaged(problem, engagement)
    for pin in problem.pins:
        yield Binding(problem.policy.people_clause, pin_words(problem, pin), (Edit(("pins", pin)),))


def _engaged(problem: Problem, one: Engagement) -> Iterator[Binding]:
    """One rule for each person whose time a visit of another office takes, one for its target."""
    here, args = ("engagements", one.id), dict(item_words(problem, "conflict.engaged", one).args)
    args |= {"office": office_words(problem, one.office), "end": one.end.isoformat()}
    for person in one.team:
        text = Text(
            code="conflict.engaged",
            args={**args, "inspector": person_words(problem.inspector_by_id[person])},
        )
        yield Binding(problem.policy.people_clause, text, (Edit((*here, "team"), _less(person)),))
    limits: tuple[Cap | Gap, ...] = (*problem.policy.caps, *problem.policy.gaps)
    clauses = [limit.clause for limit in limits if one.kind in limit.kinds]
    if one.target and clauses:
        text = Text(code="conflict.engagements", args=args)
        yield Binding(clauses[0], text, (Edit((*here, "target"), ""),))


def _less(person: str) -> Follows:
    return lambda beside: tuple(p for p in beside["team"] if p != person)
