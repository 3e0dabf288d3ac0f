"""Rule `milestones`: feedback, rectification and look-back follow each visit in time."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models.plan import Finding, Milestone, MilestoneKind
from models.policy import FollowUp
from planner.audit.case import AuditCase
from planner.audit.report import Words, about_target, finding, listed
from planner.audit.rows import Place


@dataclass(frozen=True, slots=True)
class Before:
    """When the step before was: one day, or two where that step has a fault of its own.

    The two keep a step from being blamed for the one before.
    """

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is due at most `days` after the one before."""

    kind: MilestoneKind
    clause: str
    days: int


def check(case: AuditCase) -> Iterator[Finding]:
    """Steps after visits that are missing, late, too early, on free days or wrongly marked.

    Source: `nm.9`, `nm.10`, `hn.11`, `my.3.2`, `my.3.4`, `my.3.5`.
    """
    if case.plan.milestones is None:
        return
    found: dict[tuple[str, MilestoneKind], list[Milestone]] = defaultdict(list)
    for milestone in case.plan.milestones:
        found[milestone.visit, milestone.kind].append(milestone)
    missing: dict[tuple[MilestoneKind, str], list[Place]] = defaultdict(list)
    for place in case.placed_and_dated:
        before = Before(place.row.days[-1], place.row.days[-1])
        for step in _steps(case, place):
            dated = found.get((place.row.visit.id, step.kind), [])
            latest = _latest(case, before, step)
            if not dated:
                missing[step.kind, step.clause].append(place)
                before = Before(before.first, latest)
                continue
            faults = list(_faults(case, place, step, before, dated))
            yield from faults
            due = dated[0].due
            before = Before(min(due, latest), max(due, latest)) if faults else Before(due, due)
    yield from _missing(case, missing)


def _steps(case: AuditCase, place: Place) -> Iterator[Step]:
    rules = case.problem.policy.follow_up
    rule = next((r for r in rules if place.row.kind in r.kinds), None)
    if rule is not None:
        yield from _steps_of(rule)


def _steps_of(rule: FollowUp) -> Iterator[Step]:
    yield Step(MilestoneKind.FEEDBACK, rule.feedback_clause, rule.feedback_days)
    if rule.rectification_days is not None:
        clause = rule.rectification_clause or rule.feedback_clause
        yield Step(MilestoneKind.RECTIFICATION, clause, rule.rectification_days)
    if rule.look_back_days is not None:
        clause = rule.look_back_clause or rule.feedback_clause
        yield Step(MilestoneKind.LOOK_BACK, clause, rule.look_back_days)


def _faults(
    case: AuditCase, place: Place, step: Step, before: Before, dated: list[Milestone]
) -> Iterator[Finding]:
    milestone, latest, base = dated[0], _latest(case, before, step), before.first
    words = {"due": milestone.due.isoformat(), "from": base.isoformat()}
    code = ""
    if len(dated) > 1:
        code = "twice"
    elif milestone.due > latest:
        code = "late"
    elif milestone.due < base or (milestone.due == base and step.kind is MilestoneKind.LOOK_BACK):
        code = "early"
    elif not _is_working_day(case, milestone.due):
        code = "free_day"
    elif milestone.carried_over is not (milestone.due.year > case.problem.year):
        code = "carried_over"
    elif milestone.occasion and not _carries(case, place, milestone):
        code = "occasion"
        words |= {"occasion": milestone.occasion}
    if code:
        yield _finding(place, step, code, {**words, "latest": latest.isoformat()}, milestone)


def _carries(case: AuditCase, place: Place, milestone: Milestone) -> bool:
    """Whether the occasion is a visit of the responsible inspector there on that day."""
    holders = case.responsible.get(place.target.id, ())
    return any(
        other.row.visit.id == milestone.occasion
        and other.row.days[0] == milestone.due
        and (not holders or any(i.id in holders for i in other.row.members))
        for other in case.places_by_target[place.target.id]
    )


def _latest(case: AuditCase, before: Before, step: Step) -> date:
    latest = min(before.last.toordinal() + step.days, date.max.toordinal())
    day = date.fromordinal(latest)
    while day > before.last and not _is_working_day(case, day):
        day -= timedelta(1)
    return day


def _is_working_day(case: AuditCase, day: date) -> bool:
    if day > case.problem.calendar.last:  # next year's holidays are not known yet
        return day.weekday() < 5
    return day in case.openings.working_days


def _finding(place: Place, step: Step, code: str, words: Words, milestone: Milestone) -> Finding:
    return finding(
        f"milestones.{step.kind.value}_{code}",
        step.clause,
        {**about_target(place.target), "visit": place.row.visit.id, **words},
        visits=(place.row.visit.id,),
        targets=(place.target.id,),
        dates=(milestone.due,),
    )


def _missing(
    case: AuditCase, missing: dict[tuple[MilestoneKind, str], list[Place]]
) -> Iterator[Finding]:
    kinds = {milestone.kind for milestone in case.plan.milestones or ()}
    for (kind, clause), places in missing.items():
        groups = [[place] for place in places] if kind in kinds else [places]
        for group in groups:
            yield finding(
                f"milestones.{kind.value}_missing",
                clause,
                {
                    "count": len(group),
                    "visits": listed(f"{p.row.visit.id} {p.target.name}" for p in group),
                },
                visits=(p.row.visit.id for p in group),
                targets=dict.fromkeys(p.target.id for p in group),
            )
