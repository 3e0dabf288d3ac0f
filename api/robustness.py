"""The tables of `dudao robust`."""

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text as Line

from api.language import tr
from api.screen import plain, table
from models.plan import AnnualPlan
from models.problem import Problem
from models.robustness import Robustness, Share, Spread, Weakness


def shown(problem: Problem, plan: AnnualPlan, found: Robustness) -> Iterator[Table | Line]:
    """How often, how much, and where the plan is weakest."""
    yield plain(tr("cli.robust.years", runs=found.runs, seed=found.seed, visits=found.planned))
    if found.unjudged:
        yield plain(tr("cli.robust.unjudged", count=found.unjudged), "bold yellow")
    for code, share in (("touched", found.touched), ("failing", found.failing)):
        yield plain(tr(f"cli.robust.{code}", share=_percent(share)), "bold")
    yield _figures(found)
    visits = {visit.id: visit for visit in plan.visits}
    names = {
        weak.id: f"{weak.id} {problem.target_by_id[visits[weak.id].target].name}"
        for weak in found.visits
    }
    people = {weak.id: problem.inspector_by_id[weak.id].name for weak in found.people}
    for code, weakest, named in (
        ("visits", found.visits, names),
        ("people", found.people, people),
    ):
        if any(weak.lost for weak in weakest):
            yield _weakest(code, weakest, named)


def _figures(found: Robustness) -> Table:
    kinds = ("hit", "stand_in", "moved", "both", "lost")
    figures: list[Spread] = [getattr(found, kind) for kind in kinds]
    columns = [tr(f"cli.robust.{column}") for column in ("figure", "mean", "median", "p95", "most")]
    rows = [
        (tr(f"cli.robust.{kind}"), f"{f.mean:.2f}", f"{f.median:g}", f"{f.p95:.1f}", f"{f.most:g}")
        for kind, f in zip(kinds, figures, strict=True)
    ]
    return table(tr("cli.robust.a_year"), columns, rows, right=(1, 2, 3, 4))


def _weakest(code: str, weakest: Sequence[Weakness], names: dict[str, str]) -> Table:
    columns = [tr(f"cli.robust.{column}") for column in ("name", "times_hit", "times_lost")]
    rows = [(names[weak.id], weak.hit, weak.lost) for weak in weakest if weak.lost]
    return table(tr(f"cli.robust.weak_{code}"), columns, rows, right=(1, 2))


def _percent(share: Share) -> str:
    return tr(
        "cli.robust.percent",
        share=f"{share.share:.0%}",
        least=f"{share.least:.0%}",
        most=f"{share.most:.0%}",
    )
