"""What a reader of the plan must know before anything else."""

from models.problem import Problem
from models.text import Text
from planner.zones import Zoning


def notices(problem: Problem, zones: Zoning, interrupted: bool) -> tuple[Text, ...]:
    """Interruption, made-up data, a provisional calendar, zones too large or without anybody."""
    found: list[Text] = []
    if interrupted:
        found.append(Text(code="notice.interrupted"))
    if problem.fictional:
        found.append(Text(code="notice.fictional"))
    if problem.calendar.provisional:
        found.append(Text(code="notice.provisional", args={"year": problem.year}))
    for zone in zones.zones:
        if zone.excess:
            name = problem.inspector_by_id[zone.inspector].name
            args = {"inspector": f"{name}（{zone.inspector}）", "excess": zone.excess}
            found.append(Text(code="notice.excess", args=args))
    if zones.uncovered:
        names = "、".join(f"{problem.target_by_id[t].name}（{t}）" for t in zones.uncovered)
        args = {"count": len(zones.uncovered), "targets": names}
        found.append(Text(code="notice.uncovered", args=args))
    return tuple(found)
