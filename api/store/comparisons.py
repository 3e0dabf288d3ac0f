"""Plans of one data set under several overlays, side by side."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store import datasets, trail
from api.store.by import By
from api.store.found import found
from api.store.refusals import Refused
from api.store.stored import Stored
from api.store.tables import ComparisonRow
from models.base import Frozen


class Case(Frozen):
    """One side: its name, the data set with its changes, and the plan made of it."""

    name: str
    dataset: str
    plan: str


class Comparison(Stored):
    """A comparison without its contents; `ended` when they are there."""

    id: str
    dataset: str
    name: str
    office: str
    author: str
    created: datetime
    ended: datetime | None
    cases: tuple[Case, ...]


def add(session: Session, by: By, dataset: str, name: str, cases: Iterable[Case]) -> Comparison:
    """Ask for a comparison of plans of a data set and of versions derived from it.

    Raises
    ------
    Refused
        When the data set is missing.
    """
    base = datasets.get(session, dataset)
    datasets.freeze(session, by, dataset)
    row = ComparisonRow(
        id=by.new_id(),
        dataset=dataset,
        name=name,
        office=base.office,
        author=by.account,
        created=by.now,
        ended=None,
        cases=[case.model_dump(mode="json") for case in cases],
        content=None,
    )
    session.add(row)
    session.flush()
    trail.note(session, by, "comparison.added", row.id, row.office, {"dataset": dataset})
    return Comparison.of(row)


def finish(session: Session, by: By, id_: str, content: str) -> Comparison:
    """Keep what it came to, as JSON.

    Raises
    ------
    Refused
        `state` when it has ended, or `missing`.
    """
    row = found(session, ComparisonRow, id_, "comparison", locked=True)
    if row.ended is not None:
        raise Refused("state", what=row.name)
    row.content, row.ended = content, by.now
    session.flush()
    trail.note(session, by, "comparison.finished", id_, row.office)
    return Comparison.of(row)


def get(session: Session, id_: str) -> Comparison:
    """One comparison.

    Raises
    ------
    Refused
        When it is missing.
    """
    row = found(session, ComparisonRow, id_, "comparison")
    return Comparison.of(row)


def content_of(session: Session, id_: str) -> str | None:
    """What it came to, as JSON; None while it is under way."""
    return session.execute(select(ComparisonRow.content).where(ComparisonRow.id == id_)).scalar()


def listed(
    session: Session,
    *,
    offices: Iterable[str] | None = None,
    before: str | None = None,
    limit: int = 50,
) -> tuple[Comparison, ...]:
    """Comparisons, the newest first, from before an id on; of some offices."""
    query = select(ComparisonRow).order_by(ComparisonRow.id.desc()).limit(limit)
    if offices is not None:
        query = query.where(ComparisonRow.office.in_(tuple(offices)))
    if before is not None:
        query = query.where(ComparisonRow.id < before)
    return tuple(Comparison.of(row) for row in session.scalars(query))
