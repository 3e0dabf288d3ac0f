"""Peers keep every rule that the auditor knows, and their scores are the program's own count."""

import pytest

from benchmarks.county import county
from benchmarks.peers import by_hand, dudao, weekly_cpsat, weekly_mip
from benchmarks.peers.office import Office, office, weighted
from planner.objectives import measure


@pytest.fixture(scope="module")
def hamlet() -> Office:
    return office(county(8, 6, 0), 10)


def test_the_program_is_at_least_as_good_as_each_peer(hamlet: Office) -> None:
    own = dudao.solve(hamlet, 10)
    broken = hamlet.broken(own.arrangement)
    for peer in (by_hand, weekly_cpsat, weekly_mip):
        answer = peer.solve(hamlet, 4)
        levels = measure(hamlet.case, answer.arrangement)
        assert weighted(levels) == hamlet.score(answer.arrangement)
        assert measure(hamlet.case, own.arrangement) <= levels
        assert hamlet.broken(answer.arrangement) == broken
