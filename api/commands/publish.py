"""`dudao publish`: the files of a plan once more, with the sealed visits that are done by now."""

from datetime import date, datetime
from typing import Annotated

import typer

from api.failures import fail, told
from api.language import current, tr
from api.options import Data, Lang, Out, PlanJson, With
from api.planfile import must_fit, plan_file


def run(
    plan: PlanJson,
    *,
    data: Data,
    out: Out,
    overlays: With = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help=tr("cli.help.publish_on"))
    ] = None,
    lang: Lang = "",
) -> None:
    """Exit 0 with the files written, 2 for bad input or the open form of a plan."""
    with told():
        from api.dataset import problem_of
        from api.screen import console, plain
        from scenarios.export import check_folder, read_plan_json, write_plan
        from scenarios.export.sealed import open_form

        check_folder(out)
        made = read_plan_json(plan_file(plan))
        if made.withheld:
            fail(tr("cli.publish.open_form", count=made.withheld))
        problem = problem_of(data, overlays or ())
        must_fit(problem, made)
        day = on.date() if on else date.today()
        write_plan(problem, made, out, current(), day)
        left = open_form(problem, made, day).withheld
        console().print(
            plain(tr("cli.publish.done", folder=str(out), day=day.isoformat(), count=left))
        )
