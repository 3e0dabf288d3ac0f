"""Random visits of other offices."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from models.base import rebuilt
from models.engagement import Engagement
from models.plan import Half
from models.problem import Problem
from models.programme import ProgrammeKind

KINDS = (
    ProgrammeKind.COMPREHENSIVE,
    ProgrammeKind.REGULAR,
    ProgrammeKind.SPECIAL,
    ProgrammeKind.EVALUATION,
)


def with_engagements(problem: Problem, seed: int, most: int = 4) -> Problem:
    """The problem with visits of another office in its terms: of any kind, some of them long."""
    return rebuilt(problem, engagements=tuple(_made(problem, Random(seed), most)))


def _made(problem: Problem, draw: Random, most: int) -> Iterator[Engagement]:
    for number in range(draw.randint(1, most)):
        term = draw.choice(problem.calendar.terms)
        half_days = draw.choice((1, 1, 2, 3, 6))
        start = term.start + timedelta(draw.randint(-3, (term.end - term.start).days))
        yield Engagement(
            id=f"e{number}",
            office="city",
            target=draw.choice(["", *(t.id for t in problem.targets)]),
            kind=draw.choice(KINDS),
            start=min(max(start, problem.calendar.first), problem.calendar.last),
            half=draw.choice([*Half]) if half_days == 1 else Half.AM,
            half_days=half_days,
            team=tuple(draw.sample([p.id for p in problem.inspectors], draw.randint(0, 2))),
        )
