"""The figures reported under each clause."""

import math
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from models.indicator import levels
from models.plan import MilestoneKind
from models.text import Text
from planner.audit.case import AuditCase
from planner.audit.figures import measure
from planner.audit.headcount import concerns, counted
from planner.audit.load import load_by_period
from planner.audit.nights import nights_of
from planner.audit.training import KINDS, due_hours, reserved_half_days, session_hours

Facts = Iterator[tuple[str, Text]]


def facts(case: AuditCase) -> Facts:
    """Pairs of clause and figure.

    Source: `nm.14a`–`nm.14f`, `hn.16`, `my.4.1a`–`my.4.1c`, `nm.3b`, `hn.3`, `nm.16b`, `nm.19`,
    `md.time`, `md.index`.
    """
    for part in (
        _ratios,
        _shares,
        _programmes,
        _travel_and_cost,
        _caps,
        _workload,
        _nights,
        _zones,
        _training,
        _milestones,
        _phases,
        _roll_up,
        _indicators,
    ):
        yield from part(case)


def _fact(code: str, **words: str | int | float | Text | tuple[Text, ...]) -> Text:
    return Text(code=f"audit.fact.{code}", args=words)


def _ratios(case: AuditCase) -> Facts:
    for ratio in case.problem.policy.staffing.ratios:
        targets = counted(case, ratio)
        if targets is None:
            continue
        have = sum(ratio.people.matches(i) for i in case.problem.inspectors)
        need = math.ceil(Fraction(targets * ratio.inspectors, ratio.targets))
        yield (
            ratio.clause,
            _fact(
                "ratio",
                have=have,
                need=need,
                short=max(0, need - have),
                targets=targets,
                inspectors=ratio.inspectors,
                per=ratio.targets,
            ),
        )


def _shares(case: AuditCase) -> Facts:
    for share in case.problem.policy.staffing.shares:
        if not concerns(case, share.offices):
            continue
        among = [i for i in case.problem.inspectors if share.among.matches(i)]
        have = sum(share.people.matches(i) for i in among)
        need = math.ceil(Fraction(str(share.at_least)) * len(among))
        yield (
            share.clause,
            _fact(
                "share",
                have=have,
                among=len(among),
                need=need,
                short=max(0, need - have),
                percent=round(100 * have / len(among), 1) if among else 0,
                at_least=round(100 * share.at_least, 1),
            ),
        )


def _programmes(case: AuditCase) -> Facts:
    due_visits: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    for due in case.dues:
        due_visits[due.programme.id] += due.number
        missing[due.programme.id] += due.missing
    if case.plan.withheld:
        for programme in case.problem.programmes:
            if programme.sealed and case.chosen[programme.id]:
                yield case.clause_of(programme), _fact("withheld", programme=programme.name)
    for programme in case.problem.programmes:
        total = due_visits[programme.id]
        if total == 0:
            continue
        code = "programme" if programme.mandatory else "optional_programme"
        found = total - missing[programme.id]
        first = case.clause_of(programme)
        yield first, _fact(code, programme=programme.name, due=total, found=found)
        for clause in programme.clauses[1:]:
            if clause != first:
                yield clause, _fact("see", programme=programme.name, clause=first)


def _travel_and_cost(case: AuditCase) -> Facts:
    policy, costs = case.problem.policy, case.problem.costs
    if not case.rows:
        return
    figures = measure(case)
    if case.plan.trips is not None:
        words = {"trips": len(case.journeys), "nights": figures.nights_away}
        yield policy.travel_clause, _fact("trips", **words)
    yield policy.travel_clause, _fact("km", km=figures.travel_km, visits=figures.visits)
    if costs.budget_yuan is None:
        yield policy.budget_clause, _fact("cost", cost=figures.cost_yuan)
    else:
        words = {"cost": figures.cost_yuan, "budget": costs.budget_yuan}
        yield policy.budget_clause, _fact("budget", **words)
    yield (
        policy.people_clause,
        _fact(
            "workload",
            most=figures.most_half_days / 2,
            least=figures.least_half_days / 2,
            total=sum(figures.workload_half_days.values()) / 2,
        ),
    )


def _caps(case: AuditCase) -> Facts:
    for cap in case.problem.policy.caps:
        counts = Counter(
            (target, period.name)
            for target, places in case.places_by_target.items()
            for place in places
            if place.row.kind in cap.kinds
            for period in case.openings.periods(cap.per)
            if period.holds(place.row.days[0])
        )
        for one in case.problem.engagements if counts else ():
            for period in case.openings.periods(cap.per):
                key = (one.target, period.name)
                if one.kind in cap.kinds and key in counts and period.holds(one.start):
                    counts[key] += 1
        if counts:
            most = max(counts.values())
            figure = _fact(f"most_per_{cap.per.value}", most=most, limit=cap.at_most)
            kinds = tuple(Text(code=f"programme_kind.{kind.value}") for kind in cap.kinds)
            yield cap.clause, _fact("of_kinds", kinds=kinds, figure=figure)


