"""Workbooks that are mended before they become data sets, which they do when all is right."""

from pathlib import Path
from tempfile import TemporaryDirectory

from api.accounts.roles import Action
from api.desk import datasets
from api.desk.asker import Asker
from api.desk.unsaved import Unsaved
from api.store.datasets import Dataset
from scenarios.dataset import write_workbook
from scenarios.draft import Draft, checked, read_draft

_WORKBOOK = "upload.xlsx"


def opened(who: Asker, body: bytes) -> Draft:
    """The cells of a workbook that somebody may be about to add.

    Raises
    ------
    DataError
        When it is no workbook of a data set.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / _WORKBOOK
        path.write_bytes(body)
        return read_draft(path)


def of_dataset(who: Asker, id_: str, language: str) -> Draft:
    """The cells of a data set, to be changed into its next version."""
    datasets.get(who, id_, Action.DATASET_WRITE)
    return opened(who, workbook(who, id_, language))


def workbook(who: Asker, id_: str, language: str) -> bytes:
    """A data set as a workbook, fit to be uploaded again."""
    found = datasets.problem(who, id_)
    with TemporaryDirectory() as folder:
        path = Path(folder) / _WORKBOOK
        write_workbook(found, path, language=language)
        return path.read_bytes()


def save(who: Asker, draft: Draft, parent: str | None = None) -> Dataset:
    """Keep a draft as a data set, or as the next version of one.

    Raises
    ------
    DataError
        With everything that is still wrong; no data set is made.
    """
    made = datasets.add(who, checked(draft), parent=parent)
    forget(who)
    return made


def keep(who: Asker, draft: Draft, parent: Dataset | None) -> None:
    """Lay a draft aside, so that whoever mends it finds it again; one for each account."""
    who.world.bench.put(who.account.id, Unsaved(draft, parent, who.by.now))


def kept(who: Asker) -> Unsaved | None:
    """What one has not saved."""
    return who.world.bench.of(who.account.id)


def forget(who: Asker) -> None:
    """Give up what one has not saved."""
    who.world.bench.clear(who.account.id)
