"""What is done is a fact: findings about nothing else are told, but no longer held against a plan.

Source: docs/semantics.md, Replanning.
"""

from collections.abc import Iterable, Iterator

from models.plan import Finding
from models.text import Text
from planner.audit.case import AuditCase


def standing(case: AuditCase, found: Iterable[Finding]) -> list[Finding]:
    """The findings that are about something a plan can still change."""
    return [finding for finding in found if not _is_past(case, finding)]


def past(case: AuditCase, found: Iterable[Finding]) -> Iterator[tuple[str, Text]]:
    """The others as facts, each under its clause."""
    for finding in found:
        if _is_past(case, finding):
            yield finding.clause, Text(code="audit.fact.done", args={"finding": finding.text})


def _is_past(case: AuditCase, finding: Finding) -> bool:
    """Whether all visits it is about are done; without visits, whether all its days are over."""
    since = case.plan.since
    if since is None:
        return False
    if finding.visits:
        return case.done.issuperset(finding.visits)
    return bool(finding.dates) and all(day < since for day in finding.dates)
