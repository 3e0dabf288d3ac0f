"""Rule `exchange`: cross-checks keep their rules, and teams come from the region that checks."""

import math
from collections import Counter
from collections.abc import Iterator

from models.exchange import Exchange
from models.inspector import Inspector
from models.plan import Batch, Check, Finding, Rotation
from models.problem import Problem
from models.programme import Programme
from models.region import Region
from planner.audit.case import AuditCase
from planner.audit.distance import great_circle_km
from planner.audit.report import Words, about_target, about_visit, finding, listed


def check(case: AuditCase) -> Iterator[Finding]:
    """Rotations that break a rule, and teams of another region than the one that checks.

    A plan that states no rotations, as an office's own, is not judged here.

    Source: `sj.3.1`, `sj.3.4`; docs/semantics.md, Cross-checks.
    """
    if case.plan.rotations is None:
        return
    problem = case.problem
    stated = {(one.office, one.programme): one for one in case.plan.rotations}
    for programme in case.judged_programmes:
        exchange = programme.exchange
        if exchange is None or programme.level is not problem.level:
            continue
        rotation = stated.get((problem.office, programme.id))
        if rotation is not None:
            yield from rotation_findings(problem, rotation)
            yield from _teams(case, programme, exchange, rotation)
        elif _regions(problem, exchange, problem.office):
            yield _finding(problem, programme, "missing", {})


def rotation_findings(problem: Problem, rotation: Rotation) -> Iterator[Finding]:
    """Everything that is wrong with a rotation by itself; `problem` may hold offices above it."""
    programme = problem.programme_by_id.get(rotation.programme)
    exchange = programme.exchange if programme else None
    if programme is None or exchange is None:
        return
    regions = _regions(problem, exchange, rotation.office)
    spans = [window.dates(problem.year) for window in programme.windows]
    if [(batch.first, batch.last) for batch in rotation.batches] != spans:
        yield _finding(problem, programme, "batches", {"found": len(rotation.batches)})
        return
    for number, batch in enumerate(rotation.batches, start=1):
        for one in batch.checks:
            if not {one.checker, one.checked} <= set(regions):
                found: Words = {"batch": number, "found": f"{one.checker} – {one.checked}"}
                yield _finding(problem, programme, "region", found)
                return
        yield from _batch(problem, programme, number, batch, regions)
    yield from _repeated(problem, programme, exchange, rotation)
    yield from _kilometres(problem, programme, rotation)


def _batch(
    problem: Problem, programme: Programme, number: int, batch: Batch, regions: dict[str, Region]
) -> Iterator[Finding]:
    """What a batch shows by itself."""
    exchange = programme.exchange
    assert exchange is not None
    pairs = [(one.checker, one.checked) for one in batch.checks]
    apart = {frozenset((two.first, two.second)) for two in problem.strangers}
    for checker, checked in pairs:
        pair = _words(regions, checker, checked, number)
        if checker == checked:
            yield _finding(problem, programme, "itself", pair)
        if frozenset((checker, checked)) in apart:
            yield _finding(problem, programme, "strangers", pair)
        if checker < checked and (checked, checker) in pairs and not exchange.mutual:
            yield _finding(problem, programme, "mutual", pair)
    made = Counter(checker for checker, _ in pairs)
    got = Counter(checked for _, checked in pairs)
    for region, name in regions.items():
        words: Words = {"region": name.name, "batch": number}
        if not got[region]:
            yield _finding(problem, programme, "unchecked", words)
        for code, count in (("most", made[region]), ("most_checked", got[region])):
            if count > exchange.most:
                more = {**words, "found": count, "limit": exchange.most}
                yield _finding(problem, programme, code, more)
        people = _people(problem, programme, region)
        if made[region] and len(people) < programme.team.size:
            few = {**words, "found": len(people), "due": programme.team.size}
            yield _finding(problem, programme, "few", few)


