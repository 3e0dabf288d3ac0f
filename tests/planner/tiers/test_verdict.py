"""What a change breaks among several offices: all that the verdict on everything tells anew."""

from collections.abc import Iterator
from datetime import date, timedelta

from models.plan import AnnualPlan, Finding, Visit
from models.tiers import TieredPlan
from planner.tiers import broken_by, verdict, with_part
from tests.api.jobs.cases import small, small_plan


def moved(plan: AnnualPlan, visit: Visit) -> Iterator[AnnualPlan]:
    """The plan with a visit on each other day of the month, and by a borrowed expert."""
    others = tuple(v for v in plan.visits if v.id != visit.id)
    teams = {visit.team, (visit.team[0], "x00-e0")}
    for team in sorted(teams):
        for number in range(0, 26, 4):
            start = date(2027, 3, 1) + timedelta(number)
            new = visit.model_copy(update={"start": start, "end": start, "team": team})
            yield plan.model_copy(update={"visits": (*others, new)})


def findings(plan: TieredPlan) -> list[Finding]:
    return [finding for line in plan.compliance for finding in line.findings]


def test_what_a_changed_visit_breaks_is_found_beside_what_it_touches() -> None:
    problem, whole = small(), small_plan()
    assert whole.compliance == verdict(problem, whole)
    told = 0
    for key, part in whole.parts.items():
        for visit in part.visits:
            for other in moved(part, visit):
                after = findings(with_part(problem, whole, key, other))
                new = [one for one in after if one not in findings(whole)]
                found = broken_by(problem, whole, key, other, visit.id)
                assert sorted(map(str, found)) == sorted(map(str, new))
                told += bool(found)
    assert told > 20
