"""Rows taken out of a problem, with everything that refers to them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from models.base import rebuilt
from models.closure import Closure
from models.inspector import InspectorFilter, Leave
from models.overlay import RemoveRows
from models.pin import Pin
from models.problem import Problem
from models.programme import Programme
from models.target import TargetFilter
from models.travel import Node, Travel
from planner.pins import subject
from scenarios.overlay.building import with_values
from scenarios.overlay.rows import choice, in_year, record_of, rows_of, with_rows
from scenarios.overlay.site import Site
from scenarios.sheets import SHEET_BY_KEY


@dataclass(frozen=True)
class Gone:
    """The ids that are there no longer."""

    people: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()


def removed(problem: Problem, change: RemoveRows, site: Site) -> Problem | None:
    """The problem without the rows chosen; None, with issues, when they cannot go."""
    sheet, before = SHEET_BY_KEY[change.sheet], len(site.issues.found)
    items = rows_of(problem, sheet)
    records = [record_of(item, sheet) for item in items]
    chosen = set(choice(problem, sheet, records, change, site))
    if len(site.issues.found) > before:
        return None
    ids = frozenset(str(records[n].values["id"]) for n in chosen if records[n].has("id"))
    if change.since is not None:
        return _from(problem, sheet.key, ids, change.since, site)
    match sheet.key:
        case "inspectors":
            return without(problem, Gone(people=ids), site)
        case "targets":
            return without(problem, Gone(targets=ids), site)
        case "regions":
            return _without_regions(problem, ids, site)
    return with_rows(problem, sheet, [i for n, i in enumerate(items) if n not in chosen], site)


def _from(
    problem: Problem, sheet: str, ids: Collection[str], since: date, site: Site
) -> Problem | None:
    """People on leave, and targets closed, from a day to the end of the year."""
    if not in_year(problem, since, site):
        return None
    span = {"start": since, "end": problem.calendar.last}
    if sheet == "inspectors":
        gone = [Leave(inspector=p.id, **span) for p in problem.inspectors if p.id in ids]
        return with_values(problem, site, leave=(*problem.leave, *gone))
    closed = [Closure(target=t.id, **span) for t in problem.targets if t.id in ids]
    return with_values(problem, site, closures=(*problem.closures, *closed))


def without(problem: Problem, gone: Gone, site: Site) -> Problem | None:
    """The problem without people, targets or programmes; None when a programme is left empty.

    With them go their interests, leave, closures, pins, pairs, history, demands, draws and ways;
    teams and lists of programmes and rules lose their ids.
    """
    people, targets = gone.people, gone.targets
    programmes = tuple(_joined(p, gone) for p in problem.programmes if p.id not in gone.programmes)
    empty: list[str] = []
    pruned = tuple(_pruned(p, gone, p.name, empty) for p in programmes)
    policy = _pruned(problem.policy, gone, problem.policy.title, empty)
    calendar = _pruned(problem.calendar, gone, "", empty)
    left = tuple(t for t in problem.targets if t.id not in targets)
    empty += _idle(problem, pruned, left) if targets else []
    for name in dict.fromkeys(empty):
        site.refuse("", "overlay.left_empty", name)
    staff = tuple(i for i in problem.inspectors if i.id not in people)
    for sheet, rows in (("targets", left), ("inspectors", staff)):
        if not rows:
            name = SHEET_BY_KEY[sheet].name(site.language)
            site.refuse("", "overlay.none_left", name, what=name)
    if empty or not left or not staff:
        return None
    return with_values(
        problem,
        site,
        inspectors=staff,
        targets=left,
        interests=tuple(
            i for i in problem.interests if i.inspector not in people and i.target not in targets
        ),
        leave=tuple(x for x in problem.leave if x.inspector not in people),
        closures=tuple(c for c in problem.closures if c.target not in targets),
        pairs=tuple(p for p in problem.pairs if not {p.first, p.second} & people),
        history=tuple(v for v in problem.history if v.target not in targets),
        engagements=tuple(_engagements(problem, gone)),
        pins=tuple(_pins(problem, gone)),
        drawn=tuple(
            d
            for d in problem.drawn
            if d.target not in targets and d.programme not in gone.programmes
        ),
        demands=tuple(
            d
            for d in problem.demands
            if d.target not in targets and d.programme not in gone.programmes
        ),
        programmes=pruned,
        policy=policy,
        calendar=calendar,
        travel=_ways(problem, gone),
    )


def _engagements(problem: Problem, gone: Gone) -> Iterator[BaseModel]:
    """Visits of other offices, as far as they still concern somebody or something."""
    for one in problem.engagements:
        target = "" if one.target in gone.targets else one.target
        team = tuple(p for p in one.team if p not in gone.people)
        if target or team:
            same = (target, team) == (one.target, one.team)
            yield one if same else rebuilt(one, target=target, team=team)


def _pins(problem: Problem, gone: Gone) -> Iterator[Pin]:
    """Pins of visits that can still be due; one that names somebody who is gone keeps its day."""
    for pin in problem.pins:
        pair = subject(problem, pin)
        if pair and (pair[0].id in gone.programmes or pair[1] in gone.targets):
            continue
        if gone.people.isdisjoint(pin.team or ()):
            yield pin
        elif pin.start is not None:
            yield rebuilt(pin, team=None)


def _ways(problem: Problem, gone: Gone) -> Travel:
    """Travel without the distances of what is gone; a road's end stays as a node of the network."""
    travel, lost = problem.travel, gone.people | gone.targets
    ends = {end for road in travel.roads for end in (road.start, road.end)} & lost
    places = (*problem.targets, *problem.inspectors)
    nodes = tuple(Node(id=p.id, lon=p.lon, lat=p.lat) for p in places if p.id in ends)
    distances = tuple(d for d in travel.distances if not {d.start, d.end} & lost)
    return rebuilt(travel, nodes=(*travel.nodes, *nodes), distances=distances)


