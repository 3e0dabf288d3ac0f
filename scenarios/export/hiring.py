"""The answer to how many more inspectors an office needs, in files."""

from pathlib import Path

from planner.hiring import Staffed
from scenarios.export import check_folder, deliver_file, write_plan


def write_hiring(found: Staffed, folder: Path, language: str) -> tuple[Path, ...]:
    """`hiring.json` and, where one was found, the plan with the hires in all its files.

    Raises
    ------
    OSError
        When the folder cannot be written.
    """
    check_folder(folder)
    answer = folder / "hiring.json"
    with deliver_file(answer) as fresh:
        fresh.write_bytes(found.hiring.model_dump_json(indent=1).encode() + b"\n")
    if found.problem is None or found.plan is None:
        return (answer,)
    return (answer, *write_plan(found.problem, found.plan, folder, language))
