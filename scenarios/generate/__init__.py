"""Made-up data that are plannable: a county with its schools, or people for given targets."""

from random import Random

from models.problem import Problem
from models.target import Target
from scenarios.generate.calendars import school_calendar
from scenarios.generate.geography import make_county
from scenarios.generate.landscapes import LANDSCAPES
from scenarios.generate.people import Staff, generate_people
from scenarios.generate.targets import Setting, make_governments, make_schools
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
    """Make up a county and the people who inspect it; equal arguments give equal problems.

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
        Where the county lies: a key of `LANDSCAPES`; by default the one the policy was written for.

    Raises
    ------
    ValueError
        When there are fewer than one school or inspector, or the landscape is unknown.
    """
    if schools < 1 or (inspectors is not None and inspectors < 1):
        raise ValueError("at least one school and one inspector are needed")
    fitting = (key for key, land in LANDSCAPES.items() if land.policy == policy)
    landscape = landscape or next(fitting, "valley")
    if landscape not in LANDSCAPES:
        raise ValueError(f"landscape {landscape}: choose one of {', '.join(LANDSCAPES)}")
    land = LANDSCAPES[landscape]
    rules = load_policy(policy)
    rng = Random(f"places {seed}")
    county = make_county(land, schools, rng, spread_km)
    targets: tuple[Target, ...] = (
        *make_schools(Setting(land, county, year), rules, schools, rng),
        *make_governments(county, rules, rng),
    )
    staff = generate_people(
        targets,
        county.regions,
        rules,
        office=county.office.id,
        year=year,
        seed=seed,
        inspectors=inspectors,
    )
    return Problem(
        id=id or f"{landscape}-{schools}-{seed}",
        name=name or f"{county.office.name}{year}年教育督导",
        office=county.office.id,
        fictional=True,
        note=NOTE,
        regions=county.regions,
        targets=targets,
        inspectors=staff.inspectors,
        interests=staff.interests,
        leave=staff.leave,
        history=staff.history,
        policy=rules,
        programmes=rules.programmes,
        calendar=school_calendar(year, rules.training),
    )
