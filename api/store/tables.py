"""The tables. Large JSON is packed; figures, times and names by which one searches are columns."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from api.store.columns import Instant, Json, Packed

Id = String(32)
Digest = String(64)


class Base(DeclarativeBase):
    """All tables; constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant(), list[Any]: Json(), dict[str, Any]: Json()}  # noqa: RUF012


def _packed() -> Mapped[str]:
    return mapped_column(Packed(), deferred=True)


def _packed_or_none() -> Mapped[str | None]:
    return mapped_column(Packed(), deferred=True)


def _of(column: str, *, key: bool = False) -> Mapped[str]:
    return mapped_column(Id, ForeignKey(column, ondelete="CASCADE"), primary_key=key)


class RegionRow(Base):
    """A region as this service knows it; what accounts may see hangs on this tree."""

    __tablename__ = "regions"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    parent: Mapped[str | None] = mapped_column(
        ForeignKey("regions.id", deferrable=True, initially="DEFERRED"), index=True
    )


class AccountRow(Base):
    """Somebody who may log in."""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    region: Mapped[str | None]
    inspector: Mapped[str]
    password: Mapped[str]
    subject: Mapped[str | None] = mapped_column(unique=True)
    active: Mapped[bool]
    must_change: Mapped[bool]
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    created: Mapped[datetime]


class StrangerRow(Base):
    """A name, by its digest, under which logins failed and which no account has."""

    __tablename__ = "strangers"
    name: Mapped[str] = mapped_column(Digest, primary_key=True)
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    tried: Mapped[datetime] = mapped_column(index=True)


class TokenRow(Base):
    """A token of a program; only the digest of its secret is kept."""

    __tablename__ = "tokens"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account: Mapped[str] = _of("accounts.id")
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(Digest, unique=True)
    created: Mapped[datetime]
    expires: Mapped[datetime | None]
    revoked: Mapped[datetime | None]
    __table_args__ = (Index(None, "account"),)


class SessionRow(Base):
    """A browser that is logged in."""

    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account: Mapped[str] = _of("accounts.id")
    digest: Mapped[str] = mapped_column(Digest, unique=True)
    csrf: Mapped[str] = mapped_column(Digest)
    created: Mapped[datetime]
    expires: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (Index(None, "account"),)


class FeedRow(Base):
    """A calendar address of an inspector, secret like a password."""

    __tablename__ = "feeds"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    office: Mapped[str]
    inspector: Mapped[str]
    own: Mapped[bool]
    digest: Mapped[str] = mapped_column(Digest, unique=True)
    created: Mapped[datetime]
    revoked: Mapped[datetime | None]
    __table_args__ = (Index(None, "office", "inspector"),)


class DatasetRow(Base):
    """One version of a data set."""

    __tablename__ = "datasets"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    series: Mapped[str] = mapped_column(Id, index=True)
    version: Mapped[int]
    parent: Mapped[str | None] = mapped_column(
        Id, ForeignKey("datasets.id", deferrable=True, initially="DEFERRED")
    )
    name: Mapped[str]
    office: Mapped[str] = mapped_column(index=True)
    year: Mapped[int]
    source: Mapped[str]
    sha256: Mapped[str] = mapped_column(Digest)
    figures: Mapped[dict[str, Any]]
    author: Mapped[str]
    created: Mapped[datetime]
    frozen: Mapped[datetime | None]
    content: Mapped[str] = _packed()
    overlay: Mapped[str | None] = _packed_or_none()
    __table_args__ = (UniqueConstraint("series", "version"),)


class PlanRow(Base):
    """A plan that was asked for, from its submission to its result; maybe from another plan."""

    __tablename__ = "plans"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dataset: Mapped[str] = mapped_column(Id, ForeignKey("datasets.id"), index=True)
    name: Mapped[str]
    office: Mapped[str] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(index=True)
    options: Mapped[dict[str, Any]]
    author: Mapped[str]
    key: Mapped[str | None]
    request: Mapped[str] = mapped_column(Digest)
    total: Mapped[int]
    stopping: Mapped[bool]
    failure: Mapped[dict[str, Any] | None]
    figures: Mapped[dict[str, Any]]
    created: Mapped[datetime]
    scheduled: Mapped[datetime | None]
    started: Mapped[datetime | None]
    active: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    published: Mapped[datetime | None]
    kind: Mapped[str]
    base: Mapped[str | None] = mapped_column(
        Id, ForeignKey("plans.id", deferrable=True, initially="DEFERRED"), index=True
    )
    course: Mapped[dict[str, Any] | None]
    content: Mapped[str | None] = _packed_or_none()
    changes: Mapped[str | None] = _packed_or_none()
    __table_args__ = (UniqueConstraint("author", "key"),)


