"""A province with its prefectures and counties: an office at each level, with what it inspects."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from models.inspector import Inspector
from models.policy import Policy
from models.problem import Problem
from models.region import Level, Region
from models.target import Government, School, Stage, Target
from scenarios.generate.calendars import school_calendar
from scenarios.generate.divisions import MOST, MOST_COUNTIES, Division, Seat, made_up_divisions
from scenarios.generate.geography import County, make_county, offset
from scenarios.generate.indicators import make_indicators
from scenarios.generate.landscapes import Landscape
from scenarios.generate.names import Names
from scenarios.generate.people import Staff, generate_people
from scenarios.generate.posts import exactly, meet_share, posts_needed, zones_least
from scenarios.generate.prefecture import make_institutions, make_own_schools
from scenarios.generate.provinces import Province, province_of
from scenarios.generate.targets import (
    Setting,
    make_governments,
    make_schools,
    stage_counts,
    stages_of_county,
)
from scenarios.generate.together import joint_pools, past_checks
from scenarios.generate.words import UNIVERSITIES
from scenarios.policies import load_policy, with_programmes

NOTE = "学校、乡镇、人员和各项数据均为虚构。Schools, townships, people and all figures are made up."
OWN_SHARE = 0.03
LEAST_OWN = 6
SCHOOLS_PER_UNIVERSITY = 400
INSTITUTIONS = 4
LEAST_STAFF = 8
LEAST_STAFF_ABOVE = 12
ZONE_RESERVE = 1
EXPERTS = {Level.COUNTY: 4, Level.PREFECTURE: 6, Level.PROVINCE: 12}
WEIGHT = {"区": 1.3, "市": 1.2}
SPREAD = {"区": 0.3, "市": 0.6}


@dataclass(frozen=True)
class Ground:
    """What all parts of a province share while they are made."""

    land: Province
    policy: Policy
    year: int
    seed: int
    schools_per_inspector: float | None

    def rng(self, *what: str) -> Random:
        """Random numbers of one part, which do not depend on the other parts."""
        return Random(" ".join((*what, str(self.seed))))

    def rules(self, level: Level) -> Policy:
        """The policy as it binds an office of that level."""
        staffing = self.policy.staffing
        return self.policy.model_copy(
            update={
                "programmes": tuple(p for p in self.policy.programmes if p.level is level),
                "staffing": staffing.model_copy(
                    update={
                        "ratios": tuple(
                            r for r in staffing.ratios if level in (r.offices or Level)
                        ),
                        "shares": tuple(
                            s for s in staffing.shares if level in (s.offices or Level)
                        ),
                    }
                ),
            }
        )


NOBODY = Staff(inspectors=(), interests=(), leave=(), history=())


@dataclass(frozen=True)
class Part:
    """The regions, targets and people of one office."""

    regions: tuple[Region, ...] = ()
    targets: tuple[Target, ...] = ()
    staff: Staff = NOBODY


def possible_numbers(schools: int, prefectures: int, counties: int) -> bool:
    """Whether a province of so many schools, prefectures and counties can be made up."""
    own = max(LEAST_OWN * prefectures, round(OWN_SHARE * schools))
    enough = schools - own - prefectures >= counties
    return enough and prefectures <= MOST and prefectures <= counties <= MOST_COUNTIES * prefectures


def generate_province(
    *,
    schools: int,
    seed: int,
    policy: str,
    also: Sequence[str] = (),
    year: int = 2027,
    divisions: Sequence[Division] | None = None,
    prefectures: int = 3,
    counties: int = 12,
    schools_per_inspector: float | None = None,
    id: str | None = None,
    name: str | None = None,
) -> Problem:
    """Make up a province: every county, prefecture and the province itself with an office.

    Equal arguments give equal problems. A level for which the policy has no programme gets no
    people.

    Parameters
    ----------
    schools
        Number of schools and kindergartens of counties and prefectures; universities and
        governments come on top.
    also
        Programmes of other packs, each `pack:programme`.
    divisions
        The prefectures and counties; by default so many `prefectures` and `counties` are made up.
    schools_per_inspector
        So many schools of a county to each of its inspectors; by default its inspectors are as
        many as the policy's staffing rules and the year's visits ask for.

    Raises
    ------
    ValueError
        When there are fewer schools than counties, or more counties than codes.
    """
    rules = with_programmes(load_policy(policy), also)
    land = province_of(policy)
    ground = Ground(land, rules, year, seed, schools_per_inspector)
    if divisions is None:
        divisions = made_up_divisions(land.shape, prefectures, counties, ground.rng("divisions"))
    own = _own_numbers(ground, divisions, schools)
    seats = [seat for division in divisions for seat in division.counties]
    numbers = _dealt(schools - sum(own), seats, ground.rng("numbers"))
    names = Names(ground.rng("names"))
    parts: list[Part] = []
    for division, number in zip(divisions, own, strict=True):
        made = [
            _county(ground, division, n, numbers[seat.code], names)
            for n, seat in enumerate(division.counties)
        ]
        if division.prefecture is not None:
            parts.append(_prefecture(ground, division, [c for c, _ in made], number, names))
        parts += [part for _, part in made]
    top = Region(id=land.code, name=land.name, level=Level.PROVINCE)
    head = head_of(ground, top, divisions, schools)
    return problem_of(
        ground,
        divisions,
        (head, *parts),
        office=land.code,
        id=id or f"province-{schools}-{seed}",
        name=name or f"{land.name}{year}年教育督导",
        note=NOTE,
    )


def problem_of(
    ground: Ground,
    divisions: Sequence[Division],
    parts: Iterable[Part],
    *,
    office: str,
    id: str,
    name: str,
    note: str,
) -> Problem:
    """The data set of all parts, with what their offices have together."""
    rules, year = ground.policy, ground.year
    everything = joined(parts)
    return Problem(
        id=id,
        name=name,
        office=office,
        fictional=True,
        note=note,
        regions=everything.regions,
        targets=everything.targets,
        inspectors=everything.staff.inspectors,
        interests=everything.staff.interests,
        leave=everything.staff.leave,
        history=everything.staff.history,
        joint_pools=joint_pools(divisions) if ground.rules(Level.COUNTY).programmes else (),
        past_checks=past_checks(divisions, rules, year, ground.rng("checks")),
        indicators=make_indicators(rules.indicators) if rules.indicators else (),
        policy=rules,
        programmes=rules.programmes,
        calendar=school_calendar(year, rules.training),
    )


def joined(parts: Iterable[Part]) -> Part:
    """All parts as one, in their order."""
    parts = tuple(parts)
    staffs = [part.staff for part in parts]
    return Part(
        tuple(r for p in parts for r in p.regions),
        tuple(t for p in parts for t in p.targets),
        Staff(
            inspectors=tuple(i for s in staffs for i in s.inspectors),
            interests=tuple(i for s in staffs for i in s.interests),
            leave=tuple(i for s in staffs for i in s.leave),
            history=tuple(v for s in staffs for v in s.history),
        ),
    )


def _own_numbers(ground: Ground, divisions: Sequence[Division], schools: int) -> list[int]:
    """How many schools each prefecture runs itself; none where it has no programmes."""
    active = ground.rules(Level.PREFECTURE).programmes
    number = max(LEAST_OWN, round(OWN_SHARE * schools / max(1, len(divisions))))
    return [number if active and d.prefecture is not None else 0 for d in divisions]


def _dealt(schools: int, seats: Sequence[Seat], rng: Random) -> dict[str, int]:
    """Schools by county: one for each, the rest by weights, towns more than the country."""
    if schools < len(seats):
        raise ValueError(f"{schools} schools are too few for {len(seats)} counties")
    weights = [(s.weight or WEIGHT.get(s.name[-1], 1)) * rng.uniform(0.6, 1.4) for s in seats]
    exact = [(schools - len(seats)) * w / sum(weights) for w in weights]
    numbers = [1 + math.floor(e) for e in exact]
    by_remainder = sorted(range(len(seats)), key=lambda n: -(exact[n] % 1))
    for n in by_remainder[: schools - sum(numbers)]:
        numbers[n] += 1
    return {seat.code: number for seat, number in zip(seats, numbers, strict=True)}


def _county(
    ground: Ground, division: Division, number: int, schools: int, names: Names
) -> tuple[County, Part]:
    """A county with so many schools, and its office."""
    seat = division.counties[number]
    rng = ground.rng("county", seat.code)
    land = _landscape(ground, division, number, schools)
    spread = land.spread_km * SPREAD.get(seat.name[-1], 0.8)
    county = make_county(land, schools, rng, spread)
    centre = county.office.model_copy(update={"name": land.seat})
    setting = Setting(land, replace(county, office=centre), ground.year)
    rules = ground.rules(Level.COUNTY)
    stages = stages_of_county(ground.policy) - {Stage.SECONDARY_VOCATIONAL}
    targets: list[Target] = [
        *make_schools(setting, stage_counts(schools, frozenset(stages)), names, rng),
        *make_governments(county, rules, rng),
    ]
    if any("training" in p.selection.targets.kinds for p in ground.policy.programmes):
        targets += make_institutions(county, INSTITUTIONS, number, names, rng)
    regions = (county.office, *(town.region for town in county.towns))
    above = government_of(ground, seat, Level.COUNTY)
    own = _named(seat.code, targets)
    wanted = ground.schools_per_inspector
    least = max(LEAST_STAFF, zones_least(own, rules) + ZONE_RESERVE)
    inspectors = None if wanted is None else max(least, round(schools / wanted))
    staff = office_staff(ground, seat, Level.COUNTY, own, regions, inspectors)
    return county, Part(regions, (*above, *own), staff)


def _landscape(ground: Ground, division: Division, number: int, schools: int) -> Landscape:
    """What a county looks like, with names of townships that no other of its prefecture has."""
    seat = division.counties[number]
    top = division.prefecture
    words = [a + b for a in ground.land.first for b in ground.land.second]
    ground.rng("towns", top.code if top else "").shuffle(words)
    size = len(words) // len(division.counties)
    towns = words[number * size : (number + 1) * size]
    above = ((ground.land.code, ground.land.name), *(((top.code, top.name),) if top else ()))
    return replace(
        ground.land.county,
        code=seat.code,
        county=seat.name,
        neighbour="",
        above=above,
        lon=seat.lon,
        lat=seat.lat,
        usual_schools=schools,
        seat=towns[0] + ("街道" if seat.name.endswith("区") else "镇"),
        towns=tuple(towns[1:]),
        first_town=900,
    )


def _prefecture(
    ground: Ground, division: Division, counties: Sequence[County], own: int, names: Names
) -> Part:
    """The prefecture's own schools, its government, and the office over its counties."""
    seat = division.prefecture
    assert seat is not None
    rng = ground.rng("prefecture", seat.code)
    region = region_of(seat, Level.PREFECTURE, ground.land.code)
    centre = counties[0]
    land = _landscape(ground, division, 0, own)
    office = centre.office.model_copy(update={"name": centre.towns[0].region.name})
    setting = Setting(land, replace(centre, office=office), ground.year)
    schools = _named(seat.code, make_own_schools(setting, own, names, rng))
    governments = [g for c in division.counties for g in government_of(ground, c, Level.COUNTY)]
    staff = office_staff(
        ground,
        seat,
        Level.PREFECTURE,
        (*schools, *governments),
        (region, *(c.office for c in counties), *(t.region for t in centre.towns)),
    )
    government = government_of(ground, seat, Level.PREFECTURE)
    return Part((region,), (*government, *schools), staff)


