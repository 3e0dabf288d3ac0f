"""Visits of other offices take people's time and count at targets."""

from datetime import date

import numpy as np
import pytest

from models.engagement import Engagement
from models.inspector import Employment, Inspector, InspectorFilter
from models.plan import Half, StageStatus
from models.policy import Cap, Consecutive, Gap, Training, Workload
from models.problem import Problem
from models.programme import Per, ProgrammeKind
from planner.model import Arrangement, visit_model
from planner.objectives import available, measure
from planner.pace import Pace
from planner.placing import Board
from planner.rules import caps, consecutive, crowd, engagement, gaps, occupation, workload
from planner.rules.training import training_days
from planner.visits import visits
from tests.planner import hamlet
from tests.planner.hamlet import at, day, index

COMPREHENSIVE, SPECIAL = ProgrammeKind.COMPREHENSIVE, ProgrammeKind.SPECIAL
EVERYBODY = InspectorFilter()


def engaged(start: str, half_days: int = 2, **values: object) -> Engagement:
    """An engagement of p1 that goes to none of the hamlet's schools."""
    table: dict[str, object] = {
        "id": f"e-{start}",
        "office": "city",
        "kind": COMPREHENSIVE,
        "start": day(start),
        "half_days": half_days,
        "team": ("p1",),
    }
    return Engagement.model_validate(table | values)


def there(start: str, half_days: int = 2, **values: object) -> Engagement:
    """A visit of another office to s1."""
    return engaged(start, half_days, **{"team": (), "target": "s1", **values})


def _problem(*engagements: Engagement, half_days: int = 2, **values: object) -> Problem:
    table: dict[str, object] = {
        "targets": tuple(hamlet.school(f"s{n}") for n in range(1, 5)),
        "programmes": (hamlet.programme(half_days=half_days),),
        "engagements": engagements,
        **values,
    }
    return hamlet.problem(**table)


def _allowed(rule: object, of: Problem, *days: str, half: Half = Half.AM) -> bool:
    placed = {f"visit_s{n}": at("p1", when, half) for n, when in enumerate(days, 1)}
    answers = {hamlet.allows(rule, of, **placed)}
    answers.add(_on_the_board(of, rule, *days, half=half))
    assert len(answers) == 1, "model and board differ"
    return answers.pop()


def _on_the_board(of: Problem, rule: object, *days: str, half: Half) -> bool:
    """Whether placing visit after visit admits them too."""
    board = Board(hamlet.case(of))
    for n, when in enumerate(days, 1):
        request = board.case.request[f"visit-s{n}"]
        if index(when) not in request.days or not board.put(request, ("p1",), [index(when)]):
            return False
    return True


@pytest.mark.parametrize(
    ("half_days", "half", "slots"),
    [(1, Half.AM, [0]), (1, Half.PM, [1]), (2, Half.AM, [0, 1]), (3, Half.AM, [0, 1, 2])],
)
def test_slots(half_days: int, half: Half, slots: list[int]) -> None:
    of = _problem(engaged("03-01", half_days, half=half))
    presence = hamlet.presence(of)
    first = 2 * index("03-01")
    taken = engagement.slots(of, presence.days, "p1")
    assert (np.flatnonzero(taken) - first).tolist() == slots
    assert not presence.free["p1"][taken].any()
    assert presence.free_of_own["p1"][taken].all()


def test_what_goes_on_into_the_next_year_is_cut() -> None:
    of = _problem(engaged("12-31", 6))
    assert np.count_nonzero(engagement.slots(of, hamlet.presence(of).days, "p1")) == 2


def test_nobody_is_in_two_places() -> None:
    of = _problem(engaged("03-02", 1, half=Half.PM), half_days=1)
    assert hamlet.allows(occupation, of, visit_s1=at("p1", "03-02"))
    assert not hamlet.allows(occupation, of, visit_s1=at("p1", "03-02", Half.PM))
    assert not hamlet.allows(
        crowd, of, visit_s1=at("p1", "03-02", Half.PM), visit_s2=at("p1", "03-01")
    )


@pytest.mark.parametrize(
    ("limit", "day_engaged", "days", "allowed"),
    [
        ({"days_per_week": 2}, "03-01", ("03-02", "03-03"), False),
        ({"days_per_week": 2}, "03-01", ("03-02", "03-09"), True),
        ({"days_per_week": 2}, "03-06", ("03-02", "03-03"), False),  # on a Saturday
        ({"days_per_month": 3}, "03-31", ("03-02", "03-03", "03-05"), False),
        ({"days_per_month": 3}, "04-01", ("03-02", "03-03", "03-05"), True),
        ({"days_per_year": 3}, "11-01", ("03-02", "03-03", "03-05"), False),
        ({"days_per_year": 4}, "11-01", ("03-02", "03-03", "03-05"), True),
    ],
)
def test_own_limits(
    limit: dict[str, int], day_engaged: str, days: tuple[str, ...], allowed: bool
) -> None:
    of = _problem(engaged(day_engaged), inspectors=(hamlet.person(**limit),))
    assert _allowed(workload, of, *days) is allowed


