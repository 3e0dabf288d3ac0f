"""Accounts as administrators care for them, the regions they hang on, and the trail."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, Field

from api.accounts.roles import Role
from api.desk import accounts as desk
from api.desk import trail as trail_desk
from api.desk.accounts import Handed
from api.desk.lines import Line, Name
from api.desk.trail import Which
from api.service.identity import Asking
from api.service.shapes import file_of
from api.store.accounts import Account
from api.store.regions import Division
from api.store.sessions import Browser
from api.store.tokens import Token
from api.store.trail import Entry, Head
from models.base import Frozen
from models.text import say

router = APIRouter(prefix="/v1", tags=["administration"])
LINES = "application/x-ndjson"
MOST = 2**31 - 1
"""As the database counts."""
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)


class NewAccount(Frozen):
    """An account to be made: of a region, or of the whole service without one."""

    name: Name = Field(examples=["zhang.min"])
    role: Role = Field(examples=[Role.PLANNER])
    region: Name | None = Field(examples=["510499"])
    inspector: Line = Field(default="", examples=["D07"])
    subject: Name | None = Field(default=None, examples=["8f14e45f"])


class Standing(Frozen):
    """What an account may do from now on; all of it is given."""

    role: Role = Field(examples=[Role.VIEWER])
    region: Name | None = Field(examples=["510499"])
    inspector: Line = Field(examples=[""])
    active: bool = Field(examples=[True])


class Subject(Frozen):
    """Who somebody is at the OIDC provider; null: nobody."""

    subject: Name | None = Field(examples=["8f14e45f"])


class Fault(Frozen):
    """One thing that shows that the trail was altered, at which entry, and in words."""

    code: str
    number: int
    detail: str


class Verdict(Frozen):
    """Whether the trail is whole; note `head` elsewhere, and give it to a later verification."""

    whole: bool
    head: Head
    first: int | None
    faults: tuple[Fault, ...]


@router.get("/regions")
def regions(who: Asking) -> tuple[Division, ...]:
    """One's region and those below, as far as data sets have told of them."""
    return desk.divisions(who)


@router.get("/accounts")
def listed(who: Asking) -> tuple[Account, ...]:
    """Accounts of one's region and those below, by name."""
    return desk.listed(who)


@router.post("/accounts", status_code=201)
def add(who: Asking, response: Response, given: NewAccount) -> Handed:
    """A new account; its password is shown once and must be changed at the first login."""
    made = desk.add(
        who,
        given.name,
        given.role,
        given.region,
        inspector=given.inspector,
        subject=given.subject,
    )
    response.headers["Location"] = f"/v1/accounts/{made.account.id}"
    response.headers["Cache-Control"] = "no-store"
    return made


@router.get("/accounts/{id_}")
def one(who: Asking, id_: Name) -> Account:
    """One account."""
    return desk.get(who, id_)


@router.put("/accounts/{id_}")
def change(who: Asking, id_: Name, given: Standing) -> Account:
    """Change what an account may do; one that is switched off is logged out everywhere."""
    return desk.change(
        who,
        id_,
        role=given.role,
        region=given.region,
        inspector=given.inspector,
        active=given.active,
    )


@router.post("/accounts/{id_}/password")
def reset(who: Asking, response: Response, id_: Name) -> Handed:
    """A new password for one login; it opens the lock and logs out of all browsers."""
    response.headers["Cache-Control"] = "no-store"
    return desk.reset(who, id_)


@router.delete("/accounts/{id_}/lock")
def unlock(who: Asking, id_: Name) -> Account:
    """Let somebody log in again at once after too many failures."""
    return desk.unlock(who, id_)


@router.put("/accounts/{id_}/subject")
def link(who: Asking, id_: Name, given: Subject) -> Account:
    """Say who an account is at the OIDC provider."""
    return desk.link(who, id_, given.subject)


@router.get("/accounts/{id_}/tokens")
def tokens(who: Asking, id_: Name) -> tuple[Token, ...]:
    """The tokens of an account, the newest first."""
    return desk.tokens_of(who, id_)


@router.delete("/accounts/{id_}/tokens/{token}", status_code=204)
def revoke_token(who: Asking, id_: Name, token: Name) -> None:
    """Make a token of an account worthless."""
    desk.revoke_token(who, id_, token)


@router.get("/accounts/{id_}/sessions")
def sessions(who: Asking, id_: Name) -> tuple[Browser, ...]:
    """Where an account is logged in, the newest first."""
    return desk.sessions_of(who, id_)


@router.delete("/accounts/{id_}/sessions/{browser}", status_code=204)
def revoke_session(who: Asking, id_: Name, browser: Name) -> None:
    """Log an account out of one browser."""
    desk.revoke_session(who, id_, browser)


After = Annotated[int, Query(ge=0, le=MOST)]
Asked = Annotated[Name | None, Query()]
Moment = Annotated[
    Annotated[AwareDatetime, Field(ge=_FIRST, le=_LAST)] | None,
    Query(examples=["2026-11-21T00:00:00+08:00"]),
]


@router.get("/trail")
def trail(
    who: Asking,
    subject: Asked = None,
    account: Asked = None,
    since: Moment = None,
    until: Moment = None,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> tuple[Entry, ...]:
    """Who changed what, when, in order, from after a number on; of one's region and those below."""
    return trail_desk.read(who, _which(subject, account, since, until), after=after, limit=limit)


@router.get(
    "/trail.jsonl", response_class=StreamingResponse, responses=file_of(LINES, {"type": "string"})
)
def exported(
    who: Asking,
    subject: Asked = None,
    account: Asked = None,
    since: Moment = None,
    until: Moment = None,
) -> StreamingResponse:
    """All of it to keep elsewhere, an entry a line."""
    lines: Iterator[str] = trail_desk.lines(who, _which(subject, account, since, until))
    named = {"Content-Disposition": 'attachment; filename="trail.jsonl"'}
    return StreamingResponse(lines, media_type=LINES, headers=named)


@router.get("/trail/verify")
def verify(
    who: Asking,
    number: Annotated[int | None, Query(ge=1, le=MOST)] = None,
    digest: Annotated[str | None, Query(pattern="^[0-9a-f]{64}$")] = None,
) -> Verdict:
    """Go through the chain of hashes; with `number` and `digest` of an end noted earlier too."""
    known = None
    if number is not None and digest is not None:
        known = Head(number=number, digest=digest)
    found = trail_desk.verify(who, known)
    faults = tuple(
        Fault(
            code=fault.code, number=int(str(fault.args["number"])), detail=say(fault, who.language)
        )
        for fault in found.faults
    )
    return Verdict(whole=found.whole, head=found.head, first=found.first, faults=faults)


def _which(
    subject: str | None, account: str | None, since: datetime | None, until: datetime | None
) -> Which:
    return Which(subject=subject, account=account, since=since, until=until)
