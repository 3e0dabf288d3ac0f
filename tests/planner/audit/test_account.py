from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.account import gini, summed
from models.base import rebuilt
from models.engagement import Engagement
from models.plan import Trip
from models.policy import Staffing
from models.rollup import HeadcountFigure
from planner.audit import audit
from planner.audit.account import account
from planner.staffing import headcounts
from tests.planner.audit import tiny
from tests.planner.audit.tiny import PLAN, PROBLEM, day

TOLD = account(PROBLEM, PLAN)


def test_programmes_by_hand() -> None:
    found = {p.programme: (p.mandatory, p.due, p.done, p.left_out) for p in TOLD.programmes}
    assert found == {
        "full": (True, 4, 4, 0),
        "leaving": (True, 1, 1, 0),
        "regular": (True, 8, 8, 0),
        "gov": (True, 1, 1, 0),
        "draw": (True, 1, 1, 0),
        "extra": (False, 1, 0, 1),
    }
    assert [TOLD.due(mandatory=m) for m in (True, False)] == [15, 1]
    assert [TOLD.done(mandatory=m) for m in (True, False)] == [15, 0]
    assert [TOLD.left_out(mandatory=m) for m in (True, False)] == [0, 1]
    assert (TOLD.visits, TOLD.saved) == (14, 1)


def test_money_and_ways_by_hand() -> None:
    assert (TOLD.travel_km, TOLD.cost_yuan, TOLD.nights) == (20 * 19, 2480, 0)


def test_workload_by_hand() -> None:
    assert TOLD.half_days == {"a": 15, "b": 10, "c": 6, "d": 2, "e": 0}
    assert TOLD.able == ("a", "b", "c", "d", "e")
    assert TOLD.loads == (0, 2, 6, 10, 15)
    assert (TOLD.mean_half_days, TOLD.most_half_days, TOLD.person_half_days) == (6.6, 15, 33)
    ranked = 1 * 0 + 2 * 2 + 3 * 6 + 4 * 10 + 5 * 15
    assert TOLD.gini == round(2 * ranked / (5 * 33) - 6 / 5, 4)
    assert [TOLD.above(n) for n in (0, 9, 10, 15)] == [4, 2, 1, 0]


def test_schools_and_weeks_by_hand() -> None:
    assert TOLD.visits_by_school == {"s1": 4, "s2": 3, "s3": 3, "s4": 3}
    assert (TOLD.least_visits, TOLD.most_visits) == (3, 4)
    assert TOLD.visits_by_week == {
        day("03-10"): 1,
        day("03-17"): 1,
        day("03-24"): 1,
        day("04-07"): 1,
        day("05-12"): 4,
        day("09-08"): 1,
        day("10-13"): 4,
        day("11-10"): 1,
    }


def test_headcounts_by_hand() -> None:
    assert TOLD.headcounts == (
        HeadcountFigure(clause="staff", have=3, need=4, short=1),
        HeadcountFigure(clause="share", have=3, need=2, short=0),
    )
    assert TOLD.short == 1
    planner = [(h.clause, h.have, h.need, h.short) for h in headcounts(PROBLEM)]
    assert [(h.clause, h.have, h.need, h.short) for h in TOLD.headcounts] == planner


def test_clauses_are_those_of_the_audit() -> None:
    lines = audit(PROBLEM, PLAN)
    assert [c.clause for c in TOLD.clauses] == [line.clause for line in lines]
    assert (TOLD.broken, TOLD.findings) == (0, 0)
    assert TOLD.kept + TOLD.not_applicable == len(lines)
    spoilt = account(PROBLEM, tiny.with_visit("v1", start=day("06-17"), end=day("06-17")))
    assert spoilt.broken >= 1
    assert spoilt.findings >= spoilt.broken


def test_a_missing_visit_is_left_out() -> None:
    without = account(PROBLEM, tiny.plan(visits=tuple(v for v in tiny.VISITS if v.id != "v3")))
    assert without.left_out(mandatory=True) == 1
    assert without.done(mandatory=True) == 14
    assert without.half_days["a"] == 15 - 4
    assert without.visits_by_school["s3"] == 2


def test_what_a_plan_claims_is_not_looked_at() -> None:
    claims = tuple(v.model_copy(update={"travel_km": 1000.0, "cost_yuan": 1}) for v in tiny.VISITS)
    boasting = account(PROBLEM, tiny.plan(visits=claims, compliance=()))
    assert (boasting.travel_km, boasting.cost_yuan) == (TOLD.travel_km, TOLD.cost_yuan)


