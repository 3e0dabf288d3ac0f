"""People who work together, and people who do not: v1 a b, v2 a c, v3 a b, v4 b c, g a d."""

from models.inspector import Pair, PairRule
from models.plan import ComplianceStatus
from models.policy import Clause, ClauseKind
from models.problem import Problem
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN


def _problem(first: str, second: str, rule: PairRule, clause: str = "") -> Problem:
    return tiny.problem(pairs=(Pair(first=first, second=second, rule=rule, clause=clause),))


def test_one_without_the_other() -> None:
    problem = _problem("d", "a", PairRule.TOGETHER, "need")
    found = only(problem, PLAN, "pairs.together", "need", 3)
    assert [f.visits for f in found] == [("v1",), ("v2",), ("v3",)]
    assert found[0].inspectors == ("a", "d")
    named = [found[0].text.args[name] for name in ("inspector", "other")]
    assert named == ["person a", "person d"]


def test_both_of_two_kept_apart() -> None:
    found = only(_problem("c", "b", PairRule.APART), PLAN, "pairs.apart", "team")
    assert (found[0].visits, set(found[0].inspectors)) == (("v4",), {"b", "c"})


def test_visits_of_one_person_are_not_judged() -> None:
    """The draw's visit d and the regular ones: a goes alone there, by size or by rule."""
    alone = _problem("a", "e", PairRule.APART)
    assert judged.findings(alone, PLAN) == ()
    found = judged.findings(_problem("a", "e", PairRule.TOGETHER), PLAN)
    assert [f.visits for f in found] == [("v1",), ("v2",), ("v3",), ("g",)]


def test_a_stranger_may_be_the_partner() -> None:
    plan = tiny.with_visit("g", team=("a", "stranger"))
    problem = _problem("d", "a", PairRule.TOGETHER, "need")
    found = [f.visits for f in judged.findings(problem, plan) if f.rule == "pairs"]
    assert found == [("v1",), ("v2",), ("v3",)]


def test_the_clause_is_judged_where_one_of_the_pair_goes() -> None:
    def status(first: str, second: str) -> ComplianceStatus:
        extra = Clause(id="extra", kind=ClauseKind.HARD, title="", title_en="")
        policy = tiny.POLICY.model_copy(update={"clauses": (*tiny.POLICY.clauses, extra)})
        pair = Pair(first=first, second=second, rule=PairRule.APART, clause="extra")
        return judged.line_of(tiny.problem(pairs=(pair,), policy=policy), PLAN, "extra").status

    assert status("a", "e") is ComplianceStatus.KEPT
    assert status("b", "c") is ComplianceStatus.BROKEN
