import pytest

from models.indicator import Indicator, levels
from models.policy import IndicatorShape
from tests.planner.audit import judged, tiny
from tests.planner.audit.tiny import PLAN

SET = tuple(Indicator(id=i, name=i, parent=i[:-1] or None) for i in ("1", "2", "11", "12", "21"))
POLICY = tiny.POLICY.model_copy(
    update={"indicators": IndicatorShape(clause="input", counts=(2, 3))}
)


def problem(*indicators: Indicator) -> tiny.Problem:
    return tiny.problem(policy=POLICY, indicators=indicators)


def test_the_shape_is_kept() -> None:
    assert judged.findings(problem(*SET), PLAN) == ()
    line = judged.line_of(problem(*SET), PLAN, "input")
    assert (line.status.value, dict(line.facts[0].args)) == ("kept", {"found": "2/3", "due": "2/3"})


def test_one_indicator_fewer() -> None:
    (found,) = judged.only(problem(*SET[:3], SET[4]), PLAN, "indicators.count", "input")
    assert (found.text.args["level"], found.text.args["found"]) == (2, 2)


def test_one_level_more() -> None:
    deep = Indicator(id="111", name="deep", parent="11")
    judged.only(problem(*SET, deep), PLAN, "indicators.count", "input")


def test_an_indicator_without_parts() -> None:
    moved = Indicator(id="21", name="21", parent="1")
    judged.only(problem(*SET[:4], moved), PLAN, "indicators.childless", "input")


def test_an_office_that_supplies_none_is_not_judged() -> None:
    assert judged.line_of(problem(), PLAN, "input").status.value == "not_applicable"


@pytest.mark.parametrize(
    ("indicators", "match"),
    [
        ((Indicator(id="1", name="1", parent="2"),), "parent 2 is unknown"),
        ((SET[0], SET[0]), "occurs twice"),
        (
            (Indicator(id="1", name="1", parent="2"), Indicator(id="2", name="2", parent="1")),
            "cycle",
        ),
    ],
)
def test_no_tree(indicators: tuple[Indicator, ...], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        levels(indicators)
    with pytest.raises(ValueError, match=match):
        problem(*indicators)
