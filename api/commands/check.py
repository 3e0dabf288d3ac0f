"""`dudao check`: validation, staffing and visits that can never be, without planning."""

from api.failures import told
from api.language import tr
from api.options import Dataset, Lang, Office, With


def run(dataset: Dataset, office: Office = "", overlays: With = None, lang: Lang = "") -> None:
    """Exit 0 for sound data, even when people are short; 2 for bad data.

    Of a data set of several offices the headcounts of all of them; one of them like any other.
    """
    with told():
        from api.dataset import problem_of
        from api.headcounts import check_offices, sound
        from api.office import share_of
        from api.screen import alarm, console, plain
        from api.tables import bottleneck_lines, headcount, missing
        from models.issue import DataError
        from planner.explain.contradiction import contradictions
        from planner.explain.dataset import impossible
        from planner.options import Options
        from planner.staffing import staffing
        from planner.tiers import is_tiered

        problem = problem_of(dataset, overlays or ())
        if office:
            problem = share_of(problem, office)
        elif is_tiered(problem):
            check_offices(problem)
            return
        found = staffing(problem)
        screen = console()
        screen.print(plain(sound(problem), "bold"))
        screen.print(headcount(problem, found))
        if issues := tuple(contradictions(problem, seed=0)):
            raise DataError(issues)
        never = impossible(problem, Options(time_limit_s=20))
        if never:
            title = tr("cli.check.impossible", count=len(never))
            screen.print(missing(problem, never, title))
        necks = bottleneck_lines(problem, found)
        if not necks:
            screen.print(plain(tr("cli.check.enough")))
            return
        screen.print(plain(tr("cli.check.bottlenecks"), "bold red"))
        for text in necks:
            screen.print(alarm(text))
