"""What keeps made-up people from some visits: interests in targets, and leave."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from models.inspector import Employment, Inspector, Interest, InterestKind, Leave
from models.policy import Policy
from models.target import Stage, Target

TIES_PER_SCHOOL = 2
LEAVE_MONTHS = (3, 4, 5, 7, 8, 9, 10, 11, 12)
LEAVE_REASONS = ("年休假", "病假", "外出学习", "家事")
LEAST_FREE = 3
SURVEYED = 100


def make_interests(
    people: Sequence[Inspector],
    targets: Sequence[Target],
    policy: Policy,
    year: int,
    rng: Random,
) -> tuple[Interest, ...]:
    """About two interests a school; enough people without one are left for every target.

    Part-timers work at a school now, others worked at one before; the rest are relatives, own
    children and declared interests.
    """
    book = _Book(people, targets, policy)
    schools = [t for t in targets if t.kind == "school"]
    by_region: dict[str, list[Target]] = {}
    for near in schools:
        by_region.setdefault(near.region, []).append(near)
    for person in people:
        if not schools or person.employment is Employment.EXPERT:
            continue
        school = _near(person, by_region.get(person.region, schools), rng)
        if person.employment is Employment.PART_TIME:
            start = date(year - rng.randint(4, 20), 9, 1)
            book.add(person, school, InterestKind.EMPLOYER, start, None)
        else:
            book.add(person, school, InterestKind.EMPLOYER, *_past(year, rng))
    rest = TIES_PER_SCHOOL * len(schools) - len(book.interests)
    kinds = (InterestKind.RELATIVE, InterestKind.CHILD, InterestKind.DECLARED)
    for _ in range(max(0, rest)):
        person, target = rng.choice(people), rng.choice(targets)
        kind = rng.choices((InterestKind.EMPLOYER, *kinds), (3, 4, 2, 1))[0]
        if target.kind != "school" and kind is InterestKind.CHILD:
            kind = InterestKind.RELATIVE
        if kind is InterestKind.EMPLOYER:
            book.add(person, target, kind, *_past(year, rng))
        elif kind is InterestKind.CHILD:
            book.add(person, target, kind, None, date(year + rng.randint(0, 4), 7, 15))
        else:
            book.add(person, target, kind, None, None)
    return tuple(book.interests)


class _Book:
    """The interests made so far, refusing any that would leave a target too few people."""

    def __init__(
        self, people: Sequence[Inspector], targets: Sequence[Target], policy: Policy
    ) -> None:
        self.interests: list[Interest] = []
        self._pairs: set[tuple[str, str]] = set()
        self._bound: Counter[str] = Counter()
        self._free: dict[tuple[str, Employment], int] = {}
        self._counted: dict[tuple[Employment, str, tuple[Stage, ...]], int] = {}
        self._most = max(1, len(targets) // 6)
        self._people = people
        self._policy = policy

    def add(
        self,
        person: Inspector,
        target: Target,
        kind: InterestKind,
        start: date | None,
        until: date | None,
    ) -> None:
        pair = (person.id, target.id)
        if pair in self._pairs or self._bound[person.id] >= self._most:
            return
        if person.qualified_for(target) and not self._take(person, target):
            return
        self._pairs.add(pair)
        self._bound[person.id] += 1
        self.interests.append(
            Interest(inspector=person.id, target=target.id, kind=kind, start=start, until=until)
        )

    def _take(self, person: Inspector, target: Target) -> bool:
        key = (target.id, person.employment)
        if key not in self._free:
            self._free[key] = self._qualified(person.employment, target)
        if self._free[key] <= LEAST_FREE:
            return False
        self._free[key] -= 1
        return True

    def _qualified(self, employment: Employment, target: Target) -> int:
        """People of this employment qualified for targets of this kind and stage."""
        like = (employment, target.kind, target.stage_parts)
        if like not in self._counted:
            self._counted[like] = sum(
                p.employment is employment and p.qualified_for(target) for p in self._people
            )
        return self._counted[like]


def _near(person: Inspector, schools: Sequence[Target], rng: Random) -> Target:
    """One of the closest schools the person would know."""
    some = schools[:: max(1, len(schools) // SURVEYED)]
    few = sorted(some, key=lambda s: (abs(s.lon - person.lon) + abs(s.lat - person.lat), s.id))
    return rng.choice(few[:6])


def _past(year: int, rng: Random) -> tuple[date, date]:
    """First and last day of a post left some years ago, or lately."""
    until = date(year - rng.randint(1, 7), rng.choice((1, 7, 8)), 31)
    return date(until.year - rng.randint(3, 15), 9, 1), until


def make_leave(people: Sequence[Inspector], year: int, rng: Random) -> tuple[Leave, ...]:
    """A week at most at a time, so that no month is lost to anybody who visits monthly."""
    leave = []
    for person in people:
        if person.employment is Employment.EXPERT:
            continue
        for month in rng.sample(LEAVE_MONTHS, rng.choice((0, 0, 1, 1, 2))):
            start = date(year, month, rng.randint(1, 24))
            end = start + timedelta(rng.randint(0, 5))
            leave.append(
                Leave(inspector=person.id, start=start, end=end, reason=rng.choice(LEAVE_REASONS))
            )
    return tuple(leave)
