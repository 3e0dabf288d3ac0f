"""The sheet 交叉检查: who checks whom in each batch."""

from collections.abc import Iterator

from models.plan import Rotation
from scenarios.export.sheets.page import Cell, Column, Page
from scenarios.export.tally import Tally
from scenarios.export.wording import Names


def fill_exchange(page: Page, names: Names, tally: Tally) -> None:
    """交叉检查: each batch with its days, who checks whom, and the way; who goes unchecked."""
    words = names.words
    columns = [
        Column(words("export.column.programme"), 30),
        Column(words("export.rotation.batch"), 34),
        Column(words("export.rotation.checker"), 20),
        Column(words("export.rotation.checked"), 20),
        Column(words("export.rotation.km"), 12, "decimal"),
    ]
    rotations = tally.plan.rotations or ()
    page.title(words("export.sheet.exchange"))
    page.main_table(columns, [row for one in rotations for row in _rows(names, one)])


def _rows(names: Names, rotation: Rotation) -> Iterator[list[Cell]]:
    words = names.words
    known = names.problem.programme_by_id.get(rotation.programme)
    programme = known.name if known else rotation.programme
    for number, batch in enumerate(rotation.batches, start=1):
        days = {"first": batch.first.isoformat(), "last": batch.last.isoformat()}
        span = words("export.rotation.span", batch=number, **days)
        for check in batch.checks:
            checker, checked = names.region(check.checker), names.region(check.checked)
            yield [programme, span, checker, checked, check.travel_km]
        for region in batch.unchecked:
            yield [programme, span, words("export.rotation.nobody"), names.region(region), None]
