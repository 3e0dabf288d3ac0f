"""Who may be drawn, why not, and how many: by the rule as an office writes it."""

from datetime import date

import pytest
from pydantic import ValidationError

from models.draw import Department, DrawRule, Exclusion, Size, Stratum
from planner.draw.eligible import excluded, exclusions, meets, quotas, sized
from tests.planner.draw.county import SIMPLE, county, drawn

ROWS = (
    {"id": "a", "stage": "primary", "risk": 80, "last_drawn": "2027-02-01", "tags": ("x", "y")},
    {"id": "b", "stage": "primary", "risk": 20, "last_drawn": "2026-01-01"},
    {"id": "c", "stage": "kindergarten", "risk": 60},
)


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ({}, "abc"),
        ({"stage": ("primary",)}, "ab"),
        ({"risk": 60}, "ac"),
        ({"last_drawn": "2026-06-01"}, "a"),
        ({"tags": ("y", "z")}, "a"),
        ({"stage": ("primary",), "risk": 60}, "a"),
        ({"unknown": ("",)}, ""),
        ({"stage": 3}, ""),
    ],
)
def test_conditions(where: dict, ids: str) -> None:
    assert "".join(row["id"] for row in ROWS if meets(row, where)) == ids


def test_every_reason_is_recorded() -> None:
    rule = DrawRule(
        id="d",
        sizes=(Size(number=1),),
        where={"stage": ("primary",)},
        exclusions=(Exclusion(name="recent", within_days={"last_drawn": 90}),),
    )
    barring = exclusions(rule, date(2027, 3, 1))
    assert barring[0].where == {"last_drawn": "2026-12-01"}
    assert excluded(ROWS, rule.where, barring) == {"a": ("recent",), "c": ("out_of_scope",)}


def test_shares_are_of_those_concerned_and_rounded_up() -> None:
    sizes = (
        Size(where={"risk": 60}, share="0.5"),
        Size(where={"stage": ("primary",)}, share="1/3"),
    )
    assert [s.number for s in sized(sizes, ROWS)] == [1, 1]
    assert sized([Size(share="0.07")], [{"id": str(n)} for n in range(100)])[0].number == 7


def test_one_quota_for_each_value() -> None:
    found = quotas((Size(number=2),), (Stratum(name="stage", each="stage", at_least=1),), ROWS)
    assert [(q.name, q.least, q.most) for q in found] == [
        ("size", 2, 2),
        ("stage:kindergarten", 1, 1),
        ("stage:primary", 1, 2),
    ]


def test_classes_of_risk_draw_their_shares() -> None:
    rule = SIMPLE.model_copy(
        update={
            "sizes": (
                Size(name="high", where={"risk": 50}, share="0.5"),
                Size(name="town", where={"locality": ("urban",)}, number=2),
            )
        }
    )
    record = drawn(rule)
    assert record.drawn is not None
    rows = {str(r["id"]): r for r in record.lists["targets"]}
    chosen = [rows[c] for c in record.drawn.outcome]
    for size in record.rule.sizes:
        assert sum(meets(row, size.where) for row in chosen) == size.number


def test_a_joint_draw_takes_what_every_department_lists() -> None:
    schools = [t.id for t in county().targets if t.kind == "school"]
    rule = SIMPLE.model_copy(
        update={
            "items": ("办学行为",),
            "departments": (
                Department(name="市场监管局", items=("食品安全",), targets=tuple(schools[:20])),
            ),
        }
    )
    record = drawn(rule)
    assert record.drawn is not None
    assert set(record.drawn.outcome) <= set(schools[:20])
    assert record.excluded[schools[30]] == ("not_listed_by:市场监管局",)
    assert record.lists["items"] == (
        {"item": "办学行为"},
        {"department": "市场监管局", "item": "食品安全"},
    )


def test_recently_drawn_ones_rest() -> None:
    first = drawn(SIMPLE)
    rest = Exclusion(name="drawn lately", clause="gj.cap", within_days={"last_drawn": 180})
    second = drawn(SIMPLE.model_copy(update={"id": "second", "exclusions": (rest,)}), (first,))
    assert first.drawn is not None
    assert second.drawn is not None
    assert not set(first.drawn.outcome) & set(second.drawn.outcome)
    assert {n for n, why in second.excluded.items() if "drawn lately" in why} == set(
        first.drawn.outcome
    )


def test_a_rule_says_how_many() -> None:
    with pytest.raises(ValidationError):
        DrawRule(id="d")
    with pytest.raises(ValidationError):
        Size(share="1.5")
    with pytest.raises(ValidationError):
        DrawRule(id="a|b", sizes=(Size(number=1),))
