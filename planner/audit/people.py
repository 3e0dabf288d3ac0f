"""Rule `people`: nobody is in two places in the same half-day."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from models.plan import Finding, Half, Visit
from planner.audit.case import AuditCase
from planner.audit.report import finding, listed


def check(case: AuditCase) -> Iterator[Finding]:
    """Pairs of visits that share a half-day and members, one finding a pair.

    Of many visits in one half-day each is paired with the next only.

    Source: `people_clause` of the policy; what goes without saying.
    """
    taken: dict[tuple[str, date, Half], list[int]] = defaultdict(list)
    for number, row in enumerate(case.dated):
        for day, half in row.halves():
            for member in row.members:
                taken[member.id, day, half].append(number)
    clashes: dict[tuple[int, int], list[tuple[str, date]]] = defaultdict(list)
    for (member_id, day, _), numbers in taken.items():
        for pair in pairwise(numbers):
            clashes[pair].append((member_id, day))
    for (one, other), places in clashes.items():
        people = dict.fromkeys(person for person, _ in places)
        days = sorted({day for _, day in places})
        visits = (case.dated[one].visit, case.dated[other].visit)
        yield _finding(case, visits, list(people), days)


def _finding(
    case: AuditCase, visits: tuple[Visit, Visit], people: list[str], days: list[date]
) -> Finding:
    inspectors = [case.problem.inspector_by_id[person] for person in people]
    return finding(
        "people.twice",
        case.problem.policy.people_clause,
        {
            "inspectors": listed(f"{i.name} ({i.id})" for i in inspectors),
            "visit": visits[0].id,
            "other": visits[1].id,
            "days": listed(d.isoformat() for d in days),
        },
        visits=(v.id for v in visits),
        inspectors=people,
        targets=(v.target for v in visits),
        dates=days,
    )
