"""The sheet 风险选取: whom programmes chose by risk, and what makes each score."""

from models.plan import Selected
from models.risk import RiskTerm
from scenarios.export.sheets.page import Cell, Column, Page
from scenarios.export.tally import Tally
from scenarios.export.wording import Names


def fill_selected(page: Page, names: Names, tally: Tally) -> None:
    """风险选取: each target with its score, then figure and points of each term."""
    words, chosen = names.words, tally.plan.selected or ()
    there = {term.term for shown in chosen for term in shown.terms}
    terms = [term for term in RiskTerm if term in there]
    columns = [
        Column(words("export.column.programme"), 30),
        Column(words("export.column.target"), 28),
        Column(words("export.column.score"), 9, "score"),
    ]
    for term in terms:
        columns.append(Column(words.term("risk_term", term.value), 12, "score"))
        columns.append(Column(words("export.column.points"), 8, "score"))
    page.title(words("export.sheet.selected"))
    page.main_table(columns, [_row(names, shown, terms) for shown in chosen], frozen_columns=2)


def _row(names: Names, shown: Selected, terms: list[RiskTerm]) -> list[Cell]:
    found = {term.term: term for term in shown.terms}
    known = names.problem.programme_by_id.get(shown.programme)
    row: list[Cell] = [known.name if known else shown.programme, names.target(shown.target)]
    row.append(shown.score)
    for term in terms:
        row += [found[term].figure, found[term].points] if term in found else [None, None]
    return row
