"""The share of one office: the problem it plans by itself, around what others planned before it.

Source: docs/semantics.md, Several offices; `nm.3`.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from models.drawn import DrawnTarget
from models.engagement import Engagement
from models.inspector import Inspector, InspectorFilter
from models.issue import Issue
from models.pin import Pin
from models.plan import Rotation
from models.policy import Policy, Staffing, Zoning
from models.problem import Problem
from models.programme import Programme
from models.region import Region
from models.target import Target, TargetFilter
from models.text import Text
from models.tiers import OWN
from models.travel import Travel
from planner.exchange.ground import seat
from planner.pins import subject
from planner.tiers.offices import Offices, Task

# No id is empty, so these match nothing.
NOBODY = InspectorFilter(ids=("",))
NOTHING = TargetFilter(ids=("",))


@dataclass(frozen=True)
class Before:
    """What offices planned before: visits that touch somebody or something, and nights away."""

    engagements: tuple[Engagement, ...] = ()
    nights: Mapping[str, int] = field(default_factory=dict)


NOTHING_BEFORE = Before()


def share(
    offices: Offices,
    task: Task,
    before: Before = NOTHING_BEFORE,
    rotations: tuple[Rotation, ...] = (),
) -> Problem:
    """The problem of one task.

    Its office's targets, its own people and those it may borrow, the programmes of the task, and of
    everything else what concerns these. Borrowed people are trained at home. People who lend their
    nights away to other offices have so many left.
    """
    whole, office = offices.problem, task.office
    targets = offices.targets(task)
    people = tuple(_sent(offices, task, before))
    ids, persons = {t.id for t in targets}, {p.id for p in people}
    programmes = tuple(whole.programme_by_id[p] for p in task.programmes)
    exchange = any(p.exchange is not None for p in programmes)
    leads = office == whole.office and task.name == OWN
    regions = tuple(_with_unlisted(offices, ids, _regions(offices, office, (*targets, *people))))
    if exchange:
        regions = tuple(_with_seat(whole, region) for region in regions)
    there = {region.id for region in regions} if exchange else set()
    return Problem(
        id=f"{whole.id}.{task.key}",
        name=f"{whole.name} {whole.tree[office].name}",
        office=office,
        fictional=whole.fictional,
        note=whole.note,
        regions=regions,
        targets=targets,
        inspectors=people,
        interests=tuple(
            i for p in people for i in offices.interests_of.get(p.id, ()) if i.target in ids
        ),
        leave=tuple(x for p in people for x in whole.leave_by_inspector.get(p.id, ())),
        closures=tuple(c for t in targets for c in whole.closures_by_target.get(t.id, ())),
        pairs=tuple(p for p in whole.pairs if {p.first, p.second} <= persons),
        history=tuple(v for t in targets for v in offices.history_of.get(t.id, ())),
        past_checks=tuple(c for c in whole.past_checks if {c.checker, c.checked} <= there),
        strangers=tuple(s for s in whole.strangers if {s.first, s.second} <= there),
        rotations=rotations,
        engagements=tuple(_engagements(before.engagements, ids, persons)),
        pins=tuple(pin for pin in _pins(whole, task, ids) if persons.issuperset(pin.team or ())),
        indicators=whole.indicators if leads else (),
        drawn=tuple(d for p in programmes for d in _drawn(whole, p, targets)),
        policy=_policy(offices, task, targets),
        programmes=programmes,
        demands=tuple(
            d
            for d in (whole.demand_by_pair.get((t.id, p.id)) for t in targets for p in programmes)
            if d is not None
        ),
        calendar=whole.calendar,
        travel=_travel(offices, (*targets, *people)),
        overlays=whole.overlays,
        costs=whole.costs if leads else whole.costs.model_copy(update={"budget_yuan": None}),
    )


def unshared_pins(offices: Offices) -> tuple[Issue, ...]:
    """Pins that no office can take: nobody plans the visit, or its office cannot send the team."""
    whole = offices.problem
    issues: list[Issue] = []
    team_of: dict[str, set[str]] = {}
    for task in offices.tasks if whole.pins else ():
        there = {p.id for p in _sent(offices, task, NOTHING_BEFORE)}
        for pin in _pins(whole, task, {t.id for t in offices.targets(task)}):
            team_of.setdefault(pin.visit, set()).update(there)
    for pin in whole.pins:
        strange = [p for p in pin.team or () if p not in team_of.get(pin.visit, {p})]
        names = tuple(
            Text(code="text.literal", args={"value": f"{whole.inspector_by_id[p].name}（{p}）"})
            for p in strange
        )
        if pin.visit not in team_of:
            issues.append(Issue(place="pins", found=pin.visit, text=Text(code="pins.not_due")))
        elif names:
            text = Text(code="pins.not_sent", args={"people": names})
            issues.append(Issue(place="pins", found=pin.visit, text=text))
    return tuple(issues)


def _pins(whole: Problem, task: Task, targets: Collection[str]) -> Iterator[Pin]:
    """The pins of visits that the task plans."""
    for pin in whole.pins:
        pair = subject(whole, pin)
        if pair is not None and pair[0].id in task.programmes and pair[1] in targets:
            yield pin


def _sent(offices: Offices, task: Task, before: Before) -> Iterator[Inspector]:
    """The people of a task, as its office may send them."""
    people = offices.people(task)
    there = {p.id for p in people}
    for person in people:
        guest = offices.office_of(person) != task.office
        if guest and not offices.companions_of.get(person.id, frozenset()) <= there:
            continue  # whoever goes only together with somebody who stays at home
        changes: dict[str, int] = {}
        if guest or task.name != OWN:
            changes = {"training_due_hours": 0, "online_due_hours": 0}
        if used := before.nights.get(person.id, 0):
            rules = offices.problem.policy.nights
            limits = [
                person.nights_per_year,
                *(r.at_most for r in rules if r.people.matches(person)),
            ]
            known = [limit for limit in limits if limit is not None]
            if known:
                changes["nights_per_year"] = max(0, min(known) - used)
        yield person.model_copy(update=changes) if changes else person


def _engagements(
    engagements: Iterable[Engagement], targets: Collection[str], people: Collection[str]
) -> Iterator[Engagement]:
    """As much of each as concerns these targets and people."""
    for one in engagements:
        target = one.target if one.target in targets else ""
        team = tuple(p for p in one.team if p in people)
        if target or team:
            yield one.model_copy(update={"target": target, "team": team})


def _regions(
    offices: Offices, office: str, places: Iterable[Target | Inspector]
) -> tuple[Region, ...]:
    """The office's regions and those of all places, with everything above them."""
    tree = offices.problem.tree
    needed = {office, *tree.descendants(office)}
    needed.update(place.region for place in places)
    needed.update(above for region in tuple(needed) for above in tree.lineage(region))
    return tuple(tree[r] for r in sorted(needed, key=offices.position.__getitem__))


