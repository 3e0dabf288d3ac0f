"""A city or league over its counties: their governments, schools and training institutions."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random
from typing import NamedTuple

from models.inspector import Employment, Inspector, Track
from models.policy import Policy
from models.region import Level, Region
from models.target import Government, School, Stage, Target, TrainingInstitution
from scenarios.generate import words
from scenarios.generate.geography import County, make_county, offset
from scenarios.generate.landscapes import Landscape, Prefecture
from scenarios.generate.names import Names
from scenarios.generate.people import Staff, generate_people
from scenarios.generate.targets import Setting, make_schools, stage_counts, stages_of_county

OWN_SHARE = 0.08
OWN_STAGES = (
    Stage.SENIOR_SECONDARY,
    Stage.SECONDARY_VOCATIONAL,
    Stage.SPECIAL,
    Stage.PRIMARY,
    Stage.KINDERGARTEN,
    Stage.JUNIOR_SECONDARY,
)
SCHOOLS_PER_INSPECTOR = 2.5
LEAST_INSPECTORS = 24
SPARE_CHECKERS = 2
"""People a county has for cross-checks beyond those of one team."""
NOT_TAUGHT = (Stage.SPECIAL, Stage.SECONDARY_VOCATIONAL)


class Place(NamedTuple):
    """The office's region, all regions, and what is inspected."""

    office: Region
    regions: tuple[Region, ...]
    targets: tuple[Target, ...]


def make_prefecture(
    land: Prefecture, policy: Policy, schools: int, year: int, rng: Random
) -> Place:
    """Make up the counties and exactly so many schools, some of them the prefecture's own."""
    own = round(OWN_SHARE * schools)
    number = len(land.counties)
    names = Names(rng)
    regions: list[Region] = []
    targets: list[Target] = []
    for n in range(number):
        county_land = _landscape(land, n)
        share = (schools - own) // number + (n < (schools - own) % number)
        county = make_county(county_land, max(1, share), rng)
        setting = Setting(county_land, county, year)
        regions += [county.office, *(t.region for t in county.towns)]
        counts = _counts(share, n, policy)
        made = list(make_schools(setting, counts, names, rng, first=100 * (n + 1) + 1))
        if n == 0:
            office = county.office.model_copy(update={"name": land.name})
            seat = replace(setting, county=replace(county, office=office))
            made += make_own_schools(seat, own, names, rng)
        targets += [*made, _government(county, n, rng)]
        targets += make_institutions(county, land.institutions, n, names, rng)
    above = _above(land)
    return Place(above[-1], (*above, *regions), tuple(targets))


def prefecture_staff(
    place: Place, policy: Policy, *, year: int, seed: int, inspectors: int | None = None
) -> Staff:
    """People of the prefecture's office, who live all over it, and of other departments."""
    schools = sum(t.kind == "school" for t in place.targets)
    usual = max(LEAST_INSPECTORS, math.ceil(schools / SCHOOLS_PER_INSPECTOR))
    staff = generate_people(
        place.targets,
        place.regions,
        policy,
        office=place.office.id,
        year=year,
        seed=seed,
        inspectors=inspectors or usual,
    )
    own = [p.model_copy(update={"level": Level.PREFECTURE}) for p in staff.inspectors]
    guests = (*_liaisons(place, policy, seed), *_checkers(place, policy, year, seed))
    return staff.model_copy(update={"inspectors": (*own, *guests)})


def _landscape(land: Prefecture, number: int) -> Landscape:
    """What the county of that number looks like, and where it lies on the ring."""
    angle = 2 * math.pi * number / max(1, len(land.counties) - 1)
    east, north = (land.ring_km * math.sin(angle), land.ring_km * math.cos(angle))
    lon, lat = offset(land.county.lon, land.county.lat, *((east, north) if number else (0, 0)))
    return replace(
        land.county,
        code=f"{land.code}{91 + number}",
        county=land.counties[number],
        seat=land.seats[number],
        lon=lon,
        lat=lat,
        towns=land.county.towns[number :: len(land.counties)],
    )


def _above(land: Prefecture) -> tuple[Region, ...]:
    (province, name), _ = land.county.above
    return (
        Region(id=province, name=name, level=Level.PROVINCE),
        Region(
            id=land.code,
            name=land.name,
            level=Level.PREFECTURE,
            parent=province,
            lon=land.county.lon,
            lat=land.county.lat,
        ),
    )


