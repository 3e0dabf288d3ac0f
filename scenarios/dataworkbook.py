"""Writing a data set as one Excel workbook, with a plan when there is one."""

from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from models.plan import AnnualPlan
from models.problem import Problem
from scenarios import tomltext
from scenarios.folder import PACK, own_programmes, pack_text, policy_settings
from scenarios.issues import Issues
from scenarios.planbook import write_plan_sheets
from scenarios.rows import Row, calendar_rows, rows_of, settings_of
from scenarios.sheets import (
    ATTACHMENTS,
    CALENDAR,
    DEMANDS,
    DISTANCES,
    ENGAGEMENTS,
    JOINT_POOLS,
    NODES,
    PAIRS,
    PAST_CHECKS,
    PINS,
    ROADS,
    SETTINGS,
    STRANGERS,
)
from scenarios.sheetwriter import (
    MAX_TEXT,
    TEXT_STAYS_TEXT,
    Formats,
    write_settings,
    write_sheet,
)

_OPTIONAL = (
    *(DEMANDS, ENGAGEMENTS, PINS, PAIRS, JOINT_POOLS, PAST_CHECKS, STRANGERS),
    *(NODES, ROADS, DISTANCES),
)


def write_workbook(
    problem: Problem, file: Path, plan: AnnualPlan | None = None, language: str = "zh"
) -> None:
    """Write the data set as a workbook; `read_dataset` reads it back as it is.

    A policy that is no shipped pack, and programmes that are not the pack's, go into a sheet of
    attachments. With `plan` the sheets that state it come after the data.

    Raises
    ------
    DataError
        When a value cannot be written so that it is read back as it is.
    """
    tables = rows_of(problem)
    settings = dict(settings_of(problem))
    settings |= policy_settings(problem.policy)
    settings["provisional"] = problem.calendar.provisional
    days = calendar_rows(problem.calendar)
    attached = _attachments(problem)
    _check_lengths(settings)
    with Workbook(str(file), TEXT_STAYS_TEXT) as workbook:
        workbook.set_properties({"author": "dudao", "created": datetime(problem.year, 1, 1)})
        formats = Formats(workbook)
        write_settings(workbook, settings, formats, language)
        for sheet, rows in tables.items():
            if rows or sheet not in _OPTIONAL:
                write_sheet(workbook, sheet, rows, formats, language)
        write_sheet(workbook, CALENDAR, days, formats, language)
        if attached:
            write_sheet(workbook, ATTACHMENTS, attached, formats, language)
        if plan is not None:
            write_plan_sheets(workbook, problem, plan, language)


def _attachments(problem: Problem) -> list[Row]:
    files: dict[str, str] = {}
    if policy_settings(problem.policy)["policy"] == PACK:
        files[PACK] = pack_text(problem.policy)
    if programmes := own_programmes(problem):
        files["programmes.toml"] = tomltext.dumps(programmes)
    return [
        {"file": name, "line": line}
        for name, text in files.items()
        for line in text.splitlines()
        if line
    ]


def _check_lengths(settings: Row) -> None:
    issues = Issues()
    for column in SETTINGS.columns:
        if len(str(settings.get(column.field, ""))) > MAX_TEXT:
            issues.add(SETTINGS.zh, "unwritable", column=column.zh)
    issues.stop_if_any()
