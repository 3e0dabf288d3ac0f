"""Rule `eligibility`: some targets may only be held by some inspectors."""

from collections.abc import Iterator

from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import about_person, about_target, finding


def check(case: AuditCase) -> Iterator[Finding]:
    """Responsible inspectors whom the policy does not count for the target.

    Source: `my.4.1a` (full-time inspectors only count), `my.4.1c`.
    """
    for rule in case.problem.policy.zoning.eligibility:
        for inspector, target in case.zone_pairs:
            if rule.targets.matches(target) and not case.meets(rule.people, inspector, target):
                yield finding(
                    "eligibility.holder",
                    rule.clause,
                    {**about_person(inspector), **about_target(target)},
                    inspectors=(inspector.id,),
                    targets=(target.id,),
                )
