"""Rule `consecutive`: nobody inspects on too many calendar days in a row."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_person, finding


def check(case: AuditCase) -> Iterator[Finding]:
    """Runs of days of inspection that are longer than the policy allows.

    Source: `my.4.5`; docs/semantics.md, Who may go.
    """
    for rule in case.problem.policy.consecutive:
        for inspector in case.problem.inspectors:
            if not rule.people.matches(inspector):
                continue
            rows = case.rows_by_member.get(inspector.id, ())
            for run in _runs(day for row in rows for day in row.days):
                if len(run) > rule.at_most_days:
                    yield finding(
                        "consecutive.over",
                        rule.clause,
                        {
                            **about_person(inspector),
                            "first": run[0].isoformat(),
                            "last": run[-1].isoformat(),
                            "found": len(run),
                            "limit": rule.at_most_days,
                        },
                        inspectors=(inspector.id,),
                        dates=run,
                    )


def _runs(days: Iterable[date]) -> list[list[date]]:
    """The days parted into those that follow each other."""
    runs: list[list[date]] = []
    for day in sorted(set(days)):
        if runs and day - runs[-1][-1] == timedelta(1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs
