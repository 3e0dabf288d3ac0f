"""Deadlines after visits, counted on a calendar of 2027 (1 March is a Monday)."""

from datetime import date, timedelta

import pytest

from models.plan import Half, Milestone, MilestoneKind, Visit
from models.policy import FollowUp, Reviews
from models.problem import Problem
from models.programme import ProgrammeKind
from planner.followup import followup
from tests.planner import hamlet
from tests.planner.hamlet import day

RULE = FollowUp(
    kinds=(ProgrammeKind.COMPREHENSIVE,),
    feedback_clause="c",
    feedback_days=30,
    rectification_clause="c",
    rectification_days=60,
    look_back_clause="c",
    look_back_days=30,
)
FEEDBACK, RECTIFICATION, LOOK_BACK, REVIEW, PHASE = MilestoneKind


def _problem(*rules: FollowUp, **values: object) -> Problem:
    policy = hamlet.policy(follow_up=rules or (RULE,))
    return hamlet.problem(**({"policy": policy, "inspectors": hamlet.people(3)} | values))


def _visit(id_: str, when: str | date, *, days: int = 1, **values: object) -> Visit:
    start = day(when) if isinstance(when, str) else when
    table: dict[str, object] = {
        "id": id_,
        "target": "s1",
        "programmes": ("visit",),
        "kind": ProgrammeKind.COMPREHENSIVE,
        "start": start,
        "half": Half.AM,
        "half_days": 2 * days,
        "end": start + timedelta(days=days - 1),
        "team": ("p1", "p2"),
        "lead": "p1",
    }
    return Visit.model_validate(table | values)


def _steps(problem: Problem, *visits: Visit, **responsible: str) -> list[Milestone]:
    return [m for m in followup(problem, visits, responsible) if m.kind is not REVIEW]


def test_three_steps() -> None:
    steps = _steps(_problem(), _visit("v", "03-01"), s1="p3")
    # 31 March is a Wednesday, 30 May a Sunday, so the Friday before; 27 June a Sunday too
    assert [(m.kind, m.due) for m in steps] == [
        (FEEDBACK, day("03-31")),
        (RECTIFICATION, day("05-28")),
        (LOOK_BACK, day("06-25")),
    ]
    assert [m.inspector for m in steps] == ["p1", "p3", "p3"]
    assert {(m.visit, m.target, m.occasion, m.carried_over) for m in steps} == {
        ("v", "s1", "", False)
    }
    assert [m.id for m in steps] == ["v-feedback", "v-rectification", "v-look_back"]


def test_counted_from_the_last_day() -> None:
    assert _steps(_problem(), _visit("v", "03-01", days=3))[0].due == day("04-02")


def test_holidays_and_shifted_days() -> None:
    calendar = hamlet.calendar(holidays=(day("03-31"), day("05-28")), workdays=(day("05-29"),))
    steps = _steps(_problem(calendar=calendar), _visit("v", "03-01"))
    # feedback a day earlier, rectification 60 days after that: 29 May, a Saturday worked
    assert [m.due for m in steps[:2]] == [day("03-30"), day("05-29")]


def test_the_lead_follows_up_where_nobody_is_responsible() -> None:
    assert {m.inspector for m in _steps(_problem(), _visit("v", "03-01"))} == {"p1"}


def _occasion(*later: Visit) -> tuple[str, date]:
    steps = _steps(_problem(), _visit("v", "03-01"), *later, s1="p3")
    (step,) = (m for m in steps if m.kind is LOOK_BACK and m.visit == "v")
    return step.occasion, step.due


def _regular(id_: str, when: str, **values: object) -> Visit:
    kind = {"kind": ProgrammeKind.REGULAR, "team": ("p3",), "lead": "p3"}
    return _visit(id_, when, **(kind | values))


def test_a_visit_of_the_responsible_inspector_is_the_occasion() -> None:
    # rectification is due on 28 May, the look-back at the latest on 27 June
    assert _occasion(_regular("r", "06-10")) == ("r", day("06-10"))
    assert _occasion(_regular("late", "06-20"), _regular("soon", "06-02")) == ("soon", day("06-02"))


@pytest.mark.parametrize(
    "other",
    [
        _regular("same day", "05-28"),
        _regular("too late", "06-28"),
        _regular("of others", "06-10", team=("p1",), lead="p1"),
        _regular("elsewhere", "06-10", target="s2"),
    ],
)
def test_other_visits_are_no_occasion(other: Visit) -> None:
    assert _occasion(other) == ("", day("06-25"))


def test_edges_of_the_span_are_occasions() -> None:
    assert _occasion(_regular("first", "05-29"))[0] == "first"
    assert _occasion(_regular("last", "06-27"))[0] == "last"


def test_next_year_works_monday_to_friday() -> None:
    steps = _steps(_problem(), _visit("v", "12-01"))
    # 31 December is a Friday; 60 days on is 1 March 2028, a Wednesday; 31 March 2028 a Friday
    assert [(m.due, m.carried_over) for m in steps] == [
        (day("12-31"), False),
        (date(2028, 2, 29), True),
        (date(2028, 3, 30), True),
    ]


def test_a_rule_may_end_early() -> None:
    only = RULE.model_copy(update={"rectification_days": None})
    no_look_back = RULE.model_copy(update={"look_back_days": None})
    assert [m.kind for m in _steps(_problem(only), _visit("v", "03-01"))] == [FEEDBACK]
    assert [m.kind for m in _steps(_problem(no_look_back), _visit("v", "03-01"))] == [
        FEEDBACK,
        RECTIFICATION,
    ]


def test_kinds_without_rule_have_no_steps() -> None:
    assert _steps(_problem(), _regular("r", "03-01")) == []


def test_of_two_rules_for_a_kind_the_first_holds() -> None:
    second = RULE.model_copy(update={"feedback_days": 15})
    steps = _steps(_problem(RULE, second), _visit("v", "03-01"))
    assert [m.kind for m in steps] == [FEEDBACK, RECTIFICATION, LOOK_BACK]
    assert steps[0].due == day("03-31")


def _reviews(per_year: int, **values: object) -> list[date]:
    policy = hamlet.policy(reviews=Reviews(clause="c", per_year=per_year))
    problem = hamlet.problem(policy=policy, **values)
    return [m.due for m in followup(problem, (), {}) if m.kind is REVIEW]


def test_reviews_end_the_parts_of_the_year() -> None:
    # 31 July is a Saturday, 28 February a Sunday
    assert _reviews(4) == [day("03-31"), day("06-30"), day("09-30"), day("12-31")]
    assert _reviews(1) == [day("12-31")]
    assert _reviews(5) == [day(d) for d in ("02-26", "04-30", "07-30", "09-30", "12-31")]
    assert len(_reviews(12)) == 12


def test_reviews_keep_off_holidays() -> None:
    calendar = hamlet.calendar(holidays=(day("12-31"), day("12-30")))
    assert _reviews(1, calendar=calendar) == [day("12-29")]


def test_no_rule_no_reviews() -> None:
    assert followup(hamlet.problem(), (), {}) == ()


def test_a_sealed_visit_is_no_occasion() -> None:
    """It would tell of itself (`sj.3.3`)."""
    sealed = hamlet.programme("sealed", sealed=True)
    problem = _problem(programmes=(hamlet.programme(), sealed))
    visits = _visit("v", "03-01"), _regular("r", "06-10", programmes=("sealed",))
    (step,) = (
        m for m in followup(problem, visits, {"s1": "p3"}) if m.kind is LOOK_BACK and m.visit == "v"
    )
    assert (step.occasion, step.due) == ("", day("06-25"))
