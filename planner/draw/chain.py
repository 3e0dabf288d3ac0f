"""The register: every draw and event in its place, linked to the one before by its digest."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.draw import Commitment, Event, Record
from planner.draw.lists import digest

Entry = Record | Event | Commitment
"""A draw, an event, or a draw committed to but not yet carried out."""


@dataclass(frozen=True)
class Place:
    """The next position of a register and the digest it links to; empty for the first entry."""

    position: int
    previous: str


class PendingError(Exception):
    """A draw has been committed to; it is carried out or given up before anything else."""


def entry_digest(entry: Entry) -> str:
    """SHA-256 of an entry without its private part; the same for the public version."""
    if isinstance(entry, Commitment):
        return digest({"commitment": entry.model_dump(mode="json")})
    return digest(entry.model_dump(mode="json", exclude={"private"}))


def position_of(entry: Entry) -> int:
    """The entry's position in its register, from 1."""
    if isinstance(entry, Commitment):
        return entry.position
    return (entry.commitment if isinstance(entry, Record) else entry.request).position


def next_place(entries: Sequence[Entry], *, giving_up: bool = False) -> Place:
    """Where the next entry stands.

    Parameters
    ----------
    giving_up
        Whether the next entry gives up the draw that is pending.

    Raises
    ------
    PendingError
        When the last draw is not carried out yet.
    """
    if not entries:
        return Place(1, "")
    last = max(entries, key=position_of)
    if isinstance(last, Commitment) is not giving_up:
        raise PendingError
    return Place(position_of(last) + 1, entry_digest(last))
