"""What a visit costs (`nm.19`, `hn.21`, `my.5.2`)."""

import math

from models.inspector import Employment
from models.problem import Problem


def cost_yuan(problem: Problem, team: tuple[str, ...], half_days: int, hm: int) -> int:
    """Travel, board and fees of a visit in whole yuan, rounded up.

    Parameters
    ----------
    hm
        Travel of all members, out and back, in units of 100 m.
    """
    costs, people = problem.costs, problem.inspector_by_id
    fee = {
        Employment.FULL_TIME: 0.0,
        Employment.PART_TIME: costs.part_time_fee_per_day_yuan,
        Employment.EXPERT: costs.expert_fee_per_day_yuan,
    }
    daily = sum(costs.board_per_day_yuan + fee[people[p].employment] for p in team)
    return math.ceil(round(hm / 10 * costs.per_km_yuan + half_days / 2 * daily, 6))
