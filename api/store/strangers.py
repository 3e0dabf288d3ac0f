"""Logins under names that no account has: counted and locked as those of accounts are.

Else an answer that speaks of a lock would tell which names there are. Only digests are kept, as
people also type passwords into the field for the name.
"""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.accounts.lockout import Failures
from api.accounts.secrets import digest
from api.store.by import By
from api.store.tables import StrangerRow

FORGOTTEN = timedelta(days=7)
"""After the last failure; longer than any lock."""


def failures(session: Session, name: str) -> Failures:
    """How often nobody of this name failed to log in."""
    row = session.get(StrangerRow, digest(name), populate_existing=True)
    return Failures() if row is None else Failures(row.failures, row.locked_until)


def count_failures(session: Session, by: By, name: str, found: Failures) -> None:
    """Keep how often it failed; names that rest are forgotten."""
    session.execute(delete(StrangerRow).where(StrangerRow.tried <= by.now - FORGOTTEN))
    key = digest(name)
    row = session.get(StrangerRow, key, with_for_update=True, populate_existing=True)
    if row is None:
        try:
            with session.begin_nested():
                session.add(StrangerRow(name=key, failures=0, locked_until=None, tried=by.now))
        except IntegrityError:  # at the same moment by another
            pass
        row = session.get_one(StrangerRow, key, with_for_update=True, populate_existing=True)
    row.failures, row.locked_until, row.tried = found.count, found.locked_until, by.now
    session.flush()