def _counts(schools: int, number: int, policy: Policy) -> dict[Stage, int]:
    """Schools by stage; every second county has a vocational school in place of a primary one."""
    allowed = stages_of_county(policy) - set(NOT_TAUGHT)
    counts = stage_counts(schools, frozenset(allowed)) if schools else dict.fromkeys(Stage, 0)
    if number % 2 and counts[Stage.PRIMARY] > 2:
        counts[Stage.PRIMARY] -= 1
        counts[Stage.SECONDARY_VOCATIONAL] += 1
    return counts


def make_own_schools(setting: Setting, number: int, names: Names, rng: Random) -> Iterator[School]:
    """Schools that belong to the prefecture, in its seat, named after the county of `setting`."""
    counts = {s: len(range(n, number, len(OWN_STAGES))) for n, s in enumerate(OWN_STAGES)}
    for school in make_schools(setting, counts, names, rng, first=1):
        yield school.model_copy(update={"level": Level.PREFECTURE})


def _government(county: County, number: int, rng: Random) -> Government:
    seat = county.towns[0]
    return Government(
        id=f"G{number + 1:02d}",
        name=f"{county.office.name}人民政府",
        region=county.office.id,
        lon=seat.lon,
        lat=seat.lat,
        level=Level.COUNTY,
        risk=round(100 * rng.betavariate(1.6, 4.5), 1),
        reports=rng.randrange(6),
    )


def make_institutions(
    county: County, number: int, of_county: int, names: Names, rng: Random
) -> Iterator[TrainingInstitution]:
    """Off-campus training institutions, most of them in the seat."""
    for n in range(number):
        town = county.towns[0] if n < number - 1 else rng.choice(county.towns)
        lon, lat = offset(town.lon, town.lat, rng.gauss(0, 0.8), rng.gauss(0, 0.8))
        yield TrainingInstitution(
            id=f"X{of_county + 1}{n + 1:02d}",
            name=names.new(f"{county.office.name}{{}}培训学校", words.INSTITUTIONS),
            region=town.region.id,
            lon=lon,
            lat=lat,
            enrolment=rng.randrange(20, 260, 10),
            risk=round(100 * rng.betavariate(2, 3), 1),
            reports=rng.randrange(8),
        )


def _checkers(place: Place, policy: Policy, year: int, seed: int) -> Iterator[Inspector]:
    """People of each county who go to the others' cross-checks, where a policy has these.

    Source: `sj.3.4`.
    """
    rng = Random(f"checkers {seed}")
    sizes = [p.team.size for p in policy.programmes if p.exchange and p.level is Level.PREFECTURE]
    counties = [r for r in place.regions if r.level is Level.COUNTY]
    for number, county in enumerate(counties if sizes else (), 1):
        for n in range(1, max(sizes) + SPARE_CHECKERS + 1):
            yield Inspector(
                id=f"B{number}{n:02d}",
                name=rng.choice(words.SURNAMES) + "".join(rng.sample(words.GIVEN, 2)),
                region=county.id,
                lon=county.lon or 0,
                lat=county.lat or 0,
                employment=Employment.FULL_TIME,
                level=Level.COUNTY,
                grade=2,
                tracks=(Track.GOVERNMENTS,),
                certificate_from=date(year - 1, 1, 1),
                certificate_until=date(year + 1, 12, 31),
            )


def _liaisons(place: Place, policy: Policy, seed: int) -> Iterator[Inspector]:
    """People of the departments that a policy's joint teams ask for; they hold no office.

    Source: `sj.3.3`.
    """
    rng = Random(f"liaisons {seed}")
    asked = {
        name
        for programme in policy.programmes
        for need in programme.team.needs
        for name in need.who.departments
    }
    towns = [r for r in place.regions if r.level is Level.TOWNSHIP]
    for number, department in enumerate(2 * sorted(asked), 1):
        home = rng.choice(towns)
        yield Inspector(
            id=f"M{number:02d}",
            name=rng.choice(words.SURNAMES) + "".join(rng.sample(words.GIVEN, 2)),
            region=home.id,
            lon=home.lon or 0,
            lat=home.lat or 0,
            employment=Employment.EXPERT,
            level=Level.PREFECTURE,
            grade=2,
            tracks=(Track.SCHOOLS, Track.GOVERNMENTS),
            stages=(Stage.PRIMARY, Stage.JUNIOR_SECONDARY),
            days_per_year=rng.choice((10, 15)),
            department=department,
        )
