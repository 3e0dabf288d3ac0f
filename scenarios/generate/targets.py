"""Made-up schools, kindergartens, township governments and departments of a county."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from models.policy import Policy
from models.region import Level
from models.target import (
    Government,
    Locality,
    Organ,
    School,
    Sector,
    Stage,
)
from scenarios.generate import words
from scenarios.generate.facts import make_facts
from scenarios.generate.geography import County, Town, offset
from scenarios.generate.landscapes import Landscape
from scenarios.generate.names import Names, name_school

SHARES = {
    Stage.KINDERGARTEN: 0.45,
    Stage.PRIMARY: 0.31,
    Stage.NINE_YEAR: 0.08,
    Stage.JUNIOR_SECONDARY: 0.11,
    Stage.SENIOR_SECONDARY: 0.03,
    Stage.COMPLETE_SECONDARY: 0.02,
}
PRIVATE_SHARE = {Stage.KINDERGARTEN: 0.6, Stage.PRIMARY: 0.05, Stage.NINE_YEAR: 0.12}


def stage_counts(schools: int, allowed: frozenset[Stage]) -> dict[Stage, int]:
    """So many schools by stage, in the proportions of a Chinese county."""
    counts = dict.fromkeys(Stage, 0)
    for single in (Stage.SPECIAL, Stage.SECONDARY_VOCATIONAL):
        if single in allowed and schools >= 20:
            counts[single] = max(1, schools // 250)
    rest = schools - sum(counts.values())
    exact = {s: rest * p for s, p in SHARES.items() if s in allowed}
    scale = rest / sum(exact.values()) if exact else 0
    for stage, number in exact.items():
        counts[stage] += math.floor(number * scale)
    by_remainder = sorted(exact, key=lambda s: -(exact[s] * scale % 1))
    for stage in by_remainder[: schools - sum(counts.values())]:
        counts[stage] += 1
    return counts


def stages_of_county(policy: Policy) -> frozenset[Stage]:
    """Stages that the policy does not give to an office of another level."""
    barred = {
        stage
        for rule in policy.jurisdiction
        if Level.COUNTY not in rule.levels and not rule.targets.levels
        for stage in rule.targets.stages
    }
    return frozenset(set(Stage) - barred - {Stage.UNIVERSITY})


@dataclass(frozen=True)
class Setting:
    """Where and when schools are made up."""

    land: Landscape
    county: County
    year: int


def make_schools(
    setting: Setting, counts: Mapping[Stage, int], names: Names, rng: Random, first: int = 1
) -> tuple[School, ...]:
    """Make up exactly so many schools and kindergartens of each stage, numbered from `first`."""
    made: list[School] = []
    for stage, count in counts.items():
        for town, locality in _places(stage, count, setting.county, rng):
            number = len(made) + first
            made.append(
                _school(setting, stage, number, town=town, locality=locality, names=names, rng=rng)
            )
    return tuple(made)


def _places(
    stage: Stage, count: int, county: County, rng: Random
) -> Iterator[tuple[Town, Locality]]:
    """Where the schools of a stage lie: one in each township first, then by number of people."""
    seat, *others = county.towns
    central = stage in {
        Stage.SENIOR_SECONDARY,
        Stage.COMPLETE_SECONDARY,
        Stage.SECONDARY_VOCATIONAL,
        Stage.SPECIAL,
    }
    weights = [t.weight for t in county.towns]
    for n in range(count):
        if central:
            in_seat = n < 3 or rng.random() < 0.5
            yield (seat, Locality.URBAN) if in_seat else (rng.choice(others), Locality.TOWNSHIP)
        elif n < min(len(others), count * 2 // 3):
            yield others[n], Locality.TOWNSHIP
        else:
            town = rng.choices(county.towns, weights)[0]
            if town is seat:
                yield town, Locality.URBAN if rng.random() < 0.85 else Locality.RURAL
            else:
                yield town, Locality.RURAL if rng.random() < 0.7 else Locality.TOWNSHIP


def _school(
    setting: Setting,
    stage: Stage,
    number: int,
    *,
    town: Town,
    locality: Locality,
    names: Names,
    rng: Random,
) -> School:
    at_village = 0.6 if locality is Locality.RURAL else 1
    private = rng.random() < PRIVATE_SHARE.get(stage, 0.02) * at_village
    sector = Sector.PRIVATE if private else Sector.PUBLIC
    lon, lat = _site(town, locality, setting.land, rng)
    facts = make_facts(stage, sector, locality, setting.year, rng)
    place = town.region.name if town is not setting.county.towns[0] else setting.county.office.name
    return School(
        id=f"S{number:03d}",
        name=name_school(stage, sector, locality, place, names),
        region=town.region.id,
        lon=lon,
        lat=lat,
        stage=stage,
        sector=sector,
        locality=locality,
        enrolment=facts.enrolment,
        term_end=facts.term_end,
        risk=facts.risk,
        reports=facts.reports,
    )


def _site(town: Town, locality: Locality, land: Landscape, rng: Random) -> tuple[float, float]:
    if locality is Locality.RURAL:
        along = rng.choice((-1, 1)) * rng.uniform(0.35, 1) * land.rural_reach_km
        angle = math.radians(town.heading + rng.gauss(0, 18))
        return offset(town.lon, town.lat, along * math.sin(angle), along * math.cos(angle))
    width = 1.3 if locality is Locality.URBAN else 0.5
    return offset(town.lon, town.lat, rng.gauss(0, width), rng.gauss(0, width))


def make_governments(county: County, policy: Policy, rng: Random) -> tuple[Government, ...]:
    """The townships' governments and the county's departments."""
    townships = [
        Government(
            id=f"G{n:02d}",
            name=f"{town.region.name}人民政府",
            region=town.region.id,
            lon=town.lon,
            lat=town.lat,
            level=Level.TOWNSHIP,
            risk=round(100 * rng.betavariate(1.6, 4.5), 1),
        )
        for n, town in enumerate(county.towns, 1)
    ]
    seat = county.towns[0]
    departments = []
    for n, name in enumerate(words.DEPARTMENTS[:6], 1):
        lon, lat = offset(seat.lon, seat.lat, rng.gauss(0, 0.6), rng.gauss(0, 0.6))
        departments.append(
            Government(
                id=f"D{n:02d}",
                name=f"{county.office.name}{name}",
                region=seat.region.id,
                lon=lon,
                lat=lat,
                level=Level.COUNTY,
                organ=Organ.DEPARTMENT,
                risk=round(100 * rng.betavariate(1.6, 4.5), 1),
            )
        )
    inspected = any("government" in p.selection.targets.kinds for p in policy.programmes)
    return (*townships, *departments) if inspected else ()
