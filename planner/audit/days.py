"""Rule `days`: visits fall on school days, on working days, or out of school."""

from collections.abc import Iterator
from datetime import date

from models.plan import Finding
from models.programme import DayRule
from models.target import Target
from planner.audit.case import AuditCase
from planner.audit.report import Words, about_target, about_visit, finding, listed


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits that touch a weekend, holiday, vacation or exam, or a school day that is not meant.

    Source: `nm.8b`, `hn.7b`, `sj.2.3`.
    """
    for place in case.placed_and_dated:
        rules = {programme.days for programme in place.row.programmes}
        open_days = [case.openings.visitable(place.target, rule) for rule in sorted(rules)]
        closed = [d for d in place.row.days if not all(d in days for days in open_days)]
        if closed:
            code, words = _reason(case, place.target, rules, closed[0])
            yield finding(
                f"days.{code}",
                case.problem.policy.days.clause,
                {
                    **about_visit(place.row.visit),
                    **about_target(place.target),
                    "days": listed(d.isoformat() for d in closed),
                    **words,
                },
                visits=(place.row.visit.id,),
                targets=(place.target.id,),
                dates=closed,
            )


def _reason(case: AuditCase, target: Target, rules: set[DayRule], day: date) -> tuple[str, Words]:
    calendar = case.problem.calendar
    if shut := case.openings.closed_on(target, day):
        return "closed", {"reason": shut.reason or "—"}
    if DayRule.OUT_OF_SCHOOL in rules and day in case.openings.term_days:
        return "school", {}
    if day in calendar.holidays:
        return "holiday", {}
    if day not in case.openings.working_days:
        return "weekend", {}
    if day not in case.openings.term_days:
        return "vacation", {}
    closed_by = case.openings.break_on(target, day)
    return "break", {"break": closed_by.name if closed_by else ""}
