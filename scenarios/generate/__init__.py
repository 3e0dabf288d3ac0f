"""Made-up data that are plannable: a county or a city with its schools, or people for targets."""

from collections.abc import Mapping
from random import Random

from models.policy import Policy
from models.problem import Problem
from models.target import Target
from scenarios.generate.calendars import school_calendar
from scenarios.generate.geography import make_county
from scenarios.generate.indicators import make_indicators
from scenarios.generate.landscapes import LANDSCAPES, PREFECTURES, Landscape, Prefecture
from scenarios.generate.names import Names
from scenarios.generate.people import Staff, generate_people
from scenarios.generate.prefecture import Place, make_prefecture, prefecture_staff
from scenarios.generate.targets import (
    Setting,
    make_governments,
    make_schools,
    stage_counts,
    stages_of_county,
)
from scenarios.policies import load_policy

__all__ = ["Staff", "generate", "generate_people", "school_calendar"]

NOTE = "学校、人员姓名和县域均为虚构。School names, people and the county are made up."


def generate(
    *,
    schools: int,
    seed: int,
    policy: str,
    year: int = 2027,
    inspectors: int | None = None,
    spread_km: float | None = None,
    landscape: str | None = None,
    id: str | None = None,
    name: str | None = None,
) -> Problem:
    """Make up a county, or a city over its counties, and the people who inspect it.

    Equal arguments give equal problems.

    Parameters
    ----------
    schools
        Number of schools and kindergartens; governments to be inspected come on top.
    policy
        Id of a shipped pack, or a path.
    inspectors
        Exactly so many inspectors beside the experts, the most needed kinds first; by default as
        many as the policy's staffing rules and the year's visits ask for.
    spread_km
        Distance of the farthest townships from the county seat.
    landscape
        Where it lies: a key of `LANDSCAPES` (counties) or `PREFECTURES` (cities and leagues); by
        default the one the policy was written for.

    Raises
    ------
    ValueError
        When there are fewer than one school or inspector, or the landscape is unknown.
    """
    if schools < 1 or (inspectors is not None and inspectors < 1):
        raise ValueError("at least one school and one inspector are needed")
    places: Mapping[str, Landscape | Prefecture] = {**LANDSCAPES, **PREFECTURES}
    fitting = (key for key, land in places.items() if land.policy == policy)
    landscape = landscape or next(fitting, "valley")
    if landscape not in places:
        raise ValueError(f"landscape {landscape}: choose one of {', '.join(places)}")
    rules = load_policy(policy)
    rng = Random(f"places {seed}")
    if landscape in PREFECTURES:
        place = make_prefecture(PREFECTURES[landscape], rules, schools, year, rng)
        staff = prefecture_staff(place, rules, year=year, seed=seed, inspectors=inspectors)
    else:
        place = _county(landscape, rules, schools, year, rng, spread_km)
        staff = generate_people(
            place.targets,
            place.regions,
            rules,
            office=place.office.id,
            year=year,
            seed=seed,
            inspectors=inspectors,
        )
    return Problem(
        id=id or f"{landscape}-{schools}-{seed}",
        name=name or f"{place.office.name}{year}年教育督导",
        office=place.office.id,
        fictional=True,
        note=NOTE,
        regions=place.regions,
        targets=place.targets,
        inspectors=staff.inspectors,
        interests=staff.interests,
        leave=staff.leave,
        history=staff.history,
        indicators=make_indicators(rules.indicators) if rules.indicators else (),
        policy=rules,
        programmes=rules.programmes,
        calendar=school_calendar(year, rules.training),
    )


def _county(
    landscape: str,
    rules: Policy,
    schools: int,
    year: int,
    rng: Random,
    spread_km: float | None,
) -> Place:
    land = LANDSCAPES[landscape]
    county = make_county(land, schools, rng, spread_km)
    counts = stage_counts(schools, stages_of_county(rules))
    targets: tuple[Target, ...] = (
        *make_schools(Setting(land, county, year), counts, Names(rng), rng),
        *make_governments(county, rules, rng),
    )
    return Place(county.office, county.regions, targets)
