"""`rollup.json` and `rollup.xlsx` (汇总表): what an office sends up, and what comes of several."""

from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from models.issue import DataError, Issue
from models.rollup import ROLLUP_SCHEMA, RollUp
from models.text import Text
from scenarios.export.json_file import read_json
from scenarios.export.sheets import rollup as sheets
from scenarios.export.sheets.page import Page, Styles
from scenarios.export.sheets.rollup import Report
from scenarios.export.wording import Words
from scenarios.rollup.sums import totals
from scenarios.sheetwriter import STREAMED

JSON, WORKBOOK = "rollup.json", "rollup.xlsx"

SHEETS = (
    ("rollup", sheets.fill_overview),
    ("headcounts", sheets.fill_headcounts),
    ("programmes", sheets.fill_programmes),
    ("quarters", sheets.fill_quarters),
    ("workload", sheets.fill_load),
    ("compliance", sheets.fill_clauses),
    ("offices", sheets.fill_offices),
)


def write_rollup_json(rollup: RollUp, path: Path) -> None:
    """Write the roll-up in UTF-8; equal ones give equal bytes."""
    path.write_bytes(rollup.model_dump_json(indent=1).encode() + b"\n")


def read_rollup_json(path: Path) -> RollUp:
    """Read a roll-up; its sums must be those of its offices.

    Raises
    ------
    DataError
        When the file is none, breaks the types, or its sums are wrong.
    OSError
        When it cannot be read.
    """
    read = read_json(path, RollUp, ROLLUP_SCHEMA)
    try:
        own = totals(read.regions, read.offices)
    except (ValueError, KeyError) as error:
        text = Text(code="export.rollup.regions", args={"reason": str(error)})
        raise DataError((Issue(place=path.name, text=text),)) from None
    if own != read.totals:
        raise DataError((Issue(place=path.name, text=Text(code="export.rollup.totals")),))
    return read


def write_rollup(rollup: RollUp, folder: Path, language: str = "zh") -> tuple[Path, Path]:
    """Write both files into the folder."""
    write_rollup_json(rollup, folder / JSON)
    write_rollup_workbook(rollup, folder / WORKBOOK, Words(language))
    return folder / JSON, folder / WORKBOOK


def write_rollup_workbook(rollup: RollUp, path: Path, words: Words) -> None:
    """Write the roll-up for people who print; equal ones give equal bytes.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    try:
        _write(rollup, path, words)
    except FileCreateError as error:
        raise error.args[0] from None


def _write(rollup: RollUp, path: Path, words: Words) -> None:
    report = Report(rollup, words)
    title = words("export.rollup.title", name=_name(report), year=rollup.year)
    with Workbook(str(path), STREAMED) as workbook:
        workbook.set_properties(
            {"title": title, "author": "dudao", "created": datetime(rollup.year, 1, 1)}
        )
        styles = Styles(workbook)
        for code, fill in SHEETS:
            name = words(f"export.sheet.{code}")
            page = Page(workbook, styles, name, words)
            page.title(title if code == "rollup" else name)
            fill(page, report)


def _name(report: Report) -> str:
    """The region that all offices lie in, or the highest ones when they have none in common."""
    summed = {total.region for total in report.rollup.totals}
    highest = [r for r in summed if summed.isdisjoint(report.tree.ancestors(r))]
    return report.words.join([report.tree[r].name for r in sorted(highest)])
