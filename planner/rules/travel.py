"""Nobody travels farther than his or her limit."""

from models.inspector import Inspector
from models.target import Target
from planner.travel import TravelTable


def permits(table: TravelTable, inspector: Inspector, target: Target) -> bool:
    """Whether the way out is within the person's limit."""
    limit = inspector.max_travel_km
    return limit is None or table.out(inspector.id, target.id) <= limit
