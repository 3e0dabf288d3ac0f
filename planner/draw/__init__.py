"""Draws by tickets that anyone can recompute."""

from collections.abc import Iterable
from hashlib import sha256


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
    return tuple(sorted(candidates, key=lambda c: ticket(seed, draw, c))[:number])
