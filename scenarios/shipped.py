"""The data sets that come with the program."""

import os
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path

from models.base import Frozen
from models.issue import DataError
from scenarios.issues import Issues

_FOLDER = Path(str(files("scenarios") / "datasets"))


def shipped_datasets() -> tuple[str, ...]:
    """Ids of the data sets that come with the program."""
    if not _FOLDER.is_dir():
        return ()
    return tuple(sorted(f.name for f in _FOLDER.iterdir() if (f / "dataset.toml").is_file()))


class Shipped(Frozen):
    """A data set that comes with the program, as its own settings tell of it."""

    id: str
    name: str
    office: str
    year: int
    policy: str
    fictional: bool
    note: str


@cache
def described() -> tuple[Shipped, ...]:
    """All of them."""
    tables = (
        tomllib.loads((_FOLDER / name / "dataset.toml").read_text("utf-8"))
        for name in shipped_datasets()
    )
    return tuple(
        Shipped.model_validate({field: table[field] for field in Shipped.model_fields})
        for table in tables
    )


def find_dataset(name_or_path: str) -> Path:
    """The path of a shipped data set by id, or of the user's own by path.

    Raises
    ------
    DataError
        When there is neither; the nearest id is suggested.
    """
    shipped = shipped_datasets()
    if name_or_path in shipped:
        return _FOLDER / name_or_path
    path = Path(name_or_path)
    if name_or_path and os.path.exists(path):  # noqa: PTH110, as Path.exists trips over long names
        return path
    issues = Issues()
    alike = issues.nearest(name_or_path, shipped)
    known = "、".join(shipped)
    issues.add(name_or_path, "dataset_unknown", found=name_or_path, suggestion=alike, known=known)
    raise DataError(tuple(issues.found))
