"""Whether an audited plan is what it says it is."""

from collections.abc import Iterator

from models.plan import AnnualPlan, Finding


def undeclared(plan: AnnualPlan) -> tuple[Finding, ...]:
    """Findings of the audit that the plan does not itself admit.

    A plan admits mandatory visits in `left_out`, zones above capacity in `Zone.excess`, and targets
    without a responsible inspector in its staffing bottlenecks.
    """
    return tuple(finding for finding in _findings(plan) if not _declared(plan, finding))


def _findings(plan: AnnualPlan) -> Iterator[Finding]:
    for line in plan.compliance:
        yield from line.findings


def _declared(plan: AnnualPlan, finding: Finding) -> bool:
    match finding.rule:
        case "coverage":
            admitted = {item.target for item in plan.left_out if item.mandatory}
            return set(finding.targets) <= admitted
        case "capacity":
            admitted = {zone.inspector for zone in plan.zones or () if zone.excess > 0}
            return set(finding.inspectors) <= admitted
        case "zones":
            admitted = {t for neck in plan.staffing.bottlenecks for t in neck.targets}
            return not finding.inspectors and set(finding.targets) <= admitted
        case _:
            return False
