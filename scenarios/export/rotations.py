"""Rotations as files: all there is to know as JSON, and the checks as next year's history."""

import json
from collections.abc import Sequence
from pathlib import Path

from models.plan import Rotation
from models.problem import Problem
from scenarios.export.delivery import delivery
from scenarios.folder import csv_text
from scenarios.rows import Row
from scenarios.sheets import PAST_CHECKS

JSON, HISTORY = "rotations.json", "past_checks.csv"


def write_rotations(
    problem: Problem, rotations: Sequence[Rotation], folder: Path, language: str = "zh"
) -> tuple[Path, ...]:
    """Write both files, or none when one fails.

    `past_checks.csv` holds the data set's past checks and this year's, in the form in which next
    year's data set takes them up.

    Raises
    ------
    OSError
        When the folder cannot be written.
    """
    whole = [rotation.model_dump(mode="json") for rotation in rotations]
    with delivery(folder) as fresh:
        text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
        (fresh / JSON).write_bytes(text.encode())
        table = csv_text(PAST_CHECKS, _history(problem, rotations), language)
        (fresh / HISTORY).write_bytes(table.encode("utf-8-sig"))
    return folder / JSON, folder / HISTORY


def _history(problem: Problem, rotations: Sequence[Rotation]) -> list[Row]:
    rows: list[Row] = [past.model_dump() for past in problem.past_checks]
    for rotation in rotations:
        for number, batch in enumerate(rotation.batches, start=1):
            for check in batch.checks:
                place = {"checker": check.checker, "checked": check.checked}
                rows.append({**place, "year": problem.year, "batch": number})
    return rows
