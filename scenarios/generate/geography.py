"""A county of townships strung along valleys that leave the county seat."""

import math
from dataclasses import dataclass
from random import Random

from models.region import Level, Region
from scenarios.generate.landscapes import Landscape

KM_PER_DEGREE = 111.195


@dataclass(frozen=True)
class Town:
    """A township with the direction of its valley, and its share of the county's people."""

    region: Region
    lon: float
    lat: float
    heading: float
    weight: float


@dataclass(frozen=True)
class County:
    """All regions, the townships with the seat first, and the office's region."""

    regions: tuple[Region, ...]
    towns: tuple[Town, ...]
    office: Region


def offset(lon: float, lat: float, east_km: float, north_km: float) -> tuple[float, float]:
    """The point so many kilometres away, rounded to about ten metres."""
    scale = KM_PER_DEGREE * math.cos(math.radians(lat))
    return round(lon + east_km / scale, 4), round(lat + north_km / KM_PER_DEGREE, 4)


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance of two nearby points given as (lon, lat), on the flat."""
    middle = math.radians((one[1] + other[1]) / 2)
    east = (one[0] - other[0]) * math.cos(middle)
    return KM_PER_DEGREE * math.hypot(east, one[1] - other[1])


def make_county(
    land: Landscape, schools: int, rng: Random, spread_km: float | None = None
) -> County:
    """Make up a county for so many schools.

    Parameters
    ----------
    spread_km
        Distance of the farthest townships from the seat; by default the landscape's, growing with
        the square root of the number of schools.
    """
    reach = spread_km or land.spread_km * max(0.5, math.sqrt(schools / land.usual_schools))
    number = max(3, round(1.15 * math.sqrt(schools)))
    seat = Town(_township(land, 0, land.seat, land.lon, land.lat), land.lon, land.lat, 0, 0.42)
    weights = [rng.uniform(0.6, 1.6) for _ in range(number - 1)]
    headings = [h + rng.uniform(-10, 10) for h in land.valleys]
    towns = [seat]
    for n in range(1, number):
        valley = (n - 1) % len(headings)
        step = (n - 1) // len(headings) + 1
        steps = math.ceil((number - 1 - valley) / len(headings))
        headings[valley] += rng.uniform(-14, 14)
        distance = reach * (step - rng.uniform(0, 0.35)) / steps
        angle = math.radians(headings[valley])
        lon, lat = offset(
            land.lon, land.lat, distance * math.sin(angle), distance * math.cos(angle)
        )
        region = _township(land, n, _town_name(land, n), lon, lat)
        share = 0.58 * weights[n - 1] / sum(weights)
        towns.append(Town(region, lon, lat, headings[valley], share))
    return County(_regions(land, towns, reach), tuple(towns), _office(land))


def _regions(land: Landscape, towns: list[Town], reach: float) -> tuple[Region, ...]:
    levels = (Level.PROVINCE, Level.PREFECTURE)
    above = [
        Region(
            id=code,
            name=name,
            level=levels[n],
            parent=land.above[n - 1][0] if n else None,
        )
        for n, (code, name) in enumerate(land.above)
    ]
    lon, lat = offset(land.lon, land.lat, 0.9 * reach, 0.5 * reach)
    neighbour = Region(
        id=str(int(land.code) - 1),
        name=land.neighbour,
        level=Level.COUNTY,
        parent=land.above[-1][0],
        lon=lon,
        lat=lat,
    )
    return (*above, _office(land), neighbour, *(t.region for t in towns))


def _office(land: Landscape) -> Region:
    return Region(
        id=land.code,
        name=land.county,
        level=Level.COUNTY,
        parent=land.above[-1][0],
        lon=land.lon,
        lat=land.lat,
    )


def _township(land: Landscape, number: int, name: str, lon: float, lat: float) -> Region:
    code = f"{land.code}{land.first_town + number}"
    return Region(id=code, name=name, level=Level.TOWNSHIP, parent=land.code, lon=lon, lat=lat)


def _town_name(land: Landscape, number: int) -> str:
    lap, place = divmod(number - 1, len(land.towns))
    before = ("", "新", "上", "下", "东", "西", "南", "北")
    prefix = before[lap] if lap < len(before) else f"{lap}号"
    suffix = "乡" if land.suffix == "镇" and number % 3 == 0 else land.suffix
    return f"{prefix}{land.towns[place]}{suffix}"
