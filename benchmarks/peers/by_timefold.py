"""Peer (d): Timefold's solver for Python, in an interpreter of its own that has it and Java.

`weekly_timefold.py` holds its model and knows nothing of this project: it reads the weeks, people
and visits as JSON and answers with a week and a team for each visit.
"""

import json
import subprocess
import time
from pathlib import Path

from benchmarks.peers.office import LEFT_OUT, Answer, Office
from benchmarks.peers.weeks import Weeks

MODEL = Path(__file__).parent / "weekly_timefold.py"
MOST_START_SECONDS = 300
"""For Java to start and for the model to be made, beside the time limit."""


def solve(python: str, office: Office, seconds: float) -> Answer:
    """The weighted objective.

    In its favour the limit and the times of solutions are by the solver's own clock, which starts
    when Java runs and the model is translated into Java; `Answer.seconds` is all of it.
    """
    begin = time.monotonic()
    asked = json.dumps({"seconds": seconds, **_week_problem(office)})
    ran = subprocess.run(
        [python, str(MODEL)],
        input=asked,
        capture_output=True,
        text=True,
        timeout=seconds + MOST_START_SECONDS,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(f"{python} {MODEL}: {ran.stderr[-2000:]}")
    told = json.loads(ran.stdout.splitlines()[-1])
    print(f"Timefold's own score: {told['score']}")
    weeks = Weeks(office.case)
    chosen = {
        name: (int(week), tuple(sorted(set(team))))
        for name, (week, team) in told["visits"].items()
        if len(set(team)) == weeks.size(office.case.request[name])
    }
    found = tuple((float(at), float(score)) for at, score in told["found"])
    return Answer(weeks.dated(chosen), time.monotonic() - begin, found)


def _week_problem(office: Office) -> dict[str, object]:
    """What the other week-indexed models are given."""
    case, weeks = office.case, Weeks(office.case)
    fits: dict[str, dict[str, list[int]]] = {}
    for name, person, week in weeks.triples:
        fits.setdefault(person, {}).setdefault(name, []).append(week)
    return {
        "left_out": LEFT_OUT,
        "months": {str(week): month for week, month in weeks.month.items()},
        "visits": [
            {
                "id": r.id,
                "target": r.target,
                "half_days": r.half_days,
                "weight": r.weight,
                "team": not r.team.responsible,
                "size": weeks.size(r),
                "weeks": sorted(weeks.options[r.id]),
                "people": list(case.candidates[r.id]),
                "asks": [
                    {"people": sorted(a.people), "least": a.at_least, "most": a.at_most}
                    for a in case.asks[r.id]
                    if a.when is None
                ],
            }
            for r in case.requests
            if len(case.candidates[r.id]) >= weeks.size(r) and r.days
        ],
        "people": [
            {
                "id": person,
                "share": weeks.share(person),
                "rooms": [[unit, n, most] for (unit, n), (_, most) in weeks.room(person).items()],
                "fits": fits.get(person, {}),
                "hm": {
                    t: case.table.round_trip_hm(person, t)
                    for t in {case.request[name].target for name in fits.get(person, {})}
                },
            }
            for person in case.presence.free
        ],
    }
