"""What is said before anything else."""

from models.text import say
from planner.notices import notices
from planner.zones import Zoning
from tests.planner import hamlet


def test_targets_without_anybody_are_told_together() -> None:
    problem = hamlet.problem(targets=(hamlet.school("s1"), hamlet.school("s2")))
    (told,) = notices(problem, Zoning(zones=(), uncovered=("s1", "s2"), figures=()), False)
    assert told.args["count"] == 2
    for language in ("zh", "en"):
        assert "（s1）、" in say(told, language)
        assert "（s2）" in say(told, language)
