"""The empty workbook to fill in: every sheet with its headers, an example, drop-downs and notes."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from models.text import word
from scenarios.columns import CellType, Column, Sheet, Value
from scenarios.policies import load_policy, shipped_policies
from scenarios.rows import Row
from scenarios.sheets import SETTINGS, SHEET_BY_KEY, SHEETS
from scenarios.sheetwriter import TEXT_STAYS_TEXT, Formats, write_settings, write_sheet
from scenarios.words import Truth, labels

ROWS = 5000
"""Drop-downs reach down so many rows."""

_GUIDE = ("purpose", "required", "example", "optional", "plan", "formulas")


def write_template(path: Path, language: str = "zh") -> None:
    """Write the workbook; its rows of examples are together a small valid data set and plan.

    Parameters
    ----------
    language
        Of sheet names, headers, words and notes.
    """
    with Workbook(str(path), TEXT_STAYS_TEXT) as workbook:
        workbook.set_properties({"author": "dudao", "created": datetime(2026, 1, 1)})
        formats = Formats(workbook)
        _write_guide(workbook, formats, language)
        page = write_settings(workbook, _example(SETTINGS), formats, language)
        for number, column in enumerate(SETTINGS.columns, start=1):
            _offer(page, column, (number, 1, number, 1), language)
        for sheet in SHEETS:
            if sheet is not SETTINGS:
                example = _example(sheet)
                page = write_sheet(workbook, sheet, [example] if example else [], formats, language)
                for n, column in enumerate(sheet.columns):
                    _offer(page, column, (1, n, ROWS, n), language)
                    if note := _note(sheet, column, language):
                        page.write_comment(0, n, note, {"x_scale": 1.6, "author": "dudao"})


def _write_guide(workbook: Workbook, formats: Formats, language: str) -> None:
    page = workbook.add_worksheet(word("page.template_guide", language))
    page.set_column(0, 0, 100)
    for number, code in enumerate(_GUIDE):
        style = formats.required if code == "required" else None
        page.write_string(number, 0, word(f"page.template_{code}", language), style)


def _example(sheet: Sheet) -> Row:
    """The example of each column; a visit's programme is the first of the example's policy."""
    example: dict[str, Value] = {c.field: c.example for c in sheet.columns if c.example is not None}
    if any(column.field == "programmes" for column in sheet.columns):
        policy = load_policy(str(SETTINGS.column("policy").example))
        example["programmes"] = tuple(p.id for p in policy.programmes[:1])
    return example


def _offer(page: Worksheet, column: Column, area: tuple[int, int, int, int], language: str) -> None:
    """A drop-down of what the cells may hold; other entries are warned of, not forbidden."""
    offered = _choices(column, language)
    if offered is not None and not column.many:
        rule: Mapping[str, object] = {
            "validate": "list",
            "source": offered,
            "error_type": "warning",
            "error_title": column.header(language)[:32],
            "error_message": word("page.template_warning", language)[:255],
        }
        page.data_validation(*area, rule)


def _choices(column: Column, language: str) -> list[str] | str | None:
    if column.field == "policy":
        return list(shipped_policies())
    if column.choices is not None:
        return labels(column.choices, language)
    if column.cell is CellType.FLAG:
        return labels(Truth, language)
    sheet = SHEET_BY_KEY.get(column.refers[0]) if len(column.refers) == 1 else None
    if sheet is None:
        return None
    ids = [c.field for c in sheet.columns].index("id")
    letter = xl_col_to_name(ids)
    return f"='{sheet.name(language)}'!${letter}$2:${letter}${ROWS + 1}"


def _note(sheet: Sheet, column: Column, language: str) -> str:
    """What a person must know of the column: whether it is required, what it means and holds."""
    lines = [word("page.template_needed", language)] if column.required else []
    if note := sheet.note(column, language):
        lines.append(note)
    if column.choices is not None:
        lines.append(("、" if language == "zh" else ", ").join(labels(column.choices, language)))
    if column.cell is CellType.DATE:
        lines.append("2027-03-01")
    if column.cell is CellType.INFO:
        lines.append(word("page.template_ignored", language))
    return "\n".join(lines)
