"""Data sets: uploaded, derived by overlays, taken from those shipped; listed and read."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import ValidationError

from api.accounts.roles import Action, may
from api.accounts.scope import covered, relation
from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.jsonpatch import Patch, patched
from api.store import datasets, regions
from api.store.datasets import Dataset
from models.base import Frozen
from models.issue import DataError, Issue
from models.overlay import Overlay
from models.problem import Problem
from models.text import Text, say
from scenarios.dataset import read_dataset
from scenarios.export.sealed import open_data, sealed_pins
from scenarios.issues import Issues
from scenarios.overlay.laying import laid_over
from scenarios.overlay.reading import overlay_of
from scenarios.shipped import find_dataset, shipped_datasets
from scenarios.validation import note_table

_WORKBOOK = "upload.xlsx"
_OVERLAY = "overlay.toml"
_KIND = "dataset"

MOST_NAMED = 200

SAMPLE_OVERLAY = 'name = "少三人"\n[[change]]\nremove = "督学"\nids = ["P003"]\n'
"""An overlay as it may be sent (docs/scenarios.md)."""


class Contrast(Frozen):
    """A part of a data set that an overlay changes: how many rows it has, and the ids concerned.

    At most so many ids are named; rows without ids are only counted.
    """

    part: str
    before: int | None = None
    after: int | None = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()


def of_workbook(body: bytes) -> Problem:
    """The problem in a workbook.

    It is read from a folder of its own, under a name of ours: nothing the user names is opened.

    Raises
    ------
    DataError
        With every issue.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / _WORKBOOK
        path.write_bytes(body)
        return read_dataset(path)


def of_json(body: bytes) -> Problem:
    """The problem in JSON.

    Raises
    ------
    DataError
        With every issue.
    Denial
        400 when it is not JSON.
    """
    try:
        return Problem.model_validate_json(body)
    except ValidationError as error:
        if any(detail["type"] == "json_invalid" for detail in error.errors()):
            raise Denial(400, Text(code="problem.http.400")) from None
        issues = Issues()
        note_table(error, "JSON", Problem, issues)
        raise DataError(tuple(issues.found)) from None


def add(
    who: Asker,
    problem: Problem,
    *,
    source: str = "upload",
    parent: str | None = None,
    overlay: str | None = None,
) -> Dataset:
    """Keep a data set, as the next version after its parent.

    Pins of sealed visits that somebody was not shown (`sj.3.3`) stay as they were.
    """
    who.require(Action.DATASET_WRITE, problem.office, _KIND, problem.id)
    if parent is not None and not _unseals(who, get(who, parent, Action.DATASET_WRITE)):
        unseen = (pin for pin in sealed_pins(_whole(who, parent)) if pin not in problem.pins)
        problem = problem.model_copy(update={"pins": (*problem.pins, *unseen)})
    with who.world.store.writing() as session:
        regions.adopt(session, who.by, problem.regions, who.account.region)
        return datasets.add(session, who.by, problem, source=source, parent=parent, overlay=overlay)


def derive(who: Asker, id_: str, text: str) -> Dataset:
    """The next version, by the changes of an overlay in TOML.

    Raises
    ------
    DataError
        With everything that is wrong in the overlay.
    """
    get(who, id_, Action.DATASET_WRITE)
    return add(who, changed(who, id_, text), source="overlay", parent=id_, overlay=text)


def patch(who: Asker, id_: str, changes: Patch) -> Dataset:
    """The next version, by changes of the data set as JSON (RFC 6902).

    Raises
    ------
    Denial
        422 with the first change that cannot be made.
    DataError
        With everything that is wrong with what comes of it.
    """
    get(who, id_, Action.DATASET_WRITE)
    after = patched(text(who, id_), changes, who.language)
    return add(who, of_json(after.encode()), source="patch", parent=id_)


def changed(who: Asker, id_: str, text: str) -> Problem:
    """A data set as an overlay in TOML would change it; nothing is kept.

    Raises
    ------
    DataError
        With everything that is wrong in the overlay.
    """
    get(who, id_)
    return laid_over(_whole(who, id_), [stated(text)])


def stated(text: str, place: str = _OVERLAY) -> Overlay:
    """The overlay that a text in TOML states.

    Raises
    ------
    DataError
        With everything that is wrong with it.
    """
    issues = Issues()
    changes = overlay_of(text, place, issues)
    issues.stop_if_any()
    assert changes is not None
    return changes


