"""Remake the shipped data sets: `python -m scenarios.generate [FOLDER]`."""

import shutil
import sys
from pathlib import Path

from scenarios.folder import write_dataset
from scenarios.generate.shipped import SHIPPED

DATASETS = Path(__file__).parents[1] / "datasets"


def main(folder: Path = DATASETS) -> None:
    """Write every shipped data set anew below the folder."""
    for name, make in SHIPPED.items():
        target = folder / name
        shutil.rmtree(target, ignore_errors=True)
        write_dataset(make(), target)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