def _repeated(
    problem: Problem, programme: Programme, exchange: Exchange, rotation: Rotation
) -> Iterator[Finding]:
    """Checks made again in another batch, or too soon after a past one."""
    names = {region.id: region for region in problem.regions}
    recent = [
        past
        for past in problem.past_checks
        if 0 < problem.year - past.year <= exchange.no_repeat_years
    ]
    seen: dict[tuple[str, str], int] = {}
    for number, batch in enumerate(rotation.batches, start=1):
        for one in batch.checks:
            pairs = [(one.checker, one.checked)]
            if exchange.reverse_counts:
                pairs.append((one.checked, one.checker))
            words = _words(names, one.checker, one.checked, number)
            years = [past.year for past in recent if (past.checker, past.checked) in pairs]
            if years:
                yield _finding(problem, programme, "past", {**words, "year": max(years)})
            if any(seen.get(pair, number) != number for pair in pairs):
                yield _finding(problem, programme, "twice", words)
        for one in batch.checks:
            seen.setdefault((one.checker, one.checked), number)


def _kilometres(problem: Problem, programme: Programme, rotation: Rotation) -> Iterator[Finding]:
    """Ways stated wrongly: of one check, or all together."""
    total = 0.0
    for batch in rotation.batches:
        for one in batch.checks:
            way = _way_km(problem, one)
            total += one.travel_km
            if abs(way - one.travel_km) > 0.051:
                names = {region.id: region for region in problem.regions}
                words = {**_words(names, one.checker, one.checked, 0), "km": round(way, 1)}
                yield _finding(problem, programme, "km", {**words, "found": one.travel_km})
    if not math.isclose(total, rotation.travel_km, abs_tol=0.051):
        words = {"found": rotation.travel_km, "km": round(total, 1)}
        yield _finding(problem, programme, "total", words)


def _teams(
    case: AuditCase, programme: Programme, exchange: Exchange, rotation: Rotation
) -> Iterator[Finding]:
    """Members who do not live in a region that checks that of the target in the batch."""
    tree = case.problem.tree
    for place in case.placed_and_dated:
        if programme not in place.row.programmes:
            continue
        there = tree.at_level(place.target.region, exchange.level)
        batch = next((b for b in rotation.batches if b.first <= place.row.days[0] <= b.last), None)
        if there is None or batch is None:
            continue
        checkers = batch.checkers(there)
        others = [
            member
            for member in place.row.members
            if tree.at_level(member.region, exchange.level) not in checkers
        ]
        if others:
            visit = place.row.visit
            words = {
                **about_visit(visit),
                **about_target(place.target),
                "programme": programme.name,
                "inspectors": listed(member.name for member in others),
                "regions": listed(tree[region].name for region in checkers) or "–",
            }
            yield finding(
                "exchange.team",
                case.clause_of(programme),
                words,
                visits=(visit.id,),
                inspectors=(member.id for member in others),
                targets=(place.target.id,),
            )


def _regions(problem: Problem, exchange: Exchange, office: str) -> dict[str, Region]:
    """The regions that have to check each other."""
    return {
        region.id: region
        for region in problem.regions
        if region.level is exchange.level and office in problem.tree.ancestors(region.id)
    }


def _people(problem: Problem, programme: Programme, region: str) -> list[Inspector]:
    """Those of the region who may sit in a team of the programme."""
    who = programme.team.members.model_copy(
        update={"outside_county": None, "outside_prefecture": None}
    )
    own = set(problem.tree.descendants(region)) | {region}
    return [person for person in problem.inspectors if person.region in own and who.matches(person)]


def _way_km(problem: Problem, one: Check) -> float:
    lon, lat = _seat(problem, one.checker)
    other_lon, other_lat = _seat(problem, one.checked)
    return 2 * problem.travel.detour * great_circle_km(lon, lat, other_lon, other_lat)


def _seat(problem: Problem, region_id: str) -> tuple[float, float]:
    """Where the region's seat lies: its own position, else the middle of what lies in it."""
    region = problem.tree[region_id]
    if region.lon is not None and region.lat is not None:
        return region.lon, region.lat
    own = set(problem.tree.descendants(region_id)) | {region_id}
    targets = [(t.lon, t.lat) for t in problem.targets if t.region in own]
    people = [(p.lon, p.lat) for p in problem.inspectors if p.region in own]
    places = targets or people or [(0.0, 0.0)]
    lons, lats = zip(*places, strict=True)
    return sum(lons) / len(places), sum(lats) / len(places)


def _words(regions: dict[str, Region], checker: str, checked: str, batch: int) -> Words:
    return {"region": regions[checker].name, "other": regions[checked].name, "batch": batch}


def _finding(problem: Problem, programme: Programme, what: str, words: Words) -> Finding:
    clause = (*programme.clauses, problem.policy.team_clause)[0]
    return finding(f"exchange.{what}", clause, {"programme": programme.name, **words})
