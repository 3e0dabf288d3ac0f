"""Tables about a plan for the terminal."""

from collections.abc import Sequence

from rich.table import Table

from api.language import current, term, tr
from api.screen import plain, table
from models.plan import AnnualPlan, ComplianceStatus, LeftOut, PlanStatus, Staffing
from models.problem import Problem
from models.text import say
from scenarios.export.report import bottlenecks, reasons, staffing
from scenarios.export.report import key_figures as figures
from scenarios.export.report import left_out as omissions
from scenarios.export.tally import Tally
from scenarios.export.wording import Names, Words

MOST_ROWS = 20


def stages(plan: AnnualPlan) -> Table:
    """Objective, bound and gap of each level."""
    codes = ("plan_stage", "plan_level", "objective", "bound", "gap", "status")
    rows = [
        (
            term("export.plan_stage", figure.stage),
            f"{term('export.plan_level', figure.level)} ({term('export.unit', figure.unit)})",
            f"{figure.objective:,.10g}",
            f"{figure.bound:,.10g}",
            f"{figure.gap:.2%}",
            term("stage_status", figure.status.value),
        )
        for figure in plan.stages
    ]
    return table(
        tr("cli.plan.stages"), [tr(f"export.column.{c}") for c in codes], rows, right=(2, 3, 4)
    )


def key_figures(problem: Problem, plan: AnnualPlan) -> Table:
    """The plan in numbers."""
    rows = figures(_names(problem), Tally(problem, plan))
    return table(tr("cli.plan.figures"), ["", ""], rows)


def clauses(problem: Problem, plan: AnnualPlan) -> Table:
    """Each clause: kept, broken or not applicable."""
    names = _names(problem)
    rows = [
        (
            line.clause,
            names.clause(line.clause),
            plain(
                term("status", line.status.value),
                "bold red" if line.status is ComplianceStatus.BROKEN else "",
            ),
        )
        for line in plan.compliance
    ]
    titles = [tr(f"export.column.{c}") for c in ("clause", "title", "status")]
    return table(tr("export.sheet.compliance"), titles, rows)


def broken(plan: AnnualPlan) -> Table:
    """Findings of all broken clauses."""
    findings = [
        (line.clause, finding.rule, plain(say(finding.text, current()), "red"))
        for line in plan.compliance
        if line.status is ComplianceStatus.BROKEN
        for finding in line.findings
    ]
    titles = [tr("export.column.clause"), tr("cli.audit.rule"), tr("export.column.findings")]
    made = table(tr("cli.plan.broken"), titles, findings[:MOST_ROWS])
    _say_more(made, len(findings))
    return made


def left_out(problem: Problem, plan: AnnualPlan) -> Table:
    """Visits left out, mandatory ones first, with the reasons."""
    mandatory = sum(item.mandatory for item in plan.left_out)
    title = tr("cli.plan.left_out", count=len(plan.left_out), mandatory=mandatory)
    return missing(problem, plan.left_out, title)


def missing(problem: Problem, left: Sequence[LeftOut], title: str) -> Table:
    """Visits that are due and cannot be, with the reasons."""
    names = _names(problem)
    codes = ("target", "programmes", "mandatory", "reasons")
    order = omissions(names, sorted(left, key=lambda x: (not x.mandatory, x.id)))
    made = table(
        title,
        [tr(f"export.column.{code}") for code in codes],
        [_left_out_row(names, item, programmes) for item, programmes in order[:MOST_ROWS]],
    )
    _say_more(made, len(order))
    return made


def _left_out_row(names: Names, item: LeftOut, programmes: str) -> tuple[object, ...]:
    return (
        names.target(item.target),
        programmes,
        plain(tr("truth.yes"), "bold red") if item.mandatory else tr("truth.no"),
        "\n".join(reasons(names, item)),
    )


def warnings(plan: AnnualPlan) -> list[str]:
    """What a planner must hear even without reading tables."""
    told_below = {"notice.interrupted", "notice.excess"}
    texts = [say(n, current()) for n in plan.notices if n.code not in told_below]
    if plan.status is PlanStatus.INTERRUPTED:
        texts.append(tr("cli.plan.interrupted"))
    if mandatory := sum(item.mandatory for item in plan.left_out):
        texts.append(tr("cli.plan.left_out_loudly", count=mandatory))
    if excess := sum(zone.excess > 0 for zone in plan.zones or ()):
        texts.append(tr("cli.plan.excess_loudly", count=excess))
    return texts


def headcount(problem: Problem, found: Staffing) -> Table:
    """People there, demanded and short for each ratio."""
    titles = [tr(f"export.column.{c}") for c in ("clause", "title", "have", "need", "short")]
    rows = [
        (*row[:-1], plain(row[-1], "bold red" if row[-1] else ""))
        for row in staffing(_names(problem), found)
    ]
    return table(tr("cli.check.ratios"), titles, rows, right=(2, 3, 4))


def bottleneck_lines(problem: Problem, found: Staffing) -> list[str]:
    """Which targets compete for too few people."""
    return bottlenecks(_names(problem), found)


def _names(problem: Problem) -> Names:
    return Names(problem, Words(current()))


def _say_more(made: Table, count: int) -> None:
    if count > MOST_ROWS:
        made.caption = plain(tr("cli.plan.more", count=count - MOST_ROWS))
