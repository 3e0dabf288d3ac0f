"""Cross-checks of 2 to 60 regions: `python -m benchmarks.rotation [--seeds N] [--most N]`.

Regions of random size and place, one to twelve people each (two are a team, `--people 2` gives all
enough), every tenth pair kept apart at random, five years of history of
which two count, two batches. Prints for each the regions, the pairs kept apart, the checks that
history forbids, seconds, and how the rotation ended: proven best one for one, proven best with what
is not possible, or not proven.
"""

import argparse
import time

from models.plan import Rotation, StageStatus
from planner.exchange import rotation
from planner.options import Options
from tests.planner.exchange.regions import random_problem

NUMBERS = (2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 30, 40, 50, 60)
ROW = "{:>7} {:>5} {:>6} {:>8} {:>10} {:>9} {:>9}  {}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--least", type=int, default=NUMBERS[0])
    parser.add_argument("--most", type=int, default=NUMBERS[-1])
    parser.add_argument("--apart", type=float, default=0.1, help="share of pairs kept apart")
    parser.add_argument("--people", type=int, default=1, help="every region has so many or more")
    asked = parser.parse_args()
    head = ("regions", "apart", "past", "seconds", "CPU", "unchecked", "steps")
    print(ROW.format(*head, "status"))
    for number in (n for n in NUMBERS if asked.least <= n <= asked.most):
        for seed in range(asked.seeds):
            problem = random_problem(number, seed, apart=asked.apart, people=(asked.people, 12))
            programme = problem.programmes[0]
            assert programme.exchange is not None
            years = programme.exchange.no_repeat_years
            past = sum(problem.year - p.year <= years for p in problem.past_checks)
            began, used = time.perf_counter(), time.process_time()
            found = rotation(problem, programme, Options())
            seconds, cpu = time.perf_counter() - began, time.process_time() - used
            unchecked, steps = (round(f.objective) for f in found.stages[:2])
            numbers = (number, len(problem.strangers), past, f"{seconds:.2f}", f"{cpu:.2f}")
            print(ROW.format(*numbers, unchecked, steps, _status(found)), flush=True)


def _status(found: Rotation) -> str:
    if any(figure.status is not StageStatus.OPTIMAL for figure in found.stages):
        return "not proven"
    if found.obstacle is None:
        return "optimal, one for one"
    return f"optimal; not one for one: {len(found.obstacle.rules)} rules to blame"


if __name__ == "__main__":
    main()
