"""How a plan bears random years: how often it needs repair, and how much (稳健性).

Source: Monte Carlo simulation; Wilson (1927) for the intervals of shares; docs/semantics.md.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from models.plan import AnnualPlan
from models.problem import Problem
from models.robustness import Hazards, Robustness, Share, Spread, Weakness, YearOutcome
from planner.explain.trial import Trial
from planner.options import Stop
from planner.placing import Board
from planner.robustness.repair import Desk
from planner.robustness.years import random_year

__all__ = ["robustness"]

WEAKEST = 10
"""So many of the weakest visits and people are named."""

_Z_95 = 1.959964


def robustness(
    problem: Problem,
    plan: AnnualPlan,
    hazards: Hazards,
    runs: int,
    seed: int = 0,
    on_year: Callable[[int], None] | None = None,
    stop: Stop | None = None,
) -> Robustness:
    """Let the plan live through random years.

    Parameters
    ----------
    runs
        How many years, at least 1; year n is the same for any number of years.
    on_year
        Told how many years are done.
    stop
        When it says yes, the years lived through so far are all there are, at least one.

    Raises
    ------
    ValueError
        When `runs` is less than 1.
    """
    if runs < 1:
        raise ValueError("at least one year is needed")
    trial = Trial(problem, plan)
    desk = Desk(trial.case, _board(trial))
    years: list[YearOutcome] = []
    for number in range(runs):
        years.append(desk.live_through(random_year(problem, hazards, seed, number)))
        if on_year is not None:
            on_year(number + 1)
        if stop is not None and stop():
            break
    return Robustness(
        runs=len(years),
        seed=seed,
        hazards=hazards,
        planned=len(plan.visits),
        unjudged=len(plan.visits) - len(trial.placed),
        touched=_share(sum(year.hit > 0 for year in years), len(years)),
        failing=_share(sum(year.lost > 0 for year in years), len(years)),
        hit=_spread([year.hit for year in years]),
        stand_in=_spread([year.stand_in for year in years]),
        moved=_spread([year.moved for year in years]),
        both=_spread([year.both for year in years]),
        lost=_spread([year.lost for year in years]),
        visits=_weakest(desk.hits, desk.lost),
        people=_weakest(desk.absent_hits, desk.absent_lost),
        years=tuple(years),
    )


def _board(trial: Trial) -> Board:
    board = Board(trial.case)
    for name, placement in trial.placed.items():
        board.settle(trial.case.request[name], placement)
    return board


def _share(count: int, total: int) -> Share:
    """With Wilson's score interval."""
    share, z = count / total, _Z_95
    middle = share + z * z / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return Share(
        share=share,
        least=max(0.0, (middle - half) / scale),
        most=min(1.0, (middle + half) / scale),
    )


def _spread(figures: Sequence[int]) -> Spread:
    values = np.array(figures)
    return Spread(
        mean=float(values.mean()),
        median=float(np.median(values)),
        p95=float(np.quantile(values, 0.95)),
        most=float(values.max()),
    )


def _weakest(hits: Counter[str], lost: Counter[str]) -> tuple[Weakness, ...]:
    names = sorted((n for n in hits if n), key=lambda n: (-lost[n], -hits[n], n))
    return tuple(Weakness(id=n, hit=hits[n], lost=lost[n]) for n in names[:WEAKEST])
