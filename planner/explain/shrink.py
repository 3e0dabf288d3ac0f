"""The deletion filter: from a set that cannot hold to a smallest part of it that cannot."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Piece = TypeVar("Piece")
Fails = Callable[[list[Piece]], bool]


def shrink(pieces: Sequence[Piece], fails: Fails[Piece]) -> list[Piece]:
    """A part that still fails, and no longer does with any one piece less.

    Halves are left out before single pieces, so a core of `k` of `n` pieces takes about
    `2 k log n` trials. What is left is gone through once more, since some rules, such as the size
    of a team, hold less when others are gone.

    Parameters
    ----------
    fails
        Whether it is certain that the pieces cannot hold together; it is for all of them.
    """
    kept = list(pieces)
    while True:
        before = len(kept)
        kept = _without_any(kept, list(kept), fails)
        if len(kept) == before:
            return kept


def _without_any(kept: list[Piece], chunk: list[Piece], fails: Fails[Piece]) -> list[Piece]:
    """What is left of the kept pieces after all of the chunk that can go have gone."""
    gone = {id(piece) for piece in chunk}
    rest = [piece for piece in kept if id(piece) not in gone]
    if fails(rest):
        return rest
    if len(chunk) == 1:
        return kept
    middle = len(chunk) // 2
    kept = _without_any(kept, chunk[:middle], fails)
    return _without_any(kept, chunk[middle:], fails)
