"""Villages whose teams are under rules of every sort, and whose programmes may share visits."""

from datetime import date
from random import Random

from models.base import rebuilt
from models.inspector import Employment, InspectorFilter, Pair, PairRule
from models.problem import PastVisit, Problem
from models.programme import Need, Programme, ProgrammeKind, ResponsibleMember

SORTS = (
    InspectorFilter(employment=(Employment.FULL_TIME,)),
    InspectorFilter(employment=(Employment.PART_TIME,)),
    InspectorFilter(novice=True),
    InspectorFilter(min_grade=2),
    InspectorFilter(ids=("p1", "p3")),
)


def with_vocabulary(problem: Problem, seed: int) -> Problem:
    """The village with random novices, grades, needs, pairs and past visits."""
    draw = Random(seed)
    people = tuple(
        rebuilt(p, novice=draw.random() < 0.3, grade=draw.choice((1, 2)))
        for p in problem.inspectors
    )
    first, second, third, *_ = draw.sample([p.id for p in people], k=len(people))
    pairs = [
        Pair(first=first, second=second, rule=draw.choice(list(PairRule))),
        Pair(first=third, second=second, rule=PairRule.APART),
    ]
    history = tuple(
        PastVisit(
            target=target.id,
            kind=draw.choice((ProgrammeKind.COMPREHENSIVE, ProgrammeKind.SPECIAL)),
            day=date(2026, draw.choice((5, 6)), 4),
            inspectors=tuple(draw.sample([p.id for p in people], k=2)),
        )
        for target in problem.targets
        for _ in range(2)
    )
    return rebuilt(
        problem,
        inspectors=people,
        pairs=tuple(pairs[: draw.randint(0, 2)]),
        history=history,
        programmes=tuple(_asking(p, draw) for p in problem.programmes),
    )


def _asking(programme: Programme, draw: Random) -> Programme:
    """The programme with one rule or two more about its team; the special one may be a guest."""
    if programme.team.responsible:
        return programme
    size = programme.team.size
    needs = []
    for _ in range(draw.randint(0, 2)):
        least = draw.choice((0, 0, 1))
        most = None if least else draw.randint(0, size - 1)
        when = draw.choice((None, *SORTS))
        needs.append(Need(who=draw.choice(SORTS), at_least=least, at_most=most, when=when))
    team = rebuilt(
        programme.team,
        needs=tuple(needs),
        responsible_member=draw.choice((ResponsibleMember.ANY, *ResponsibleMember)),
        repeat_at_most=draw.choice((None, 0, 1)),
    )
    guest = programme.kind is ProgrammeKind.SPECIAL and draw.random() < 0.7
    return rebuilt(programme, team=team, joins=("comprehensive",) if guest else ())
