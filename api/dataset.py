"""The data of a command: a data set with overlays laid over it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from api.language import current

if TYPE_CHECKING:
    from models.problem import Problem


def problem_of(dataset: str | Path, overlays: Sequence[Path] = ()) -> "Problem":
    """The data set of a name or path, with the changes of the files laid over it in order.

    Raises
    ------
    DataError
        When the data set cannot be used, or a file does not fit it.
    """
    from scenarios.dataset import read_dataset
    from scenarios.overlay import laid_over, read_overlays
    from scenarios.shipped import find_dataset

    changes = read_overlays(overlays, current())
    problem = read_dataset(dataset if isinstance(dataset, Path) else find_dataset(dataset))
    return laid_over(problem, changes, current())
