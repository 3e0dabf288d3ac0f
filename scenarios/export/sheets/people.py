"""The sheets about people and places: workload of inspectors, visits of each school."""

from models.plan import Visit
from models.programme import Per
from scenarios.export.sheets.page import Column, Page
from scenarios.export.tally import Tally
from scenarios.export.wording import Names

MONTHS = range(1, 13)


def fill_workload(page: Page, names: Names, tally: Tally) -> None:
    """督学工作量: zones, visits, days a month, kilometres and limits of each person.

    Where other offices engage people their days have a column; months and shares count them.
    """
    words, engaged = names.words, bool(tally.problem.engagements)
    columns = (
        Column(words("export.column.id"), 8, "text"),
        Column(words("export.column.inspector"), 9, "text"),
        Column(words("export.column.employment"), 7, "text"),
        Column(words("export.column.schools"), 7, "whole"),
        Column(words("export.column.visits"), 7, "whole"),
        Column(words("export.column.led"), 8, "whole"),
        *(Column(words("export.month", month=m), 5.5, "decimal") for m in MONTHS),
        Column(words("export.column.days"), 8, "decimal"),
        *([Column(words("export.column.engaged_days"), 9, "decimal")] if engaged else []),
        Column(words("export.column.days_limit"), 8, "decimal"),
        Column(words("export.column.share"), 9, "percent"),
        Column(words("export.column.month_limit"), 8, "decimal"),
        Column(words("export.column.training_days"), 7, "decimal"),
        Column(words("export.column.km"), 9, "decimal"),
    )
    zone_sizes = {z.inspector: len(z.targets) for z in tally.plan.zones or ()}
    rows = []
    for person in tally.problem.inspectors:
        load = tally.load(person.id)
        year = tally.limit_half_days(person, Per.YEAR)
        month = tally.limit_half_days(person, Per.MONTH)
        rows.append(
            (
                person.id,
                person.name,
                words.term("employment", person.employment.value),
                zone_sizes.get(person.id, 0),
                load.visits,
                load.led,
                *(load.by_month[m] / 2 or None for m in MONTHS),
                load.half_days / 2,
                *([load.engaged_half_days / 2] if engaged else []),
                None if year is None else year / 2,
                None if not year else (load.half_days + load.engaged_half_days) / year,
                None if month is None else month / 2,
                load.training_half_days / 2,
                load.travel_km,
            )
        )
    page.title(words("export.sheet.workload"))
    page.main_table(columns, rows, frozen_columns=2)


def fill_targets(page: Page, names: Names, tally: Tally) -> None:
    """学校一览: responsible inspector and every visit of each target, month by month."""
    words = names.words
    columns = (
        Column(words("export.column.id"), 8, "text"),
        Column(words("export.column.target"), 24),
        Column(words("export.column.region"), 10),
        Column(words("export.column.stage"), 12),
        Column(words("export.column.size"), 7, "whole"),
        Column(words("export.column.responsible"), 10, "centre"),
        *(Column(words("export.month", month=m), 9) for m in MONTHS),
        Column(words("export.column.visits"), 6, "whole"),
        Column(words("export.column.least_gap"), 7, "whole"),
    )
    rows = []
    for target in tally.problem.targets:
        visits = tally.visits_of_target.get(target.id, [])
        stage = getattr(target, "stage", None)
        responsible = tally.responsible.get(target.id)
        rows.append(
            (
                target.id,
                target.name,
                names.region(target.region),
                words.term("stage", stage.value)
                if stage
                else words.term("target_kind", target.kind),
                target.size or None,
                names.inspector(responsible) if responsible else None,
                *(
                    "\n".join(_brief(v, names) for v in visits if v.start.month == m)
                    for m in MONTHS
                ),
                len(visits),
                tally.least_gap_days(target.id),
            )
        )
    page.title(words("export.sheet.targets"))
    page.main_table(columns, rows, frozen_columns=2)


def _brief(visit: Visit, names: Names) -> str:
    return names.words(
        "export.day_and_kind",
        day=visit.start.day,
        kind=names.words(f"export.short.{visit.kind.value}"),
    )
