"""`plan.xlsx`: the plan for people who print."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from models.changes import PlanChange
from models.plan import AnnualPlan
from models.problem import Problem
from scenarios.export.sheets.changes import fill_changes
from scenarios.export.sheets.costs import fill_costs
from scenarios.export.sheets.exchange import fill_exchange
from scenarios.export.sheets.journeys import fill_trips
from scenarios.export.sheets.overview import fill_overview
from scenarios.export.sheets.page import Page, Styles
from scenarios.export.sheets.people import fill_targets, fill_workload
from scenarios.export.sheets.planned import fill_planned
from scenarios.export.sheets.proof import fill_compliance, fill_left_out
from scenarios.export.sheets.selected import fill_selected
from scenarios.export.sheets.year import fill_month_grid, fill_weeks
from scenarios.export.tally import Tally
from scenarios.export.wording import Names, Words
from scenarios.planbook import plan_rows
from scenarios.sheetwriter import IN_MEMORY, STREAMED

BEFORE = (("overview", fill_overview), ("calendar", fill_month_grid), ("weeks", fill_weeks))
AFTER = (
    ("workload", fill_workload),
    ("trips", fill_trips),
    ("targets", fill_targets),
    ("left_out", fill_left_out),
    ("compliance", fill_compliance),
    ("costs", fill_costs),
)
SELECTED = (("selected", fill_selected),)
EXCHANGE = (("exchange", fill_exchange),)
MOST_IN_MEMORY = 5_000
"""Visits of a plan whose workbook is put together in memory: some 200,000 cells."""


def write_workbook(
    problem: Problem,
    plan: AnnualPlan,
    path: Path,
    words: Words,
    changes: Sequence[PlanChange] = (),
) -> None:
    """Write all sheets; equal plans give equal bytes.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    try:
        _write(problem, plan, path, words, changes)
    except FileCreateError as error:
        raise error.args[0] from None


def _write(
    problem: Problem, plan: AnnualPlan, path: Path, words: Words, changes: Sequence[PlanChange]
) -> None:
    names, tally = Names(problem, words), Tally(problem, plan)
    manner = IN_MEMORY if len(plan.visits) <= MOST_IN_MEMORY else STREAMED
    with Workbook(str(path), manner) as workbook:
        workbook.set_properties(
            {
                "title": words("export.title", name=problem.name, year=problem.year),
                "author": "dudao",
                "created": datetime(problem.year, 1, 1),
            }
        )
        styles = Styles(workbook)
        for code, fill in BEFORE:
            fill(Page(workbook, styles, words(f"export.sheet.{code}"), words), names, tally)
        if changes:
            page = Page(workbook, styles, words("export.sheet.changes"), words)
            fill_changes(page, names, changes)
        for sheet, rows in plan_rows(problem, plan).items():
            fill_planned(Page(workbook, styles, sheet.name(words.language), words), sheet, rows)
        told = (*(SELECTED if plan.selected else ()), *(EXCHANGE if plan.rotations else ()))
        after = (*told, *AFTER)
        for code, fill in after:
            fill(Page(workbook, styles, words(f"export.sheet.{code}"), words), names, tally)
