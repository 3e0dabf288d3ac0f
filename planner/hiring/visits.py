"""Whether all mandatory visits can be made with so many hires, whoever holds which zone."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import cast

from ortools.sat.python import cp_model

from models.base import rebuilt
from models.inspector import Leave
from models.problem import Problem
from models.programme import ResponsibleMember
from planner.case import Case, make_case
from planner.demand import Request, requests
from planner.explain.question import hopeless
from planner.explain.shortage import refuted
from planner.hiring.counting import Headcount, add_headcount
from planner.hiring.ground import Ground, Numbers, of_sort
from planner.hiring.sorts import staffed
from planner.holders import holders
from planner.horizon import horizon
from planner.integration import integrated
from planner.lexicographic import Search, configured, stopping
from planner.model import VisitModel
from planner.presence import Presence
from planner.ruled import build
from planner.rules import crowd, team
from planner.rules.training import training_days
from planner.staffing import places
from planner.travel import travel_table

MOST_STRETCHES = 60
"""In so many stretches of days it is counted whether people suffice, the shortest first."""

MOST_PAIRS = 60_000
"""No model is built of more pairs of a visit and somebody who may take part."""


@dataclass(frozen=True)
class Due:
    """The mandatory visits, with these hires at hand, before anybody is responsible for anything.

    A visit made by the responsible inspector alone may be made by whoever may hold its target.
    `whole` has the visits with all their days, those included on which no team is free.
    """

    ground: Ground
    problem: Problem
    case: Case
    allowed: Mapping[str, tuple[str, ...]]
    whole: Mapping[str, Request]

    @property
    def hires(self) -> frozenset[str]:
        """The ids of the hires."""
        there = self.ground.problem.inspector_by_id
        return frozenset(p.id for p in self.problem.inspectors if p.id not in there)

    def idle(self) -> "Due":
        """The same with hires who never have time: what they could do is known, not done."""
        year = self.problem.calendar
        away = (Leave(inspector=p, start=year.first, end=year.last) for p in sorted(self.hires))
        gone = rebuilt(self.problem, leave=(*self.problem.leave, *away))
        now = self.case.presence
        presence = Presence(gone, now.days, now.table, now.training)
        return replace(self, case=replace(self.case, presence=presence))

    def without(self, visits: Collection[str]) -> "Due":
        """The same but for these visits."""
        rest = tuple(r for r in self.case.requests if r.id not in visits)
        return replace(self, case=replace(self.case, requests=rest))

    def about(self, target: str) -> "Due":
        """The same of one target alone."""
        rest = tuple(r for r in self.case.requests if r.target == target)
        allowed = {t: people for t, people in self.allowed.items() if t == target}
        return replace(self, case=replace(self.case, requests=rest), allowed=allowed)


def due_with(ground: Ground, numbers: Numbers, seed: int) -> Due:
    """The mandatory and pinned visits when so many of each sort are hired."""
    problem = staffed(ground.problem, ground.crew(numbers))
    days, table = horizon(problem), travel_table(problem)
    allowed = holders(problem, days, table)
    presence = Presence(problem, days, table, training_days(problem, days))
    due = integrated(presence, requests(problem, days, {}, seed))
    case = make_case(presence, tuple(r for r in due if r.mandatory or r.kept), everybody=True)
    alone = {
        r.id: tuple(p for p in allowed.get(r.target, ()) if _able(presence, r, p))
        for r in case.requests
        if r.team.responsible
    }
    case = replace(case, candidates={**case.candidates, **alone})
    return Due(ground, problem, case, allowed, {r.id: r for r in due})


def _able(presence: Presence, request: Request, person: str) -> bool:
    if not request.days or presence.refusal(request, person) is not None:
        return False
    return bool(presence.fits(request, [person]).any())


def hopeless_visits(due: Due) -> frozenset[str]:
    """Visits that cannot be made even by themselves."""
    return frozenset(r.id for r in due.case.requests if _hopeless(due.case, r))


def _hopeless(case: Case, request: Request) -> bool:
    if hopeless(case, request):
        return True
    if request.team.responsible:
        return False
    return not team.is_possible(
        case.candidates[request.id], request.team.size, case.asks[request.id]
    )


def short(due: Due, hires: Collection[str]) -> bool:
    """Whether counting days shows that these hires are too few, where hires are of any use."""
    spans = {_span(r) for r in due.case.requests if r.days}
    order = sorted(spans, key=lambda s: (s[1] - s[0], s))[: MOST_STRETCHES - 1]
    order.append((0, due.case.days.length + 366))
    for first, last in order:
        inside = tuple(r for r in due.case.requests if r.days and _within(_span(r), first, last))
        if len(inside) > 1 and refuted(replace(due.case, requests=inside), frozenset(hires)):
            return True
    return False


def _span(request: Request) -> tuple[int, int]:
    return request.days[0], request.days[-1] + request.length - 1


def _within(span: tuple[int, int], first: int, last: int) -> bool:
    return first <= span[0] and span[1] <= last


@dataclass(frozen=True)
class Joint:
    """Zones, teams and, when dated, days in one model, with a Boolean for each hire."""

    due: Due
    built: VisitModel
    holds: Mapping[tuple[str, str], cp_model.IntVar]
    hired: Mapping[str, cp_model.IntVar]

    def solve(self, search: Search, *, presolve: bool = True) -> "Outcome":
        """Whether it can be, and if so with how many of each sort and which zones.

        Without presolve, of which OR-Tools threads #5141, #3017 and #5003 report wrong
        infeasibility, for whoever needs to rely on a no.
        """
        solver = configured(search)
        solver.parameters.cp_model_presolve = presolve
        with stopping(solver, search):
            status = solver.solve(self.built.model)
        if status == cp_model.INFEASIBLE:
            return Outcome(possible=False)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Outcome(possible=None)
        sorts = range(len(self.due.ground.sorts))
        numbers = tuple(
            sum(solver.value(self.hired[p.id]) for p in of_sort(self.due.problem, sort))
            for sort in sorts
        )
        zones = {target: p for (p, target), held in self.holds.items() if solver.value(held)}
        return Outcome(possible=True, numbers=numbers, responsible=zones)


@dataclass(frozen=True)
class Outcome:
    """Whether it is possible, None when nobody knows; and how."""

    possible: bool | None
    numbers: Numbers = ()
    responsible: Mapping[str, str] | None = None


def joint(due: Due, heads: Collection[Headcount], size: int, *, dated: bool) -> Joint | None:
    """The model in which exactly so many of the hires at hand are hired; None when it is too large.

    Without days it is a relaxation.
    """
    case = due.case
    if sum(len(case.candidates[r.id]) for r in case.requests) > MOST_PAIRS:
        return None
    built = build(case, dated=dated)
    model = built.model
    if dated:
        crowd.add(built)
    for request in case.requests:
        model.add(built.absent[request.id] == 0)
    hired = {person: model.new_bool_var(f"{person} is hired") for person in sorted(due.hires)}
    model.add(cp_model.LinearExpr.sum(list(hired.values())) == size)
    holds = _holding(due, model, hired)
    for (name, person), member in built.member.items():
        if person in hired:
            model.add(member <= hired[person])
        if case.request[name].team.responsible:
            own = holds.get((person, case.request[name].target))
            model.add(member == (0 if own is None else own))
    for request in case.requests:
        _add_responsible(due, built, request, holds)
    sorts = [[hired[p.id] for p in of_sort(due.problem, n)] for n in range(len(due.ground.sorts))]
    for own_sort in sorts:
        for one, other in pairwise(own_sort):
            model.add(one >= other)  # all alike
    for rule in heads:
        add_headcount(model, due.ground, rule, [cp_model.LinearExpr.sum(own) for own in sorts])
    return Joint(due, built, holds, hired)


def _holding(
    due: Due, model: cp_model.CpModel, hired: Mapping[str, cp_model.IntVar]
) -> dict[tuple[str, str], cp_model.IntVar]:
    """Who holds which target, within everybody's capacity."""
    rules, problem = due.problem.policy.zoning, due.problem
    holds: dict[tuple[str, str], cp_model.IntVar] = {}
    held: dict[str, list[str]] = defaultdict(list)
    for target, people in due.allowed.items():
        own = []
        for person in people:
            literal = model.new_bool_var(f"{person} holds {target}")
            holds[person, target] = literal
            held[person].append(target)
            own.append(literal)
        if own:
            model.add_exactly_one(own)
    for person, targets in held.items():
        there = hired.get(person, 1)
        load = sum(places(rules, problem.target_by_id[t]) * holds[person, t] for t in targets)
        model.add(cast(cp_model.BoundedLinearExpression, load <= rules.at_most * there))
        for quota in rules.quotas:
            inside = [t for t in targets if quota.targets.matches(problem.target_by_id[t])]
            model.add(sum(holds[person, t] for t in inside) <= quota.at_most * there)
    return holds


def _add_responsible(
    due: Due,
    built: VisitModel,
    request: Request,
    holds: Mapping[tuple[str, str], cp_model.IntVar],
) -> None:
    """The responsible inspector makes the visit alone, is in the team, or keeps out of it."""
    model, candidates = built.model, built.candidates[request.id]
    holders_of = due.allowed.get(request.target, ())
    if request.team.responsible:
        for person in holders_of:
            if person not in candidates:
                model.add(holds[person, request.target] == 0)
        return
    for name in request.programmes:
        asked = due.problem.programme_by_id[name].team.responsible_member
        if asked is ResponsibleMember.ANY:
            continue
        for person in holders_of:
            own = holds[person, request.target]
            member = built.member[request.id, person] if person in candidates else 0
            if asked is ResponsibleMember.IN:
                model.add(cast(cp_model.BoundedLinearExpression, member >= own))
            elif person in candidates:
                model.add(cp_model.LinearExpr.sum([member, own]) <= 1)
