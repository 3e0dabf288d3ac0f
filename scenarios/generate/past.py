"""Last year's comprehensive inspections."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from random import Random

from models.inspector import Employment, Inspector, Interest
from models.policy import Policy
from models.problem import PastVisit
from models.programme import ProgrammeKind, SelectionMode
from models.target import Target
from scenarios.generate.calendars import school_calendar

RESULTS = ("优秀", "良好", "良好", "合格", "合格")
OPEN_SHARE = 0.15
TEAM = 3
ASKED = 40
FIRST_CALENDAR = 2000


@cache
def _school_days(year: int) -> tuple[date, ...]:
    calendar = school_calendar(year)
    return tuple(d for d in calendar.days() if calendar.is_school_day(d))


def make_history(
    people: Sequence[Inspector],
    targets: Sequence[Target],
    interests: Sequence[Interest],
    policy: Policy,
    *,
    year: int,
    rng: Random,
) -> tuple[PastVisit, ...]:
    """Comprehensive inspections of most schools, or of some where the policy asks no more.

    There are none before the first year for which a calendar can be made.
    """
    if year <= FIRST_CALENDAR:
        return ()
    days = _school_days(year - 1)
    every = any(
        p.kind is ProgrammeKind.COMPREHENSIVE and p.selection.mode is SelectionMode.ALL
        for p in policy.programmes
    )
    tied = {(i.inspector, i.target) for i in interests}
    staff = [p for p in people if p.employment is not Employment.EXPERT]
    visits = []
    for target in targets:
        if target.kind != "school" or rng.random() > (0.9 if every else 0.4):
            continue
        asked = rng.sample(staff, min(ASKED, len(staff)))
        able = [p.id for p in asked if p.qualified_for(target) and (p.id, target.id) not in tied]
        bad = rng.random() < OPEN_SHARE
        visits.append(
            PastVisit(
                target=target.id,
                kind=ProgrammeKind.COMPREHENSIVE,
                day=rng.choice(days),
                inspectors=tuple(sorted(able[:TEAM])),
                result="待改进" if bad else rng.choice(RESULTS),
                open_problems=rng.randint(1, 4) if bad else 0,
            )
        )
    return tuple(visits)
