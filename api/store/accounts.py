"""Accounts: who may log in, in which role, and whose data they see."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.accounts.lockout import Failures
from api.accounts.roles import Role
from api.store import feeds, sessions, tokens, trail
from api.store.by import By
from api.store.found import found
from api.store.refusals import Refused
from api.store.stored import Stored
from api.store.tables import AccountRow

_ADMINISTRATORS = select(AccountRow.id).where(
    AccountRow.role == Role.ADMINISTRATOR,
    AccountRow.region.is_(None),
    AccountRow.active.is_(True),
)
"""Who is in charge of all regions."""


class Account(Stored):
    """Somebody who may log in.

    `region` is whose data they see; None: all. `inspector` is their id in data sets, by which they
    see their own sealed visits. `must_change`: nothing is allowed but to set a new password.
    `locked_until`: too many logins failed. `subject`: who it is at the OIDC provider.
    """

    id: str
    name: str
    role: Role
    region: str | None
    inspector: str
    subject: str | None
    active: bool
    must_change: bool
    locked_until: datetime | None = None
    created: datetime


def folded(name: str) -> str:
    """A login name as it is compared: without case and blanks around it."""
    return name.strip().casefold()


def add(
    session: Session,
    by: By,
    name: str,
    role: Role,
    region: str | None,
    password: str,
    *,
    inspector: str = "",
    subject: str | None = None,
    must_change: bool = True,
) -> Account:
    """A new account.

    Parameters
    ----------
    password
        Its hash; "" when there is none and the account logs in elsewhere.
    subject
        Who it is at the OIDC provider.

    Raises
    ------
    Refused
        `taken` when there is one of that name or subject.
    """
    row = AccountRow(
        id=by.new_id(),
        name=folded(name),
        role=role,
        region=region,
        inspector=inspector,
        password=password,
        subject=subject,
        active=True,
        must_change=must_change,
        failures=0,
        locked_until=None,
        created=by.now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Refused("taken", name=folded(name)) from None
    trail.note(session, by, "account.added", row.id, region, {"role": role})
    return Account.of(row)


def change(
    session: Session,
    by: By,
    id_: str,
    *,
    role: Role,
    region: str | None,
    inspector: str,
    active: bool,
) -> Account:
    """Change what an account may do.

    One that is switched off is logged out everywhere; its tokens and the calendar addresses that it
    made or that show its visits are worthless. These last are too when it becomes somebody else.

    Raises
    ------
    Refused
        `last` when no administrator of all regions would be left, or `missing`.
    """
    # Locked in one order, so that two of them cannot switch each other off at the same time.
    session.execute(_ADMINISTRATORS.order_by(AccountRow.id).with_for_update())
    row = _locked(session, id_)
    if not active or (row.region, row.inspector) != (region, inspector):
        feeds.revoke_of_person(session, by, row.region, row.inspector)
    row.role, row.region, row.inspector, row.active = role, region, inspector, active
    session.flush()
    if session.execute(_ADMINISTRATORS.limit(1)).first() is None:
        raise Refused("last")
    if not active:
        sessions.end_all(session, id_)
        tokens.revoke_all(session, by, id_)
        feeds.revoke_made_by(session, by, id_)
    detail = {"role": role, "region": region, "inspector": inspector, "active": active}
    trail.note(session, by, "account.changed", id_, region, detail)
    return Account.of(row)


def set_password(
    session: Session, by: By, id_: str, password: str, *, must_change: bool = False
) -> None:
    """Keep the hash of a new password, open the lock, and log out of all browsers.

    Parameters
    ----------
    must_change
        It is not the holder who sets it: others may have come into the account, so that its tokens
        and the calendar addresses that show its visits are worthless too.

    Raises
    ------
    Refused
        When it is missing.
    """
    row = _locked(session, id_)
    row.password, row.must_change = password, must_change
    row.failures, row.locked_until = 0, None
    sessions.end_all(session, id_)
    session.flush()
    if must_change:
        tokens.revoke_all(session, by, id_)
        feeds.revoke_of_person(session, by, row.region, row.inspector)
    trail.note(session, by, "account.password", id_, row.region)


def unlock(session: Session, by: By, id_: str) -> Account:
    """Let somebody log in again at once after too many failures.

    Raises
    ------
    Refused
        When it is missing.
    """
    row = _locked(session, id_)
    row.failures, row.locked_until = 0, None
    session.flush()
    trail.note(session, by, "account.unlocked", id_, row.region)
    return Account.of(row)


def link(session: Session, by: By, id_: str, subject: str | None) -> Account:
    """Say who an account is at the OIDC provider; None: nobody.

    Raises
    ------
    Refused
        `taken` when another account is that, or `missing`.
    """
    row = _locked(session, id_)
    try:
        with session.begin_nested():
            row.subject = subject
    except IntegrityError:
        raise Refused("taken", name=subject or "") from None
    trail.note(session, by, "account.linked", id_, row.region, {"subject": subject})
    return Account.of(row)


def rehash(session: Session, id_: str, password: str) -> None:
    """Keep a stronger hash of the same password."""
    _locked(session, id_).password = password
    session.flush()


def get(session: Session, id_: str) -> Account:
    """One account.

    Raises
    ------
    Refused
        When it is missing.
    """
    row = found(session, AccountRow, id_, "account")
    return Account.of(row)


def named(
    session: Session, name: str, *, lock: bool = True
) -> tuple[Account, str, Failures] | None:
    """The account of a login name, its password's hash and its failures; locked for a login."""
    query = select(AccountRow).where(AccountRow.name == folded(name))
    if lock:
        query = query.with_for_update()
    row = session.scalars(query.execution_options(populate_existing=True)).first()
    if row is None:
        return None
    return Account.of(row), row.password, Failures(row.failures, row.locked_until)


def of_subject(session: Session, subject: str) -> Account | None:
    """The account of somebody whom the OIDC provider knows."""
    row = session.scalars(select(AccountRow).where(AccountRow.subject == subject)).first()
    return None if row is None else Account.of(row)


def count_failures(session: Session, id_: str, failures: Failures) -> None:
    """Keep how often a login failed."""
    row = _locked(session, id_)
    row.failures, row.locked_until = failures.count, failures.locked_until
    session.flush()


def listed(session: Session, *, regions: Iterable[str] | None = None) -> tuple[Account, ...]:
    """Accounts by name; of some regions."""
    query = select(AccountRow).order_by(AccountRow.name)
    if regions is not None:
        query = query.where(AccountRow.region.in_(tuple(regions)))
    return tuple(Account.of(row) for row in session.scalars(query))


def exist(session: Session) -> bool:
    """Whether there is any account."""
    return session.execute(select(AccountRow.id).limit(1)).first() is not None


def _locked(session: Session, id_: str) -> AccountRow:
    return found(session, AccountRow, id_, "account", locked=True)