def _joined(programme: Programme, gone: Gone) -> Programme:
    """The programme without what refers to programmes that are gone."""
    if not gone.programmes:
        return programme
    phases = []
    lost: set[str] = set()
    for phase in programme.phases:
        visits = tuple(p for p in phase.visits if p not in gone.programmes)
        if phase.visits and not visits:
            lost.add(phase.id)
            continue
        after = tuple(p for p in phase.after if p not in lost)
        phases.append(rebuilt(phase, visits=visits, after=after))
    joins = tuple(p for p in programme.joins if p not in gone.programmes)
    return rebuilt(programme, joins=joins, phases=tuple(phases))


def _pruned(value: Any, gone: Gone, name: str, empty: list[str]) -> Any:
    """The value without ids in its lists of people and targets; lists left empty are noted.

    An empty list would not mean nobody but everybody.
    """
    if isinstance(value, tuple):
        return tuple(_pruned(item, gone, name, empty) for item in value)
    if isinstance(value, InspectorFilter | TargetFilter):
        lost = gone.people if isinstance(value, InspectorFilter) else gone.targets
        ids = tuple(i for i in value.ids if i not in lost)
        if value.ids and not ids:
            empty.append(name)
            return value
        return value if ids == value.ids else rebuilt(value, ids=ids)
    if not isinstance(value, BaseModel):
        return value
    fields = {field: getattr(value, field) for field in type(value).model_fields}
    own = fields["name"] if isinstance(value, Programme) else name
    new = {field: _pruned(inner, gone, own, empty) for field, inner in fields.items()}
    changes = {field: inner for field, inner in new.items() if inner is not fields[field]}
    changes = {field: inner for field, inner in changes.items() if inner != fields[field]}
    return rebuilt(value, **changes) if changes else value


def _idle(problem: Problem, programmes: tuple[Programme, ...], left: tuple[Any, ...]) -> list[str]:
    """The programmes that had targets and have none any more."""
    names = []
    for programme in programmes:
        before = problem.programme_by_id[programme.id].selection.targets
        had = any(before.matches(target) for target in problem.targets)
        if had and not any(programme.selection.targets.matches(target) for target in left):
            names.append(programme.name)
    return names


def _without_regions(problem: Problem, ids: frozenset[str], site: Site) -> Problem | None:
    """The problem without regions that nobody lives in and nothing lies in."""
    for place in (*problem.regions, *problem.targets, *problem.inspectors):
        region = getattr(place, "parent", None) or getattr(place, "region", None)
        if region in ids and place.id not in ids:
            found = problem.tree[str(region)].name
            site.refuse("", "overlay.region_used", found, name=place.name)
            return None
    if problem.office in ids:
        site.refuse("", "overlay.region_office", problem.tree[problem.office].name)
        return None
    breaks = []
    for pause in problem.calendar.breaks:
        regions = tuple(r for r in pause.regions if r not in ids)
        if regions or not pause.regions:
            breaks.append(rebuilt(pause, regions=regions))
    return with_values(
        problem,
        site,
        regions=tuple(r for r in problem.regions if r.id not in ids),
        joint_pools=tuple(p for p in problem.joint_pools if p.region not in ids),
        past_checks=tuple(c for c in problem.past_checks if not {c.checker, c.checked} & ids),
        strangers=tuple(s for s in problem.strangers if not {s.first, s.second} & ids),
        calendar=rebuilt(problem.calendar, breaks=tuple(breaks)),
    )
