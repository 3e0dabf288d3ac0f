"""`dudao robust`: how often a plan needs repair in random years, and how much."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.failures import told
from api.language import tr
from api.options import Data, Lang, PlanFile, Seed, With
from api.planfile import must_fit, plan_and_data, plan_file
from models.robustness import Hazards

if TYPE_CHECKING:
    from models.plan import AnnualPlan
    from models.problem import Problem
    from models.robustness import Robustness

_USUAL = Hazards()
_TIMES = {"min": 0, "max": 50}
_DAYS = {"min": 1, "max": 366}


def run(
    plan: PlanFile,
    data: Data = "",
    overlays: With = None,
    runs: Annotated[int, typer.Option(min=1, max=100_000, help=tr("cli.help.runs"))] = 200,
    seed: Seed = 0,
    leave: Annotated[
        float, typer.Option("--leave", **_TIMES, help=tr("cli.help.leave_a_year"))
    ] = _USUAL.leave_a_year,
    leave_days: Annotated[
        float, typer.Option(**_DAYS, help=tr("cli.help.leave_days"))
    ] = _USUAL.leave_days,
    closures: Annotated[
        float, typer.Option("--closures", **_TIMES, help=tr("cli.help.closures_a_year"))
    ] = _USUAL.closures_a_year,
    closure_days: Annotated[
        float, typer.Option(**_DAYS, help=tr("cli.help.closure_days"))
    ] = _USUAL.closure_days,
    weather: Annotated[
        float, typer.Option("--weather", **_TIMES, help=tr("cli.help.weather_a_year"))
    ] = _USUAL.weather_a_year,
    weather_days: Annotated[
        float, typer.Option(**_DAYS, help=tr("cli.help.weather_days"))
    ] = _USUAL.weather_days,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.json", help=tr("cli.help.robust_out"))
    ] = None,
    lang: Lang = "",
) -> None:
    """Exit 0, or 2 for bad input."""
    with told():
        from api.robustness import shown
        from api.screen import console, plain
        from scenarios.export import deliver_file

        hazards = Hazards(
            leave_a_year=leave,
            leave_days=leave_days,
            closures_a_year=closures,
            closure_days=closure_days,
            weather_a_year=weather,
            weather_days=weather_days,
        )
        problem, made = plan_and_data(plan_file(plan), data, overlays or ())
        must_fit(problem, made)
        found = _lived(problem, made, hazards, runs, seed)
        for part in shown(problem, made, found):
            console().print(part)
        if out is not None:
            text = found.model_dump_json(indent=1) + "\n"
            with deliver_file(out) as fresh:
                fresh.write_text(text, encoding="utf-8")
            console().print(plain(tr("cli.written", path=str(out))))


def _lived(
    problem: "Problem", plan: "AnnualPlan", hazards: Hazards, runs: int, seed: int
) -> "Robustness":
    from rich.progress import Progress

    from api.progress import stoppable
    from api.screen import console
    from planner.robustness import robustness

    screen = console(error=True)
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(tr("cli.robust.running"), total=runs)
        return stoppable(
            screen,
            lambda stop: robustness(
                problem,
                plan,
                hazards,
                runs,
                seed,
                lambda done: bar.update(task, completed=done),
                stop,
            ),
        )
