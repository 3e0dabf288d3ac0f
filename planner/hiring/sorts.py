"""Whom an office could hire: full-time inspectors of every home and qualification that matters.

A sort is left out only where another does all that it does: with more stages, tracks and so on a
person can stand in for one with fewer, unless some rule counts it against him or her.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import Any

from models.base import rebuilt
from models.inspector import Employment, Inspector, InspectorFilter, Track
from models.problem import Problem
from models.region import Region
from models.target import Stage
from models.travel import Distance

SETS = ("tracks", "stages", "subjects", "pools")
"""What a person may have several of; the more, the more he or she can do."""


@dataclass(frozen=True)
class Home:
    """Where somebody could live. `like`: whose ways it has where these come from a matrix."""

    region: str
    lon: float
    lat: float
    like: str = ""


def homes(problem: Problem) -> tuple[Home, ...]:
    """A home in each region of the office that has targets or people, at its seat.

    The seat is the region's own position, else the middle of its targets, else of its people. Where
    ways come from a matrix only the homes of the people there are known.
    """
    inside = {problem.office, *problem.tree.descendants(problem.office)}
    if problem.travel.distances:
        people = (p for p in problem.inspectors if p.region in inside)
        return tuple(Home(p.region, p.lon, p.lat, p.id) for p in people)
    there = {place.region for place in (*problem.targets, *problem.inspectors)} & inside
    return tuple(_home(problem, region) for region in problem.regions if region.id in there)


def _home(problem: Problem, region: Region) -> Home:
    if region.lon is not None and region.lat is not None:
        return Home(region.id, region.lon, region.lat)
    places: list[Any] = [t for t in problem.targets if t.region == region.id]
    places = places or [p for p in problem.inspectors if p.region == region.id]
    lon = round(sum(p.lon for p in places) / len(places), 6)
    lat = round(sum(p.lat for p in places) / len(places), 6)
    return Home(region.id, lon, lat)


def profiles(problem: Problem) -> tuple[Inspector, ...]:
    """What hires may be qualified for, at any home: none that another does all for.

    Everybody holds a certificate all year, is bound by the policy's limits alone and is no novice.
    """
    able, counted = _filters(problem)
    every = [*able, *counted]
    choices: dict[str, list[Any]] = {
        name: _subsets(_asked(problem, every, name), _named(counted, name)) for name in SETS
    }
    departments = {d for who in every for d in who.departments}
    choices["department"] = ["", *sorted(departments)]
    grades = {who.min_grade for who in every if who.min_grade is not None}
    low = {grade - 1 for who in counted if (grade := who.min_grade or 1) > 1}
    choices["grade"] = sorted({max(grades, default=1), *low})
    made = [
        _inspector(problem, dict(zip(choices, v, strict=True))) for v in product(*choices.values())
    ]
    return tuple(_undominated(problem, made, able, counted))


def _filters(problem: Problem) -> tuple[list[InspectorFilter], list[InspectorFilter]]:
    """Filters that it helps to meet, and those by which rules bind or count whoever meets them."""
    policy, able, counted = problem.policy, [], []
    for ratio in policy.staffing.ratios:
        able.append(ratio.people)
        counted += [ratio.per_people] if ratio.per_people else []
    for share in policy.staffing.shares:
        able.append(share.people)
        counted.append(share.among)
    able += [rule.people for rule in policy.zoning.eligibility]
    for programme in problem.programmes:
        if programme.level is problem.level:
            able += [programme.team.members, programme.team.lead]
            for need in programme.team.needs:
                able += [need.who] if need.at_least else []
                counted += [need.who] if need.at_most is not None else []
                counted += [need.when] if need.when is not None else []
    counted += [rule.people for rule in policy.workload]
    counted += [rule.people for rule in policy.consecutive]
    counted += [rule.people for rule in policy.nights]
    counted += [policy.training.required_of, *(s.audience for s in problem.calendar.training)]
    return [who.anywhere() for who in able], [who.anywhere() for who in counted]


def _asked(problem: Problem, filters: Iterable[InspectorFilter], name: str) -> tuple[Any, ...]:
    """All that targets and filters ask of this kind."""
    asked = list(_named(filters, name))
    if name == "stages":
        asked += [part for target in problem.targets for part in target.stage_parts]
    if name == "tracks":
        governs = {target.kind == "government" for target in problem.targets}
        asked += [Track.GOVERNMENTS] * (True in governs) + [Track.SCHOOLS] * (False in governs)
    order: list[Any] = [*Stage, *Track]
    known = [value for value in order if value in asked]
    return tuple(known) or tuple(sorted(set(asked)))


def _named(filters: Iterable[InspectorFilter], name: str) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(value for who in filters for value in getattr(who, name)))


def _subsets(asked: tuple[Any, ...], counted: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """All of them, or without some of those that a rule counts against people."""
    without = chain.from_iterable(
        combinations(counted, number) for number in range(len(counted) + 1)
    )
    return [tuple(value for value in asked if value not in dropped) for dropped in without]


def _inspector(problem: Problem, values: dict[str, Any]) -> Inspector:
    year = problem.calendar
    return Inspector(
        id="hire",
        name="",
        region=problem.office,
        lon=0,
        lat=0,
        employment=Employment.FULL_TIME,
        level=problem.level,
        certificate_from=year.first,
        certificate_until=year.last,
        **values,
    )


def _undominated(
    problem: Problem,
    made: list[Inspector],
    able: list[InspectorFilter],
    counted: list[InspectorFilter],
) -> Iterator[Inspector]:
    def worth(person: Inspector) -> tuple[int, ...]:
        stages = {part for target in problem.targets for part in target.stage_parts}
        return (
            *(who.matches(person) for who in able),
            *(not who.matches(person) for who in counted),
            *(stage in person.stages for stage in sorted(stages)),
            *(track in person.tracks for track in Track),
        )

    kept: list[tuple[int, ...]] = []
    # Who is worth more in sum cannot be dominated by one worth less.
    for person in sorted(made, key=lambda p: -sum(worth(p))):
        own = worth(person)
        if not any(all(a >= b for a, b in zip(other, own, strict=True)) for other in kept):
            kept.append(own)
            yield person


def settled(profile: Inspector, home: Home, name: str) -> Inspector:
    """A hire of this profile at this home; the name is its id too."""
    return rebuilt(profile, id=name, name=name, region=home.region, lon=home.lon, lat=home.lat)


def staffed(problem: Problem, hires: Iterable[tuple[Inspector, Home]]) -> Problem:
    """The problem with these people as well."""
    hires = tuple(hires)
    people = (*problem.inspectors, *(person for person, _ in hires))
    if not problem.travel.distances:
        return rebuilt(problem, inspectors=people)
    distances = (
        *problem.travel.distances,
        *(d for p, home in hires for d in _ways(problem, p, home)),
    )
    return rebuilt(problem, inspectors=people, travel=rebuilt(problem.travel, distances=distances))


def _ways(problem: Problem, person: Inspector, home: Home) -> Iterator[Distance]:
    for way in problem.travel.distances:
        if home.like in (way.start, way.end):
            start = person.id if way.start == home.like else way.start
            end = person.id if way.end == home.like else way.end
            yield rebuilt(way, start=start, end=end)
