"""Draws by lot over the network, and what everybody may read of them without login."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Discriminator, Field, Tag

from api.desk import draws as desk
from api.desk.lines import LONGEST, Exact, Line, Name
from api.desk.world import world_of
from api.service.heavy import DRAWS, heavily
from api.service.identity import Asking
from api.service.limits import Body
from api.service.media import JSON
from api.service.reading import taken
from api.service.routing import PUBLIC
from api.service.shapes import file_of
from api.store.draws import Draw
from models.base import Frozen
from models.draw import Digest, DrawRule, Moment, Source
from models.drawn import DrawnTarget
from scenarios.drawrule import rule_of_text

router = APIRouter(prefix="/v1", tags=["draws"])
public = APIRouter(prefix="/public", tags=["public"])

_ENTRY = {"type": "object", "description": "As `/v1/draws/{id}/record` gives it."}
_ENTRIES = {"type": "array", "items": _ENTRY, "description": "Of one register."}
PYTHON = "text/x-python"

_TOML = """id = "2027-spring"
programme = "comprehensive"
where = { kind = ["school"] }
[[sizes]]
share = "0.2"
"""


def _form(rule: object) -> str:
    return "toml" if isinstance(rule, str) else "json"


Rule = Annotated[
    Annotated[DrawRule, Tag("json")] | Annotated[Exact, Tag("toml"), Field(max_length=200_000)],
    Discriminator(_form),
]
"""The rule of a draw, as an object or as the text of a TOML file (docs/draw.md)."""


class Numbers(Frozen):
    """Where the public numbers will come from, and from when on they are known."""

    name: Name = Field(examples=["双色球第2027025期"])
    at: Moment = Field(examples=["2027-03-02T21:15:00+08:00"])


class Preparation(Frozen):
    """A draw: whose lists, by which rule, with which numbers."""

    dataset: Name
    rule: Rule = Field(examples=[_TOML])
    source: Numbers


class Commission(Preparation):
    """The same to be committed to, if the lists still have the digests that were shown."""

    digests: Mapping[Name, Digest] = Field(default_factory=dict)


Number = Annotated[int, Field(ge=0, le=10**15)] | Name


class Ceremony(Frozen):
    """The public numbers, those of each source together, and who was there."""

    numbers: tuple[Annotated[tuple[Number, ...], Field(min_length=1, max_length=LONGEST)], ...] = (
        Field(min_length=1, max_length=20, examples=[[[3, 8, 11, 19, 25, 30], [7]]])
    )
    operators: tuple[Name, ...] = Field(min_length=1, max_length=50, examples=[["张三"]])
    witnesses: tuple[Name, ...] = Field(default=(), max_length=50, examples=[["李四"]])


class Replacing(desk.Why):
    """Who or what drops out; for a team, `target` is the visit that the person leaves."""

    out: Name = Field(examples=["S017"])
    target: Line = ""


@router.post("/draws/prepare")
async def prepare(who: Asking, request: Request, given: Preparation) -> desk.Prepared:
    """Lists, exclusions, chances and digests as they would be committed to; nothing is kept."""
    return await heavily(request, DRAWS, lambda: desk.prepare(who, _wanted(given)))


@router.post("/draws", status_code=201)
async def commit(who: Asking, request: Request, response: Response, given: Commission) -> Draw:
    """Freeze the lists and publish the commitment."""
    made = await heavily(request, DRAWS, lambda: desk.commit(who, _wanted(given), given.digests))
    response.headers["Location"] = f"/v1/draws/{made.id}"
    return made


@router.post("/draws/verify", openapi_extra=taken({JSON: {"anyOf": [_ENTRY, _ENTRIES]}}))
async def verify_posted(who: Asking, request: Request, body: Body) -> desk.Verdict:
    """Recompute a record as JSON, or a list of entries of one register."""
    return await heavily(request, DRAWS, lambda: desk.verify_posted(who, body))


@router.get("/draws/{id_}")
def one(who: Asking, id_: Name) -> Draw:
    """One entry of a register."""
    return desk.get(who, id_)


@router.get(
    "/draws/{id_}/record", response_class=Response, responses=file_of(JSON, {"type": "object"})
)
def record(who: Asking, id_: Name) -> Response:
    """Its record as JSON, as far as one may see it; else its commitment."""
    return Response(desk.record(who, id_), media_type=JSON)


@router.post("/draws/{id_}/run")
async def run(who: Asking, id_: Name, request: Request, given: Ceremony) -> Draw:
    """Carry the draw out with the public numbers; once, and not before they are known."""
    return await heavily(
        request, DRAWS, lambda: desk.run(who, id_, given.numbers, given.operators, given.witnesses)
    )


@router.post("/draws/{id_}/replacements", status_code=201)
async def replace(
    who: Asking, id_: Name, request: Request, response: Response, given: Replacing
) -> Draw:
    """Log that somebody drops out, and draw the replacement."""
    made = await heavily(
        request, DRAWS, lambda: desk.replace(who, id_, given, given.out, given.target)
    )
    response.headers["Location"] = f"/v1/draws/{made.id}"
    return made


@router.post("/draws/{id_}/abandon", status_code=201)
def abandon(who: Asking, id_: Name, response: Response, given: desk.Why) -> Draw:
    """Give up a draw that is not carried out."""
    made = desk.abandon(who, id_, given)
    response.headers["Location"] = f"/v1/draws/{made.id}"
    return made


@router.post("/draws/{id_}/publish")
def publish(who: Asking, id_: Name) -> Draw:
    """Let everybody read the record and its replacements."""
    return desk.publish(who, id_)


@router.get("/draws/{id_}/verify")
async def verify(who: Asking, id_: Name, request: Request) -> desk.Verdict:
    """Recompute an entry by the verifier that its draw names."""
    return await heavily(request, DRAWS, lambda: desk.verify(who, id_))


@router.get("/registers")
def registers(who: Asking) -> tuple[str, ...]:
    """The offices of one's region and below that have a register."""
    return desk.offices(who)


