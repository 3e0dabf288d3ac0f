"""The sheets about what a plan leaves out and which clauses it keeps."""

from models.plan import ComplianceStatus
from scenarios.export import report
from scenarios.export.sheets.page import Cell, Column, Page
from scenarios.export.tally import Tally
from scenarios.export.wording import Names


def fill_left_out(page: Page, names: Names, tally: Tally) -> None:
    """未安排: each visit that is due and not planned, with the reasons."""
    words = names.words
    columns = (
        Column(words("export.column.id"), 26),
        Column(words("export.column.target"), 26),
        Column(words("export.column.programmes"), 24),
        Column(words("export.column.kind"), 12),
        Column(words("export.column.mandatory"), 9, "centre"),
        Column(words("export.column.reasons"), 70),
    )
    left_out = sorted(tally.plan.left_out, key=lambda x: (not x.mandatory, x.id))
    page.title(words("export.sheet.left_out"))
    page.main_table(
        columns,
        [
            (
                item.id,
                names.target(item.target),
                names.programmes(item),
                words.term("programme_kind", item.kind.value),
                words("truth.yes" if item.mandatory else "truth.no"),
                "\n".join(report.reasons(names, item)),
            )
            for item in left_out
        ],
        warn=frozenset(n for n, item in enumerate(left_out) if item.mandatory),
    )


def fill_compliance(page: Page, names: Names, tally: Tally) -> None:
    """条款执行: each clause, whether it is kept and what is to be reported; then each finding."""
    words = names.words
    columns = (
        Column(words("export.column.clause"), 11, "text"),
        Column(words("export.column.title"), 44),
        Column(words("export.column.status"), 10, "centre"),
        Column(words("export.column.findings"), 80),
    )
    rows: list[tuple[Cell, ...]] = []
    broken: set[int] = set()
    for line in tally.plan.compliance:
        if line.status is ComplianceStatus.BROKEN:
            broken.add(len(rows))
        status = words.term("status", line.status.value)
        facts = "\n".join(words.text(fact) for fact in line.facts)
        rows.append((line.clause, names.clause(line.clause), status, facts))
        rows += [(line.clause, "", status, words.text(f.text)) for f in line.findings]
    page.title(words("export.sheet.compliance"))
    page.main_table(columns, rows, warn=frozenset(broken))
