"""Rule `indicators`: the indicator set that the office supplies has the shape the policy names."""

from collections import Counter
from collections.abc import Iterator

from models.indicator import levels
from models.plan import Finding
from planner.audit.case import AuditCase
from planner.audit.report import finding, listed


def check(case: AuditCase) -> Iterator[Finding]:
    """Levels with another number of indicators than named, and indicators left without parts.

    An office that supplies none is not judged.

    Source: `md.index`.
    """
    shape, indicators = case.problem.policy.indicators, case.problem.indicators
    if shape is None or not indicators:
        return
    level_of = levels(indicators)
    numbers = Counter(level_of.values())
    for level in range(1, max(len(shape.counts), *numbers) + 1):
        due = shape.counts[level - 1] if level <= len(shape.counts) else 0
        if numbers[level] != due:
            yield finding(
                "indicators.count",
                shape.clause,
                {"level": level, "found": numbers[level], "due": due},
            )
    parents = {i.parent for i in indicators}
    childless = [
        f"{i.id} {i.name}"
        for i in indicators
        if level_of[i.id] < len(shape.counts) and i.id not in parents
    ]
    if childless:
        yield finding(
            "indicators.childless",
            shape.clause,
            {"count": len(childless), "indicators": listed(childless)},
        )
