"""`dudao rollup`: what several offices planned, added up for the level above."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.failures import fail, told
from api.language import current, tr
from api.options import Data, Lang, With

if TYPE_CHECKING:
    from models.rollup import RollUp


def run(
    plans: Annotated[
        list[Path],
        typer.Argument(metavar="PLAN...", readable=False, help=tr("cli.help.rollup_plans")),
    ],
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=tr("cli.help.rollup_out"))],
    data: Data = "",
    overlays: With = None,
    lang: Lang = "",
) -> None:
    """Exit 0 with the roll-up written, 2 for bad input."""
    with told():
        from api.screen import console, plain
        from scenarios.rollup import combined

        if out.suffix.lower() not in ("", ".xlsx", ".json"):
            raise typer.BadParameter(tr("cli.rollup.suffix"), param_hint="--out")
        parts = [(str(plan), _read(plan, data, overlays or ())) for plan in plans]
        whole = combined(parts)
        files = ", ".join(str(file) for file in _write(whole, out))
        offices = len({office.office for office in whole.offices})
        visits = sum(office.figures.visits for office in whole.offices)
        done = tr("cli.rollup.done", files=files, offices=offices, visits=visits)
        console().print(plain(done, "bold"))


def _read(given: Path, data: str, overlays: Sequence[Path]) -> "RollUp":
    """The roll-up in a file or folder, or one made of the plan there."""
    from models.rollup import ROLLUP_SCHEMA
    from scenarios.export.json_file import says
    from scenarios.export.rollup import JSON, read_rollup_json

    if not given.exists():
        fail(tr("cli.no_such_plan", path=str(given)))
    if (given / JSON).is_file():
        return read_rollup_json(given / JSON)
    if given.suffix.lower() == ".json" and given.is_file() and says(given, ROLLUP_SCHEMA):
        return read_rollup_json(given)
    return _made(given, data, overlays)


def _made(given: Path, data: str, overlays: Sequence[Path]) -> "RollUp":
    from api.planfile import must_fit, plan_and_data, plan_file
    from scenarios.export import read_plan_json
    from scenarios.export.sealed import open_form
    from scenarios.rollup import rollup_of_plan
    from scenarios.shipped import shipped_datasets

    file = plan_file(given)
    if not data and file.suffix.lower() == ".json":
        origin = read_plan_json(file).origin
        if origin is not None and origin.dataset in shipped_datasets():
            data = origin.dataset
    problem, plan = plan_and_data(file, data, overlays)
    if plan.origin is not None and plan.origin.dataset != problem.id:
        planned = plan.origin.dataset
        fail(tr("cli.rollup.other_data", file=str(file), planned=planned, given=problem.id))
    must_fit(problem, plan)
    return rollup_of_plan(problem, open_form(problem, plan))


def _write(whole: "RollUp", out: Path) -> tuple[Path, ...]:
    from scenarios.export import deliver_file, delivery
    from scenarios.export.rollup import (
        JSON,
        WORKBOOK,
        write_rollup,
        write_rollup_json,
        write_rollup_workbook,
    )
    from scenarios.export.wording import Words

    if not out.suffix:
        with delivery(out) as fresh:
            write_rollup(whole, fresh, current())
        return out / JSON, out / WORKBOOK
    with deliver_file(out) as fresh:
        if out.suffix.lower() == ".json":
            write_rollup_json(whole, fresh)
        else:
            write_rollup_workbook(whole, fresh, Words(current()))
    return (out,)
