import pytest

from models.plan import ScoreTerm, Selected
from models.risk import Risk, RiskTerm
from planner.demand import selections
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PROBLEM, SEED

SHOWN = selections(PROBLEM, SEED)
FORMULA = Risk.model_validate(
    {"clause": "more", "least_pupils": 1, "reports": {"points": 1}, "stated": {"points": 1}}
)
SCORED = tiny.problem(policy=tiny.POLICY.model_copy(update={"risk": FORMULA}))


def test_what_the_planner_shows_is_right() -> None:
    assert [(s.programme, s.target) for s in SHOWN] == [("extra", "s1")]
    assert judged.findings(PROBLEM, tiny.plan(selected=SHOWN)) == ()
    assert judged.findings(SCORED, tiny.plan(selected=selections(SCORED, SEED))) == ()


def test_a_plan_that_states_no_selection_is_not_asked_for_one() -> None:
    assert judged.findings(SCORED, tiny.plan(selected=None)) == ()


def test_a_chosen_target_that_is_not_shown() -> None:
    found = only(PROBLEM, tiny.plan(selected=()), "scores.missing", "draw")
    assert found[0].targets == ("s1",)
    only(SCORED, tiny.plan(selected=()), "scores.missing", "more")


@pytest.mark.parametrize(
    "change",
    [
        {"score": 0.01},
        {"terms": ()},
        {"terms": (ScoreTerm(term=RiskTerm.STATED, figure=0, points=0.01),)},
        {"terms": (ScoreTerm(term=RiskTerm.STATED, figure=1, points=0),)},
        {"terms": SHOWN[0].terms * 2},
    ],
)
def test_a_wrong_score(change: dict[str, object]) -> None:
    shown = SHOWN[0].model_copy(update=change)
    only(PROBLEM, tiny.plan(selected=(shown,)), "scores.wrong", "draw")


def test_a_target_that_was_not_chosen() -> None:
    stranger = SHOWN[0].model_copy(update={"target": "s2"})
    found = only(PROBLEM, tiny.plan(selected=(*SHOWN, stranger)), "scores.not_chosen", "draw")
    assert found[0].targets == ("s2",)


@pytest.mark.parametrize("names", [{"target": "nothing"}, {"programme": "nothing"}])
def test_unknown_names(names: dict[str, object]) -> None:
    stranger: Selected = SHOWN[0].model_copy(update=names)
    clause = "days" if "programme" in names else "draw"
    only(PROBLEM, tiny.plan(selected=(*SHOWN, stranger)), "scores.unknown", clause)


def test_choices_of_sealed_programmes_are_not_asked_of_the_open_form() -> None:
    sealed = tiny.with_programme("extra", sealed=True)
    assert judged.findings(sealed, tiny.plan(selected=(), withheld=1)) == ()
    only(sealed, tiny.plan(selected=()), "scores.missing", "draw")