def head_of(ground: Ground, top: Region, divisions: Sequence[Division], schools: int) -> Part:
    """The province's universities and the office over all governments below it."""
    rng = ground.rng("province")
    counties = [c for d in divisions for c in d.counties]
    seats = [d.prefecture for d in divisions if d.prefecture is not None]
    universities = _named(top.id, _universities(ground, seats or counties, counties, schools, rng))
    level = Level.PROVINCE
    targets: list[Target] = [*universities]
    for seat in seats:
        targets += government_of(ground, seat, Level.PREFECTURE)
    for seat in counties:
        targets += government_of(ground, seat, Level.COUNTY)
    rules = ground.rules(level)
    concerned = [
        t
        for t in targets
        if t.level is level or any(p.selection.targets.matches(t) for p in rules.programmes)
    ]
    regions = [top, *(region_of(s, Level.PREFECTURE, top.id) for s in seats)]
    regions += [region_of(c, Level.COUNTY, top.id) for c in counties]
    staff = office_staff(ground, Seat(top.id, top.name, 0, 0), level, concerned, regions)
    return Part((top,), universities, staff)


def region_of(seat: Seat, level: Level, parent: str) -> Region:
    """The region of a seat."""
    return Region(
        id=seat.code, name=seat.name, level=level, parent=parent, lon=seat.lon, lat=seat.lat
    )


