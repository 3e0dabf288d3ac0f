"""`dudao check`: validation, staffing and visits that can never be, without planning."""

from api.failures import told
from api.language import tr
from api.options import Dataset, Lang


def run(dataset: Dataset, lang: Lang = "") -> None:
    """Exit 0 for sound data, even when people are short; 2 for bad data."""
    with told():
        from api.screen import alarm, console, plain
        from api.tables import bottleneck_lines, headcount, missing
        from planner.explain.dataset import impossible
        from planner.options import Options
        from planner.staffing import staffing
        from scenarios.dataset import read_dataset
        from scenarios.shipped import find_dataset

        problem = read_dataset(find_dataset(dataset))
        found = staffing(problem)
        screen = console()
        good = tr(
            "cli.check.good",
            targets=len(problem.targets),
            inspectors=len(problem.inspectors),
            programmes=len(problem.programmes),
        )
        screen.print(plain(tr("export.pair", name=problem.name, value=good), "bold"))
        screen.print(headcount(problem, found))
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
