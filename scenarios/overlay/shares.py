"""A number shared out among groups in proportion, evenly and the same way every time."""

import heapq
from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

Group = TypeVar("Group", bound=Hashable)


def apportioned(sizes: Mapping[Group, int], total: int) -> dict[Group, int]:
    """How many of `total` each group gets, in proportion to its size; ties go to the first.

    By the method of Sainte-Laguë (Webster): a group that has s gets the next one in the order of
    size / (2 s + 1). With one more to share out nobody gets fewer, so that a sweep changes people
    one by one; and groups get just their sizes when these are the total.

    Source: M. Balinski, H. P. Young, Fair Representation, 2nd ed. 2001, appendix A.
    """
    given = dict.fromkeys(sizes, 0)
    groups = list(sizes)
    waiting = [(-Fraction(sizes[group]), n) for n, group in enumerate(groups) if sizes[group]]
    heapq.heapify(waiting)
    for _ in range(total if waiting else 0):
        group = groups[waiting[0][1]]
        given[group] += 1
        after = Fraction(sizes[group], 2 * given[group] + 1)
        heapq.heapreplace(waiting, (-after, waiting[0][1]))
    return given
