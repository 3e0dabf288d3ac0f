"""`dudao edit`: one visit of a plan changed by hand, judged and priced at once."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.failures import fail, told
from api.language import current, tr
from api.options import Data, Lang, MaybeOut, PlanFile, VisitId, With
from api.planfile import must_fit, plan_and_data, plan_file

if TYPE_CHECKING:
    from models.pin import Pin
    from models.plan import Half, Visit
    from models.problem import Problem
    from planner.explain.trial import Trial

_PARTS = re.compile("[,，、;；]")
_HALVES = {"am": "am", "pm": "pm", "上午": "am", "下午": "pm"}


def run(
    plan: PlanFile,
    visit: VisitId,
    *,
    data: Data = "",
    start: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help=tr("cli.help.edit_start"))] = "",
    half: Annotated[str, typer.Option(metavar="am|pm", help=tr("cli.help.edit_half"))] = "",
    team: Annotated[str, typer.Option(metavar="A,B", help=tr("cli.help.edit_team"))] = "",
    out: MaybeOut = None,
    pin: Annotated[
        Path | None, typer.Option("--pin", metavar="FILE.toml", help=tr("cli.help.edit_pin"))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=tr("cli.help.edit_force"))] = False,
    overlays: With = None,
    lang: Lang = "",
) -> None:
    """Exit 0 when the change is taken, 1 when it breaks rules and is not, 2 for bad input."""
    with told():
        from api.alternatives import amended_tables
        from api.screen import alarm, console, plain
        from api.show import must_know
        from planner.amending import amended
        from planner.explain.trial import Trial
        from scenarios.export import check_folder, write_plan
        from scenarios.overlay import append_pin, pins_already

        if out is not None:
            check_folder(out)
        problem, made = plan_and_data(plan_file(plan), data, overlays or ())
        must_fit(problem, made)
        if made.withheld:
            fail(tr("cli.publish.open_form", count=made.withheld))
        must_know(visit, {v.id for v in made.visits})
        again = visit in problem.pin_by_visit
        if pin is not None:
            again = pins_already(pin, visit, current()) or again
            problem = _without_pin(problem, visit)
        elif not (start or half or team):
            fail(tr("cli.edit.nothing"))
        trial = Trial(problem, made)
        changed = _changed(trial, visit, _day(start), _half(half), team)
        found = amended(trial, changed)
        screen = console()
        for shown in amended_tables(problem, trial.visit[visit], found):
            screen.print(shown)
        if found.broken and not force:
            screen.print(alarm(tr("cli.edit.refused", count=len(found.broken))))
            raise typer.Exit(1)
        if out is not None:
            write_plan(problem, found.plan, out, current())
            screen.print(plain(tr("cli.edit.written", folder=str(out)), "bold"))
        if pin is not None:
            append_pin(
                pin, _pin(changed, dated=bool(start or half), staffed=bool(team)), again=again
            )
            screen.print(plain(tr("cli.edit.pinned", file=str(pin)), "bold"))


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said.strip()) if said else None
    except ValueError:
        raise typer.BadParameter(tr("cli.edit.no_date"), param_hint="--start") from None


def _half(said: str) -> "Half | None":
    from models.plan import Half

    if said and said.strip().lower() not in _HALVES:
        raise typer.BadParameter(tr("cli.one_of", known="am, pm"), param_hint="--half")
    return Half(_HALVES[said.strip().lower()]) if said else None


def _without_pin(problem: "Problem", visit: str) -> "Problem":
    """The problem without the pin that the new one takes the place of."""
    from models.base import rebuilt

    if visit not in problem.pin_by_visit:
        return problem
    return rebuilt(problem, pins=tuple(p for p in problem.pins if p.visit != visit))


def _changed(
    trial: "Trial", visit: str, start: date | None, half: "Half | None", team: str
) -> "Visit":
    """The visit as it is asked for; ends the command when that makes no sense."""
    from models.plan import Visit
    from models.text import say
    from planner.amending import as_asked

    people = _people(trial.problem, team) if team else ()
    found = as_asked(trial, visit, start, half, people)
    if not isinstance(found, Visit):
        fail("\n".join(say(text, current()) for text in found))
    return found


def _people(problem: "Problem", said: str) -> tuple[str, ...]:
    """Ids of the people, who may be named; ends the command when one is unknown."""
    from api.show import must_know
    from scenarios.references import Directory

    directory = Directory((person.id, person.name) for person in problem.inspectors)
    found: list[str] = []
    for name in (part.strip() for part in _PARTS.split(said) if part.strip()):
        ids = directory.find(name)
        if not ids:
            must_know(name, set(directory.words()))
        if len(ids) > 1:
            fail(tr("cli.edit.ambiguous", name=name, ids=", ".join(ids)))
        found += ids
    return tuple(found)


def _pin(visit: "Visit", *, dated: bool, staffed: bool) -> "Pin":
    """What was changed about the visit as a pin; all of it when nothing was."""
    from models.pin import Pin

    neither = not (dated or staffed)
    return Pin(
        visit=visit.id,
        start=visit.start if dated or neither else None,
        half=visit.half if (dated or neither) and visit.half_days == 1 else None,
        team=visit.team if staffed or neither else None,
    )
