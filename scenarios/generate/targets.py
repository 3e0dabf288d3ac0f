"""Made-up schools, kindergartens, township governments and departments of a county."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
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
from scenarios.generate.geography import County, Town, offset
from scenarios.generate.landscapes import Landscape

SHARES = {
    Stage.KINDERGARTEN: 0.45,
    Stage.PRIMARY: 0.31,
    Stage.NINE_YEAR: 0.08,
    Stage.JUNIOR_SECONDARY: 0.11,
    Stage.SENIOR_SECONDARY: 0.03,
    Stage.COMPLETE_SECONDARY: 0.02,
}
MEDIAN_ENROLMENT = {
    Stage.KINDERGARTEN: (270, 170, 60),
    Stage.PRIMARY: (1050, 450, 120),
    Stage.NINE_YEAR: (1000, 650, 300),
    Stage.JUNIOR_SECONDARY: (1250, 600, 280),
    Stage.SENIOR_SECONDARY: (1900, 1200, 800),
    Stage.COMPLETE_SECONDARY: (1700, 1100, 700),
    Stage.SECONDARY_VOCATIONAL: (1400, 900, 600),
    Stage.SPECIAL: (90, 60, 40),
}
PRIVATE_SHARE = {Stage.KINDERGARTEN: 0.6, Stage.PRIMARY: 0.05, Stage.NINE_YEAR: 0.12}
TERM_ENDS = ((1, 31, 2), (4, 30, 1), (7, 31, 6), (8, 31, 4), (11, 30, 1))
TERM_END_SHARE = 0.2


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


@dataclass
class _Names:
    """Names that have not been given yet."""

    rng: Random
    used: set[str] = field(default_factory=set)

    def new(self, form: str, choices: tuple[str, ...]) -> str:
        for _ in range(2 * len(choices)):
            name = form.format(self.rng.choice(choices))
            if name not in self.used:
                break
        else:
            name = next(self._numbered(form, self.rng.choice(choices)))
        self.used.add(name)
        return name

    def _numbered(self, form: str, word: str) -> Iterator[str]:
        number = 2
        while True:
            name = form.format(f"{word}第{number}")
            if name not in self.used:
                yield name
            number += 1

    def series(self, form: str) -> str:
        """The first free of …第一…, …第二…."""
        number = 1
        while (name := form.format(_numeral(number))) in self.used:
            number += 1
        self.used.add(name)
        return name


def _numeral(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return f"{digits[tens] if tens > 1 else ''}十{digits[ones] if ones else ''}"


@dataclass(frozen=True)
class Setting:
    """Where and when schools are made up."""

    land: Landscape
    county: County
    year: int


def make_schools(setting: Setting, policy: Policy, schools: int, rng: Random) -> tuple[School, ...]:
    """Make up exactly so many schools and kindergartens."""
    names = _Names(rng)
    made: list[School] = []
    for stage, count in stage_counts(schools, stages_of_county(policy)).items():
        for town, locality in _places(stage, count, setting.county, rng):
            number = len(made) + 1
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
    names: _Names,
    rng: Random,
) -> School:
    at_village = 0.6 if locality is Locality.RURAL else 1
    private = rng.random() < PRIVATE_SHARE.get(stage, 0.02) * at_village
    sector = Sector.PRIVATE if private else Sector.PUBLIC
    lon, lat = _site(town, locality, setting.land, rng)
    risk = round(100 * rng.betavariate(1.6, 4.2) * (1.2 if private else 1), 1)
    place = town.region.name if town is not setting.county.towns[0] else setting.county.office.name
    return School(
        id=f"S{number:03d}",
        name=_name(stage, sector, locality, place, names),
        region=town.region.id,
        lon=lon,
        lat=lat,
        stage=stage,
        sector=sector,
        locality=locality,
        enrolment=_enrolment(stage, locality, rng),
        term_end=_term_end(setting.year, rng),
        risk=min(risk, 100),
        reports=sum(rng.random() < risk / 150 for _ in range(6)),
    )


def _site(town: Town, locality: Locality, land: Landscape, rng: Random) -> tuple[float, float]:
    if locality is Locality.RURAL:
        along = rng.choice((-1, 1)) * rng.uniform(0.35, 1) * land.rural_reach_km
        angle = math.radians(town.heading + rng.gauss(0, 18))
        return offset(town.lon, town.lat, along * math.sin(angle), along * math.cos(angle))
    width = 1.3 if locality is Locality.URBAN else 0.5
    return offset(town.lon, town.lat, rng.gauss(0, width), rng.gauss(0, width))


def _enrolment(stage: Stage, locality: Locality, rng: Random) -> int:
    median = MEDIAN_ENROLMENT[stage][list(Locality).index(locality)]
    return max(12, round(median * math.exp(rng.gauss(0, 0.34))))


def _term_end(year: int, rng: Random) -> date:
    """End of the head's term: in the planned year for some, in the three years after for others."""
    ends = year if rng.random() < TERM_END_SHARE else year + rng.randint(1, 3)
    month, day, _ = rng.choices(TERM_ENDS, [w for *_, w in TERM_ENDS])[0]
    return date(ends, month, day)


def _name(stage: Stage, sector: Sector, locality: Locality, place: str, names: _Names) -> str:
    """A name as such schools bear; the first school of a township is its central one."""
    private = sector is Sector.PRIVATE
    if stage is Stage.KINDERGARTEN:
        if private:
            return names.new(f"{place}{{}}幼儿园", words.PRIVATE_KINDERGARTENS)
        if locality is Locality.RURAL:
            return names.new(f"{place}{{}}村幼儿园", words.VILLAGES)
        return _first_or_series(names, f"{place}中心幼儿园", f"{place}第{{}}幼儿园")
    if private:
        kind = {Stage.PRIMARY: "小学", Stage.NINE_YEAR: "学校"}.get(stage, "中学")
        return names.new(f"{place}{{}}{kind}", words.PRIVATE_SCHOOLS)
    if stage is Stage.PRIMARY:
        if locality is Locality.RURAL:
            return names.new(f"{place}{{}}小学", words.VILLAGES)
        return _first_or_series(names, f"{place}中心小学", f"{place}第{{}}小学")
    if stage is Stage.NINE_YEAR:
        return names.new(f"{place}{{}}九年一贯制学校", words.VILLAGES)
    if stage is Stage.JUNIOR_SECONDARY:
        return _first_or_series(names, f"{place}初级中学", f"{place}第{{}}初级中学")
    if stage is Stage.SECONDARY_VOCATIONAL:
        return _first_or_series(names, f"{place}职业技术学校", f"{place}第{{}}职业技术学校")
    if stage is Stage.SPECIAL:
        return _first_or_series(names, f"{place}特殊教育学校", f"{place}第{{}}特殊教育学校")
    return names.series(f"{place}第{{}}中学")


def _first_or_series(names: _Names, first: str, form: str) -> str:
    if first not in names.used:
        names.used.add(first)
        return first
    return names.series(form)


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
