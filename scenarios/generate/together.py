"""What offices of a province have together: pools of experts, and who checked whom before."""

from collections.abc import Iterator, Sequence
from random import Random

from models.exchange import PastCheck
from models.policy import Policy
from models.programme import Programme
from models.region import Level
from models.tiers import PoolMember
from scenarios.generate.divisions import Division

POOL = 4


def joint_pools(divisions: Sequence[Division]) -> tuple[PoolMember, ...]:
    """Counties of a prefecture share their experts, a few neighbours in the list each time."""
    return tuple(
        PoolMember(pool=f"{division.prefecture.code}-{n // POOL + 1}", region=county.code)
        for division in divisions
        if division.prefecture is not None
        for n, county in enumerate(division.counties)
    )


def past_checks(
    divisions: Sequence[Division], policy: Policy, year: int, rng: Random
) -> tuple[PastCheck, ...]:
    """The rotations of the years that a programme of cross-checks still looks back on.

    As many as leave every region somebody new to check this year.
    """
    made: dict[tuple[str, str, int, int | None], PastCheck] = {}
    for programme in policy.programmes:
        for regions in _circles(divisions, programme):
            for check in _rotations(regions, programme, year, rng):
                made.setdefault((check.checker, check.checked, check.year, check.batch), check)
    return tuple(made.values())


def _circles(divisions: Sequence[Division], programme: Programme) -> Iterator[list[str]]:
    """The regions that check each other, circle by circle."""
    if programme.exchange is None:
        return
    prefectures = [d.prefecture.code for d in divisions if d.prefecture is not None]
    if (programme.level, programme.exchange.level) == (Level.PROVINCE, Level.PREFECTURE):
        yield prefectures
    elif (programme.level, programme.exchange.level) == (Level.PREFECTURE, Level.COUNTY):
        for division in divisions:
            if division.prefecture is not None:
                yield [c.code for c in division.counties]


def _rotations(
    regions: list[str], programme: Programme, year: int, rng: Random
) -> Iterator[PastCheck]:
    """In each batch everybody checks the one so many places on in a circle."""
    assert programme.exchange is not None
    batches = max(1, len(programme.windows))
    circle = rng.sample(regions, len(regions))
    steps = [k for k in range(1, len(circle)) if 2 * k != len(circle)]
    used = min(batches * programme.exchange.no_repeat_years, max(0, len(steps) - batches - 1))
    for n, step in enumerate(rng.sample(steps, used)):
        for k, checker in enumerate(circle):
            yield PastCheck(
                checker=checker,
                checked=circle[(k + step) % len(circle)],
                year=year - 1 - n // batches,
                batch=n % batches + 1,
            )
