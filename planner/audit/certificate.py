"""Rule `certificate`: nobody works without a valid inspector's certificate."""

from collections.abc import Iterator
from datetime import date

from models.inspector import Inspector
from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_person, finding, listed
from planner.audit.rows import Row


def check(case: AuditCase) -> Iterator[Finding]:
    """People who visit, or hold a zone, without a valid certificate or its training hours.

    Source: `nm.16a`, `my.4.3`.
    """
    rule = case.problem.policy.certificate
    zones = case.zone_targets or {}
    for inspector in case.problem.inspectors:
        if rule.required_of.matches(inspector):
            rows = case.rows_by_member.get(inspector.id, ())
            yield from _hours(case, inspector, rows)
            yield from _validity(case, inspector, rows)
            if zones.get(inspector.id) and not rows:
                yield from _zone(case, inspector)


def _hours(case: AuditCase, inspector: Inspector, rows: tuple[Row, ...]) -> Iterator[Finding]:
    rule = case.problem.policy.certificate
    hours = inspector.preservice_hours
    if rows and hours is not None and hours < rule.preservice_hours:
        yield finding(
            "certificate.hours",
            rule.clause,
            {
                **about_person(inspector),
                "visits": listed(row.visit.id for row in rows),
                "found": hours,
                "limit": rule.preservice_hours,
            },
            visits=(row.visit.id for row in rows),
            inspectors=(inspector.id,),
        )


def _validity(case: AuditCase, inspector: Inspector, rows: tuple[Row, ...]) -> Iterator[Finding]:
    bad = [row for row in rows if not all(valid_on(inspector, day) for day in row.days)]
    if bad:
        days = sorted({d for row in bad for d in row.days if not valid_on(inspector, d)})
        yield finding(
            "certificate.dates" if _has_any(inspector) else "certificate.none",
            case.problem.policy.certificate.clause,
            {
                **about_person(inspector),
                **_dates(inspector),
                "visits": listed(row.visit.id for row in bad),
                "days": listed(d.isoformat() for d in days),
            },
            visits=(row.visit.id for row in bad),
            inspectors=(inspector.id,),
            dates=days,
        )


def _zone(case: AuditCase, inspector: Inspector) -> Iterator[Finding]:
    calendar = case.problem.calendar
    start, end = inspector.certificate_from, inspector.certificate_until
    meets_year = (start is None or start <= calendar.last) and (
        end is None or end >= calendar.first
    )
    if not _has_any(inspector) or not meets_year:
        yield finding(
            "certificate.zone",
            case.problem.policy.certificate.clause,
            {**about_person(inspector), "year": case.problem.year},
            inspectors=(inspector.id,),
        )


def _has_any(inspector: Inspector) -> bool:
    return inspector.certificate_from is not None or inspector.certificate_until is not None


def valid_on(inspector: Inspector, day: date) -> bool:
    """Whether the person has a certificate that is valid on that day."""
    start, end = inspector.certificate_from, inspector.certificate_until
    return _has_any(inspector) and (start is None or start <= day) and (end is None or day <= end)


def _dates(inspector: Inspector) -> dict[str, str]:
    start, end = inspector.certificate_from, inspector.certificate_until
    return {
        "from": start.isoformat() if start else "…",
        "until": end.isoformat() if end else "…",
    }
