"""Rule `training`: the hours of training that each person is due are reserved."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from models.inspector import Inspector
from models.plan import Finding, Half, TrainingDay
from planner.audit.case import AuditCase
from planner.audit.report import Words, about_person, finding, listed
from planner.audit.rows import halves_of

KINDS = ("central", "online")


def check(case: AuditCase) -> Iterator[Finding]:
    """Hours that are not reserved, and training on days that are not free for it.

    A kind of training for which the plan reserves nothing for anybody gives one finding. Hours of
    people who are away for all that is left of the year are not asked for.

    Source: `nm.16b`, `my.4.3`.
    """
    if case.plan.training is None:
        return
    for kind in KINDS:
        yield from _hours(case, kind)
    yield from _days(case)


def due_hours(case: AuditCase, inspector: Inspector, kind: str) -> int:
    """Hours of that kind that the person is due."""
    rule = case.problem.policy.training
    own, common = (
        (inspector.training_due_hours, rule.central_hours)
        if kind == "central"
        else (inspector.online_due_hours, rule.online_hours)
    )
    return common if own is None else own


def session_hours(case: AuditCase, inspector: Inspector) -> int:
    """Hours that the calendar's sessions give the person."""
    sessions = case.problem.calendar.training
    return sum(s.hours for s in sessions if s.audience.matches(inspector))


def reserved_half_days(case: AuditCase) -> Mapping[tuple[str, str], int]:
    """Half-days reserved beside the sessions by (inspector, kind)."""
    table: dict[tuple[str, str], int] = defaultdict(int)
    for training in case.training_days:
        if not training.session:
            table[training.inspector, training.kind] += training.half_days
    return table


def _hours(case: AuditCase, kind: str) -> Iterator[Finding]:
    per_half_day = case.problem.policy.training.hours_per_half_day
    reserved = reserved_half_days(case)
    short: list[tuple[Inspector, Words]] = []
    for inspector in case.trained:
        if inspector.id in case.gone:
            continue
        due = due_hours(case, inspector, kind)
        given = session_hours(case, inspector) if kind == "central" else 0
        half_days = reserved.get((inspector.id, kind), 0)
        if half_days < math.ceil((due - given) / per_half_day):
            words: Words = {"due": due, "found": given + half_days * per_half_day}
            short.append((inspector, {**about_person(inspector), **words}))
    if len(short) > 1 and not any(of_kind == kind for _, of_kind in reserved):
        yield finding(
            f"training.{kind}_none",
            case.problem.policy.training.clause,
            {"count": len(short), "inspectors": listed(i.name for i, _ in short)},
            inspectors=(i.id for i, _ in short),
        )
        return
    for inspector, words in short:
        yield finding(
            f"training.{kind}_short",
            case.problem.policy.training.clause,
            words,
            inspectors=(inspector.id,),
        )


def _days(case: AuditCase) -> Iterator[Finding]:
    by_day: dict[tuple[str, date], list[TrainingDay]] = defaultdict(list)
    for training in case.training_days:
        by_day[training.inspector, training.day].append(training)
    spans = {s.name: (s.start, s.end) for s in case.problem.calendar.training}
    for (inspector_id, day), trainings in by_day.items():
        code = _fault(case, inspector_id, day, trainings, spans)
        if code:
            inspector = case.problem.inspector_by_id[inspector_id]
            yield finding(
                f"training.{code}",
                case.problem.policy.training.clause,
                {**about_person(inspector), "day": day.isoformat()},
                inspectors=(inspector_id,),
                dates=(day,),
            )


def _fault(
    case: AuditCase,
    inspector_id: str,
    day: date,
    trainings: list[TrainingDay],
    spans: Mapping[str, tuple[date, date]],
) -> str:
    own = [t for t in trainings if not t.session]
    sessions = [spans[t.session] for t in trainings if t.session in spans]
    if any(not start <= day <= end for start, end in sessions):
        return "session_day"
    if own and day not in case.openings.working_days:
        return "no_working_day"
    if own and day in case.leave_days.get(inspector_id, ()):
        return "on_leave"
    if _engaged(case, inspector_id, own):
        return "engaged"
    if own and (sessions or day in case.session_days.get(inspector_id, ())):
        return "in_session"
    if len({t.kind for t in own}) > 1:
        return "two_kinds"
    return "too_much" if sum(t.half_days for t in own) > 2 else ""


def _engaged(case: AuditCase, inspector_id: str, own: list[TrainingDay]) -> bool:
    """Whether the person is engaged while this training lasts; that of half a day is early."""
    taken = {(t.day, half) for t in own for half in list(Half)[: t.half_days]}
    engagements = case.problem.engagements_by_inspector.get(inspector_id, ())
    return any(half in taken for e in engagements for half in halves_of(e))
