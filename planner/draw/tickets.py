"""Simple draws: a ticket for each candidate, and the lowest tickets win."""

from collections.abc import Iterable, Mapping
from functools import cmp_to_key
from hashlib import sha256

_RANGE = 1 << 256


def ticket(seed: int | str, draw: str, candidate: str) -> str:
    """The candidate's ticket: SHA-256 of `seed|draw|candidate` in UTF-8, as 64 hex digits."""
    return sha256(f"{seed}|{draw}|{candidate}".encode()).hexdigest()


def lowest_tickets(
    seed: int | str, draw: str, candidates: Iterable[str], number: int
) -> tuple[str, ...]:
    """The `number` candidates with the lowest tickets, lowest first.

    The tickets depend on nothing but the public seed, the name of the draw and the candidate, so
    that `sha256sum` and `sort` on a terminal give the same list.
    """
    return in_order(seed, draw, candidates)[:number]


def in_order(
    seed: int | str,
    draw: str,
    candidates: Iterable[str],
    weights: Mapping[str, int] | None = None,
) -> tuple[str, ...]:
    """The candidates in the order in which they are drawn, without putting any back.

    Parameters
    ----------
    weights
        Positive whole numbers; nobody listed weighs 1. A candidate is drawn next with a chance in
        proportion to its weight among those still there. The order of equal weights is that of the
        tickets.

    Source: Efraimidis and Spirakis 2006, algorithm A-ES: with u uniform in (0, 1], the greatest
    keys u^(1/w) win. Here u = 1 − ticket / 2^256, and u^(1/w) > v^(1/x) is decided as u^x > v^w in
    whole numbers, so that no rounding and no logarithm comes in.
    """
    tickets = {c: int(ticket(seed, draw, c), 16) for c in candidates}
    if not weights:
        return tuple(sorted(tickets, key=tickets.__getitem__))

    def compare(one: str, other: str) -> int:
        w, x = weights.get(one, 1), weights.get(other, 1)
        mine: int = (_RANGE - tickets[one]) ** x << 256 * max(0, w - x)
        theirs: int = (_RANGE - tickets[other]) ** w << 256 * max(0, x - w)
        return (theirs > mine) - (theirs < mine)

    return tuple(sorted(tickets, key=cmp_to_key(compare)))