@pytest.mark.parametrize(
    ("most", "visit", "allowed"),
    [(2, "03-09", False), (3, "03-09", True), (2, "03-08", False), (2, "03-10", True)],
)
def test_days_in_a_row(most: int, visit: str, allowed: bool) -> None:
    """Three half-days of other offices begin on 3 and 5 March; a visit takes two more."""
    rule = Workload(clause="c", people=EVERYBODY, rolling_days=7, at_most_days=most)
    of = _problem(
        engaged("03-03"), engaged("03-05", 1), policy=hamlet.policy(workload=(rule,)), half_days=2
    )
    assert _allowed(workload, of, visit) is allowed


def test_limits_that_engagements_exceed_leave_no_room_and_nothing_else_breaks() -> None:
    rules = (
        Workload(clause="c", people=EVERYBODY, rolling_days=3, at_most_days=1),
        Workload(clause="c", people=EVERYBODY, per=Per.WEEK, at_most_days=1),
    )
    of = _problem(engaged("03-01", 8), policy=hamlet.policy(workload=rules))
    assert _allowed(workload, of, "03-10")
    assert not _allowed(workload, of, "03-05")
    built = visit_model(hamlet.case(of), dated=False)
    workload.add(built)
    assert hamlet.is_feasible(built, Arrangement({"visit-s1": at("p1", "03-10")}))


@pytest.mark.parametrize(
    ("most", "start", "half_days", "visit", "allowed"),
    [
        (2, "03-01", 4, "03-03", False),
        (2, "03-01", 4, "03-04", True),
        (3, "03-01", 4, "03-03", True),
        (2, "03-06", 4, "03-08", False),  # Saturday and Sunday, then Monday
        (2, "03-01", 6, "03-08", True),  # three days by themselves: no visit next to them
        (2, "03-01", 6, "03-04", False),
        (2, "03-02", 6, "03-01", False),
    ],
)
def test_consecutive_days(most: int, start: str, half_days: int, visit: str, allowed: bool) -> None:
    rule = Consecutive(clause="c", people=EVERYBODY, at_most_days=most)
    of = _problem(engaged(start, half_days), policy=hamlet.policy(consecutive=(rule,)))
    assert _allowed(consecutive, of, visit) is allowed


def test_the_other_half_of_the_last_day_is_no_further_day() -> None:
    rule = Consecutive(clause="c", people=EVERYBODY, at_most_days=2)
    of = _problem(engaged("03-01", 3), policy=hamlet.policy(consecutive=(rule,)), half_days=1)
    assert hamlet.allows(consecutive, of, visit_s1=at("p1", "03-02", Half.PM))
    assert not hamlet.allows(consecutive, of, visit_s1=at("p1", "03-03"))
    longer = _problem(engaged("03-01", 5), policy=hamlet.policy(consecutive=(rule,)), half_days=1)
    assert not hamlet.allows(consecutive, longer, visit_s1=at("p1", "03-03", Half.PM))


@pytest.mark.parametrize(
    ("per", "start", "visit", "allowed"),
    [
        (Per.MONTH, "03-25", "03-02", False),
        (Per.MONTH, "04-01", "03-02", True),
        (Per.TERM, "03-26", "03-02", False),
        (Per.TERM, "03-27", "03-02", True),
        (Per.YEAR, "12-01", "03-02", False),
    ],
)
def test_caps(per: Per, start: str, visit: str, allowed: bool) -> None:
    cap = Cap(clause="c", per=per, at_most=1, kinds=(COMPREHENSIVE,))
    policy = hamlet.policy(caps=(cap,))
    of = _problem(there(start), policy=policy)
    assert _allowed(caps, of, visit) is allowed
    clear = engagement.clear_days(of, hamlet.case(of).days, "s1", COMPREHENSIVE, 1)
    assert clear[index(visit)] == allowed
    other_kind = _problem(there(start, kind=SPECIAL), policy=policy)
    elsewhere = _problem(there(start, target="s2"), policy=policy)
    assert _allowed(caps, other_kind, visit)
    assert _allowed(caps, elsewhere, visit)


@pytest.mark.parametrize("per", [Per.MONTH, Per.YEAR])
def test_caps_that_leave_room_for_one_of_two(per: Per) -> None:
    cap = Cap(clause="c", per=per, at_most=2, kinds=(COMPREHENSIVE,))
    of = _problem(
        there("03-02"),
        programmes=(hamlet.programme("visit"), hamlet.programme("other")),
        policy=hamlet.policy(caps=(cap,)),
    )
    one, two = at("p1", "03-09"), at("p1", "03-16")
    assert hamlet.allows(caps, of, visit_s1=one)
    assert hamlet.allows(caps, of, other_s1=two)
    assert not hamlet.allows(caps, of, visit_s1=one, other_s1=two)
    board = Board(hamlet.case(of))
    put = [
        board.put(board.case.request[name], ("p1",), [place.day])
        for name, place in (("visit-s1", one), ("other-s1", two))
    ]
    assert put == [True, False]


