"""How many inspectors of which kinds the policy's staffing rules ask for, given the targets."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from models.inspector import Employment, Inspector, InspectorFilter, Track
from models.policy import Policy, Ratio, Share
from models.programme import Per, Programme, SelectionMode
from models.region import Level, Region
from models.target import Stage, Target

SLACK = 1.3
DEMAND_MARGIN = 1.5
FULL_TIME_DAYS = 110
PART_TIME_DAYS = 30
PERIODS = {Per.YEAR: 1, Per.HALF_YEAR: 2, Per.TERM: 2, Per.MONTH: 9, Per.WEEK: 36}
STRATA_SHARE = 0.5
EXPECTED_SHARE = {
    SelectionMode.TERM_END: 0.25,
    SelectionMode.RISK: 0.1,
    SelectionMode.OPEN_PROBLEMS: 0.2,
}
LEAST_GOVERNMENT_TRACK = 8
POSTS_PER_CADRE = 12

BUNDLES: tuple[tuple[Stage, ...], ...] = (
    (Stage.KINDERGARTEN,),
    (Stage.PRIMARY, Stage.JUNIOR_SECONDARY, Stage.SPECIAL),
    (Stage.SENIOR_SECONDARY, Stage.JUNIOR_SECONDARY, Stage.SECONDARY_VOCATIONAL),
    (Stage.UNIVERSITY,),
)


@dataclass(frozen=True)
class Post:
    """Somebody to be found. An `open` post may be part-time or full-time."""

    employment: Employment
    stages: tuple[Stage, ...]
    tracks: tuple[Track, ...] = (Track.SCHOOLS,)
    open: bool = False


USUAL_POSTS = 4 * tuple(
    Post(employment, stages)
    for stages in BUNDLES[:3]
    for employment in (Employment.FULL_TIME, Employment.PART_TIME)
)
"""An office whose policy says nothing of headcounts."""


def posts_needed(
    targets: Sequence[Target], policy: Policy, regions: Sequence[Region] = ()
) -> list[Post]:
    """Posts that zones, ratios, shares and the year's visits need, the most needed first.

    Ratios also count those of the `regions` that they are about.
    """
    posts = list(_zone_posts(targets, policy))
    if not (policy.staffing.ratios or policy.staffing.shares):
        posts += USUAL_POSTS
    for ratio in policy.staffing.ratios:
        posts += _ratio_posts(ratio, targets, regions, posts)
    for share in policy.staffing.shares:
        posts = meet_share(share, posts)
    posts = _with_governments(posts, targets)
    posts = _cover_stages(posts, targets, policy)
    demand = DEMAND_MARGIN * sum(_person_days(p, targets) for p in policy.programmes)
    supply = sum(_days(p.employment) for p in posts)
    kinds = [p for p in posts if p.employment is Employment.PART_TIME and p.stages] or posts
    while supply < demand:
        extra = kinds[len(posts) % len(kinds)]
        posts.append(replace(extra, employment=Employment.PART_TIME, open=False))
        supply += PART_TIME_DAYS
    for share in policy.staffing.shares:
        posts = meet_share(share, posts)
    return sorted(posts, key=lambda p: p.employment is not Employment.FULL_TIME)


def zones_least(targets: Sequence[Target], policy: Policy) -> int:
    """How many zones the policy makes of the targets at least, each kind of school apart."""
    zoning = policy.zoning
    number = 0
    for bundle in BUNDLES:
        held = [t for t in targets if zoning.targets.matches(t) and _bundle(t) == bundle]
        large = [t for t in held if zoning.dedicated_from and t.size >= zoning.dedicated_from]
        number += len(large) + math.ceil((len(held) - len(large)) / zoning.at_most)
    return number


def exactly(posts: list[Post], number: int | None) -> list[Post]:
    """The first so many posts, or as many part-time ones more; None leaves them as they are."""
    if number is None or not posts:
        return posts
    part_time = [p for p in posts if p.employment is Employment.PART_TIME and p.stages] or posts
    extra = [part_time[n % len(part_time)] for n in range(number - len(posts))]
    return (posts + extra)[:number]


def matches(people: InspectorFilter, post: Post) -> bool:
    """Whether somebody on this post would count."""
    person = Inspector(
        id="post",
        name="post",
        region="",
        lon=0,
        lat=0,
        level=people.levels[0] if people.levels else Level.COUNTY,
        employment=post.employment,
        tracks=post.tracks,
        stages=post.stages,
    )
    return people.matches(person)


def unzoned(
    people: Sequence[Inspector], targets: Sequence[Target], policy: Policy
) -> list[Inspector]:
    """Those whom employment, track or stage bars from being responsible for any target."""
    zoning = policy.zoning
    zoned = {(t.kind, t.stage_parts): t for t in targets if zoning.targets.matches(t)}
    return [
        person
        for person in people
        if not any(
            person.qualified_for(target)
            and all(
                r.people.matches(person) for r in zoning.eligibility if r.targets.matches(target)
            )
            for target in zoned.values()
        )
    ]


def _bundle(target: Target) -> tuple[Stage, ...]:
    return next((b for b in BUNDLES if set(b) & set(target.stage_parts)), BUNDLES[1])


def _zone_posts(targets: Sequence[Target], policy: Policy) -> Iterator[Post]:
    """Enough for the zones, with slack, the kinds mixed so that any first few cover them all."""
    zoning = policy.zoning
    groups: list[list[Post]] = []
    for bundle in BUNDLES:
        held = [t for t in targets if zoning.targets.matches(t) and _bundle(t) == bundle]
        large = [t for t in held if zoning.dedicated_from and t.size >= zoning.dedicated_from]
        if not held:
            continue
        quotas = [q.at_most for q in zoning.quotas if any(q.targets.matches(t) for t in held)]
        each = min([zoning.at_most, *quotas])
        number = len(large) + 1 + int(SLACK * (len(held) - len(large)) / each)
        kinds = _employments(held, policy)
        group = []
        for n in range(number):
            employment = Employment.FULL_TIME if n < len(large) else kinds[-1]
            group.append(
                Post(
                    employment if employment in kinds else kinds[0],
                    bundle,
                    open=len(kinds) > 1 and employment is not Employment.FULL_TIME,
                )
            )
        groups.append(group)
    for row in zip_longest(*groups):
        yield from (post for post in row if post is not None)


def _employments(held: Sequence[Target], policy: Policy) -> list[Employment]:
    """Employments with which one may be responsible for all of these, full-time first."""
    kinds = [Employment.FULL_TIME, Employment.PART_TIME]
    for rule in policy.zoning.eligibility:
        if rule.people.employment and any(rule.targets.matches(t) for t in held):
            kinds = [k for k in kinds if k in rule.people.employment]
    return kinds or [Employment.FULL_TIME]


def _ratio_posts(
    ratio: Ratio, targets: Sequence[Target], regions: Sequence[Region], posts: Sequence[Post]
) -> list[Post]:
    per = sum(ratio.per.matches(t) for t in targets) if ratio.per else 0
    per += sum(r.level is ratio.per_regions for r in regions)
    short = -(-per * ratio.inspectors // ratio.targets) - sum(
        matches(ratio.people, p) for p in posts
    )
    employment = (ratio.people.employment or (Employment.PART_TIME,))[-1]
    kinds = [p.stages for p in posts if matches(ratio.people, replace(p, employment=employment))]
    kinds = kinds or [ratio.people.stages or BUNDLES[1]]
    both = len(ratio.people.employment) > 1
    return [Post(employment, kinds[n % len(kinds)], open=both) for n in range(max(0, short))]


def meet_share(share: Share, posts: list[Post]) -> list[Post]:
    """Make open posts, and part-time ones when those do not suffice, into the kind demanded."""
    met = list(posts)
    have = sum(matches(share.people, p) for p in met)
    need = math.ceil(share.at_least * sum(matches(share.among, p) for p in met))
    for n in sorted(range(len(met)), key=lambda k: not met[k].open):
        if have >= need:
            break
        changed = replace(met[n], employment=Employment.FULL_TIME, open=False)
        if met[n].stages and not matches(share.people, met[n]) and matches(share.people, changed):
            met[n] = changed
            have += 1
    return met


def _with_governments(posts: list[Post], targets: Sequence[Target]) -> list[Post]:
    """Full-timers and some part-timers inspect governments too; a few retired cadres nothing else.

    Source: `nm.15`, `hn.17`.
    """
    if not any(t.kind == "government" for t in targets):
        return posts
    step = max(1, min(3, len(posts) // LEAST_GOVERNMENT_TRACK))
    both = (Track.SCHOOLS, Track.GOVERNMENTS)
    mixed = [
        replace(p, tracks=both) if n % step == 0 or p.employment is Employment.FULL_TIME else p
        for n, p in enumerate(posts)
    ]
    cadre = Post(Employment.PART_TIME, (), (Track.GOVERNMENTS,))
    return mixed + [cadre] * (len(posts) // POSTS_PER_CADRE)


def _cover_stages(posts: list[Post], targets: Sequence[Target], policy: Policy) -> list[Post]:
    """Qualify more people for the rarer stages, so that teams for them can be formed."""
    least = 2 + max((p.team.size for p in policy.programmes), default=1)
    covered = list(posts)
    for stage in sorted({s for t in targets for s in t.stage_parts}):
        for kinds, number in (((Employment.FULL_TIME,), 3), (tuple(Employment), least)):
            there = [
                n
                for n, p in enumerate(covered)
                if p.employment in kinds and Track.SCHOOLS in p.tracks
            ]
            have = sum(stage in covered[n].stages for n in there)
            others = sorted(
                (n for n in there if stage not in covered[n].stages),
                key=lambda k: len(covered[k].stages),
            )
            for n in others[: max(0, number - have)]:
                covered[n] = replace(covered[n], stages=(*covered[n].stages, stage))
    return covered


def _days(employment: Employment) -> int:
    return FULL_TIME_DAYS if employment is Employment.FULL_TIME else PART_TIME_DAYS


def _person_days(programme: Programme, targets: Sequence[Target]) -> float:
    """Roughly the person-days a programme takes in the year."""
    selection = programme.selection
    chosen = [t for t in targets if selection.targets.matches(t)]
    awaited = selection.mode is SelectionMode.LISTED and not selection.targets.ids
    if not chosen or awaited:
        return 0
    half_days = sum(programme.half_days(t.size) for t in chosen) / len(chosen)
    number = float(len(chosen))
    if selection.number is not None:
        number = min(number, selection.number)
    elif selection.strata:
        number *= STRATA_SHARE
    elif selection.share is not None:
        number *= selection.share
    else:
        number *= EXPECTED_SHARE.get(selection.mode, 1)
    times = programme.frequency.times * PERIODS[programme.frequency.per]
    size = 1 if programme.team.responsible else programme.team.size
    return number * times * size * half_days / 2
