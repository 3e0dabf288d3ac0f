"""How long `dudao who` works: `python -m benchmarks.stand_ins [--schools N] [--inspectors N]`.

The county of `benchmarks/county.py` is planned; then everybody who could stand in for one member
is found for several team visits. Prints seconds on the clock and of the processor, without reading
files and printing tables.
"""

import argparse
import time

from benchmarks.county import county
from planner.explain.trial import Trial
from planner.explain.who import stand_ins
from planner.options import Options
from planner.pipeline import plan_year


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=100)
    parser.add_argument("--inspectors", type=int, default=25)
    parser.add_argument("--time-limit", type=float, default=30)
    asked = parser.parse_args()
    problem = county(asked.schools, asked.inspectors, 0)
    plan = plan_year(problem, Options(time_limit_s=asked.time_limit))
    teams = [v for v in plan.visits if len(v.team) > 1]
    print(f"{'visit':24} {'asked':>6} {'possible':>8} {'seconds':>8} {'of processor':>12}")
    for visit in teams[:: max(1, len(teams) // 5)][:5]:
        clock, processor = time.perf_counter(), time.process_time()
        found = stand_ins(Trial(problem, plan), visit.id, visit.team[0])
        seconds, own = time.perf_counter() - clock, time.process_time() - processor
        possible = sum(s.possible for s in found)
        print(f"{visit.id:24} {len(found):6} {possible:8} {seconds:8.2f} {own:12.2f}")


if __name__ == "__main__":
    main()
