"""How people get about, and what that costs: data only; `planner.travel` computes distances."""

from pydantic import Field, model_validator

from models.base import Frozen


class Road(Frozen):
    """A stretch of road between two nodes; both ways unless `oneway`."""

    start: str
    end: str
    km: float = Field(ge=0)
    minutes: float | None = Field(default=None, ge=0)
    oneway: bool = False


class Node(Frozen):
    """A node of the road network with its position."""

    id: str
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)


class Distance(Frozen):
    """One entry of a distance matrix between two places (ids of targets and inspectors)."""

    start: str
    end: str
    km: float = Field(ge=0)
    minutes: float | None = Field(default=None, ge=0)


class Travel(Frozen):
    """Settings and, where known, real distances.

    Without `roads` or `distances` a trip is the great circle times `detour` at `speed_kmh`. With
    `roads`, places join the network at the node of their own id or at the nearest node, and the
    way between a place and its node counts as great circle times `detour`. With `distances`, every
    pair of an inspector and a target must be listed in at least one direction; visits to two
    targets are joined into one trip only when these are listed too.

    `longest_drive_minutes` bounds what one person drives in a day of a trip with several visits,
    `longest_transfer_minutes` the way between a morning's visit and that of the afternoon.
    """

    detour: float = Field(default=1.3, ge=1)
    speed_kmh: float = Field(default=40, gt=0)
    roads: tuple[Road, ...] = ()
    longest_drive_minutes: int = Field(default=240, ge=0)
    longest_transfer_minutes: int = Field(default=90, ge=0)
    nodes: tuple[Node, ...] = ()
    distances: tuple[Distance, ...] = ()

    @model_validator(mode="after")
    def _one_source(self) -> "Travel":
        if self.roads and self.distances:
            raise ValueError("give a road network or a distance matrix, not both")
        return self


class Costs(Frozen):
    """Prices in yuan: a kilometre travelled by one person; a night away; board and fees a day.

    With `budget_cap` visits are left out rather than exceed the budget; without, the budget is a
    goal, and a plan above it says so.
    """

    per_km_yuan: float = Field(default=1.0, ge=0)
    board_per_day_yuan: float = Field(default=100, ge=0)
    lodging_per_night_yuan: float = Field(default=200, ge=0)
    part_time_fee_per_day_yuan: float = Field(default=150, ge=0)
    expert_fee_per_day_yuan: float = Field(default=400, ge=0)
    budget_yuan: int | None = Field(default=None, ge=0)
    budget_cap: bool = False
