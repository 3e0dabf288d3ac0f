"""Track and stage of a person fit the target (`nm.15`, `hn.17`, `my.4.2`)."""

from models.inspector import Inspector
from models.target import Target


def permits(inspector: Inspector, target: Target) -> bool:
    """Whether the person is qualified for the target."""
    return inspector.qualified_for(target)
