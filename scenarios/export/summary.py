"""`summary.md`: the plan told on a few pages of text."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from models.plan import AnnualPlan
from models.problem import Problem
from scenarios.export import report
from scenarios.export.tally import Tally
from scenarios.export.wording import Names, Words


def write_summary(problem: Problem, plan: AnnualPlan, path: Path, words: Words) -> None:
    """Write the summary."""
    names, tally = Names(problem, words), Tally(problem, plan)
    title = words("export.title", name=problem.name, year=problem.year)
    parts = [f"# {title}", names.policy()]
    notices = report.notices(names, tally)
    if notices:
        parts.append("\n".join(f"> - **{_plain(text)}**" for text in notices))
    chapters = (_figures, _shared, _staffing, _proof, _left_out, _clauses, _origin)
    parts += [part for chapter in chapters for part in chapter(names, tally)]
    path.write_text("\n\n".join(parts) + "\n", "utf-8", newline="\n")


def _figures(names: Names, tally: Tally) -> list[str]:
    heading = f"## {names.words('export.heading.figures')}"
    return [heading, _list(names.words.pair(*row) for row in report.key_figures(names, tally))]


def _shared(names: Names, tally: Tally) -> list[str]:
    """Nothing when no visit serves more than one programme."""
    rows = report.shared(names, tally.plan)
    titles = _columns(names, "programmes", "saved", "targets")
    heading = f"## {names.words('export.heading.shared')}"
    return [heading, _table(titles, rows, names)] if rows else []


def _staffing(names: Names, tally: Tally) -> list[str]:
    titles = _columns(names, "clause", "title", "have", "need", "short")
    parts = [f"## {names.words('export.heading.staffing')}"]
    parts.append(_table(titles, report.staffing(names, tally.plan.staffing), names))
    necks = report.bottlenecks(names, tally.plan.staffing)
    if necks:
        parts += [f"### {names.words('export.heading.bottlenecks')}", _list(necks)]
    return parts


def _proof(names: Names, tally: Tally) -> list[str]:
    words = names.words
    titles = _columns(names, "plan_stage", "plan_level", "objective", "bound", "gap", "status")
    rows = [
        (
            report.stage_name(names, figure),
            f"{report.level_name(names, figure)} ({words.term('export.unit', figure.unit)})",
            f"{figure.objective:g}",
            f"{figure.bound:g}",
            f"{figure.gap:.2%}",
            words.term("stage_status", figure.status.value),
        )
        for figure in tally.plan.stages
    ]
    return [
        f"## {words('export.heading.proof')}",
        words("export.proof_explained"),
        _table(titles, rows, names),
    ]


def _left_out(names: Names, tally: Tally) -> list[str]:
    words = names.words
    titles = _columns(names, "target", "programmes", "mandatory", "reasons")
    rows = [
        (
            names.target(item.target),
            programmes,
            words("truth.yes" if item.mandatory else "truth.no"),
            words("export.and_then").join(report.reasons(names, item)),
        )
        for item, programmes in report.left_out(names, tally.plan.left_out)
    ]
    return [f"## {words('export.sheet.left_out')}", _table(titles, rows, names)]


def _clauses(names: Names, tally: Tally) -> list[str]:
    words = names.words
    titles = _columns(names, "clause", "title", "status", "findings")
    rows = [
        (
            line.clause,
            names.clause(line.clause),
            words.term("status", line.status.value),
            words("export.and_then").join(
                words.text(text) for text in (*(f.text for f in line.findings), *line.facts)
            ),
        )
        for line in tally.plan.compliance
    ]
    return [f"## {words('export.sheet.compliance')}", _table(titles, rows, names)]


def _origin(names: Names, tally: Tally) -> list[str]:
    heading = f"## {names.words('export.heading.origin')}"
    return [heading, _list(names.words.pair(*row) for row in report.origin(names, tally))]


def _columns(names: Names, *codes: str) -> list[str]:
    return [names.words(f"export.column.{code}") for code in codes]


def _table(titles: Sequence[str], rows: Iterable[Sequence[object]], names: Names) -> str:
    lines = [_row(titles), _row(["---"] * len(titles)), *(_row(row) for row in rows)]
    return "\n".join(lines) if len(lines) > 2 else names.words("export.none")


def _row(values: Sequence[object]) -> str:
    return "| " + " | ".join(_plain(str(value)).replace("|", "\\|") for value in values) + " |"


def _list(texts: Iterable[str]) -> str:
    return "\n".join(f"- {_plain(text)}" for text in texts)


def _plain(text: str) -> str:
    """Text from data in one line, that neither breaks a table nor opens a tag."""
    return " ".join(text.split()).replace("<", "&lt;")
