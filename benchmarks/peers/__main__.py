"""The county of `benchmarks/county.py` by other means: `python -m benchmarks.peers`.

Prints for each peer the levels by the program's own count, the score against the best, the time to
within 1 % of the best score, the bound each proves of its own model, and what the auditor finds.
"""

import argparse
from functools import partial

from benchmarks.county import county
from benchmarks.peers import by_hand, by_timefold, dudao, weekly_cpsat, weekly_mip
from benchmarks.peers.office import Answer, office, weighted
from planner.objectives import measure

PEERS = {
    "dudao": dudao.solve,
    "week-indexed CP-SAT": weekly_cpsat.solve,
    "week-indexed MIP, HiGHS": weekly_mip.solve,
    "by hand, greedy": by_hand.solve,
}
HEADINGS = (
    "peer | left out | optional | travel hm | balance ‰ | spread | score / best | "
    "s to 1 % | s in all | dudao as good after s | own bound / score | broken"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=100)
    parser.add_argument("--inspectors", type=int, default=25)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--time-limit", type=float, default=60)
    parser.add_argument("--only", default="", help="parts of peers' names, separated by commas")
    parser.add_argument(
        "--timefold", default="", metavar="PYTHON", help="an interpreter that has timefold and Java"
    )
    arguments = parser.parse_args()
    peers = {**PEERS}
    if arguments.timefold:
        peers["Timefold"] = partial(by_timefold.solve, arguments.timefold)
    one = office(county(arguments.schools, arguments.inspectors, arguments.seed), 60)
    print(f"{one.problem.id}: {len(one.case.requests)} visits due, limit {arguments.time_limit} s")
    parts = [part for part in arguments.only.split(",") if part] or [""]
    answers: dict[str, Answer] = {}
    for name, solve in peers.items():
        if any(part in name for part in parts):
            answers[name] = solve(one, arguments.time_limit)
            print(f"{name}: {answers[name].seconds:.1f} s", flush=True)
    scores = {name: one.score(answer.arrangement) for name, answer in answers.items()}
    best = min(scores.values())
    print(HEADINGS)
    for name, answer in answers.items():
        levels = measure(one.case, answer.arrangement)
        assert scores[name] == weighted(levels)
        near = scores[name] <= 1.01 * best
        times = [at for at, score in answer.found if score <= 1.01 * best] or [answer.seconds]
        dudao_found = answers["dudao"].found if "dudao" in answers else ()
        as_good = [f"{at:.1f}" for at, score in dudao_found if score <= scores[name]] or ["–"]
        bound = "–" if answer.bound is None else f"{answer.bound / scores[name]:.3f}"
        print(
            " | ".join(
                (
                    name,
                    *map(str, levels),
                    f"{scores[name] / best:.3f}",
                    f"{min(times):.1f}" if near else "–",
                    f"{answer.seconds:.1f}",
                    as_good[0],
                    bound,
                    ", ".join(one.broken(answer.arrangement)) or "none",
                )
            )
        )


if __name__ == "__main__":
    main()
