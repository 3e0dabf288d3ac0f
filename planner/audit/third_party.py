"""Rule `third_party`: members of third-party bodies are approved on the days they take part."""

from collections.abc import Iterator

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_person, finding, listed


def check(case: AuditCase) -> Iterator[Finding]:
    """People of third-party bodies who visit outside the dates of their approval.

    Source: `nm.7`.
    """
    rule = case.problem.policy.third_party
    if rule is None:
        return
    for person in case.problem.inspectors:
        if not rule.required_of.matches(person):
            continue
        start, end = person.certificate_from, person.certificate_until
        none = start is None and end is None
        rows = [
            row
            for row in case.rows_by_member.get(person.id, ())
            if none or any((start and day < start) or (end and day > end) for day in row.days)
        ]
        if rows:
            yield finding(
                "third_party.none" if none else "third_party.dates",
                rule.clause,
                {
                    **about_person(person),
                    "body": person.third_party,
                    "from": start.isoformat() if start else "…",
                    "until": end.isoformat() if end else "…",
                    "visits": listed(row.visit.id for row in rows),
                },
                visits=(row.visit.id for row in rows),
                inspectors=(person.id,),
                dates=sorted({day for row in rows for day in row.days}),
            )