@router.get("/registers/{office}")
def register(who: Asking, office: Name) -> tuple[Draw, ...]:
    """All entries of an office, in order."""
    return desk.register(who, office)


@router.get("/registers/{office}/drawn")
def drawn(who: Asking, office: Name) -> tuple[DrawnTarget, ...]:
    """What the draws of an office chose, after replacements, as rows of a data set."""
    return desk.drawn(who, office)


@router.get("/registers/{office}/verify")
async def verify_register(who: Asking, office: Name, request: Request) -> desk.Verdict:
    """Recompute a whole register with its chain."""
    return await heavily(request, DRAWS, lambda: desk.verify_register(who, office))


@public.get("/registers", openapi_extra=PUBLIC)
def public_offices(request: Request) -> tuple[str, ...]:
    """The offices that have a register."""
    return desk.public_offices(world_of(request))


@public.get("/registers/{office}", openapi_extra=PUBLIC)
def public_register(request: Request, office: Name) -> tuple[desk.PublicEntry, ...]:
    """The register of an office: what there is, its digest, and the id of what is published."""
    return desk.public_register(world_of(request), office)


@public.get(
    "/draws/{id_}",
    response_class=Response,
    responses=file_of(JSON, {"type": "object"}),
    openapi_extra=PUBLIC,
)
def public_record(request: Request, id_: Name) -> Response:
    """A published record, or else the commitment, as JSON."""
    return Response(desk.public_entry(world_of(request), id_), media_type=JSON)


@public.get(
    "/verifiers/{digest}",
    response_class=Response,
    responses=file_of(PYTHON, {"type": "string"}),
    openapi_extra=PUBLIC,
)
def public_verifier(request: Request, digest: Digest) -> Response:
    """A verifier by its digest: one file that needs nothing but Python."""
    named = {"Content-Disposition": f'attachment; filename="verifier-{digest[:12]}.py"'}
    return Response(desk.verifier(world_of(request), digest), 200, named, PYTHON)


def _wanted(given: Preparation) -> desk.Wanted:
    rule = rule_of_text(given.rule, "rule") if isinstance(given.rule, str) else given.rule
    return desk.Wanted(given.dataset, rule, Source(name=given.source.name, at=given.source.at))
