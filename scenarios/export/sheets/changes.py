"""变动: what a replanning changed, and why."""

from collections.abc import Iterable

from models.changes import PlanChange
from models.plan import Half
from scenarios.export.sheets.page import Column, Page
from scenarios.export.wording import Names


def fill_changes(page: Page, names: Names, changes: Iterable[PlanChange]) -> None:
    """Each visit that changed: what it was, what it is now, and the cause."""
    words = names.words
    columns = (
        Column(words("export.column.id"), 26),
        Column(words("export.column.target"), 26),
        Column(words("export.column.change"), 12),
        Column(words("export.column.was"), 40),
        Column(words("export.column.is"), 40),
        Column(words("export.column.dear"), 12, "centre"),
        Column(words("export.column.cause"), 50),
    )
    rows = [change_row(names, change) for change in changes]
    page.title(words("export.sheet.changes"))
    page.main_table(columns, rows)


def change_row(names: Names, change: PlanChange) -> tuple[str, ...]:
    """A change in words: id, target, kind, old and new place, whether it is dear, cause."""
    words = names.words
    return (
        change.visit,
        names.target(change.target),
        words.term("change_kind", change.kind.value),
        _place(names, change.old_start, change.old_half, change.old_team),
        _place(names, change.new_start, change.new_half, change.new_team),
        words("truth.yes" if change.dear else "truth.no"),
        "" if change.cause is None else words.text(change.cause),
    )


def _place(names: Names, start: object, half: Half | None, team: tuple[str, ...] | None) -> str:
    if start is None or half is None:
        return ""
    return f"{start} {names.words.term('half', half.value)} {names.people(team or ())}"