def government_of(ground: Ground, seat: Seat, level: Level) -> Iterator[Government]:
    """The government itself, where an office above it has a programme that concerns it."""
    rng = ground.rng("government", seat.code)
    made = Government(
        id=f"{seat.code}-G00",
        name=f"{seat.name}人民政府",
        region=seat.code,
        lon=seat.lon,
        lat=seat.lat,
        level=level,
        risk=round(100 * rng.betavariate(1.6, 4.5), 1),
        reports=rng.randrange(6),
    )
    if any(
        p.level.rank < level.rank and p.selection.targets.matches(made)
        for p in ground.policy.programmes
    ):
        yield made


def _universities(
    ground: Ground, seats: Sequence[Seat], counties: Sequence[Seat], schools: int, rng: Random
) -> Iterator[School]:
    """Universities in the larger places, where the policy gives them to the province."""
    given = any(Stage.UNIVERSITY in r.targets.stages for r in ground.policy.jurisdiction)
    for n in range(max(2, schools // SCHOOLS_PER_UNIVERSITY) if given else 0):
        seat = seats[n % min(len(seats), 4)]
        lon, lat = offset(seat.lon, seat.lat, rng.gauss(0, 4), rng.gauss(0, 4))
        region = next((c.code for c in counties if c.code.startswith(seat.code)), seat.code)
        lap, word = divmod(n, len(UNIVERSITIES))
        yield School(
            id=f"U{n + 1:02d}",
            name=f"{UNIVERSITIES[word]}{'第' + str(lap + 1) if lap else ''}学院",
            region=region,
            lon=lon,
            lat=lat,
            level=Level.PROVINCE,
            stage=Stage.UNIVERSITY,
            enrolment=rng.randrange(3000, 24000, 50),
            risk=round(100 * rng.betavariate(1.6, 4.5), 1),
        )


def _named(code: str, targets: Iterable[Target]) -> tuple[Target, ...]:
    """The targets with ids that no other part of the province has."""
    return tuple(t.model_copy(update={"id": f"{code}-{t.id}"}) for t in targets)


def office_staff(
    ground: Ground,
    seat: Seat,
    level: Level,
    targets: Sequence[Target],
    regions: Sequence[Region],
    inspectors: int | None = None,
) -> Staff:
    """The people of an office; nobody where the policy has no programme for it."""
    rules = ground.rules(level)
    if not rules.programmes or not targets:
        return NOBODY
    posts = posts_needed(targets, rules, regions)
    least = LEAST_STAFF if level is Level.COUNTY else LEAST_STAFF_ABOVE
    posts = exactly(posts, inspectors or max(least, len(posts)))
    for share in rules.staffing.shares:
        posts = meet_share(share, posts)
    staff = generate_people(
        targets,
        regions,
        rules,
        office=seat.code,
        year=ground.year,
        seed=f"{ground.seed} {seat.code}",
        posts=posts,
        experts=EXPERTS[level],
    )
    return _of_office(staff, seat.code, level)


def _of_office(staff: Staff, code: str, level: Level) -> Staff:
    """The staff with ids that no other office has, serving at its level."""

    def name(person: Inspector) -> Inspector:
        return person.model_copy(update={"id": f"{code}-{person.id}", "level": level})

    return Staff(
        inspectors=tuple(map(name, staff.inspectors)),
        interests=tuple(
            i.model_copy(update={"inspector": f"{code}-{i.inspector}"}) for i in staff.interests
        ),
        leave=tuple(
            x.model_copy(update={"inspector": f"{code}-{x.inspector}"}) for x in staff.leave
        ),
        history=tuple(
            v.model_copy(update={"inspectors": tuple(f"{code}-{i}" for i in v.inspectors)})
            for v in staff.history
        ),
    )
