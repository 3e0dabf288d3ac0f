"""The tables of `docs/data-format.md`, made from the description of the sheets.

`python -m scenarios.formatpage` writes them anew; a test holds them true.
"""

from pathlib import Path

from scenarios.cells import written
from scenarios.columns import CellType, Column, Sheet
from scenarios.plansheets import PLAN_SHEETS
from scenarios.sheets import DATA_SHEETS, SETTINGS
from scenarios.words import labels

PAGE = Path(__file__).parent.parent / "docs" / "data-format.md"

_TYPES = {
    CellType.TEXT: "文字",
    CellType.PROSE: "文字（可多行）",
    CellType.ID: "编号",
    CellType.REFERENCE: "引用",
    CellType.INTEGER: "整数",
    CellType.NUMBER: "数字",
    CellType.DATE: "日期",
    CellType.CHOICE: "选项",
    CellType.FLAG: "是/否",
    CellType.INFO: "仅供阅读",
}

_MARK = "<!-- 以下由 python -m scenarios.formatpage 生成，请勿手改 -->\n"


def format_page(old: str) -> str:
    """The page with its tables made anew; what stands above the mark is written by hand."""
    above = old.partition(_MARK)[0]
    data = [_section(sheet) for sheet in DATA_SHEETS]
    plan = [_section(sheet) for sheet in PLAN_SHEETS]
    return "".join((above, _MARK, "\n## 数据的表\n", *data, "\n## 计划的表\n", *plan))


def _section(sheet: Sheet) -> str:
    file = "dataset.toml" if sheet is SETTINGS else f"{sheet.key}.csv"
    lines = [
        f"\n### {sheet.zh}（{sheet.en}，`{file}`）\n",
        "| 表头 | Header | 键 | 类型 | 必填 | 说明 |",
        "|---|---|---|---|---|---|",
    ]
    for c in sheet.columns:
        required = "是" if c.required else ""
        key = f"`{c.field}`"
        row = (c.zh, c.en, key, _type(c), required, _meaning(sheet, c))
        lines.append("| " + " | ".join(row) + " |")
    return "\n".join(lines) + "\n"


def _type(column: Column) -> str:
    return _TYPES[column.cell] + ("，可多项" if column.many else "")


def _meaning(sheet: Sheet, column: Column) -> str:
    parts = [sheet.note(column)]
    if column.choices is not None:
        values = (
            f"{label} `{v.value}`"
            for v, label in zip(column.choices, labels(column.choices), strict=True)
        )
        parts.append("、".join(values))
    if column.default is not None:
        parts.append(f"不填即{written(column, column.default)}")
    return "；".join(part for part in parts if part)


if __name__ == "__main__":
    PAGE.write_text(format_page(PAGE.read_text("utf-8")), "utf-8")
