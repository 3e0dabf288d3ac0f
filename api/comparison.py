"""`dudao compare` on the terminal: progress, and the tables of a comparison."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from api.language import current, tr
from api.screen import alarm, console, plain, table
from models.comparison import Comparison, Line
from models.plan import AnnualPlan
from models.problem import Problem
from models.tiers import TieredPlan
from scenarios.export.comparison.told import Told, clause_of
from scenarios.export.wording import Words

if TYPE_CHECKING:
    from scenarios.compare import Outcome
    from scenarios.compare.sides import Case, OutcomeListener


def teller(screen: Console, cases: "Sequence[Case]") -> "OutcomeListener":
    """A listener that prints a line for each scenario that is done."""
    began, done = time.monotonic(), [0]

    def tell(number: int, outcome: "Outcome") -> None:
        from scenarios.compare import Refusal

        done[0] += 1
        words: dict[str, str | int] = {
            "done": done[0],
            "total": len(cases),
            "name": cases[number].name,
        }
        if isinstance(outcome, Refusal):
            line = tr("cli.compare.failed", **words)
        else:
            visits, left_out = _counts(cases[number].problem, outcome)
            line = tr("cli.compare.done", visits=visits, left_out=left_out, **words)
        screen.print(plain(f"[{time.monotonic() - began:6.1f} s] {line}"))

    return tell


def _counts(problem: Problem, plan: AnnualPlan | TieredPlan) -> tuple[int, int]:
    """Visits planned and left out, without sealed ones, of which nobody is to learn."""
    sealed = {p.id for p in problem.programmes if p.sealed}
    plans = [one.plan for one in plan.offices] if isinstance(plan, TieredPlan) else [plan]
    planned = sum(sealed.isdisjoint(v.programmes) for one in plans for v in one.visits)
    left_out = sum(sealed.isdisjoint(x.programmes) for one in plans for x in one.left_out)
    return planned, left_out


def report(comparison: Comparison, folder: Path, files: Sequence[Path]) -> None:
    """All tables, what a reader must know, and where the files lie."""
    screen, told = console(), Told(comparison, Words(current()))
    screen.print(_lines(told, comparison.figures, "figures"))
    screen.print(_lines(told, comparison.levels, "levels"))
    screen.print(_changes(told))
    clauses = _clauses(told)
    if clauses.row_count:
        screen.print(clauses)
    for name, meaning in told.marks():
        screen.print(plain(f"{name}: {meaning}", "dim"))
    for notice in told.notices():
        screen.print(alarm(notice))
    named = ", ".join(file.name for file in files if file.is_file())
    screen.print(plain(tr("cli.compare.files", folder=str(folder), files=named), "bold"))
    folders = ", ".join(file.name for file in files if file.is_dir())
    if folders:
        screen.print(plain(tr("cli.compare.plans", folders=folders), "bold"))


def _lines(told: Told, lines: Sequence[Line], code: str) -> Table:
    rows = [
        (told.label(line), told.unit(line), *(told.both(line, cell) for cell in line.cells))
        for line in lines
    ]
    first = "figure" if code == "figures" else "level"
    titles = [tr(f"compare.column.{first}"), tr("compare.column.unit"), *told.names]
    return table(tr(f"compare.heading.{code}"), titles, rows, right=range(2, len(titles)))


def _changes(told: Told) -> Table:
    rows = [
        (label, *("–" if count is None else count for count in counts))
        for label, counts in told.changes()
    ]
    titles = [tr("compare.column.change"), *told.names]
    return table(tr("compare.heading.changes"), titles, rows, right=range(1, len(titles)))


def _clauses(told: Told) -> Table:
    """The clauses that some scenario breaks, or that are not alike in all."""
    rows = []
    for clause in told.clause_ids():
        found = [clause_of(scenario, clause) for scenario in told.comparison.scenarios]
        said = [told.clause(figures) for figures in found]
        if len(set(said)) > 1 or any(figures and figures.broken for figures in found):
            cells = [
                plain(text, "bold red" if figures and figures.broken else "")
                for text, figures in zip(said, found, strict=True)
            ]
            rows.append((clause, told.clause_title(clause), *cells))
    titles = [tr("compare.column.clause"), tr("compare.column.title"), *told.names]
    return table(tr("compare.heading.clauses"), titles, rows)
