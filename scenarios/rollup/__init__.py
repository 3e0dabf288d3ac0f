"""Roll-up (汇总): what offices report to the level above, added up over counties and cities."""

from collections.abc import Iterable, Sequence

from models.plan import AnnualPlan, ComplianceLine
from models.problem import Problem
from models.region import Region
from models.rollup import OfficeFigures, RollUp
from scenarios.rollup.combine import combined
from scenarios.rollup.office import clause_figures, office_figures
from scenarios.rollup.sums import in_order, totals

__all__ = ["combined", "in_order", "office_figures", "rolled_up", "rollup_of_plan"]


def rollup_of_plan(problem: Problem, plan: AnnualPlan) -> RollUp:
    """The roll-up of one office's plan, as it sends it up.

    Parameters
    ----------
    plan
        Its open form, when it has sealed visits.

    Source: `nm.3b`, `hn.3`, `sj.2.1`.
    """
    return rolled_up(problem, (office_figures(problem, plan),))


def rolled_up(
    problem: Problem, offices: Sequence[OfficeFigures], across: Iterable[ComplianceLine] = ()
) -> RollUp:
    """The figures of offices of one data set with their sums by region.

    Parameters
    ----------
    problem
        The whole data set, with all its regions and clauses.
    across
        The verdict on all offices together.
    """
    regions = tuple(_regions(problem, offices))
    return RollUp(
        year=problem.year,
        regions=regions,
        titles={c.id: (c.title, c.title_en) for c in problem.policy.clauses},
        offices=tuple(offices),
        across=tuple(map(clause_figures, across)),
        totals=totals(regions, offices),
    )


def _regions(problem: Problem, offices: Sequence[OfficeFigures]) -> Iterable[Region]:
    """The regions of the offices' levels and above, and those that somebody serves."""
    tree = problem.tree
    lowest = max((tree.level(o.office).rank for o in offices), default=0)
    served = {p.office for office in offices for p in office.people}
    needed = {above for region in served for above in tree.lineage(region)}
    for region in problem.regions:
        if region.level.rank <= lowest or region.id in needed:
            yield Region(id=region.id, name=region.name, level=region.level, parent=region.parent)