def compared(who: Asker, id_: str, text: str) -> tuple[Contrast, ...]:
    """What an overlay in TOML would change in a data set, sheet by sheet; nothing is kept.

    Raises
    ------
    DataError
        With everything that is wrong in the overlay.
    """
    after = changed(who, id_, text)
    before = problem(who, id_)
    if not _unseals(who, get(who, id_)):
        after = open_data(after)
    return tuple(_contrasts(before, after))


def _contrasts(before: Problem, after: Problem) -> Iterator[Contrast]:
    for field in Problem.model_fields:
        old, new = getattr(before, field), getattr(after, field)
        if old == new or field == "overlays":
            continue
        if not isinstance(old, tuple) or not isinstance(new, tuple):
            yield Contrast(part=field)
            continue
        old_ids, new_ids = _named(old), _named(new)
        yield Contrast(
            part=field,
            before=len(old),
            after=len(new),
            added=tuple(id_ for id_ in new_ids if id_ not in old_ids)[:MOST_NAMED],
            removed=tuple(id_ for id_ in old_ids if id_ not in new_ids)[:MOST_NAMED],
            altered=tuple(
                id_ for id_, one in new_ids.items() if id_ in old_ids and old_ids[id_] != one
            )[:MOST_NAMED],
        )


def _named(rows: tuple[object, ...]) -> dict[str, object]:
    """The rows that have ids, by these."""
    return {id_: row for row in rows if isinstance(id_ := getattr(row, "id", None), str)}


def take(who: Asker, shipped: str) -> Dataset:
    """Take over a data set that comes with the program.

    Raises
    ------
    Denial
        404 when none of that name comes with it.
    """
    if shipped not in shipped_datasets():
        raise Denial(404, Text(code="store.missing", args={"kind": _KIND, "id": shipped}))
    return add(who, read_dataset(find_dataset(shipped)), source=f"shipped:{shipped}")


def listed(
    who: Asker,
    *,
    series: str | None = None,
    sha256: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> tuple[Dataset, ...]:
    """Data sets of one's region and those below, the newest first, from before an id on.

    Parameters
    ----------
    sha256
        Only those whose contents as JSON have this digest.
    """

    def read() -> tuple[Dataset, ...]:
        with who.world.store.reading() as session:
            offices = covered(who.account.region, who.tree(session))
            return datasets.listed(
                session, offices=offices, series=series, sha256=sha256, before=before, limit=limit
            )

    asked = (series, sha256, before, limit)
    return who.settled(("datasets", who.account.region, asked), read)


def get(who: Asker, id_: str, action: Action = Action.DATASET_READ) -> Dataset:
    """One version, if one may do this with it."""
    return who.owned(datasets.get, id_, _KIND, action)


def problem(who: Asker, id_: str) -> Problem:
    """What a data set holds, as somebody may see it (`sj.3.3`)."""
    unsealed = _unseals(who, get(who, id_))
    found = _whole(who, id_)
    return found if unsealed else open_data(found)


def text(who: Asker, id_: str) -> str:
    """What a data set holds, as JSON fit to be uploaded again."""
    if not _unseals(who, get(who, id_)) and sealed_pins(found := _whole(who, id_)):
        return open_data(found).model_dump_json()
    with who.world.store.reading() as session:
        return datasets.text_of(session, id_)


def remove(who: Asker, id_: str) -> None:
    """Remove a version that no plan uses and nothing is derived from."""
    get(who, id_, Action.DATASET_WRITE)
    with who.world.store.writing() as session:
        datasets.remove(session, who.by, id_)


def told(issue: Issue, language: str = "zh") -> dict[str, str]:
    """An issue of a data set, for programs and for people."""
    return {
        "code": issue.text.code,
        "severity": "error",
        "place": issue.place,
        "row": "" if issue.row is None else str(issue.row),
        "column": issue.column,
        "found": issue.found,
        "detail": say(issue.text, language),
        "suggestion": issue.suggestion,
    }


def _unseals(who: Asker, found: Dataset) -> bool:
    """Whether somebody sees what is sealed of an office."""
    with who.world.store.reading() as session:
        stands = relation(who.account.region, found.office, who.tree(session))
    return may(who.account.role, Action.SEALED_READ, stands)


def _whole(who: Asker, id_: str) -> Problem:
    with who.world.store.reading() as session:
        return datasets.problem_of(session, id_)
