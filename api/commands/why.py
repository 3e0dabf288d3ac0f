"""`dudao why`: why a visit is on its day and made by its people."""

from api.failures import told
from api.language import current, tr
from api.options import Data, Lang, PlanFile, VisitId, With
from api.planfile import must_fit, plan_and_data, plan_file


def run(
    plan: PlanFile,
    visit: VisitId,
    data: Data = "",
    overlays: With = None,
    lang: Lang = "",
) -> None:
    """Exit 0, or 2 when there is no such visit."""
    with told():
        from api.alternatives import days, people, say_list, verdict
        from api.screen import console, plain
        from api.show import must_know
        from planner.explain.trial import Trial
        from planner.explain.who import stand_ins
        from planner.explain.why import dates
        from scenarios.export.report import score_terms
        from scenarios.export.wording import Words

        problem, made = plan_and_data(plan_file(plan), data, overlays or ())
        must_fit(problem, made)
        trial = Trial(problem, made)
        must_know(visit, set(trial.visit))
        asked, screen = trial.visit[visit], console()
        heading = tr(
            "cli.why.visit",
            visit=visit,
            target=problem.target_by_id[asked.target].name,
            start=f"{asked.start:%Y-%m-%d}",
            end=f"{asked.end:%Y-%m-%d}",
            team=say_list([problem.inspector_by_id[p].name for p in asked.team]),
        )
        screen.print(plain(heading, "bold"))
        for chosen in made.selected or ():
            if chosen.target == asked.target and chosen.programme in asked.programmes:
                terms = score_terms(Words(current()), chosen)
                screen.print(plain(tr("cli.why.selected", score=chosen.score, terms=terms)))
        found = dates(trial, visit)
        screen.print(plain(verdict(found)))
        screen.print(plain(tr("cli.who.by_itself")))
        for shown in days(found):
            screen.print(shown)
        for member in asked.team:
            for shown in people(problem, stand_ins(trial, visit, member)):
                screen.print(shown)