def _nights(case: AuditCase) -> Facts:
    if case.plan.trips is None:
        return
    slept = nights_of(case)
    for rule in case.problem.policy.nights:
        most = max(
            (slept[i.id] for i in case.problem.inspectors if rule.people.matches(i)), default=0
        )
        yield rule.clause, _fact("nights", most=most, limit=rule.at_most)


def _workload(case: AuditCase) -> Facts:
    for rule in case.problem.policy.workload:
        if rule.per is None:
            continue
        table = load_by_period(case, rule.per)
        loads = [
            load.half_days
            for inspector in case.problem.inspectors
            if rule.people.matches(inspector)
            for load in table.get(inspector.id, {}).values()
        ]
        if loads:
            words = {"most": max(loads) / 2, "limit": rule.at_most_days}
            yield rule.clause, _fact(f"load_per_{rule.per.value}", **words)


def _zones(case: AuditCase) -> Facts:
    if case.zone_targets is None or not case.zoned:
        return
    zoning = case.problem.policy.zoning
    held = sum(target.id in case.responsible for target in case.zoned)
    yield zoning.clause, _fact("zones", found=held, due=len(case.zoned))
    sizes = [len(targets) for targets in case.zone_targets.values()]
    most = max(sizes, default=0)
    words = {"most": most, "limit": zoning.at_most, "inspectors": sum(map(bool, sizes))}
    yield zoning.capacity_clause, _fact("zone_size", **words)
    if zoning.travel_clause:
        ways = [case.distances.return_km(i, t) for i, t in case.zone_pairs]
        farthest = round(max(ways, default=0), 1)
        yield zoning.travel_clause, _fact("zone_travel", km=round(sum(ways), 1), most=farthest)


def _training(case: AuditCase) -> Facts:
    if case.plan.training is None:
        return
    rule = case.problem.policy.training
    reserved = reserved_half_days(case)
    for kind in KINDS:
        due = sum(due_hours(case, i, kind) for i in case.trained)
        given = sum(session_hours(case, i) for i in case.trained) if kind == "central" else 0
        half_days = sum(n for (_, of_kind), n in reserved.items() if of_kind == kind)
        if due:
            hours = given + half_days * rule.hours_per_half_day
            yield rule.clause, _fact(f"{kind}_training", due=due, found=hours)


def _milestones(case: AuditCase) -> Facts:
    rules = case.problem.policy.follow_up
    if case.plan.milestones is None or not rules:
        return
    clauses = {
        MilestoneKind.FEEDBACK: {r.feedback_clause for r in rules},
        MilestoneKind.RECTIFICATION: {r.rectification_clause for r in rules},
        MilestoneKind.LOOK_BACK: {r.look_back_clause for r in rules},
    }
    for kind, of_kind in clauses.items():
        steps = [m for m in case.plan.milestones if m.kind is kind]
        carried = sum(m.carried_over for m in steps)
        for clause in sorted(of_kind - {""}):
            if steps:
                yield clause, _fact(kind.value, count=len(steps), carried=carried)


def _phases(case: AuditCase) -> Facts:
    for programme in case.problem.programmes:
        if case.plan.milestones is None or not case.chosen[programme.id]:
            continue
        for phase in programme.phases:
            days = [
                m.due
                for m in case.plan.milestones
                if (m.programme, m.phase) == (programme.id, phase.id)
            ]
            if days:
                words = {"from": min(days).isoformat(), "until": max(days).isoformat()}
                yield phase.clause, _fact("phase", phase=phase.name, **words)


def _roll_up(case: AuditCase) -> Facts:
    """What goes to the next level up: visits by kind, and how many clauses of programmes failed."""
    if case.problem.policy.report_clause and case.rows:
        figures = measure(case)
        words = {
            "visits": figures.visits,
            "targets": sum(map(bool, figures.visits_by_target.values())),
            "left_out": figures.left_out,
            "cost": figures.cost_yuan,
        }
        yield case.problem.policy.report_clause, _fact("roll_up", **words)


def _indicators(case: AuditCase) -> Facts:
    shape = case.problem.policy.indicators
    if shape is not None:
        numbers = Counter(levels(case.problem.indicators).values())
        found = "/".join(str(numbers[n]) for n in range(1, len(shape.counts) + 1))
        due = "/".join(map(str, shape.counts))
        yield shape.clause, _fact("indicators", found=found, due=due)
