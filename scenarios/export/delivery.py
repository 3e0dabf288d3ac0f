"""Writing a folder of results all or nothing: a failure leaves what was there before."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def check_folder(target: Path) -> None:
    """Try whether results can be written there, before hours are spent on making them.

    Raises
    ------
    OSError
        When the folder is a file or cannot be written.
    """
    with _workshop(target):
        pass


@contextmanager
def delivery(target: Path) -> Iterator[Path]:
    """A folder to write into, whose files take their places in `target` when all went well.

    Files and subfolders of the same name are replaced, others are left alone.
    """
    with _workshop(target) as workshop:
        fresh, old = workshop / "new", workshop / "old"
        fresh.mkdir()
        old.mkdir()
        yield fresh
        made = not target.exists()
        target.mkdir(parents=True, exist_ok=True)
        try:
            _exchange(fresh, target, old)
        except OSError:
            if made:
                shutil.rmtree(target, ignore_errors=True)
            raise


@contextmanager
def _workshop(target: Path) -> Iterator[Path]:
    """A hidden folder on the file system of the target: inside it, or in its nearest ancestor.

    Inside, because a target may be a mounted volume, to which nothing can be renamed from beside.
    """
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(target))
    parent = next(p for p in (target.absolute(), *target.absolute().parents) if p.exists())
    workshop: Path | None = None
    try:
        workshop = Path(tempfile.mkdtemp(prefix=".dudao-", dir=parent))
        yield workshop
    except OSError as error:
        # Name the place that people know, not the one made for the moment.
        error.filename = str(target)
        raise
    finally:
        if workshop is not None:
            shutil.rmtree(workshop, ignore_errors=True)


def _exchange(fresh: Path, target: Path, old: Path) -> None:
    """Move everything of `fresh` into `target`, what was there into `old`; undo on failure."""
    moved: list[Path] = []
    try:
        for new in sorted(fresh.iterdir()):
            place = target / new.name
            if place.exists():
                place.rename(old / new.name)
            moved.append(place)
            new.rename(place)
    except OSError:
        for place in reversed(moved):
            if place.exists():
                place.rename(fresh / place.name)
            if (old / place.name).exists():
                (old / place.name).rename(place)
        raise


@contextmanager
def deliver_file(target: Path) -> Iterator[Path]:
    """A path to write one file to, which takes its place as `target` when all went well.

    Raises
    ------
    IsADirectoryError
        When there is a folder of that name.
    """
    if target.is_dir():
        raise IsADirectoryError(21, "Is a directory", str(target))
    with _workshop(target.absolute().parent) as workshop:
        fresh = workshop / target.name
        yield fresh
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.replace(target)
