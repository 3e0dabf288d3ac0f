"""Data sets in versions; one that a plan has used never changes."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from api.store import trail
from api.store.by import By
from api.store.found import found
from api.store.refusals import Refused, missing
from api.store.stored import Stored
from api.store.tables import DatasetRow
from models.problem import Problem


class Dataset(Stored):
    """One version of a data set, without its contents.

    All versions share the `series`, the id of the first. `parent` is the version it was derived
    from. `source` says how it came: `upload`, `overlay`, `shipped:<id>`, for a `comparison` or a
    `replan`, or by `pins`. `frozen`: since when a plan uses it.
    """

    id: str
    series: str
    version: int
    parent: str | None
    name: str
    office: str
    year: int
    source: str
    sha256: str
    figures: dict[str, Any]
    author: str
    created: datetime
    frozen: datetime | None


def add(
    session: Session,
    by: By,
    problem: Problem,
    *,
    source: str,
    parent: str | None = None,
    overlay: str | None = None,
) -> Dataset:
    """Keep a data set; with a `parent`, as the next version of it.

    Parameters
    ----------
    overlay
        The changes by which it came from its parent.

    Raises
    ------
    Refused
        When the parent is missing.
    """
    id_ = by.new_id()
    series, version = id_, 1
    if parent is not None:
        series = _row(session, parent).series
        # The first version is locked, so that two derived at once get two numbers.
        session.execute(select(DatasetRow.id).where(DatasetRow.id == series).with_for_update())
        of_series = select(func.max(DatasetRow.version)).where(DatasetRow.series == series)
        version = session.execute(of_series).scalar_one() + 1
    row = DatasetRow(
        id=id_,
        series=series,
        version=version,
        parent=parent,
        source=source,
        overlay=overlay,
        author=by.account,
        created=by.now,
        frozen=None,
    )
    _fill(row, problem)
    session.add(row)
    session.flush()
    trail.note(
        session, by, "dataset.added", id_, row.office, {"sha256": row.sha256, "source": source}
    )
    return Dataset.of(row)


def replace(session: Session, by: By, id_: str, problem: Problem) -> Dataset:
    """Give a data set other contents while no plan uses it.

    Raises
    ------
    Refused
        `frozen` when a plan uses it, `missing`, or `state` when the office would change.
    """
    row = _unfrozen(session, id_)
    if problem.office != row.office:
        raise Refused("state", what=problem.office)
    _fill(row, problem)
    session.flush()
    trail.note(session, by, "dataset.replaced", id_, row.office, {"sha256": row.sha256})
    return Dataset.of(row)


def remove(session: Session, by: By, id_: str) -> None:
    """Remove a data set that no plan uses and no version is derived from.

    Raises
    ------
    Refused
        `frozen` when it is in use, or `missing`.
    """
    row = _unfrozen(session, id_)
    derived = select(func.count()).where((DatasetRow.parent == id_) | (DatasetRow.series == id_))
    if session.execute(derived.where(DatasetRow.id != id_)).scalar_one():
        raise Refused("frozen", id=id_)
    session.execute(delete(DatasetRow).where(DatasetRow.id == id_))
    trail.note(session, by, "dataset.removed", id_, row.office, {"sha256": row.sha256})


def freeze(session: Session, by: By, id_: str) -> None:
    """A plan uses it from now on; the caller makes the plan in the same transaction.

    Raises
    ------
    Refused
        When it is missing.
    """
    frozen = update(DatasetRow).where(DatasetRow.id == id_, DatasetRow.frozen.is_(None))
    if _count(session.execute(frozen.values(frozen=by.now))):
        trail.note(session, by, "dataset.frozen", id_, _row(session, id_).office)
    else:
        _row(session, id_)


def get(session: Session, id_: str) -> Dataset:
    """One version.

    Raises
    ------
    Refused
        When it is missing.
    """
    return Dataset.of(_row(session, id_))


def problem_of(session: Session, id_: str) -> Problem:
    """The contents of one version.

    Raises
    ------
    Refused
        When it is missing.
    """
    return Problem.model_validate_json(text_of(session, id_))


def derived(session: Session, parent: str, problem: Problem) -> Dataset | None:
    """The version derived from another that holds just this; None when there is none."""
    digest = hashlib.sha256(content_text(problem).encode()).hexdigest()
    query = select(DatasetRow).where(DatasetRow.parent == parent, DatasetRow.sha256 == digest)
    row = session.scalars(query.order_by(DatasetRow.id).limit(1)).first()
    return None if row is None else Dataset.of(row)


def text_of(session: Session, id_: str) -> str:
    """The contents as JSON.

    Raises
    ------
    Refused
        When it is missing.
    """
    text = session.execute(select(DatasetRow.content).where(DatasetRow.id == id_)).scalar()
    if text is None:
        raise missing("dataset", id_)
    return text


def overlay_of(session: Session, id_: str) -> str | None:
    """The changes by which it came from its parent; None when it did not come so."""
    return session.execute(select(DatasetRow.overlay).where(DatasetRow.id == id_)).scalar()


def listed(
    session: Session,
    *,
    offices: Iterable[str] | None = None,
    series: str | None = None,
    sha256: str | None = None,
    named: str = "",
    before: str | None = None,
    limit: int = 50,
) -> tuple[Dataset, ...]:
    """Data sets, the newest first, from before an id on; of some offices, a series, a digest.

    Parameters
    ----------
    named
        Only those that have this in their names.
    """
    query = select(DatasetRow).order_by(DatasetRow.id.desc()).limit(limit)
    if offices is not None:
        query = query.where(DatasetRow.office.in_(tuple(offices)))
    if series is not None:
        query = query.where(DatasetRow.series == series)
    if sha256 is not None:
        query = query.where(DatasetRow.sha256 == sha256)
    if named:
        query = query.where(DatasetRow.name.icontains(named, autoescape=True))
    if before is not None:
        query = query.where(DatasetRow.id < before)
    return tuple(Dataset.of(row) for row in session.scalars(query))


def content_text(problem: Problem) -> str:
    """A problem as JSON, the same for the same problem."""
    return problem.model_dump_json()


def _fill(row: DatasetRow, problem: Problem) -> None:
    text = content_text(problem)
    row.name, row.office, row.year = problem.name, problem.office, problem.year
    row.content, row.sha256 = text, hashlib.sha256(text.encode()).hexdigest()
    row.figures = {
        "targets": len(problem.targets),
        "inspectors": len(problem.inspectors),
        "regions": len(problem.regions),
        "programmes": len(problem.programmes),
        "fictional": problem.fictional,
    }


def _row(session: Session, id_: str) -> DatasetRow:
    return found(session, DatasetRow, id_, "dataset")


def _unfrozen(session: Session, id_: str) -> DatasetRow:
    row = found(session, DatasetRow, id_, "dataset", locked=True)
    if row.frozen is not None:
        raise Refused("frozen", id=id_)
    return row


def _count(result: object) -> int:
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
