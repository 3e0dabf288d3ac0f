"""Nobody travels farther than his or her limit, or where no way leads."""

import math

from models.inspector import Inspector
from models.target import Target
from planner.travel import TravelTable


def permits(table: TravelTable, inspector: Inspector, target: Target) -> bool:
    """Whether there is a way out and back, and the way out is within the person's limit."""
    limit = inspector.max_travel_km
    return math.isfinite(table.round_trip_km(inspector.id, target.id)) and (
        limit is None or table.out(inspector.id, target.id) <= limit
    )
