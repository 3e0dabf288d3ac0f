"""Data sets: uploaded, derived by overlays, taken from those shipped; listed and read."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from api.accounts.roles import Action
from api.accounts.scope import covered
from api.service.identity import Asker, Asking
from api.service.limits import Body
from api.service.problems import Denial
from api.store import datasets, regions
from api.store.datasets import Dataset
from models.issue import DataError, Issue
from models.problem import Problem
from models.text import Text, say
from scenarios.dataset import read_dataset
from scenarios.issues import Issues
from scenarios.overlay.laying import laid_over
from scenarios.overlay.reading import overlay_of
from scenarios.shipped import find_dataset, shipped_datasets
from scenarios.validation import note_table

router = APIRouter(prefix="/v1", tags=["datasets"])
JSON = "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOML = "application/toml"
_WORKBOOK = "upload.xlsx"
_KIND = "dataset"


@router.post("/datasets", status_code=201)
def upload(who: Asking, request: Request, response: Response, body: Body) -> Dataset:
    """Upload a data set: a workbook, or JSON of a problem; with every issue when it has any."""
    media = _media(request)
    if media == XLSX:
        problem = _of_workbook(body)
    elif media == JSON:
        problem = _of_json(body)
    else:
        raise Denial(415, Text(code="problem.http.415"))
    return _added(who, response, problem, source="upload")


@router.get("/datasets")
def listed(
    who: Asking,
    series: str | None = None,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> tuple[Dataset, ...]:
    """Data sets of one's region and those below, the newest first, from before an id on."""
    with who.world.store.reading() as session:
        offices = covered(who.account.region, regions.parents(session))
        return datasets.listed(session, offices=offices, series=series, before=before, limit=limit)


@router.get("/datasets/{id_}")
def one(who: Asking, id_: str) -> Dataset:
    """One version of a data set."""
    return _allowed(who, id_, Action.DATASET_READ)


@router.get("/datasets/{id_}/input")
def contents(who: Asking, id_: str) -> Response:
    """Its contents as JSON, fit to be uploaded again."""
    _allowed(who, id_, Action.DATASET_READ)
    with who.world.store.reading() as session:
        return Response(datasets.text_of(session, id_), media_type=JSON)


@router.post("/datasets/{id_}/overlay", status_code=201)
def overlay(who: Asking, id_: str, request: Request, response: Response, body: Body) -> Dataset:
    """Derive the next version by the changes of an overlay in TOML."""
    _allowed(who, id_, Action.DATASET_WRITE)
    if _media(request) != TOML:
        raise Denial(415, Text(code="problem.http.415"))
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Denial(400, Text(code="problem.http.400")) from None
    with who.world.store.reading() as session:
        before = datasets.problem_of(session, id_)
    issues = Issues()
    try:
        changes = overlay_of(text, "overlay.toml", issues)
        issues.stop_if_any()
        assert changes is not None
        after = laid_over(before, [changes])
    except DataError as error:
        raise invalid(error) from None
    return _added(who, response, after, source="overlay", parent=id_, overlay=text)


@router.delete("/datasets/{id_}", status_code=204)
def remove(who: Asking, id_: str) -> None:
    """Remove a version that no plan uses and nothing is derived from."""
    _allowed(who, id_, Action.DATASET_WRITE)
    with who.world.store.writing() as session:
        datasets.remove(session, who.by, id_)


@router.get("/shipped")
def shipped(_: Asking) -> tuple[str, ...]:
    """Ids of the data sets that come with the program."""
    return shipped_datasets()


@router.post("/shipped/{id_}", status_code=201)
def take(who: Asking, id_: str, response: Response) -> Dataset:
    """Take over a data set that comes with the program."""
    if id_ not in shipped_datasets():
        raise Denial(404, Text(code="store.missing", args={"kind": _KIND, "id": id_}))
    problem = read_dataset(find_dataset(id_))
    return _added(who, response, problem, source=f"shipped:{id_}")


def invalid(error: DataError) -> Denial:
    """Every issue of a data set, for programs and for people."""
    return Denial(
        422,
        Text(code="problem.dataset", args={"count": len(error.issues)}),
        errors=[_told(issue) for issue in error.issues],
    )


def _told(issue: Issue) -> dict[str, str]:
    return {
        "code": issue.text.code,
        "severity": "error",
        "place": issue.place,
        "row": "" if issue.row is None else str(issue.row),
        "column": issue.column,
        "found": issue.found,
        "detail": say(issue.text),
        "suggestion": issue.suggestion,
    }


def _media(request: Request) -> str:
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _of_workbook(body: bytes) -> Problem:
    """Read from a folder of its own, under a name of ours: nothing the user names is opened."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / _WORKBOOK
        path.write_bytes(body)
        try:
            return read_dataset(path)
        except DataError as error:
            raise invalid(error) from None


def _of_json(body: bytes) -> Problem:
    try:
        return Problem.model_validate_json(body)
    except ValidationError as error:
        if any(detail["type"] == "json_invalid" for detail in error.errors()):
            raise Denial(400, Text(code="problem.http.400")) from None
        issues = Issues()
        note_table(error, "JSON", Problem, issues)
        raise invalid(DataError(tuple(issues.found))) from None


def _allowed(who: Asker, id_: str, action: Action) -> Dataset:
    with who.world.store.reading() as session:
        found = datasets.get(session, id_)
    who.require(action, found.office, _KIND, id_)
    return found


def _added(
    who: Asker,
    response: Response,
    problem: Problem,
    *,
    source: str,
    parent: str | None = None,
    overlay: str | None = None,
) -> Dataset:
    who.require(Action.DATASET_WRITE, problem.office, _KIND, problem.id)
    with who.world.store.writing() as session:
        regions.adopt(session, who.by, problem.regions, who.account.region)
        made = datasets.add(session, who.by, problem, source=source, parent=parent, overlay=overlay)
    response.headers["Location"] = f"/v1/datasets/{made.id}"
    return made
