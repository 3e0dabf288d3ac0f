"""Made-up inspectors for given targets: staff of an office with homes, limits and interests."""

import math
from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from models.base import Frozen
from models.inspector import Employment, Inspector, Interest, Leave, Pool, Track
from models.policy import Policy
from models.problem import PastVisit
from models.region import Level, Region
from models.target import Locality, Stage, Target
from models.travel import Travel
from scenarios.generate import words
from scenarios.generate.geography import distance_km, offset
from scenarios.generate.past import make_history
from scenarios.generate.posts import Post, exactly, posts_needed, unzoned
from scenarios.generate.ties import make_interests, make_leave

EXPERT_STAGES = {
    Pool.PRESCHOOL: (Stage.KINDERGARTEN,),
    Pool.COMPULSORY: (Stage.PRIMARY, Stage.JUNIOR_SECONDARY),
    Pool.SENIOR: (Stage.JUNIOR_SECONDARY, Stage.SENIOR_SECONDARY, Stage.SECONDARY_VOCATIONAL),
    Pool.PRIVATE: (Stage.KINDERGARTEN, Stage.PRIMARY, Stage.JUNIOR_SECONDARY),
}
SUBJECTS = words.listed(
    "语文 数学 英语 物理 化学 生物 历史 地理 道德与法治 体育 音乐 美术 信息技术"
)
IN_SEAT = 0.65
TARGETS_PER_EXPERT = 12
SHORT_RANGED = 0.15
REACHED = 0.75
SURVEYED = 200
SMALL_OFFICE = 12
DETOUR = Travel().detour


class Staff(Frozen):
    """Everybody of an office with what binds them, and last year's visits."""

    inspectors: tuple[Inspector, ...]
    interests: tuple[Interest, ...]
    leave: tuple[Leave, ...]
    history: tuple[PastVisit, ...]


def generate_people(
    targets: Sequence[Target],
    regions: Sequence[Region],
    policy: Policy,
    *,
    office: str,
    year: int,
    seed: int | str,
    inspectors: int | None = None,
    posts: Sequence[Post] | None = None,
    experts: int | None = None,
) -> Staff:
    """Make up the people who are to inspect the given targets.

    Parameters
    ----------
    office
        The planning region. Experts also live in other counties among `regions` with a position.
    inspectors
        So many inspectors, the most needed kinds first, beside the experts; by default as many as
        the policy's staffing rules and the year's visits ask for.
    posts
        The posts themselves, in place of those that are needed.
    experts
        So many experts; by default by the number of targets.
    """
    rng = Random(f"people {seed}")
    if posts is None:
        posts = exactly(posts_needed(targets, policy), inspectors)
    homes = _Homes(targets, rng)
    names = _names(rng)
    made = [
        _inspector(number, next(names), post, homes=homes, policy=policy, rng=rng)
        for number, post in enumerate(posts, 1)
    ]
    staff = _short_ranged(_certified(made, targets, policy, year, rng), targets, rng)
    elsewhere = [
        r for r in regions if r.level is Level.COUNTY and r.id != office and r.lon is not None
    ]
    if experts is None:
        experts = max(4, math.ceil(len(targets) / TARGETS_PER_EXPERT))
    advisers = [
        _approved(_expert(number, next(names), homes, elsewhere, rng), policy, year)
        for number in range(1, experts + 1)
    ]
    everybody = (*staff, *advisers)
    interests = make_interests(everybody, targets, policy, year, rng)
    return Staff(
        inspectors=everybody,
        interests=interests,
        leave=make_leave(everybody, year, rng),
        history=make_history(everybody, targets, interests, policy, year=year, rng=rng),
    )


def _names(rng: Random) -> Iterator[str]:
    """Names without end; those met before get another given character."""
    used: set[str] = set()
    while True:
        surname = rng.choice(words.SURNAMES)
        given = "".join(rng.choice(words.GIVEN) for _ in range(rng.choice((1, 2, 2))))
        name = surname + given
        while name in used:
            name += rng.choice(words.GIVEN)
        used.add(name)
        yield name


class _Homes:
    """Where people live: mostly in the place with most targets, else in larger townships."""

    def __init__(self, targets: Sequence[Target], rng: Random) -> None:
        self._rng = rng
        self._by_region: dict[str, list[Target]] = {}
        for target in targets:
            if getattr(target, "locality", None) is not Locality.RURAL:
                self._by_region.setdefault(target.region, []).append(target)
        if not self._by_region:
            for target in targets:
                self._by_region.setdefault(target.region, []).append(target)
        self._regions = sorted(self._by_region, key=lambda r: (-len(self._by_region[r]), r))

    def new(self) -> tuple[str, float, float]:
        """Region and position of a home, near some school or office."""
        region = self._regions[0]
        if self._rng.random() > IN_SEAT:
            weights = [len(self._by_region[r]) for r in self._regions]
            region = self._rng.choices(self._regions, weights)[0]
        near = self._rng.choice(self._by_region[region])
        east, north = self._rng.gauss(0, 0.8), self._rng.gauss(0, 0.8)
        return region, *offset(near.lon, near.lat, east, north)


