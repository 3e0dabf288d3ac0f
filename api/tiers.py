"""`dudao plan` and `dudao audit` for a data set of several offices: progress and tables."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from api.failures import fail
from api.language import current, term, tr
from api.progress import stoppable
from api.screen import alarm, console, plain, table
from api.verdict import undeclared
from models.plan import AnnualPlan, ComplianceLine, ComplianceStatus, PlanStatus
from models.problem import Problem
from models.text import say
from models.tiers import TIERS_SCHEMA, OfficePlan, TieredPlan

if TYPE_CHECKING:
    from planner.options import Options
    from planner.tiers import OfficeListener, OfficeProgress

MOST_ROWS = 20


def plan_offices(problem: Problem, options: "Options", jobs: int) -> TieredPlan:
    """Plan all offices, with a line for each that is done."""
    from planner.tiers import Offices, plan_tiers

    screen = console()
    start = tr(
        "cli.tiers.start",
        name=problem.name,
        offices=len(Offices(problem).ids),
        targets=len(problem.targets),
        inspectors=len(problem.inspectors),
        year=problem.year,
        jobs=jobs,
    )
    screen.print(plain(start, "bold"))
    listener = _teller(screen, problem)
    return stoppable(screen, lambda stop: plan_tiers(problem, options, jobs, listener, stop))


def deliver_tiers(problem: Problem, plan: TieredPlan, out: Path, jobs: int) -> None:
    """Write all files and report; exit 1 when a plan has undeclared faults."""
    from scenarios.export.tiers import write_tiers

    screen = console()
    screen.print(plain(tr("cli.tiers.writing")))
    write_tiers(problem, plan, out, current(), jobs)
    report(problem, plan)
    count = len(plan.offices)
    screen.print(plain(tr("cli.tiers.files", folder=str(out), count=count), "bold"))
    faults = sum(len(undeclared(one.plan)) for one in plan.offices)
    faults += sum(len(line.findings) for line in plan.compliance)
    if faults:
        screen.print(alarm(tr("cli.plan.undeclared", count=faults)))
        raise typer.Exit(1)


def several_offices(file: Path) -> bool:
    """Whether a file holds the plan of several offices; a folder of sheets holds none."""
    if file.is_dir():
        return False
    with file.open("rb") as stream:
        return TIERS_SCHEMA.encode() in stream.read(200)


def audit_all(file: Path, data: str, overlays: Sequence[Path] = (), *, as_json: bool) -> None:
    """The verdict on each office and on all together; exit 1 when a clause is broken."""
    from api.dataset import problem_of
    from planner.origin import dataset_digest
    from planner.tiers import audit_tiers
    from scenarios.export.json_file import read_any_json

    if not data:
        fail(tr("cli.needs_data"))
    plan = read_any_json(file)
    assert isinstance(plan, TieredPlan)
    problem = problem_of(data, overlays)
    lines, own = audit_tiers(problem, plan)
    judged = plan.model_copy(
        update={
            "compliance": lines,
            "offices": tuple(
                one.model_copy(
                    update={"plan": one.plan.model_copy(update={"compliance": own[one.key]})}
                )
                for one in plan.offices
                if one.key in own
            ),
        }
    )
    count = sum(len(line.findings) for line in lines)
    count += sum(len(line.findings) for found in own.values() for line in found)
    if as_json:
        typer.echo(_json(file, judged))
    else:
        if plan.origin and plan.origin.dataset_sha256 != dataset_digest(problem):
            warning = tr("cli.changed_dataset", given=problem.id)
            console().print(plain(warning, "bold yellow"))
        report(problem, judged)
    if count:
        raise typer.Exit(1)


def _json(file: Path, plan: TieredPlan) -> str:
    found = [
        finding.model_dump(mode="json") | {"office": key, "message": say(finding.text, current())}
        for key, lines in [
            ("", plan.compliance),
            *((p.key, p.plan.compliance) for p in plan.offices),
        ]
        for line in lines
        for finding in line.findings
    ]
    content = {"plan": str(file), "kept": not found, "findings": found}
    return json.dumps(content, ensure_ascii=False, indent=1)


def report(problem: Problem, plan: TieredPlan) -> None:
    """All offices in one table, and what is broken over all of them."""
    screen = console()
    screen.print(offices(problem, plan))
    made = findings(plan.compliance)
    screen.print(made if made.row_count else plain(tr("cli.tiers.kept"), "bold green"))
    for one in plan.offices:
        if (broken := findings(one.plan.compliance, one.key)).row_count:
            screen.print(broken)
    if plan.status is PlanStatus.INTERRUPTED:
        screen.print(alarm(tr("cli.tiers.interrupted", count=len(plan.unplanned))))


def offices(problem: Problem, plan: TieredPlan) -> Table:
    """A line for each office, and the sums."""
    from planner.tiers import summed_gap

    codes = ("office", "level", "visits", "left_out", "km", "gap", "broken", "seconds")
    rows = [_row(problem, one) for one in plan.offices]
    total = (
        tr("cli.tiers.total", count=len(plan.offices)),
        "",
        f"{sum(len(p.plan.visits) for p in plan.offices):,}",
        f"{sum(len(p.plan.left_out) for p in plan.offices):,}",
        f"{sum(_km(p.plan) for p in plan.offices):,.0f}",
        f"{summed_gap(plan):.2%}",
        sum(_broken(p.plan.compliance) for p in plan.offices),
        f"{sum(sum(p.plan.seconds.values()) for p in plan.offices):,.0f}",
    )
    titles = [tr(f"cli.tiers.{code}") for code in codes]
    return table(tr("cli.tiers.title"), titles, [*rows, total], right=range(2, len(codes)))


def findings(lines: Sequence[ComplianceLine], office: str = "") -> Table:
    """What is broken in one office, or over all offices together."""
    found = [(line.clause, finding) for line in lines for finding in line.findings]
    rows = [
        (clause, finding.rule, plain(say(finding.text, current()), "red"))
        for clause, finding in found[:MOST_ROWS]
    ]
    titles = [tr("export.column.clause"), tr("cli.audit.rule"), tr("export.column.findings")]
    title = tr(
        "cli.tiers.broken_in" if office else "cli.tiers.broken_over_all",
        office=office,
        count=len(found),
    )
    return table(title, titles, rows)


def _row(problem: Problem, one: OfficePlan) -> tuple[object, ...]:
    plan, region = one.plan, problem.tree[one.office]
    broken = _broken(plan.compliance)
    return (
        f"{one.key} {region.name}",
        term("level", region.level.value),
        f"{len(plan.visits):,}",
        plain(len(plan.left_out), "bold red" if any(x.mandatory for x in plan.left_out) else ""),
        f"{_km(plan):,.0f}",
        f"{max((figure.gap for figure in plan.stages), default=0.0):.2%}",
        plain(broken, "bold red" if broken else ""),
        f"{sum(plan.seconds.values()):,.1f}",
    )


def _km(plan: AnnualPlan) -> float:
    return sum(trip.travel_km for trip in plan.trips or ())


def _broken(lines: Sequence[ComplianceLine]) -> int:
    return sum(line.status is ComplianceStatus.BROKEN for line in lines)


def _teller(screen: Console, problem: Problem) -> "OfficeListener":
    """A listener that prints a line for each office planned."""
    began = time.monotonic()

    def tell(progress: "OfficeProgress") -> None:
        line = tr(
            "cli.tiers.done",
            done=progress.done,
            total=progress.total,
            office=f"{progress.task.key} {problem.tree[progress.task.office].name}",
            visits=len(progress.plan.visits),
            left_out=len(progress.plan.left_out),
        )
        screen.print(plain(f"[{time.monotonic() - began:6.1f} s] {line}"))

    return tell
