"""A number shared out among groups in proportion, evenly and the same way every time."""

from collections.abc import Hashable, Mapping, Sequence
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
    groups: Sequence[Group] = [group for group, size in sizes.items() if size > 0]
    for _ in range(total if groups else 0):
        nearest = max(groups, key=lambda g: Fraction(sizes[g], 2 * given[g] + 1))
        given[nearest] += 1
    return given
