"""Whose data an account reaches: its region's own, those below; never those above or elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from api.store.refusals import Refused
from models.region import Region

Parents = Mapping[str, str | None]
"""The region above each region; None for the topmost."""


class Relation(StrEnum):
    """How a region stands to that of an account."""

    OWN = "own"
    BELOW = "below"
    ABOVE = "above"
    ELSEWHERE = "elsewhere"


def relation(holder: str | None, region: str | None, parents: Parents) -> Relation:
    """How a region stands to the holder's.

    Parameters
    ----------
    holder
        The account's region; None: of the whole service, to which every region is its own.
    region
        Whose the data are; None: the whole service's. One that nobody knows is elsewhere.
    """
    if holder is None:
        return Relation.OWN
    if region is None:
        return Relation.ABOVE
    if region == holder:
        return Relation.OWN
    if holder in _above(region, parents):
        return Relation.BELOW
    if region in _above(holder, parents):
        return Relation.ABOVE
    return Relation.ELSEWHERE


def covered(holder: str | None, parents: Parents) -> frozenset[str] | None:
    """The holder's region and all below it; None: every region."""
    if holder is None:
        return None
    below = {region for region in parents if holder in _above(region, parents)}
    return frozenset(below | {holder})


def additions(
    parents: Parents, regions: Sequence[Region], holder: str | None
) -> tuple[Region, ...]:
    """The regions that are new to the tree, or hang below another from now on.

    What hangs somewhere stays there: else somebody could upload a data set in which another region
    lies below their own, and read its data. A topmost region may come below another, by somebody of
    the whole service. A data set that does not say what is above a region contradicts nothing.

    Raises
    ------
    Refused
        `region_moved` when a region hangs elsewhere in the tree; `region_outside` when a new one
        would not lie below the holder's.
    """
    tree = dict(parents)
    changed: list[Region] = []
    for region in sorted(regions, key=lambda r: r.level.rank):
        known = region.id in parents
        if known and region.parent in {None, parents[region.id]}:
            continue
        if known and (parents[region.id] is not None or holder is not None):
            raise Refused("region_moved", region=region.id)
        tree[region.id] = region.parent
        changed.append(region)
    for region in changed:
        if region.id in _above(region.id, tree):
            raise Refused("region_moved", region=region.id)
        if holder is not None and relation(holder, region.id, tree) is not Relation.BELOW:
            raise Refused("region_outside", region=region.id)
    return tuple(changed)


def _above(region: str, parents: Parents) -> Iterator[str]:
    passed: set[str] = set()
    current = parents.get(region)
    while current is not None and current not in passed:
        yield current
        passed.add(current)
        current = parents.get(current)