class PartRow(Base):
    """One task of a plan: how often it was begun, where it is, what it came to."""

    __tablename__ = "parts"
    plan: Mapped[str] = _of("plans.id", key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    begun: Mapped[int]
    progress: Mapped[dict[str, Any] | None]
    digest: Mapped[str | None] = mapped_column(Digest)
    interrupted: Mapped[bool]
    finished: Mapped[datetime | None]
    content: Mapped[str | None] = _packed_or_none()


class OfficeRow(Base):
    """What one task of an office came to in a finished plan; `shown`: without sealed visits."""

    __tablename__ = "offices"
    plan: Mapped[str] = _of("plans.id", key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    office: Mapped[str] = mapped_column(index=True)
    task: Mapped[str]
    name: Mapped[str]
    figures: Mapped[dict[str, Any]]
    shown: Mapped[dict[str, Any]]


class SketchRow(Base):
    """What of a part of a finished plan is drawn on a map, and its journeys; see `sketches`."""

    __tablename__ = "sketches"
    plan: Mapped[str] = _of("plans.id", key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    office: Mapped[str]
    first: Mapped[int]
    last: Mapped[int]
    ground: Mapped[str] = _packed()
    journeys: Mapped[str] = _packed()


class VisitRow(Base):
    """A visit of a finished plan, for paging and filters."""

    __tablename__ = "visits"
    plan: Mapped[str] = _of("plans.id", key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    visit: Mapped[str]
    office: Mapped[str]
    region: Mapped[str]
    target: Mapped[str]
    kind: Mapped[str]
    start: Mapped[date]
    end: Mapped[date]
    sealed: Mapped[bool]
    content: Mapped[dict[str, Any]]
    names: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    __table_args__ = (
        # Holds all that visits are filtered by, so that no contents are read to count or skip them.
        Index(
            "ix_visits_pages",
            *("plan", "start", "number", "end", "sealed"),
            *("kind", "office", "region", "target", "visit"),
        ),
        Index(None, "plan", "target"),
        Index(None, "plan", "region"),
    )


class MemberRow(Base):
    """Somebody in the team of a visit."""

    __tablename__ = "members"
    plan: Mapped[str] = _of("plans.id", key=True)
    inspector: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)


class DrawRow(Base):
    """An entry of an office's register of draws; `sealed` stays with the office."""

    __tablename__ = "draws"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    office: Mapped[str]
    position: Mapped[int]
    draw: Mapped[str]
    kind: Mapped[str]
    digest: Mapped[str] = mapped_column(Digest)
    dataset: Mapped[str | None] = mapped_column(Id, ForeignKey("datasets.id"))
    author: Mapped[str]
    created: Mapped[datetime]
    drawn: Mapped[datetime | None]
    published: Mapped[datetime | None]
    content: Mapped[str] = _packed()
    record: Mapped[str | None] = _packed_or_none()
    sealed: Mapped[str | None] = _packed_or_none()
    __table_args__ = (UniqueConstraint("office", "position"),)


class VerifierRow(Base):
    """A verifier that draws name; it stays when the program has a newer one."""

    __tablename__ = "verifiers"
    digest: Mapped[str] = mapped_column(Digest, primary_key=True)
    content: Mapped[str] = _packed()


class ComparisonRow(Base):
    """Plans of one data set under several overlays, side by side."""

    __tablename__ = "comparisons"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dataset: Mapped[str] = mapped_column(Id, ForeignKey("datasets.id"), index=True)
    name: Mapped[str]
    office: Mapped[str] = mapped_column(index=True)
    author: Mapped[str]
    created: Mapped[datetime]
    ended: Mapped[datetime | None]
    cases: Mapped[list[Any]]
    content: Mapped[str | None] = _packed_or_none()


class HiringRow(Base):
    """What an office of a plan would have to hire."""

    __tablename__ = "hirings"
    plan: Mapped[str] = _of("plans.id", key=True)
    office: Mapped[str] = mapped_column(primary_key=True)
    author: Mapped[str]
    created: Mapped[datetime]
    content: Mapped[str] = _packed()


class WorkerRow(Base):
    """A process that solves, and when it last said that it lives."""

    __tablename__ = "workers"
    id: Mapped[str] = mapped_column(primary_key=True)
    seen: Mapped[datetime] = mapped_column(index=True)


class LeaseRow(Base):
    """An office that one worker holds at a time."""

    __tablename__ = "leases"
    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]


class TrailRow(Base):
    """One entry of the trail; triggers refuse to change or remove it."""

    __tablename__ = "trail"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    account: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    region: Mapped[str | None]
    detail: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(Digest)
    digest: Mapped[str] = mapped_column(Digest)
    __table_args__ = (Index(None, "subject"), Index(None, "at"))


class HeadRow(Base):
    """The end of the trail: one row, locked while entries are added."""

    __tablename__ = "trail_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(Digest)
