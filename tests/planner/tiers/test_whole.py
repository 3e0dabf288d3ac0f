"""All offices together: whatever the hierarchy, nothing is exceeded across levels.

The rules are written out anew here, without the auditor.
"""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from models.plan import ComplianceStatus, Visit
from models.problem import Problem
from models.tiers import OfficePlan
from planner.audit.across import across
from planner.options import Options
from planner.pipeline import plan_year
from planner.tiers.ledger import Ledger
from planner.tiers.offices import Offices
from planner.tiers.share import share
from tests.effort import examples
from tests.planner.tiers.realm import CAP, GAP_DAYS, pool, realm

OPTIONS = Options(time_limit_s=5, deterministic=True)


def planned(problem: Problem) -> list[OfficePlan]:
    """The plans of all offices, one after the other."""
    offices = Offices(problem)
    ledger = Ledger(offices, offices.tasks)
    plans = []
    for task in offices.tasks:
        plan = plan_year(share(offices, task, ledger.before(task)), OPTIONS)
        ledger.add(task, plan)
        plans.append(OfficePlan(office=task.office, task=task.name, plan=plan))
    return plans


def _half_days(visit: Visit) -> list[tuple[int, str]]:
    """The half-days of a visit, as day of the year and half."""
    first = visit.start.toordinal()
    if visit.half_days == 1:
        return [(first, visit.half.value)]
    return [(first + n // 2, "am" if n % 2 == 0 else "pm") for n in range(visit.half_days)]


@settings(max_examples=examples(8, 4), phases=(Phase.generate,))
@given(
    seed=st.integers(0, 10**6),
    prefectures=st.integers(1, 2),
    counties=st.integers(1, 2),
    joined=st.booleans(),
)
def test_three_levels_keep_caps_gaps_and_people(
    seed: int, prefectures: int, counties: int, joined: bool
) -> None:
    pools = pool(*(f"x{p}{c}" for p in range(prefectures) for c in range(counties)))
    problem = realm(
        seed,
        prefectures=prefectures,
        counties=counties,
        schools=3,
        joint_pools=pools if joined else (),
    )
    plans = planned(problem)
    assert {line.status for one in plans for line in one.plan.compliance} <= {
        ComplianceStatus.KEPT,
        ComplianceStatus.NOT_APPLICABLE,
        *([ComplianceStatus.BROKEN] if any(one.plan.left_out for one in plans) else []),
    }
    assert all(line.status is ComplianceStatus.KEPT for line in across(problem, plans))
    by_target: dict[str, list[Visit]] = defaultdict(list)
    taken: set[tuple[str, tuple[int, str]]] = set()
    half_days: dict[str, int] = defaultdict(int)
    for visit in (visit for one in plans for visit in one.plan.visits):
        by_target[visit.target].append(visit)
        for person in visit.team:
            half_days[person] += visit.half_days
            for half_day in _half_days(visit):
                assert (person, half_day) not in taken
                taken.add((person, half_day))
    for visits in by_target.values():
        visits.sort(key=lambda v: (v.start, v.end))
        assert len(visits) <= CAP
        for earlier, later in pairwise(visits):
            assert later.start - earlier.end >= timedelta(GAP_DAYS)
    for person in problem.inspectors:
        if person.days_per_month is not None:
            assert half_days[person.id] <= 2 * person.days_per_month