def _with_unlisted(
    offices: Offices, listed: Collection[str], regions: Iterable[Region]
) -> Iterator[Region]:
    """The regions with what scores of governments count and the share does not list.

    Source: docs/semantics.md, Risk.
    """
    whole = offices.problem
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for target in whole.targets if whole.policy.risk is not None else ():
        if target.id not in listed and target.kind != "government":
            sums = found[target.region]
            sums["pupils"] += target.size if target.kind == "school" else 0
            sums["reports"] += target.reports
            past = offices.history_of.get(target.id, ())
            sums["open_problems"] += sum(v.open_problems for v in past)
    for region in regions:
        more = {name: getattr(region, name) + n for name, n in found[region.id].items()}
        yield region.model_copy(update=more)


def _with_seat(whole: Problem, region: Region) -> Region:
    """The region with the position of its seat, which the share's own targets might not give."""
    if region.lon is not None and region.lat is not None:
        return region
    lon, lat = seat(whole, region)
    return region.model_copy(update={"lon": lon, "lat": lat})


def _drawn(
    whole: Problem, programme: Programme, targets: Iterable[Target]
) -> tuple[DrawnTarget, ...]:
    """What a draw chose among these targets; when that is none, one other says there was a draw."""
    table = whole.drawn_targets.get(programme.id, {})
    own = tuple(d for t in targets for d in table.get(t.id, ()))
    return own or tuple(next(iter(table.values()), ()))[:1]


def _travel(offices: Offices, places: Iterable[Target | Inspector]) -> Travel:
    """Distances of a matrix between these places alone; roads as they are."""
    travel = offices.problem.travel
    if not travel.distances:
        return travel
    ids = dict.fromkeys(place.id for place in places)
    found = tuple(d for start in ids for d in offices.distances_of.get(start, ()) if d.end in ids)
    return travel.model_copy(update={"distances": found})


def _policy(offices: Offices, task: Task, targets: Iterable[Target]) -> Policy:
    """The policy as it binds the task: zones, training and headcounts are the own year's alone."""
    policy = offices.problem.policy
    if task.name != OWN:
        zoning = Zoning(
            clause=policy.zoning.clause,
            targets=NOTHING,
            at_most=policy.zoning.at_most,
            capacity_clause=policy.zoning.capacity_clause,
        )
        training = policy.training.model_copy(update={"required_of": NOBODY})
        return policy.model_copy(
            update={"zoning": zoning, "training": training, "staffing": Staffing(), "reviews": None}
        )
    zoned = [t for t in targets if policy.zoning.targets.matches(t)]
    own = tuple(t.id for t in zoned if offices.homes.get(t.id) == task.office)
    if len(own) == len(zoned):
        return policy
    chosen = policy.zoning.targets.model_copy(update={"ids": own}) if own else NOTHING
    return policy.model_copy(
        update={"zoning": policy.zoning.model_copy(update={"targets": chosen})}
    )
