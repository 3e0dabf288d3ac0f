"""`dudao who`: everybody who could stand in for a member of a team now."""

from typing import Annotated

import typer

from api.failures import told
from api.language import tr
from api.options import Data, Lang, PlanFile, VisitId, With
from api.planfile import must_fit, plan_and_data, plan_file


def run(
    plan: PlanFile,
    visit: VisitId,
    member: Annotated[str, typer.Argument(metavar="[MEMBER]", help=tr("cli.help.member"))] = "",
    data: Data = "",
    overlays: With = None,
    lang: Lang = "",
) -> None:
    """Exit 0, or 2 when there is no such visit or member."""
    with told():
        from api.alternatives import people
        from api.screen import console, plain
        from api.show import must_know
        from planner.explain.trial import Trial
        from planner.explain.who import stand_ins

        problem, made = plan_and_data(plan_file(plan), data, overlays or ())
        must_fit(problem, made)
        trial = Trial(problem, made)
        must_know(visit, set(trial.visit))
        team = trial.visit[visit].team
        must_know(member, set(team))
        screen = console()
        screen.print(plain(tr("cli.who.by_itself")))
        for one in [member] if member else team:
            for shown in people(problem, stand_ins(trial, visit, one)):
                screen.print(shown)
