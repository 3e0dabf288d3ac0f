"""The journeys of a plan as far as one sees them, read without the rest of the plan."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.desk.asker import Asker
from api.desk.sight import Sight, visible
from api.store import sketches, visits
from api.store.visits import Filter, PlacedVisit
from models.plan import Milestone, Trip, Visit


@dataclass(frozen=True)
class Travelled:
    """Visits of one part of a plan, by id, with the trips that lead to them and what follows."""

    visits: Mapping[str, Visit]
    trips: tuple[Trip, ...]
    milestones: tuple[Milestone, ...]

    @property
    def ways(self) -> tuple[Trip, ...]:
        """The trips, and each visit that none leads to as a trip by itself."""
        led_to = {visit for trip in self.trips for visit in trip.visits}
        return self.trips + tuple(
            Trip(
                id=visit.id,
                people=visit.team,
                visits=(visit.id,),
                start=visit.start,
                end=visit.end,
                nights=0,
                travel_km=visit.travel_km,
                drive_minutes=0,
                cost_yuan=visit.cost_yuan,
            )
            for visit in self.visits.values()
            if visit.id not in led_to
        )


def travelled(who: Asker, seen: Sight, which: Filter) -> tuple[Travelled, ...]:
    """Part by part, how one comes to some of the visits that one sees."""
    with who.world.store.reading() as session:
        rows = visits.every(session, seen.plan.id, which)
        hidden = visits.kept_back(session, seen.plan.id, visible(who, seen))
        found = sketches.journeys(session, seen.plan.id, {row.number for row in rows})
    return tuple(_part(one, rows, hidden) for one in found)


def _part(
    part: sketches.Sketch, rows: tuple[PlacedVisit, ...], hidden: frozenset[str]
) -> Travelled:
    known = {
        row.visit: Visit.model_validate(row.content)
        for row in rows
        if part.first <= row.number <= part.last
    }
    trips = tuple(
        Trip.model_validate(one)
        for one in part.content["trips"] or ()
        if not known.keys().isdisjoint(one["visits"]) and hidden.isdisjoint(one["visits"])
    )
    steps = tuple(
        Milestone.model_validate(one | ({"occasion": ""} if one["occasion"] in hidden else {}))
        for one in part.content["milestones"] or ()
        if one["visit"] in known
    )
    return Travelled(known, trips, steps)
