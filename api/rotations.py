"""A rotation in the terminal: the table, what is proven, and what stands in the way."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text as Line

from api.language import current, term, tr
from api.screen import plain, table
from models.plan import Obstacle, Rotation
from models.problem import Problem
from models.text import say

MOST_RULES = 40


def shown(problem: Problem, rotation: Rotation) -> Iterator[Table | Line]:
    """Who checks whom in each batch, each level with its proof, and the obstacle in words."""
    programme = problem.programme_by_id[rotation.programme].name
    office = problem.tree[rotation.office].name
    columns = [tr(f"export.rotation.{column}") for column in ("batch", "checker", "checked", "km")]
    title = tr("cli.rotate.title", office=office, programme=programme)
    yield table(title, columns, list(_rows(problem, rotation)), right=(3,))
    yield plain(tr("cli.rotate.total", km=f"{rotation.travel_km:,.1f}"))
    for figure in rotation.stages:
        proof = tr("cli.rotate.proven" if figure.gap == 0 else "cli.rotate.unproven")
        unit = term("export.unit", figure.unit)
        name = term("export.plan_level", figure.level)
        yield plain(f"{name}: {figure.objective:,.10g} ({unit}), {proof}")
    if rotation.obstacle is not None:
        yield from _told(rotation.obstacle)


def _rows(problem: Problem, rotation: Rotation) -> Iterator[tuple[object, ...]]:
    names = {region.id: region.name for region in problem.regions}
    for number, batch in enumerate(rotation.batches, start=1):
        span = tr(
            "export.rotation.span", batch=number, first=str(batch.first), last=str(batch.last)
        )
        for check in batch.checks:
            yield span, names[check.checker], names[check.checked], f"{check.travel_km:,.1f}"
            span = ""
        for region in batch.unchecked:
            yield span, plain(tr("export.rotation.nobody"), "bold red"), names[region], ""
            span = ""


def _told(obstacle: Obstacle) -> Iterator[Line]:
    goal = say(obstacle.goal, current())
    yield plain(tr("cli.rotate.obstacle", goal=goal), "bold red")
    yield from _listed([say(need, current()) for need in obstacle.needs])
    yield plain(tr("cli.rotate.under"))
    yield from _listed([say(rule.text, current()) for rule in obstacle.rules])


def _listed(lines: list[str]) -> Iterator[Line]:
    for line in lines[:MOST_RULES]:
        yield plain(f"  - {line}")
    if len(lines) > MOST_RULES:
        yield plain(f"  - {tr('cli.rotate.more', count=len(lines) - MOST_RULES)}")
