"""What comes with the program: packs, words, types of issues, data sets, the empty workbook."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.desk import reference as desk
from api.desk.lines import Name
from api.desk.reference import IssueType, Pack
from api.service.identity import Asking
from api.service.media import XLSX
from api.service.shapes import Language, file_of
from models.glossary import Glossary
from models.glossary import glossary as words
from models.policy import Policy
from scenarios.shipped import Shipped, described

router = APIRouter(prefix="/v1", tags=["reference"])


@router.get("/policies")
def policies(_: Asking) -> tuple[Pack, ...]:
    """The policy packs that come with the program."""
    return desk.packs()


@router.get("/policies/{id_}")
def policy(_: Asking, id_: Name) -> Policy:
    """A pack: the text of its clauses, and every number with the id of its clause."""
    return desk.pack(id_)


@router.get("/glossary")
def glossary(_: Asking) -> Glossary:
    """One word for one thing, in English and Chinese."""
    return words()


@router.get("/issues")
def issues(_: Asking) -> tuple[IssueType, ...]:
    """Everything that can be wrong with a data set or an overlay."""
    return desk.issue_types()


@router.get("/issues/{code}")
def issue(_: Asking, code: Name) -> IssueType:
    """One of them, by the code that an answer names."""
    return desk.issue_type(code)


@router.get("/template.xlsx", response_class=Response, responses=file_of(XLSX))
def template(
    _: Asking, language: Annotated[Language, Query(examples=["zh"])] = Language.ZH
) -> Response:
    """The empty workbook to fill in."""
    named = {"Content-Disposition": 'attachment; filename="template.xlsx"'}
    return Response(desk.empty_workbook(language), media_type=XLSX, headers=named)


@router.get("/shipped")
def shipped(_: Asking) -> tuple[Shipped, ...]:
    """The data sets that come with the program."""
    return described()
