"""The answer to how many more inspectors an office needs, in files."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from models.overlay import AddRows, Change, Overlay
from models.text import Text, say
from planner.hiring import Staffed
from scenarios.cells import written
from scenarios.columns import Sheet
from scenarios.export import check_folder, deliver_file, write_plan
from scenarios.overlay import overlay_text
from scenarios.sheets import DISTANCES, INSPECTORS


def write_hiring(found: Staffed, folder: Path, language: str) -> tuple[Path, ...]:
    """`hiring.json` and, where one was found, the plan with the hires in all its files.

    `hires.toml` is an overlay that adds the hires to the data set.

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
    files = write_plan(found.problem, found.plan, folder, language)
    if not found.hiring.hires:
        return (answer, *files)
    adding = folder / "hires.toml"
    with deliver_file(adding) as fresh:
        fresh.write_text(overlay_text(hires_overlay(found, language)), encoding="utf-8")
    return (answer, adding, *files)


def hires_overlay(found: Staffed, language: str) -> Overlay:
    """The hires as rows more of the data set, with their ways where these come from a matrix."""
    number = Text(code="cli.hire.overlay", args={"number": len(found.hiring.hires)})
    changes: list[Change] = [_added(INSPECTORS, found.hiring.hires, language)]
    hired = {person.id for person in found.hiring.hires}
    ways = found.problem.travel.distances if found.problem is not None else ()
    own = [way for way in ways if hired & {way.start, way.end}]
    changes += [_added(DISTANCES, own, language)] if own else []
    return Overlay(name=say(number, language), changes=tuple(changes))


def _added(sheet: Sheet, items: Iterable[object], language: str) -> AddRows:
    return AddRows(sheet=sheet.key, rows=tuple(dict(_cells(sheet, i, language)) for i in items))


def _cells(sheet: Sheet, item: object, language: str) -> Iterator[tuple[str, str]]:
    """What stands in the cells that are not empty, by column."""
    for column in sheet.columns:
        cell = written(column, getattr(item, column.field, None), language)
        if cell:
            yield column.field, cell
