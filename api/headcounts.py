"""`dudao check` of a data set of several offices: the headcounts of all, and who is short."""

from collections import Counter
from collections.abc import Iterator, Mapping

from rich.table import Table

from api.language import term, tr
from api.screen import alarm, console, plain, table
from api.tables import bottleneck_lines
from models.plan import Staffing
from models.problem import Problem
from models.tiers import OWN
from planner.staffing import staffing
from planner.tiers import Offices, share


def check_offices(problem: Problem) -> None:
    """Print the headcounts by level, and the offices that have too few people."""
    offices = Offices(problem)
    shares = {t.office: share(offices, t) for t in offices.tasks if t.name == OWN}
    found = {office: staffing(own) for office, own in shares.items()}
    screen = console()
    screen.print(plain(sound(problem), "bold"))
    screen.print(_levels(offices, shares, found))
    lines = [
        tr("export.pair", name=f"{office} {problem.tree[office].name}", value=text)
        for office, own in shares.items()
        for text in (*_short(found[office]), *bottleneck_lines(own, found[office]))
    ]
    if not lines:
        screen.print(plain(tr("cli.check.offices_enough")))
    for line in lines:
        screen.print(alarm(line))


def sound(problem: Problem) -> str:
    """That a data set is sound, and what it holds."""
    good = tr(
        "cli.check.good",
        targets=len(problem.targets),
        inspectors=len(problem.inspectors),
        programmes=len(problem.programmes),
    )
    return tr("export.pair", name=problem.name, value=good)


def _levels(
    offices: Offices, shares: Mapping[str, Problem], found: Mapping[str, Staffing]
) -> Table:
    """For each level and clause the people there and demanded, all offices together."""
    have: Counter[tuple[str, str]] = Counter()
    need: Counter[tuple[str, str]] = Counter()
    short: Counter[tuple[str, str]] = Counter()
    for office in shares:
        for figure in found[office].figures:
            key = (offices.level(office).value, figure.clause)
            have[key] += figure.have
            need[key] += figure.need
            short[key] += figure.short > 0
    numbers = Counter(offices.level(office).value for office in shares)
    rows = [
        (
            term("level", level),
            numbers[level],
            clause,
            f"{have[level, clause]:,}",
            f"{need[level, clause]:,}",
            plain(short[level, clause], "bold red" if short[level, clause] else ""),
        )
        for level, clause in have
    ]
    titles = [
        tr("cli.tiers.level"),
        tr("cli.check.offices"),
        *(tr(f"export.column.{code}") for code in ("clause", "have", "need")),
        tr("cli.check.offices_short"),
    ]
    return table(tr("cli.check.ratios"), titles, rows, right=(1, 3, 4, 5))


def _short(found: Staffing) -> Iterator[str]:
    """Headcounts that fall short, in words."""
    for figure in found.figures:
        if figure.short:
            yield tr("cli.check.short", clause=figure.clause, have=figure.have, need=figure.need)
