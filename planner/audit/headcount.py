"""What headcounts are about, and which offices they concern."""

import math
from collections.abc import Iterator
from fractions import Fraction

from models.policy import Ratio
from models.region import Level
from models.rollup import HeadcountFigure
from planner.audit.case import AuditCase


def concerns(case: AuditCase, offices: tuple[Level, ...]) -> bool:
    """Whether a headcount for offices of these levels is one of this office."""
    return not offices or case.problem.level in offices


def counted(case: AuditCase, ratio: Ratio) -> int | None:
    """Targets, regions and people that the ratio is about; None when it is no matter of the office.

    Source: `nm.14a`, `nm.14b`.
    """
    if not concerns(case, ratio.offices):
        return None
    problem = case.problem
    parts = (
        sum(ratio.per.matches(t) for t in problem.targets) if ratio.per else 0,
        sum(r.level is ratio.per_regions for r in problem.regions) if ratio.per_regions else 0,
        sum(ratio.per_people.matches(i) for i in problem.inspectors) if ratio.per_people else 0,
    )
    return sum(parts)


def shortfalls(case: AuditCase) -> Iterator[HeadcountFigure]:
    """People there, demanded and short by each ratio and share that concerns the office.

    Source: `nm.14a`–`nm.14e`, `hn.16`, `my.4.1a`–`my.4.1c`.
    """
    people, staffing = case.problem.inspectors, case.problem.policy.staffing
    for ratio in staffing.ratios:
        number = counted(case, ratio)
        if number is not None:
            have = sum(ratio.people.matches(i) for i in people)
            need = math.ceil(Fraction(number * ratio.inspectors, ratio.targets))
            yield _figure(ratio.clause, have, need)
    for share in staffing.shares:
        if concerns(case, share.offices):
            among = [i for i in people if share.among.matches(i)]
            have = sum(share.people.matches(i) for i in among)
            need = math.ceil(Fraction(str(share.at_least)) * len(among))
            yield _figure(share.clause, have, need)


def _figure(clause: str, have: int, need: int) -> HeadcountFigure:
    return HeadcountFigure(clause=clause, have=have, need=need, short=max(0, need - have))
