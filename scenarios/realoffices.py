"""Real schools of a whole province or prefecture, with made-up people for each of its offices."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from models.policy import Policy
from models.problem import Problem
from models.region import Level, Region
from models.target import Locality, School, Sector, Stage, Target
from scenarios.convert import NOTE, real_schools, rows_of_file, settlements
from scenarios.generate.divisions import Division, Seat
from scenarios.generate.facts import make_facts
from scenarios.generate.names import Names, name_school
from scenarios.generate.province import (
    Ground,
    Part,
    government_of,
    head_of,
    office_staff,
    problem_of,
    region_of,
)
from scenarios.generate.provinces import Province, province_of

PLACED = (
    "名录中没有这里的学校：学校为虚构，位于真实的居民点。No school is listed here: made-up ones."
)
STAGES = (Stage.PRIMARY, Stage.KINDERGARTEN, Stage.JUNIOR_SECONDARY, Stage.KINDERGARTEN)
LEAST_SCHOOLS = 8


def listed_divisions(path: Path, code: str) -> tuple[Division, ...]:
    """The divisions below a province (two digits) or of a prefecture (four), from a list of them.

    A prefecture without counties does a county's work and stands as one.

    Parameters
    ----------
    path
        CSV with `adcode`, `name`, `center_lon` and `center_lat`.
    """
    rows = [r for r in rows_of_file(path) if r["adcode"].startswith(code)]
    seats = [
        Seat(r["adcode"], r["name"], float(r["center_lon"]), float(r["center_lat"]))
        for r in rows
        if r["adcode"][2:] != "0000"
    ]
    below: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        if not seat.code.endswith("00"):
            below[seat.code[:4]].append(seat)
    divisions, direct = [], []
    for seat in seats:
        if not seat.code.endswith("00"):
            continue
        if counties := below.pop(seat.code[:4], []):
            top = Seat(seat.code[:4], seat.name, seat.lon, seat.lat)
            divisions.append(Division(top, tuple(counties)))
        else:
            direct.append(seat)
    direct += [seat for seats in below.values() for seat in seats]
    return (*divisions, *([Division(None, tuple(direct))] if direct else []))


def real_offices(
    schools: Path,
    divisions: Path,
    code: str,
    policy: Policy,
    *,
    towns: Path | None = None,
    year: int = 2027,
    seed: int = 0,
) -> Problem:
    """A data set of a province or prefecture with the offices that the policy has programmes for.

    Where the list has no school in the whole area, made-up ones stand at real settlements.

    Raises
    ------
    ValueError
        When the list of divisions has none there, or there is neither a school nor a settlement.
    """
    found = listed_divisions(divisions, code)
    if not found:
        raise ValueError(f"{divisions}: no division of {code}")
    listed = real_schools(schools, code, towns=towns, year=year)
    made = () if listed or towns is None else tuple(_placed(towns, code, found, year))
    if not listed and not made:
        raise ValueError(f"{schools}: no school in {code}")
    name = next(r["province"] for r in rows_of_file(divisions) if r["adcode"].startswith(code[:2]))
    land = province_of(policy.id)
    land = Province(code[:2], name, land.county, land.shape, land.first, land.second)
    ground = Ground(land, policy, year, seed, None)
    of_county: dict[str, list[Target]] = defaultdict(list)
    for school in listed or made:
        of_county[school.region].append(school)
    parts = [part for division in found for part in _parts(ground, division, of_county)]
    top = Region(id=land.code, name=land.name, level=Level.PROVINCE)
    whole = len(code) == 2
    first = head_of(ground, top, found, len(listed)) if whole else Part((top,))
    seat = land.name if whole else next(d.prefecture.name for d in found if d.prefecture)
    return problem_of(
        ground,
        found,
        (first, *parts),
        office=code,
        id=f"real-{code}",
        name=f"{seat}{year}年",
        note=NOTE if listed else PLACED,
    )


def _parts(
    ground: Ground, division: Division, of_county: dict[str, list[Target]]
) -> Iterator[Part]:
    """The prefecture's office, then those of its counties."""
    top = division.prefecture
    if top is not None:
        yield _prefecture(ground, division, top, of_county)
    for seat in division.counties:
        region = region_of(seat, Level.COUNTY, top.code if top else ground.land.code)
        targets = of_county.get(seat.code, [])
        government = government_of(ground, seat, Level.COUNTY)
        staff = office_staff(ground, seat, Level.COUNTY, targets, (region,))
        yield Part((region,), (*government, *targets), staff)


def _prefecture(
    ground: Ground, division: Division, top: Seat, of_county: dict[str, list[Target]]
) -> Part:
    """The office over counties; its people are fit for the schools that it may draw there."""
    level = Level.PREFECTURE
    regions = [region_of(seat, Level.COUNTY, top.code) for seat in division.counties]
    concerned: list[Target] = []
    for seat in division.counties:
        concerned += government_of(ground, seat, Level.COUNTY)
        concerned += (t for t in of_county.get(seat.code, ()) if _concerns(ground, level, t))
    staff = office_staff(ground, top, level, concerned, regions)
    own = region_of(top, level, ground.land.code)
    return Part((own,), tuple(government_of(ground, top, level)), staff)


def _concerns(ground: Ground, level: Level, target: Target) -> bool:
    rules = [r for r in ground.policy.jurisdiction if r.targets.matches(target)]
    programmes = ground.rules(level).programmes
    return all(level in r.levels for r in rules) and any(
        p.selection.targets.matches(target) for p in programmes
    )


def _placed(towns: Path, code: str, divisions: Sequence[Division], year: int) -> Iterator[School]:
    """Made-up schools at real settlements, at least a few in each county."""
    points = settlements(towns, code)
    for seat in (seat for division in divisions for seat in division.counties):
        rng = Random(f"schools {seat.code}")
        names = Names(rng)
        places = points.get(seat.code) or [(seat.lon, seat.lat)]
        for n in range(max(LEAST_SCHOOLS, 2 * len(places))):
            stage = STAGES[n % len(STAGES)]
            locality = list(Locality)[n // len(STAGES) % len(Locality)]
            lon, lat = places[n % len(places)]
            facts = make_facts(stage, Sector.PUBLIC, locality, year, rng)
            yield School(
                id=f"{seat.code}-S{n + 1:03d}",
                name=name_school(stage, Sector.PUBLIC, locality, seat.name, names),
                region=seat.code,
                lon=lon,
                lat=lat,
                stage=stage,
                locality=locality,
                enrolment=facts.enrolment,
                term_end=facts.term_end,
                risk=facts.risk,
                reports=facts.reports,
            )
