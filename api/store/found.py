"""A row by its id, or the refusal that there is none."""

from typing import Any, TypeVar

from sqlalchemy.orm import Session

from api.store.refusals import missing
from api.store.tables import Base

Row = TypeVar("Row", bound=Base)


def found(session: Session, table: type[Row], id_: str, what: str, *, locked: bool = False) -> Row:
    """The row of a table with this id.

    Parameters
    ----------
    what
        What such a row is called.
    locked
        Read afresh, and nobody else changes it until this transaction has ended.

    Raises
    ------
    Refused
        When it is missing.
    """
    lock: dict[str, Any] = {"with_for_update": True, "populate_existing": True} if locked else {}
    row = session.get(table, id_, **lock)
    if row is None:
        raise missing(what, id_)
    return row
