"""The year at a glance: how many visits on each day, and which visits in each week."""

from collections import Counter, defaultdict
from datetime import date, timedelta

from models.plan import Visit
from models.programme import ProgrammeKind
from scenarios.export.sheets.page import Cell, Column, Page
from scenarios.export.tally import Tally, half_days_by_day
from scenarios.export.wording import Names

FREE_DAY = "#D9D9D9"
NOT_IN_TERM = "#FFF2CC"
BUSY = ("#E2EFDA", "#C6E0B4", "#A9D08E", "#70AD47")


def fill_month_grid(page: Page, names: Names, tally: Tally) -> None:
    """督导日历: months by days, each with the number of visits under way."""
    words, calendar = names.words, tally.problem.calendar
    under_way: Counter[date] = Counter(
        day for visit in tally.plan.visits for day, _ in half_days_by_day(visit)
    )
    starting = Counter(v.start.month for v in tally.plan.visits)
    page.title(words("export.year_title", year=calendar.year))
    page.sheet.set_column(0, 0, 8)
    page.sheet.set_column(1, 31, 4.3)
    page.sheet.set_column(32, 32, 8)
    titles = [words("export.column.month"), *map(str, range(1, 32)), words("export.column.total")]
    page.header([Column(title, 4) for title in titles])
    most = max(under_way.values(), default=1)
    for month in range(1, 13):
        page.sheet.set_row(page.row, 26)
        style = page.styles.make(border=1, bold=True, align="center", valign="vcenter")
        page.cell(0, words("export.month", month=month), style)
        for number in range(1, 32):
            day = _day(calendar.year, month, number)
            if day is None:
                page.cell(number, None, page.styles.make(bg_color="#FFFFFF"))
                continue
            colour = _colour(day, under_way[day], most, tally)
            style = page.styles.make(border=1, bg_color=colour, align="center", valign="vcenter")
            page.cell(number, under_way[day] or None, style)
        page.cell(
            32,
            starting[month] or None,
            page.styles.make(border=1, align="center", valign="vcenter"),
        )
        page.row += 1
    page.row += 1
    for code, colour in (("free", FREE_DAY), ("no_term", NOT_IN_TERM), ("busy", BUSY[1])):
        page.cell(1, None, page.styles.make(border=1, bg_color=colour))
        page.cell(2, words(f"export.legend.{code}"), page.styles.make())
        page.row += 1


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _colour(day: date, visits: int, most: int, tally: Tally) -> str:
    if visits:
        return BUSY[min(len(BUSY) - 1, (visits - 1) * len(BUSY) // most)]
    if not tally.problem.calendar.is_working_day(day):
        return FREE_DAY
    return "#FFFFFF" if tally.problem.calendar.term_of(day) else NOT_IN_TERM


def fill_weeks(page: Page, names: Names, tally: Tally) -> None:
    """督导周历: for each week the visits that start on each of its days."""
    words = names.words
    starting: dict[date, list[Visit]] = defaultdict(list)
    for visit in tally.plan.visits:
        starting[visit.start].append(visit)
    on_weekends = sorted({d.isoweekday() for d in starting if d.isoweekday() > 5})
    weekdays = [*range(1, 6), *on_weekends]
    columns = [
        Column(words("export.column.week"), 6, "centre"),
        Column(words("export.column.week_dates"), 12, "centre"),
        *(Column(words(f"export.weekday.{n}"), 30 if n < 6 else 14) for n in weekdays),
    ]
    first = tally.problem.calendar.first
    monday = first - timedelta(first.weekday())
    rows: list[tuple[Cell, ...]] = []
    while monday <= tally.problem.calendar.last:
        days = {n: monday + timedelta(n - 1) for n in weekdays}
        if any(starting.get(day) for day in days.values()):
            friday = monday + timedelta(4)
            rows.append(
                (
                    monday.isocalendar().week,
                    f"{monday:%m-%d} – {friday:%m-%d}",
                    *(_on_day(starting.get(day, []), names) for day in days.values()),
                )
            )
        monday += timedelta(7)
    page.title(words("export.sheet.weeks"))
    page.main_table(columns, rows, frozen_columns=2)


def _on_day(visits: list[Visit], names: Names) -> str:
    """Team visits by name; regular ones, which are many, by number."""
    lines = [
        f"{names.words(f'export.short.{v.kind.value}')} {names.target(v.target)}"
        + (names.words("export.lasting", days=f"{v.half_days / 2:g}") if v.half_days > 2 else "")
        for v in visits
        if v.kind is not ProgrammeKind.REGULAR
    ]
    regular = sum(v.kind is ProgrammeKind.REGULAR for v in visits)
    if regular:
        lines.append(names.words("export.regular_count", count=regular))
    return "\n".join(lines)
