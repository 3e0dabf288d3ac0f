"""What visits and trips cost (`nm.19`, `hn.21`, `my.5.2`)."""

import math

from models.inspector import Employment
from models.problem import Problem


def cost_yuan(problem: Problem, team: tuple[str, ...], half_days: int, hm: int) -> int:
    """Travel, board and fees of a visit by itself, in whole yuan, rounded up.

    Parameters
    ----------
    hm
        Travel of all members, out and back, in units of 100 m.
    """
    return trip_yuan(problem, team, half_days, hm, nights=0)


def trip_yuan(
    problem: Problem, people_ids: tuple[str, ...], half_days: int, hm: int, nights: int
) -> int:
    """Travel, lodging, board and fees of a trip in whole yuan, rounded up.

    Parameters
    ----------
    half_days
        Of all the trip's visits.
    hm
        Travel of all people, in units of 100 m.
    nights
        Nights away, of each person.
    """
    costs, people = problem.costs, problem.inspector_by_id
    fee = {
        Employment.FULL_TIME: 0.0,
        Employment.PART_TIME: costs.part_time_fee_per_day_yuan,
        Employment.EXPERT: costs.expert_fee_per_day_yuan,
    }
    daily = sum(costs.board_per_day_yuan + fee[people[p].employment] for p in people_ids)
    lodging = nights * len(people_ids) * costs.lodging_per_night_yuan
    return math.ceil(round(hm / 10 * costs.per_km_yuan + lodging + half_days / 2 * daily, 6))
