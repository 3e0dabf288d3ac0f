"""`dudao audit`: any plan against the rules, clause by clause."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.failures import told
from api.language import current, tr
from api.options import Data, Lang, PlanFile, With
from api.planfile import plan_and_data, plan_file

if TYPE_CHECKING:
    from models.plan import AnnualPlan, ComplianceLine
    from models.problem import Problem
    from planner.audit import PlanFigures


def run(
    plan: PlanFile,
    data: Data = "",
    overlays: With = None,
    as_json: Annotated[bool, typer.Option("--json", help=tr("cli.help.json"))] = False,
    lang: Lang = "",
) -> None:
    """Exit 0 when all clauses are kept, 1 when one is broken, 2 for bad input."""
    with told():
        from api.tiers import audit_all, several_offices
        from planner.audit import audit, figures

        file = plan_file(plan)
        if several_offices(file):
            audit_all(file, data, overlays or (), as_json=as_json)
            return
        problem, made = plan_and_data(file, data, overlays or ())
        lines = audit(problem, made)
        count = sum(len(line.findings) for line in lines)
        if as_json:
            typer.echo(_json(plan, lines, figures(problem, made), _warnings(problem, made)))
        else:
            _print(problem, lines, figures(problem, made), _warnings(problem, made))
        if count:
            raise typer.Exit(1)


def _warnings(problem: "Problem", plan: "AnnualPlan") -> list[str]:
    """What to know of the data: whether the plan was made from these."""
    from planner.origin import dataset_digest

    origin = plan.origin
    if origin is None:
        return []
    if origin.dataset != problem.id:
        return [tr("cli.other_dataset", planned=origin.dataset, given=problem.id)]
    if origin.overlays != problem.overlays:
        made = _named(origin.overlays)
        return [tr("cli.other_overlays", planned=made, given=_named(problem.overlays))]
    if origin.dataset_sha256 != dataset_digest(problem):
        return [tr("cli.changed_dataset", given=problem.id)]
    return []


def _named(names: Sequence[str]) -> str:
    """The names of overlays as one phrase."""
    return tr("text.join").join(names) or tr("cli.no_overlays")


def _print(
    problem: "Problem",
    lines: "Sequence[ComplianceLine]",
    found: "PlanFigures",
    warnings: Sequence[str],
) -> None:
    from api.screen import alarm, console, plain, table
    from models.text import say
    from scenarios.export.wording import Names, Words

    screen, words = console(), Words(current())
    names = Names(problem, words)
    for warning in warnings:
        screen.print(plain(warning, "bold yellow"))
    rows = [
        (line.clause, names.clause(line.clause), words.term("status", line.status.value), facts)
        for line in lines
        for facts in ["\n".join(say(fact, current()) for fact in line.facts)]
    ]
    titles = [tr(f"export.column.{c}") for c in ("clause", "title", "status", "findings")]
    screen.print(table(words("export.sheet.compliance"), titles, rows))
    screen.print(
        plain(
            tr(
                "cli.audit.visits_line",
                visits=found.visits,
                km=f"{found.travel_km:,.1f}",
                cost=f"{found.cost_yuan:,}",
            )
        )
    )
    findings = [
        (line.clause, finding.rule, say(finding.text, current()), "\n".join(finding.visits))
        for line in lines
        for finding in line.findings
    ]
    if not findings:
        screen.print(plain(tr("cli.audit.kept"), "bold green"))
        return
    titles = [tr("export.column.clause"), tr("cli.audit.rule")]
    titles += [tr("export.column.findings"), tr("cli.audit.visits")]
    screen.print(table(tr("cli.audit.findings", count=len(findings)), titles, findings))
    screen.print(alarm(tr("cli.audit.broken", count=len(findings))))


def _json(
    plan: Path,
    lines: "Sequence[ComplianceLine]",
    found: "PlanFigures",
    warnings: Sequence[str],
) -> str:
    import json

    from models.text import say

    findings = [
        finding.model_dump(mode="json") | {"message": say(finding.text, current())}
        for line in lines
        for finding in line.findings
    ]
    content = {
        "plan": str(plan),
        "kept": not findings,
        "warnings": warnings,
        "findings": findings,
        "clauses": [line.model_dump(mode="json", exclude={"findings"}) for line in lines],
        "figures": found.model_dump(mode="json"),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)
