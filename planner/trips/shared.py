"""A trip that several people make together, of the tours that each makes for it."""

from collections.abc import Mapping

from models.plan import Trip
from planner.cost import trip_yuan
from planner.presence import Presence
from planner.trips.tours import Tour


def shared_trip(
    presence: Presence, name: str, half_days: Mapping[str, int], tours: Mapping[str, Tour]
) -> Trip:
    """One trip of everybody's tours, which have the same visits and days.

    Parameters
    ----------
    half_days
        How long each visit takes.
    tours
        Of each person, in the order of the trip's people.
    """
    one, people = next(iter(tours.values())), tuple(tours)
    hm = sum(tour.hm for tour in tours.values())
    work = sum(half_days[visit] for visit in one.visits)
    return Trip(
        id=name,
        people=people,
        visits=one.visits,
        start=presence.days.date_of(one.first_day),
        end=presence.days.date_of(one.last_day),
        nights=one.nights,
        travel_km=hm / 10,
        drive_minutes=sum(tour.minutes for tour in tours.values()),
        cost_yuan=trip_yuan(presence.problem, people, work, hm, one.nights),
    )
