"""Indicators (指标体系) by which governments are evaluated; an office supplies its own set."""

from models.base import Frozen


class Indicator(Frozen):
    """One indicator. Without `parent` it is of the first level, else one level below its parent."""

    id: str
    name: str
    parent: str | None = None


def levels(indicators: tuple[Indicator, ...]) -> dict[str, int]:
    """The level of each indicator, from 1.

    Raises
    ------
    ValueError
        When an id occurs twice, a parent is missing, or the parents form a cycle.
    """
    parent = {i.id: i.parent for i in indicators}
    if len(parent) < len(indicators):
        raise ValueError("an indicator occurs twice")
    found: dict[str, int] = {}
    for indicator in indicators:
        line = [indicator.id]
        while (above := parent[line[-1]]) is not None:
            if above not in parent:
                raise ValueError(f"indicator {line[-1]}: parent {above} is unknown")
            if above in line:
                raise ValueError("indicators form a cycle: " + " → ".join([*line, above]))
            line.append(above)
        found[indicator.id] = len(line)
    return found