def _inspector(
    number: int, name: str, post: Post, *, homes: _Homes, policy: Policy, rng: Random
) -> Inspector:
    region, lon, lat = homes.new()
    part_time = post.employment is Employment.PART_TIME
    return Inspector(
        id=f"I{number:03d}",
        name=name,
        region=region,
        lon=lon,
        lat=lat,
        employment=post.employment,
        grade=rng.choice((1, 1, 2, 2, 3)) if part_time else rng.choice((2, 3, 3, 4, 5)),
        tracks=post.tracks,
        stages=post.stages,
        subjects=tuple(sorted(rng.sample(SUBJECTS, rng.choice((1, 1, 2))))),
        preservice_hours=policy.certificate.preservice_hours + rng.randrange(0, 24, 4),
        days_per_year=rng.choice((30, 36, 40, None)) if part_time else None,
        days_per_month=rng.choice((5, 6, None)) if part_time else None,
        department=_department(post, rng),
    )


def _department(post: Post, rng: Random) -> str:
    if Track.GOVERNMENTS in post.tracks and post.employment is Employment.PART_TIME:
        return rng.choice(words.DEPARTMENTS)
    return "教育督导室" if post.employment is Employment.FULL_TIME else ""


def _certified(
    made: Sequence[Inspector],
    targets: Sequence[Target],
    policy: Policy,
    year: int,
    rng: Random,
) -> tuple[Inspector, ...]:
    """Certificates for years; for a few who can hold no zone, for part of the planned year only.

    A zone whose holder is certified for part of the year could not be visited every month.
    """
    needed = policy.certificate.required_of
    free = unzoned(made, targets, policy) if len(made) >= SMALL_OFFICE else []
    few = {p.id for p in rng.sample(free, min(len(free), math.ceil(len(made) / 16)))}
    certified = []
    for n, person in enumerate(made):
        if not needed.matches(person):
            certified.append(person)
            continue
        start = date(year - rng.randint(1, 2), rng.randint(1, 12), rng.randint(1, 28))
        until = date(year + 1, start.month, start.day)
        if person.id in few and n % 2:
            start, until = date(year - 3, rng.randint(4, 10), 1), date(year, rng.randint(4, 10), 15)
        elif person.id in few:
            start, until = date(year, rng.randint(2, 4), 1), date(year + 3, 1, 31)
        certified.append(
            person.model_copy(update={"certificate_from": start, "certificate_until": until})
        )
    return tuple(certified)


def _short_ranged(
    made: Sequence[Inspector], targets: Sequence[Target], rng: Random
) -> tuple[Inspector, ...]:
    """Let some part-timers travel no farther than to most of the targets."""
    if len(made) < SMALL_OFFICE:
        return tuple(made)
    ranged = []
    for person in made:
        if person.employment is Employment.PART_TIME and rng.random() < SHORT_RANGED:
            some = targets[:: max(1, len(targets) // SURVEYED)]
            ways = sorted(distance_km((person.lon, person.lat), (t.lon, t.lat)) for t in some)
            far = DETOUR * ways[int(REACHED * (len(ways) - 1))]
            ranged.append(person.model_copy(update={"max_travel_km": 5.0 * math.ceil(far / 5 + 1)}))
        else:
            ranged.append(person)
    return tuple(ranged)


def _approved(expert: Inspector, policy: Policy, year: int) -> Inspector:
    """Members of third-party bodies with the dates of their approval, where the policy asks.

    Source: `nm.7`.
    """
    if policy.third_party is None or not policy.third_party.required_of.matches(expert):
        return expert
    dates = {"certificate_from": date(year - 1, 1, 1), "certificate_until": date(year + 1, 12, 31)}
    return expert.model_copy(update=dates)


def _expert(
    number: int, name: str, homes: _Homes, elsewhere: Sequence[Region], rng: Random
) -> Inspector:
    """An expert of one or two pools; every third one comes from another county."""
    pool = list(Pool)[(number - 1) % len(Pool)]
    pools = (pool, Pool.PRIVATE) if pool is not Pool.PRIVATE and rng.random() < 0.3 else (pool,)
    region, lon, lat = homes.new()
    if elsewhere and number % 3 == 0:
        away = rng.choice(elsewhere)
        region = away.id
        lon, lat = offset(away.lon or lon, away.lat or lat, rng.gauss(0, 1), rng.gauss(0, 1))
    return Inspector(
        id=f"E{number:02d}",
        name=name,
        region=region,
        lon=lon,
        lat=lat,
        employment=Employment.EXPERT,
        grade=rng.choice((3, 4, 5)),
        tracks=(Track.SCHOOLS, Track.EVALUATION),
        stages=EXPERT_STAGES[pool],
        subjects=tuple(sorted(rng.sample(SUBJECTS, 2))),
        days_per_year=rng.choice((12, 15, 20)),
        days_per_month=rng.choice((3, 4)),
        pools=pools,
        third_party=rng.choice(words.THIRD_PARTIES) if number % 4 == 0 else "",
    )
