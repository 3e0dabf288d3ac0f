"""The regions this service knows: the tree by which accounts see data."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.scope import Parents, additions
from api.store import trail
from api.store.by import By
from api.store.stored import Stored
from api.store.tables import RegionRow
from models.region import Level, Region


def parents(session: Session) -> Parents:
    """The region above each; None for the topmost."""
    return dict(session.execute(select(RegionRow.id, RegionRow.parent)).all())


def names(session: Session) -> Mapping[str, str]:
    """The name of each."""
    return dict(session.execute(select(RegionRow.id, RegionRow.name)).all())


class Division(Stored):
    """A region of the tree."""

    id: str
    name: str
    level: Level
    parent: str | None


def listed(session: Session) -> tuple[Division, ...]:
    """All of them, by id."""
    query = select(RegionRow).order_by(RegionRow.id)
    return tuple(Division.of(row) for row in session.scalars(query))


def adopt(session: Session, by: By, regions: Iterable[Region], holder: str | None) -> None:
    """Add the regions of a data set that are new; what hangs somewhere stays there.

    Parameters
    ----------
    holder
        The region of the account that brings them; None: all regions.

    Raises
    ------
    Refused
        When they contradict the tree, or lie outside what the account holds.
    """
    added = additions(parents(session), tuple(regions), holder)
    for region in added:
        row = RegionRow(id=region.id, name=region.name, level=region.level, parent=region.parent)
        session.merge(row)
    session.flush()
    if added:
        ids = [region.id for region in added]
        trail.note(session, by, "regions.added", added[0].id, added[0].id, {"regions": ids})