def test_nights_and_ways_are_those_of_trips() -> None:
    """From home to s3, a night there, home again: 20 km for each of two, and a night each."""
    trip = Trip(
        id="t",
        people=("a", "b"),
        visits=("v3",),
        start=day("03-25"),
        end=day("03-26"),
        nights=1,
        travel_km=1,
        drive_minutes=1,
        cost_yuan=1,
    )
    found = account(PROBLEM, tiny.plan(trips=(trip,)))
    assert found.nights == 2
    assert found.travel_km == TOLD.travel_km


@pytest.mark.parametrize(
    "values",
    [
        {"days_per_month": 0},
        {"certificate_until": date(2020, 6, 1)},
        {"certificate_from": None, "certificate_until": None},
    ],
)
def test_who_cannot_work_is_not_counted_among_the_able(values: dict[str, object]) -> None:
    people = tuple(rebuilt(i, **values) if i.id == "a" else i for i in PROBLEM.inspectors)
    assert account(rebuilt(PROBLEM, inspectors=people), PLAN).able == ("b", "c", "d", "e")


def test_leave_of_the_whole_year() -> None:
    leave = (*PROBLEM.leave, PROBLEM.leave[0].model_copy(update={"inspector": "e"}))
    assert "e" in account(rebuilt(PROBLEM, leave=leave), PLAN).able
    year = {"inspector": "e", "start": day("01-01"), "end": day("12-31")}
    gone = rebuilt(PROBLEM, leave=(*PROBLEM.leave, PROBLEM.leave[0].model_copy(update=year)))
    assert account(gone, PLAN).able == ("a", "b", "c", "d")
    last = year | {"end": day("12-31") - timedelta(1)}
    nearly = rebuilt(PROBLEM, leave=(*PROBLEM.leave, PROBLEM.leave[0].model_copy(update=last)))
    assert "e" in account(nearly, PLAN).able


def test_a_day_full_of_other_work_is_no_day() -> None:
    """Away all year but for one working day, which another office takes: half of it, or all."""
    gone = [
        PROBLEM.leave[0].model_copy(update={"inspector": "e", "start": first, "end": last})
        for first, last in (
            (day("01-01"), day("03-10")),
            (day("03-12"), day("12-31")),
        )
    ]
    for half_days, able in ((1, True), (2, False)):
        engaged = Engagement(
            id="x",
            target="s1",
            kind=tiny.SPECIAL,
            start=day("03-11"),
            half_days=half_days,
            office="city",
            team=("e",),
        )
        problem = rebuilt(PROBLEM, leave=(*PROBLEM.leave, *gone), engagements=(engaged,))
        assert ("e" in account(problem, PLAN).able) is able


def test_part_of_a_person_is_a_whole_one() -> None:
    """One for each three of four schools: two; a share of 60 % of four people: three."""
    staffing = PROBLEM.policy.staffing
    ratio = staffing.ratios[0].model_copy(update={"targets": 3})
    share = staffing.shares[0].model_copy(update={"at_least": 0.6})
    policy = rebuilt(PROBLEM.policy, staffing=Staffing(ratios=(ratio,), shares=(share,)))
    found = account(rebuilt(PROBLEM, policy=policy), PLAN).headcounts
    assert [h.need for h in found] == [2, 3]


def test_sums() -> None:
    assert summed([TOLD]) == TOLD
    twice = summed([TOLD, TOLD])
    assert (twice.visits, twice.cost_yuan, twice.travel_km) == (28, 4960, 760)
    assert twice.half_days["a"] == 30
    assert twice.gini == TOLD.gini
    assert (twice.kept, twice.findings) == (2 * TOLD.kept, 0)
    assert twice.due(mandatory=True) == 30
    assert twice.short == 2


def test_gini_on_paper() -> None:
    assert gini([]) == gini([0]) == gini([5, 5]) == 0
    assert gini([0, 0, 0, 4]) == 0.75
    assert gini([1, 2, 3]) == round(2 / 9, 4)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12).filter(any))
def test_gini_is_scale_free(values: list[int]) -> None:
    assert gini(values) == gini([3 * n for n in values])
    assert 0 <= gini(values) < 1
