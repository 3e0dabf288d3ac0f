"""Assignments in many tickets split into halves, and so into plans of one ticket."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Several assignments side by side: in which part, which choice is made with how many tickets.

    Parts are numbered from 0; rows without tickets are left out.
    """

    part: Numbers
    choice: Numbers
    tickets: Numbers


def halved(split: Split, slots: Numbers, nests: Sequence[Numbers]) -> Split:
    """Each part as two, which take half of every choice's tickets, rounded down or up.

    Parameters
    ----------
    slots
        The slot of each choice. Each part gives every slot an even number of tickets.
    nests
        Groups of choices, each inside the next: the pair of visit and person, then the person. Of
        each group too the halves take half, rounded down or up.

    Choices with odd tickets are matched in twos within their slot, and in twos within the smallest
    group that holds a match. Walking from match to match goes round in even cycles; of two that are
    matched one half takes the one's odd ticket and the other half the other's.

    Source: Euler splits of bipartite graphs (Cole and Hopcroft 1982), here for nested groups.
    """
    odd = np.flatnonzero(split.tickets & 1)
    part, choice = split.part[odd], split.choice[odd]
    by_slot = _matches([_key(part, slots[choice])])
    by_group = _matches([*(_key(part, nest[choice]) for nest in nests), part])
    # following one kind of match, then the other, stays on every second choice of a cycle
    least = _least_of_cycle(by_slot[by_group])
    first = np.zeros(len(split.tickets), dtype=np.int64)
    first[odd] = least < least[by_slot]
    tickets = np.concatenate(
        [(split.tickets >> 1) + first, split.tickets - (split.tickets >> 1) - first]
    )
    kept = tickets > 0
    return Split(
        np.concatenate([2 * split.part, 2 * split.part + 1])[kept],
        np.concatenate([split.choice, split.choice])[kept],
        tickets[kept],
    )


def _key(part: Numbers, group: Numbers) -> Numbers:
    width = int(group.max(initial=0)) + 1
    return part * width + group


def _matches(keys: Sequence[Numbers]) -> Numbers:
    """For each row the row it is matched with, by the first key where that can be."""
    partner = np.arange(len(keys[0]))
    rows = partner
    for key in keys:
        rows = rows[np.argsort(key[rows], kind="stable")]
        sorted_key = key[rows]
        starts = np.flatnonzero(np.r_[True, sorted_key[1:] != sorted_key[:-1]][: len(rows)])
        counts = np.diff(np.r_[starts, len(rows)])
        single = (starts + counts - 1)[counts % 2 == 1]
        matched = np.delete(rows, single)
        partner[matched[0::2]] = matched[1::2]
        partner[matched[1::2]] = matched[0::2]
        rows = rows[single]
    if len(rows):
        raise ValueError("an odd number of tickets is left without a match")
    return partner


def _least_of_cycle(following: Numbers) -> Numbers:
    """For each row the least row on the cycle that it lies on, by doubling the steps."""
    least = np.minimum(np.arange(len(following)), following)
    jump = following
    reach = 1
    while reach < len(following):
        jump = jump[jump]
        least = np.minimum(least, least[jump])
        reach *= 2
    return least
