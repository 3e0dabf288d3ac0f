"""The sheet 年度概览: the plan on one page."""

from scenarios.export import report
from scenarios.export.sheets.page import LINE_HEIGHT, Column, Page, lines_of
from scenarios.export.tally import Tally
from scenarios.export.wording import Names

ROWS_ON_A_PAGE = 60
WIDTHS = (20, 44, 14, 14, 10, 12)


def fill_overview(page: Page, names: Names, tally: Tally) -> None:
    """Notices, key figures, staffing, proof of each stage, and where the plan comes from."""
    words = names.words
    for index, width in enumerate(WIDTHS):
        page.sheet.set_column(index, index, width)
    page.title(words("export.title", name=tally.problem.name, year=tally.problem.year))
    page.line(names.policy(), len(WIDTHS))
    for notice in report.notices(names, tally):
        _long(page, notice, warn=True)
    page.heading(words("export.heading.figures"))
    _pairs(page, report.key_figures(names, tally))
    page.heading(words("export.heading.staffing"))
    _staffing(page, names, tally)
    for text in report.bottlenecks(names, tally.plan.staffing):
        _long(page, text, warn=True)
    page.heading(words("export.heading.proof"))
    _proof(page, names, tally)
    page.heading(words("export.heading.origin"))
    _pairs(page, report.origin(names, tally))
    if page.row <= ROWS_ON_A_PAGE:
        page.sheet.fit_to_pages(1, 1)


def _long(page: Page, text: str, *, warn: bool) -> None:
    """A text of several lines: spreadsheets do not fit the height of merged cells themselves."""
    page.sheet.set_row(page.row, 3 + LINE_HEIGHT * lines_of(text, sum(WIDTHS) - 6))
    page.line(text, len(WIDTHS), warn=warn)


def _pairs(page: Page, pairs: list[report.Row]) -> None:
    label = page.styles.make(border=1, border_color="#BFBFBF", bold=True)
    for name, value in pairs:
        page.cell(0, name, label)
        style = page.styles.look("wrap")
        page.sheet.merge_range(page.row, 1, page.row, len(WIDTHS) - 1, "", style)
        page.cell(1, value, style)
        page.row += 1


def _staffing(page: Page, names: Names, tally: Tally) -> None:
    columns = (
        Column(names.words("export.column.clause"), 20),
        Column(names.words("export.column.title"), 44),
        Column(names.words("export.column.have"), 14, "whole"),
        Column(names.words("export.column.need"), 14, "whole"),
        Column(names.words("export.column.short"), 10, "whole"),
    )
    rows = list(report.staffing(names, tally.plan.staffing))
    page.table(columns, rows, warn=frozenset(n for n, row in enumerate(rows) if row[-1]))


def _proof(page: Page, names: Names, tally: Tally) -> None:
    words = names.words
    columns = (
        Column(words("export.column.plan_stage"), 20),
        Column(words("export.column.plan_level"), 44),
        Column(words("export.column.objective"), 14, "whole"),
        Column(words("export.column.bound"), 14, "whole"),
        Column(words("export.column.gap"), 10, "percent"),
        Column(words("export.column.status"), 12, "centre"),
    )
    page.table(
        columns,
        [
            (
                report.stage_name(names, figure),
                f"{report.level_name(names, figure)} ({words.term('export.unit', figure.unit)})",
                figure.objective,
                figure.bound,
                figure.gap,
                words.term("stage_status", figure.status.value),
            )
            for figure in tally.plan.stages
        ],
    )
