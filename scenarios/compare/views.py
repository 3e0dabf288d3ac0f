"""What a comparison sees of a plan: of one office, or of all offices of a data set together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.account import summed
from models.changes import differences
from models.comparison import Contrast, NewHands
from models.plan import AnnualPlan, PlanStatus, StageFigure, StageStatus
from models.problem import Problem
from models.tiers import TieredPlan
from planner.audit.account import account, clause_account
from planner.tiers import Shares
from scenarios.compare.lines import Side
from scenarios.compare.marks import Proof, key_of
from scenarios.export.sealed import open_form

NOT_SUMMED = (("zoning", "worst_excess"), ("teams", "balance"))
"""The greatest of something: its sum over offices means nothing."""


@dataclass(frozen=True)
class View:
    """A scenario's plan without its sealed visits; `parts` are the plans of its offices by key."""

    side: Side
    parts: Mapping[str, AnnualPlan]

    @property
    def zones(self) -> Mapping[str, str]:
        """The responsible inspector by target."""
        return self.side.proof.zones


def view_of(problem: Problem, plan: AnnualPlan | TieredPlan) -> View:
    """Count a plan, and tell how good it is proven to be."""
    if isinstance(plan, AnnualPlan):
        shown = open_form(problem, plan)
        proof = Proof(shown.stages, _zones([shown]), mixed=_mixed(problem))
        return View(Side(account(problem, shown), proof), {problem.office: shown})
    plan_of = {one.key: one.plan for one in plan.offices}
    own = Shares(problem, plan)
    parts = {key: open_form(part, plan_of[key]) for key, part in own.items()}
    across = tuple(map(clause_account, plan.compliance))
    proof = Proof(
        tuple(_summed(tuple(parts.values()))),
        _zones(parts.values()),
        mixed=_mixed(problem),
        several=True,
    )
    accounts = [account(own[key], part) for key, part in parts.items()]
    return View(Side(summed(accounts, across), proof), parts)


def contrast(old: View, new: View) -> Contrast:
    """What differs between two plans, office by office."""
    nothing = AnnualPlan(origin=None, status=PlanStatus.COMPLETE, zones=None, visits=())
    visits = [
        change
        for key in dict.fromkeys([*old.parts, *new.parts])
        for change in differences(old.parts.get(key, nothing), new.parts.get(key, nothing))
    ]
    targets = dict.fromkeys([*old.zones, *new.zones])
    hands = [
        NewHands(target=target, old=old.zones.get(target, ""), new=new.zones.get(target, ""))
        for target in targets
        if old.zones.get(target) != new.zones.get(target)
    ]
    return Contrast(visits=tuple(visits), hands=tuple(hands))


def _zones(plans: Iterable[AnnualPlan]) -> dict[str, str]:
    return {t: zone.inspector for plan in plans for zone in plan.zones or () for t in zone.targets}


def _mixed(problem: Problem) -> bool:
    """Whether an optional programme may share visits of a mandatory one, or the other way round."""
    mandatory = {p.id: p.mandatory for p in problem.programmes}
    return any(
        mandatory.get(other, p.mandatory) is not p.mandatory
        for p in problem.programmes
        for other in p.joins
    )


def _summed(plans: Sequence[AnnualPlan]) -> Iterator[StageFigure]:
    """Objectives and bounds of all offices by level."""
    table: dict[tuple[str, str], list[StageFigure]] = {}
    for plan in plans:
        for figure in plan.stages:
            table.setdefault(key_of(figure), []).append(figure)
    for key, same in table.items():
        if key not in NOT_SUMMED:
            yield same[0].model_copy(
                update={
                    "objective": sum(f.objective for f in same),
                    "bound": sum(f.bound for f in same),
                    "status": max((f.status for f in same), key=list(StageStatus).index),
                }
            )
