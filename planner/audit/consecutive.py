"""Rule `consecutive`: nobody inspects on too many calendar days in a row."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_engagements, about_person, finding
from planner.audit.rows import halves_of


def check(case: AuditCase) -> Iterator[Finding]:
    """Runs of days of inspection that are longer than the policy allows, engagements included.

    Source: `my.4.5`; docs/semantics.md, Who may go.
    """
    for rule in case.problem.policy.consecutive:
        for inspector in case.problem.inspectors:
            if not rule.people.matches(inspector):
                continue
            rows = case.rows_by_member.get(inspector.id, ())
            visited = {day for row in rows for day in row.days}
            engaged = {
                day: e
                for e in case.problem.engagements_by_inspector.get(inspector.id, ())
                for day, _ in halves_of(e)
                if case.in_year(day)
            }
            for run in _runs((*visited, *engaged)):
                if len(run) > rule.at_most_days and not visited.isdisjoint(run):
                    others = {engaged[day].id: engaged[day] for day in run if day in engaged}
                    yield finding(
                        "consecutive.over_engaged" if others else "consecutive.over",
                        rule.clause,
                        {
                            **about_person(inspector),
                            **about_engagements(case.problem, others.values()),
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
