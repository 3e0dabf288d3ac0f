"""People moved, more or fewer of them, more of them full-time, and everybody with some slack."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from models.base import rebuilt
from models.inspector import Employment, Inspector
from models.overlay import FullTimeShare, Headcount, Moved, Slack
from models.problem import Problem
from models.travel import Distance
from scenarios.overlay.building import with_values
from scenarios.overlay.removal import Gone, without
from scenarios.overlay.rows import named
from scenarios.overlay.shares import apportioned
from scenarios.overlay.site import Site

OWN_LIMITS = ("days_per_year", "days_per_month", "days_per_week", "nights_per_year")
_DAYS = OWN_LIMITS[:3]


def rounded(value: float) -> int:
    """The nearest whole number, halves up; free of the last digits of binary fractions."""
    return math.floor(round(value, 9) + 0.5)


def moved(problem: Problem, change: Moved, site: Site) -> Problem | None:
    """The problem with people in another region."""
    before = len(site.issues.found)
    people = set(named(problem, "inspectors", change.people, "move", site))
    regions = named(problem, "regions", [change.region], "to", site)
    place: Mapping[str, Any] = {}
    if regions:
        region = problem.tree[regions[0]]
        given = change.lon is not None or change.lat is not None
        lon, lat = (change.lon, change.lat) if given else (region.lon, region.lat)
        if lon is None or lat is None:
            code = "half_position" if given else "overlay.no_seat"
            site.refuse("lon" if change.lat is not None else "to", code, region.name)
        place = {"region": region.id, "lon": lon, "lat": lat}
        for name, value, limit in (("lon", lon, 180), ("lat", lat, 90)):
            if isinstance(value, float) and abs(value) > limit:
                site.refuse(name, "off_the_globe", str(value), limit=limit)
    if problem.travel.distances:
        site.refuse("move", "overlay.move_in_matrix")
    if len(site.issues.found) > before:
        return None
    there = (rebuilt(p, **place) if p.id in people else p for p in problem.inspectors)
    return with_values(problem, site, inspectors=tuple(there))


def headcount(problem: Problem, change: Headcount, site: Site) -> Problem | None:
    """The problem with so many times the people.

    Kinds of employment in each region keep their proportions. In each group the last listed go
    first; the first listed are copied first, without interests, leave, pairs and days carried over.
    """
    factor = change.headcount
    assert isinstance(factor, float)
    total = rounded(factor * len(problem.inspectors))
    if total < 1:
        site.refuse("headcount", "overlay.nobody_left", str(factor), there=len(problem.inspectors))
        return None
    groups: dict[tuple[Employment, str], list[Inspector]] = {}
    for person in problem.inspectors:
        groups.setdefault((person.employment, person.region), []).append(person)
    wanted = apportioned({key: len(people) for key, people in groups.items()}, total)
    gone = frozenset(p.id for key, people in groups.items() for p in people[wanted[key] :])
    new = [
        copy
        for key, people in groups.items()
        for copy in _copies(people, wanted[key] - len(people), problem)
    ]
    fewer = without(problem, Gone(people=gone), site) if gone else problem
    if fewer is None or not new:
        return fewer
    origin = {copy.id: model for copy, model in new}
    travel = rebuilt(fewer.travel, distances=_copied(fewer.travel.distances, origin))
    people = (*fewer.inspectors, *(copy for copy, _ in new))
    return with_values(fewer, site, inspectors=people, travel=travel)


def _copies(
    people: list[Inspector], count: int, problem: Problem
) -> Iterable[tuple[Inspector, Inspector]]:
    """So many copies of the people, each with its model, and ids and names that nobody has."""
    for n in range(count):
        model, number = people[n % len(people)], n // len(people) + 2
        while f"{model.id}-{number}" in problem.inspector_by_id:
            number += len(people)
        changes = {"id": f"{model.id}-{number}", "name": f"{model.name}-{number}"}
        yield rebuilt(model, **changes, carried_days=0), model


def _copied(
    distances: tuple[Distance, ...], origin: Mapping[str, Inspector]
) -> tuple[Distance, ...]:
    """The distances, and for each copy those of the person it was made from."""
    copies: dict[str, list[str]] = {}
    for copy, model in origin.items():
        copies.setdefault(model.id, []).append(copy)
    more = [
        rebuilt(way, **{end: copy})
        for way in distances
        for end in ("start", "end")
        for copy in copies.get(getattr(way, end), ())
    ]
    return (*distances, *more)


def full_time_share(problem: Problem, change: FullTimeShare, site: Site) -> Problem | None:
    """The problem with that share of full-time among inspectors who are no experts.

    Regions change in proportion to those who can; in each the first listed part-timers become
    full-time, or the last listed full-timers part-time. They take the limits that most people of
    their new kind have.
    """
    share = change.full_time_share
    assert isinstance(share, float)
    staff = [p for p in problem.inspectors if p.employment is not Employment.EXPERT]
    full = [p for p in staff if p.employment is Employment.FULL_TIME]
    more = rounded(share * len(staff)) - len(full)
    new = Employment.FULL_TIME if more > 0 else Employment.PART_TIME
    able = [p for p in staff if p.employment is not new]
    groups: dict[str, list[Inspector]] = {}
    for person in able if more > 0 else reversed(able):
        groups.setdefault(person.region, []).append(person)
    counts = apportioned({region: len(people) for region, people in groups.items()}, abs(more))
    chosen = {p.id for region, people in groups.items() for p in people[: counts[region]]}
    like = [p for p in staff if p.employment is new]
    limits = {name: _usual(getattr(p, name) for p in like) for name in OWN_LIMITS}
    people = (
        rebuilt(p, employment=new, **limits) if p.id in chosen else p for p in problem.inspectors
    )
    return with_values(problem, site, inspectors=tuple(people))


def _usual(values: Iterable[int | None]) -> int | None:
    """The value that most have, of those equally many the first; None when there are none."""
    counts = Counter(values)
    return max(counts, key=counts.__getitem__) if counts else None


def slack(problem: Problem, change: Slack, site: Site) -> Problem | None:
    """The problem with everybody's limits of work lowered by a share, to the nearest whole day.

    Those of a year, a month and a week, people's own and the policy's; none becomes less than one
    day that was not.
    """
    share = change.slack
    assert isinstance(share, float)
    lower = _lowered(share)
    people = (
        rebuilt(p, **{name: lower(getattr(p, name)) for name in _DAYS}) for p in problem.inspectors
    )
    rules = (rebuilt(w, at_most_days=lower(w.at_most_days)) for w in problem.policy.workload)
    return with_values(
        problem,
        site,
        inspectors=tuple(people),
        policy=rebuilt(problem.policy, workload=tuple(rules)),
    )


def _lowered(share: float) -> Callable[[int | None], int | None]:
    def lower(days: int | None) -> int | None:
        return days if not days else max(1, rounded(days * (1 - share)))

    return lower
