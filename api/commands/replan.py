"""`dudao replan`: a plan changed from a day on, as little as what has happened demands."""

from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from api.failures import fail, told
from api.language import current, tr
from api.options import Data, Lang, Out, PlanFile, With
from api.planfile import plan_and_data, plan_file
from api.solver import load_solver

if TYPE_CHECKING:
    from models.plan import AnnualPlan
    from models.problem import Problem
    from planner.replan import Replanned
    from planner.replan.course import Course

SECONDS = 5
"""Of planning; with reading and writing the whole command stays under ten on slow machines."""
_DAY = ["%Y-%m-%d"]
MOST_ROWS = 40


def run(
    plan: PlanFile,
    *,
    data: Data,
    since: Annotated[
        datetime, typer.Option("--from", formats=_DAY, help=tr("cli.help.replan_from"))
    ],
    out: Out,
    overlays: With = None,
    published_until: Annotated[
        datetime | None, typer.Option(formats=_DAY, help=tr("cli.help.published_until"))
    ] = None,
    notice: Annotated[int, typer.Option(min=0, max=366, help=tr("cli.help.notice"))] = 0,
    time_limit: Annotated[
        float, typer.Option(min=0.1, max=86400, help=tr("cli.help.time_limit"))
    ] = SECONDS,
    lang: Lang = "",
) -> None:
    """Exit 0 with a plan written, 1 when it has faults it does not declare, 2 for bad input."""
    with told():
        load_solver()
        from api.screen import alarm, console
        from api.tiers import several_offices
        from api.verdict import undeclared
        from models.overlay import events
        from models.text import say
        from planner.options import Options
        from planner.replan.course import Course, course
        from scenarios.export import check_folder, write_plan
        from scenarios.overlay import read_overlays

        check_folder(out)
        file = plan_file(plan)
        if file.suffix.lower() == ".json" and several_offices(file):
            fail(tr("cli.replan.several_offices"))
        problem, old = plan_and_data(file, data, overlays or (), around=True)
        day = since.date()
        happened = events(read_overlays(overlays or (), current()))
        asked = course(problem, old, day, happened)
        if not isinstance(asked, Course):
            fail("\n".join(say(text, current()) for text in asked))
        options = Options(time_limit_s=time_limit, seed=old.origin.seed if old.origin else 0)
        until = None if published_until is None else published_until.date()
        found = _replanned(problem, old, day, options, until, notice, asked)
        files = write_plan(problem, found.plan, out, current(), changes=found.changes)
        _report(problem, found, out, files)
        if faults := undeclared(found.plan):
            console().print(alarm(tr("cli.plan.undeclared", count=len(faults))))
            raise typer.Exit(1)


def _replanned(
    problem: "Problem",
    old: "AnnualPlan",
    since: date,
    options: object,
    published_until: date | None,
    notice: int,
    asked: "Course",
) -> "Replanned":
    from api.progress import listening, stoppable
    from api.screen import console, plain
    from planner.options import Options
    from planner.replan import replan

    assert isinstance(options, Options)
    screen = console()
    done = sum(visit.start < since for visit in old.visits)
    start = tr("cli.replan.start", name=problem.name, since=since.isoformat(), done=done)
    screen.print(plain(start, "bold"))
    # The solver leaves time to load what writes the files.
    writer = Thread(target=import_module, args=("scenarios.export.workbook",))
    writer.start()
    with listening(screen, problem) as tell:
        found = stoppable(
            screen,
            lambda stop: replan(
                problem,
                old,
                since,
                options,
                published_until=published_until,
                notice_days=notice,
                cancelled=asked.cancelled,
                held=asked.held,
                on_progress=tell,
                stop=stop,
            ),
        )
    writer.join()
    return found


def _report(problem: "Problem", found: "Replanned", folder: Path, files: tuple[Path, ...]) -> None:
    from api.screen import alarm, console, plain, table
    from api.show import visit_stages
    from api.tables import broken, left_out, stages, warnings
    from scenarios.export.sealed import open_form, sealed_visits
    from scenarios.export.sheets.changes import change_row
    from scenarios.export.wording import Names, Words

    screen, names = console(), Names(problem, Words(current()))
    plan, hidden = open_form(problem, found.plan), sealed_visits(problem, found.plan)
    changes = [change for change in found.changes if change.visit not in hidden]
    screen.print(stages(plan))
    codes = ("id", "target", "change", "was", "is", "dear", "cause")
    made = table(
        tr("cli.replan.title", count=len(changes), dear=sum(c.dear for c in changes)),
        [tr(f"export.column.{code}") for code in codes],
        [change_row(names, change) for change in changes[:MOST_ROWS]],
    )
    if len(changes) > MOST_ROWS:
        made.caption = plain(tr("cli.replan.more", count=len(changes) - MOST_ROWS))
    screen.print(made if changes else plain(tr("cli.replan.none"), "bold green"))
    for listed in (broken(plan), left_out(problem, plan)):
        if listed.row_count:
            screen.print(listed)
    for warning in warnings(plan):
        screen.print(alarm(warning))
    least = next((f for f in plan.stages if f.level == "changed"), None)
    if least is not None:
        words = {"changed": int(least.objective), "bound": int(least.bound)}
        screen.print(plain(tr("cli.replan.least", **words), "bold"))
    screen.print(plain(visit_stages(plan)))
    main = [file for file in files if file.parent == folder]
    named = ", ".join(file.name for file in main)
    calendars = len(files) - len(main)
    screen.print(
        plain(tr("cli.plan.files", folder=str(folder), files=named, calendars=calendars), "bold")
    )
