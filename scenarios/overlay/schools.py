"""Schools closed and merged, and roads closed."""

from models.base import rebuilt
from models.closure import Closure
from models.inspector import Interest
from models.overlay import Closed, Merged, RoadClosed
from models.problem import Problem
from models.target import Government, Target, TargetFilter
from scenarios.issues import Issues
from scenarios.overlay.building import with_values
from scenarios.overlay.removal import Gone, without
from scenarios.overlay.rows import in_year, named
from scenarios.overlay.site import Site
from scenarios.reach import check_reach


def closed(problem: Problem, change: Closed, site: Site) -> Problem | None:
    """The problem with targets that cannot be visited for some days."""
    before = len(site.issues.found)
    ids = named(problem, "targets", change.targets, "close", site)
    first, last = change.since or problem.calendar.first, change.until or problem.calendar.last
    for path, day in (("from", change.since), ("until", change.until)):
        if day is not None:
            in_year(problem, day, site, path)
    if last < first:
        site.refuse("until", "ends_before_start", last.isoformat())
    if len(site.issues.found) > before:
        return None
    span = {"start": first, "end": last, "reason": change.reason}
    more = (Closure(target=target, **span) for target in ids)
    return with_values(problem, site, closures=(*problem.closures, *more))


def merged(problem: Problem, change: Merged, site: Site) -> Problem | None:
    """The problem with schools that have become one.

    The one that stays takes over students, reports, past visits, and the interests of people; its
    risk is the greatest of all. With a day, the others are closed from then on instead of gone, and
    interests in them bind for the school that stays from that day.
    """
    before = len(site.issues.found)
    ids = named(problem, "targets", change.targets, "merge", site)
    into = named(problem, "targets", [change.into], "into", site)
    for path, schools in (("merge", ids), ("into", into)):
        for target in schools:
            if isinstance(problem.target_by_id[target], Government):
                site.refuse(path, "overlay.no_school", problem.target_by_id[target].name)
    if into and into[0] in ids:
        site.refuse("into", "overlay.merged_into_itself", change.into)
    if change.since is not None:
        in_year(problem, change.since, site)
    if len(site.issues.found) > before:
        return None
    stays, others = into[0], frozenset(ids)
    grown = _grown(problem, problem.target_by_id[stays], others)
    targets = tuple(grown if t.id == stays else t for t in problem.targets)
    interests = (*problem.interests, *_inherited(problem, change, stays, others))
    if change.since is not None:
        span = {"start": change.since, "end": problem.calendar.last}
        shut = (Closure(target=target, **span) for target in ids)
        closures = (*problem.closures, *shut)
        return with_values(problem, site, targets=targets, interests=interests, closures=closures)
    history = (rebuilt(v, target=stays) if v.target in others else v for v in problem.history)
    engaged = (rebuilt(e, target=stays) if e.target in others else e for e in problem.engagements)
    programmes = []
    for programme in problem.programmes:
        chosen = _succeeded(programme.selection.targets, stays, others)
        selection = rebuilt(programme.selection, targets=chosen)
        programmes.append(rebuilt(programme, selection=selection))
    whole = with_values(
        problem,
        site,
        targets=targets,
        interests=interests,
        history=tuple(history),
        engagements=tuple(engaged),
        programmes=tuple(programmes),
    )
    return None if whole is None else without(whole, Gone(targets=others), site)


def _grown(problem: Problem, school: Target, others: frozenset[str]) -> Target:
    """The school with what it takes over."""
    gone = [problem.target_by_id[target] for target in sorted(others)]
    values: dict[str, object] = {
        "reports": school.reports + sum(t.reports for t in gone),
        "risk": max(school.risk, *(t.risk for t in gone)),
        "enrolment": school.size + sum(t.size for t in gone),
    }
    return rebuilt(school, **values)


def _inherited(
    problem: Problem, change: Merged, stays: str, others: frozenset[str]
) -> tuple[Interest, ...]:
    """The interests in schools that go, as interests in the one that stays."""
    there = {(i.inspector, i.kind, i.until) for i in problem.interests if i.target == stays}
    taken: list[Interest] = []
    for interest in problem.interests:
        key = (interest.inspector, interest.kind, interest.until)
        if interest.target not in others or key in there:
            continue
        start = change.since if change.since is not None else interest.start
        if start is not None and interest.until is not None and interest.until < start:
            start = interest.start
        there.add(key)
        taken.append(rebuilt(interest, target=stays, start=start))
    return tuple(taken)


def _succeeded(chosen: TargetFilter, stays: str, others: frozenset[str]) -> TargetFilter:
    """The filter with the school that stays in place of those that go."""
    if not others & set(chosen.ids):
        return chosen
    ids = dict.fromkeys(stays if target in others else target for target in chosen.ids)
    return rebuilt(chosen, ids=tuple(ids))


def road_closed(problem: Problem, change: RoadClosed, site: Site) -> Problem | None:
    """The problem without the roads between two nodes; None when somebody is cut off."""
    roads = problem.travel.roads
    if not roads:
        site.refuse("close_road", "overlay.no_roads")
        return None
    ends = dict.fromkeys(end for road in roads for end in (road.start, road.end))
    names = {p.name: p.id for p in (*problem.targets, *problem.inspectors) if p.id in ends}
    asked = [names.get(end, end) for end in change.ends]
    strange = [end for end in asked if end not in ends]
    for end in strange:
        site.unknown("close_road", end, list(ends))
    if strange:
        return None
    left = tuple(road for road in roads if {road.start, road.end} != set(asked))
    if len(left) == len(roads):
        beside = {r.end for r in roads if r.start == asked[0]}
        beside |= {r.start for r in roads if r.end == asked[0]}
        there = site.listed(sorted(beside))
        site.refuse("close_road", "overlay.no_such_road", "–".join(change.ends), there=there)
        return None
    new = with_values(problem, site, travel=rebuilt(problem.travel, roads=left))
    found = Issues()
    if new is not None and left:
        check_reach(new, site.place, found)
    for issue in found.found:
        site.note(issue, "close_road")
    return None if found.found else new