@pytest.mark.parametrize("per", [Per.MONTH, Per.YEAR])
def test_more_visits_of_others_than_the_cap_leave_the_plan_possible(per: Per) -> None:
    cap = Cap(clause="c", per=per, at_most=1, kinds=(COMPREHENSIVE,))
    both = (there("03-02"), there("03-09", id="e2"))
    case = hamlet.case(_problem(*both, policy=hamlet.policy(caps=(cap,))))
    found = visits(case, hamlet.search())
    assert sorted(found.arrangement.placed) == ["visit-s2", "visit-s3", "visit-s4"]
    assert {figure.status for figure in found.figures} == {StageStatus.OPTIMAL}


@pytest.mark.parametrize(
    ("visit", "allowed"),
    [("03-04", True), ("03-05", False), ("03-09", False), ("03-12", False), ("03-15", True)],
)
def test_gaps(visit: str, allowed: bool) -> None:
    """Others are there from 9 to 10 March; four days lie between, the visit lasts two."""
    gap = Gap(clause="c", least_days=4, kinds=(COMPREHENSIVE,))
    of = _problem(there("03-09", 4), policy=hamlet.policy(gaps=(gap,)), half_days=4)
    assert _allowed(gaps, of, visit) is allowed
    clear = engagement.clear_days(of, hamlet.case(of).days, "s1", COMPREHENSIVE, 2)
    assert clear[index(visit)] == allowed


def test_visits_of_others_that_overlap_leave_the_plan_possible() -> None:
    gap = Gap(clause="c", least_days=4, kinds=(COMPREHENSIVE,))
    of = _problem(there("03-09", 4), there("03-10", 2, id="e2"), policy=hamlet.policy(gaps=(gap,)))
    assert hamlet.allows(gaps, of, visit_s1=at("p1", "03-15"))
    assert not hamlet.allows(gaps, of, visit_s1=at("p1", "03-12"))


def test_training_takes_other_days() -> None:
    rule = Training(clause="c", required_of=EVERYBODY, central_hours=8, hours_per_half_day=4)
    free, bound = (
        training_days(of, hamlet.presence(of).days)
        for of in (
            _problem(policy=hamlet.policy(training=rule)),
            _problem(engaged("12-31", 1), policy=hamlet.policy(training=rule)),
        )
    )
    assert [t.day for t in free] == [date(2027, 12, 31)]
    assert [t.day for t in bound] == [date(2027, 12, 30)]


def test_balance_counts_them_and_days_stay_available() -> None:
    """Four half-days engaged and two of a visit, over the 522 half-days of working days."""
    case = hamlet.case(_problem(engaged("04-05", 4), targets=(hamlet.school(),)))
    assert available(case, case.problem.inspectors[0]) == 522
    found = measure(case, Arrangement({"visit-s1": at("p1", "03-01")}))
    assert found[3] == -(-1000 * 6 // 522)


def test_a_burden_far_beyond_the_days_available() -> None:
    """216 half-days engaged, and no more than one day a year that one can give."""
    many = tuple(engaged(f"{m:02d}-{d:02d}", 1) for m in range(4, 12) for d in range(1, 28))
    of = _problem(
        *many, inspectors=(hamlet.person(days_per_year=1), hamlet.person("p2")), half_days=1
    )
    found = visits(hamlet.case(of), hamlet.search())
    assert {p.team for p in found.arrangement.placed.values()} == {("p2",)}
    balance = found.figures[3]
    assert (balance.objective, balance.status) == (1000 * len(many) / 2, StageStatus.OPTIMAL)


def test_pace() -> None:
    rule = Workload(clause="c", people=EVERYBODY, rolling_days=5, at_most_days=1)
    of = _problem(engaged("03-03", 1), policy=hamlet.policy(workload=(rule,)), half_days=2)
    case = hamlet.case(of)
    pace = Pace(of, case.days, of.inspectors[0])
    request = case.request["visit-s1"]
    kept = [
        d for d in ("03-01", "03-02", "03-04", "03-05", "03-08") if pace.allows(request, index(d))
    ]
    assert kept == ["03-08"]


def test_reason() -> None:
    of = _problem(engaged("03-01", 52), targets=(hamlet.school(),))
    request = hamlet.case(of).request["visit-s1"]
    assert hamlet.presence(of).exclusion(request, "p1") == "engaged"
    away = _problem(leave=(hamlet.leave("p1", "03-01", "03-26"),), targets=(hamlet.school(),))
    assert hamlet.presence(away).exclusion(request, "p1") == "leave"


def test_others_are_not_concerned() -> None:
    part = Inspector.model_validate(
        {**dict(hamlet.person("p2")), "employment": Employment.PART_TIME}
    )
    of = _problem(engaged("03-02"), inspectors=(hamlet.person(), part))
    assert hamlet.allows(occupation, of, visit_s1=at("p2", "03-02"))
