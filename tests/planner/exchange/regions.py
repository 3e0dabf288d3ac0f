"""Regions that check each other, made up for tests and benchmarks."""

from collections.abc import Iterable
from random import Random

from models.base import rebuilt
from models.exchange import Exchange, PastCheck, Strangers
from models.inspector import Employment, Inspector
from models.problem import Problem
from models.programme import Programme, ProgrammeKind, TeamRule, Window
from models.region import Level, Region
from models.target import School, Stage
from tests.planner.village import village

WINDOWS = (Window(first="04-12", last="06-25"), Window(first="09-06", last="11-26"))
YEAR = village(0).year


def exchange_problem(
    seats: Iterable[tuple[float, float]],
    *,
    schools: Iterable[int] = (),
    people: Iterable[int] = (),
    past: Iterable[tuple[int, int, int]] = (),
    strangers: Iterable[tuple[int, int]] = (),
    batches: int = 2,
    **rules: object,
) -> Problem:
    """A province of prefectures `r0`, `r1`, … at these seats, with a programme `cross`.

    Parameters
    ----------
    past
        Checking and checked region, and how many years ago.
    rules
        Of the exchange.
    """
    regions = [Region(id="p", name="省", level=Level.PROVINCE)]
    for n, (lon, lat) in enumerate(seats):
        place = {"parent": "p", "lon": lon, "lat": lat}
        regions.append(
            Region.model_validate(
                {"id": name(n), "name": f"{n}市", "level": Level.PREFECTURE, **place}
            )
        )
    own = regions[1:]
    counts = dict(enumerate(people))
    return rebuilt(
        village(0),
        office="p",
        regions=tuple(regions),
        targets=tuple(
            School(
                id=f"s{n}-{k}",
                name="学校",
                region=name(n),
                lon=own[n].lon,
                lat=own[n].lat,
                stage=Stage.PRIMARY,
                enrolment=100,
            )
            for n, number in enumerate(schools)
            for k in range(number)
        ),
        inspectors=tuple(
            Inspector(
                id=f"i{n}-{k}",
                name="督学",
                region=region.id,
                lon=region.lon,
                lat=region.lat,
                employment=Employment.FULL_TIME,
            )
            for n, region in enumerate(own)
            for k in range(counts.get(n, 2))
        ),
        programmes=(
            Programme(
                id="cross",
                name="交叉检查",
                kind=ProgrammeKind.CROSS,
                level=Level.PROVINCE,
                windows=WINDOWS[:batches],
                team=TeamRule(size=2),
                exchange=Exchange.model_validate({"level": Level.PREFECTURE, **rules}),
            ),
        ),
        interests=(),
        leave=(),
        pairs=(),
        history=(),
        demands=(),
        past_checks=tuple(
            PastCheck(checker=name(i), checked=name(j), year=YEAR - ago) for i, j, ago in past
        ),
        strangers=tuple(Strangers(first=name(i), second=name(j)) for i, j in strangers),
    )


def name(number: int) -> str:
    """The id of a region: ids stand in the order of their numbers."""
    return f"r{number:02}"


def random_problem(
    number: int,
    seed: int,
    *,
    apart: float = 0.1,
    years: int = 5,
    people: tuple[int, int] = (1, 12),
) -> Problem:
    """Regions of random size and place, pairs kept apart, and so many years of past rotations.

    Parameters
    ----------
    people
        Least and most people of a region; a team takes two.
    """
    draw = Random(seed)
    seats = [(100 + 20 * draw.random(), 40 + 8 * draw.random()) for _ in range(number)]
    pairs = [(i, j) for j in range(number) for i in range(j) if draw.random() < apart]
    past = []
    for ago in range(1, years + 1):
        for _ in WINDOWS:
            order = draw.sample(range(number), number)
            past += [(i, order[n - 1], ago) for n, i in enumerate(order) if number > 1]
    return exchange_problem(
        seats,
        schools=[draw.randint(5, 40) for _ in seats],
        people=[draw.randint(*people) for _ in seats],
        past=past,
        strangers=pairs,
        no_repeat_years=draw.choice((0, 0, 1, 1, 2)) if number < 9 else 2,
        mutual=draw.random() < 0.2,
        reverse_counts=draw.random() < 0.2,
        most=draw.choice((1, 2, 3)),
    )
