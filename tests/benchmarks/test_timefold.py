"""Timefold's answer is read back; the solver itself is not at hand here, a stand-in answers."""

import sys
from pathlib import Path

import pytest

from benchmarks.county import county
from benchmarks.peers import by_timefold
from benchmarks.peers.office import office

STAND_IN = """
import json, sys
asked = json.load(sys.stdin)
assert {int(w) for v in asked["visits"] for w in v["weeks"]} <= {int(w) for w in asked["months"]}
people = {p["id"]: p for p in asked["people"]}
visits = {}
for visit in asked["visits"]:
    for week in visit["weeks"]:
        free = [p for p in visit["people"] if week in people[p]["fits"].get(visit["id"], ())]
        if len(free) >= visit["size"] and not visit["team"]:
            visits[visit["id"]] = (week, free[: visit["size"]])
            break
    else:
        visits[visit["id"]] = (visit["weeks"][0], visit["people"][:1])
print(json.dumps({"score": "0hard/0soft", "found": [[1, 7]], "visits": visits}))
"""


def test_whole_teams_get_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in gives regular visits their inspector, and team visits too small a team."""
    model = tmp_path / "stand_in.py"
    model.write_text(STAND_IN, "utf-8")
    monkeypatch.setattr(by_timefold, "MODEL", model)
    hamlet = office(county(8, 6, 0), 10)
    answer = by_timefold.solve(sys.executable, hamlet, 5)
    regular = {r.id for r in hamlet.case.requests if r.team.responsible}
    assert regular
    assert set(answer.arrangement.placed) <= regular
    assert len(answer.arrangement.placed) > len(regular) / 2
    assert answer.found == ((1.0, 7.0),)
    assert hamlet.score(answer.arrangement) > 0
