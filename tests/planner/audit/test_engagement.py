"""Visits of other offices beside the tiny plan: each test breaks one rule by one engagement."""

import pytest

from models.engagement import Engagement
from models.inspector import InspectorFilter
from models.plan import Half, TrainingDay
from models.policy import Consecutive, Workload
from models.problem import Problem
from models.programme import Per, ProgrammeKind
from models.text import Text
from tests.planner.audit import judged, test_trips, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import COMPREHENSIVE, PLAN, day

FULL = {"people": tiny.FULL_TIMERS, "clause": "workload"}


def engaged(start: str, half_days: int = 1, **values: object) -> Engagement:
    """An engagement of a that goes to none of the tiny problem's targets."""
    table: dict[str, object] = {
        "id": "e1",
        "office": "city",
        "kind": ProgrammeKind.EVALUATION,
        "start": day(start),
        "half_days": half_days,
        "team": ("a",),
    }
    return Engagement.model_validate(table | values)


def there(start: str, half_days: int = 1, target: str = "s1", **values: object) -> Engagement:
    """A comprehensive visit of another office to a target."""
    table = {"kind": COMPREHENSIVE, "target": target, "team": (), **values}
    return engaged(start, half_days, **table)


def beside(*engagements: Engagement, **rules: object) -> Problem:
    policy = tiny.POLICY.model_copy(update=rules)
    return tiny.problem(policy=policy, engagements=engagements)


@pytest.mark.parametrize(
    ("start", "half_days", "half", "visits"),
    [
        ("03-10", 3, Half.AM, ("v1",)),
        ("03-11", 1, Half.PM, ("v1",)),
        ("05-13", 1, Half.AM, ("r1",)),
        ("05-13", 1, Half.PM, ("r3",)),
        ("03-12", 2, Half.AM, ()),
        ("03-27", 2, Half.AM, ()),
    ],
)
def test_a_visit_of_somebody_engaged(
    start: str, half_days: int, half: Half, visits: tuple[str, ...]
) -> None:
    problem = beside(engaged(start, half_days, half=half))
    found = only(problem, PLAN, "engagement.visit", "people", len(visits))
    assert tuple(v for f in found for v in f.visits) == visits
    assert all(f.inspectors == ("a",) for f in found)
    assert all(f.text.args["engagements"] == "e1（city）" for f in found)


@pytest.mark.parametrize(("most", "number"), [(4, 1), (5, 0)])
def test_own_limits(most: int, number: int) -> None:
    """In March a has four days of visits; an engagement makes them five."""
    people = tuple(
        i.model_copy(update={"days_per_month": most}) if i.id == "a" else i for i in tiny.PEOPLE
    )
    problem = tiny.problem(engagements=(engaged("03-29", 2),), inspectors=people)
    found = only(problem, PLAN, "limits.own_engaged", "people", number)
    assert all(f.text.args["found"] == 5 and f.text.args["period"] == "2025-03" for f in found)


@pytest.mark.parametrize(("start", "number"), [("05-30", 1), ("06-02", 0), ("06-30", 0)])
def test_the_policys_limits(start: str, number: int) -> None:
    """An engagement counts where it starts; a month without visits of one's own is not judged."""
    rule = Workload(**FULL, per=Per.MONTH, at_most_days=4)
    problem = beside(engaged(start, 8), workload=(rule,))
    found = only(problem, PLAN, "workload.over_engaged", "workload", number)
    assert all(f.text.args["found"] == 5 for f in found)


@pytest.mark.parametrize(
    ("start", "number"), [("05-04", 0), ("05-07", 1), ("05-19", 1), ("05-20", 0)]
)
def test_any_days_in_a_row(start: str, number: int) -> None:
    """One day of visits on 13 May, and the three days that an engagement begins with."""
    people = InspectorFilter(ids=("a",))
    rule = Workload(clause="workload", people=people, rolling_days=7, at_most_days=3)
    problem = beside(engaged(start, 6), workload=(rule,))
    found = only(problem, PLAN, "workload.over_engaged", "workload", number)
    assert all(f.text.args["found"] == 4 for f in found)


@pytest.mark.parametrize(
    ("start", "half_days", "days"),
    [("05-14", 3, 3), ("05-15", 4, 0), ("05-11", 4, 3), ("06-02", 8, 0)],
)
def test_days_without_rest(start: str, half_days: int, days: int) -> None:
    rule = Consecutive(clause="workload", people=InspectorFilter(ids=("a",)), at_most_days=2)
    problem = beside(engaged(start, half_days), consecutive=(rule,))
    found = only(problem, PLAN, "consecutive.over_engaged", "workload", int(days > 0))
    assert all(f.text.args["found"] == days for f in found)


def test_beyond_the_year_nothing_matters() -> None:
    rule = Consecutive(clause="workload", people=InspectorFilter(ids=("a",)), at_most_days=3)
    last = tiny.with_visit("r5", start=day("12-29"), end=day("12-29"))
    problem = beside(engaged("12-30", 8), consecutive=(rule,))
    codes = {f.rule for f in judged.findings(problem, last)}
    assert "consecutive" not in codes


@pytest.mark.parametrize(
    ("engagement", "code", "number"),
    [
        (there("03-31"), "caps.over_engaged", 1),
        (there("02-27"), "caps.over_engaged", 0),
        (there("03-31", kind=ProgrammeKind.EVALUATION), "caps.over_engaged", 0),
        (there("03-31", target="g1"), "caps.over_engaged", 0),
        (there("03-15"), "gaps.short_engaged", 1),
        (there("03-16"), "gaps.short_engaged", 0),
        (there("03-06", 3), "gaps.short_engaged", 1),
        (there("03-05", 3), "gaps.short_engaged", 0),
    ],
)
def test_targets(engagement: Engagement, code: str, number: int) -> None:
    """On 11 March v1 is at s1; one visit a month, and five days between two."""
    rule = {"caps": "gaps", "gaps": "caps"}[code.partition(".")[0]]
    years = () if rule == "caps" else tiny.POLICY.caps[:1]
    problem = beside(engagement, **{rule: (), **({} if rule == "caps" else {"caps": years})})
    found = only(problem, PLAN, code, code[:3], number)
    assert all(f.visits == ("v1",) and "e1" in str(f.text.args["engagements"]) for f in found)


def test_a_long_engagement_around_a_short_one_hides_no_visit() -> None:
    """Two visits of others: the first to begin is the last to end, on 9 March."""
    around = (there("03-03", 14), there("03-04", id="e2"))
    only(beside(*around, caps=()), PLAN, "gaps.short_engaged", "gap")


def test_visits_of_others_alone_are_no_findings() -> None:
    regular = ProgrammeKind.REGULAR
    both = (there("06-02", kind=regular), there("06-03", id="e2", kind=regular))
    rest = Consecutive(clause="workload", people=InspectorFilter(ids=("a",)), at_most_days=2)
    week = Workload(clause="workload", people=rest.people, rolling_days=7, at_most_days=3)
    rules = {"consecutive": (rest,), "workload": (week,)}
    assert judged.findings(beside(*both, engaged("06-02", 10, id="e3"), **rules), PLAN) == ()


@pytest.mark.parametrize(("half", "number"), [(Half.AM, 1), (Half.PM, 0)])
def test_training_of_somebody_engaged(half: Half, number: int) -> None:
    problem = tiny.problem(engagements=(engaged("08-04", half=half),))
    found = only(problem, PLAN, "training.engaged", "training", number)
    assert all(f.inspectors == ("a",) for f in found)


def test_a_session_of_the_calendar_stays() -> None:
    assert judged.findings(tiny.problem(engagements=(engaged("07-10", 2),)), PLAN) == ()


def test_no_trip_goes_on_over_an_engagement() -> None:
    """The trip of v3 spends the night of 25 March away; the plan leaves its afternoon free."""
    short = tiny.with_visit("v3", half_days=1, end=day("03-25"))
    later = tiny.visit("v9", "s3", "extra", "03-26", "ab", 70)
    trips = tuple(
        t.model_copy(update={"visits": ("v3", "v9")}) if t.id == "v3" else t
        for t in test_trips.TRIPS
    )
    plan = short.model_copy(update={"visits": (*short.visits, later), "trips": trips})
    problem = test_trips.PROBLEM.model_copy(update={"engagements": ()})
    with_one = tiny.problem(
        travel=problem.travel, engagements=(engaged("03-25", half=Half.PM, team=("b",)),)
    )
    new = {f.text.code for f in _trips(with_one, plan)} - {
        f.text.code for f in _trips(problem, plan)
    }
    assert new == {"audit.trips.engaged"}


def _trips(problem: Problem, plan: object) -> list[object]:
    from planner.audit import trips
    from planner.audit.case import AuditCase

    return list(trips.check(AuditCase(problem, plan)))  # type: ignore[arg-type]


def test_figures_of_caps_count_visits_of_others_beside_ones_own() -> None:
    """School s1 has one visit a month; in June others go to it twice."""
    elsewhen = [there(f"06-{day:02d}", id=f"e{day}") for day in (2, 12)]
    assert _most_a_month(*elsewhen) == 1
    assert _most_a_month(*elsewhen, there("03-30")) == 2


def _most_a_month(*engagements: Engagement) -> object:
    facts = judged.line_of(beside(*engagements), PLAN, "cap").facts
    figures = [figure for f in facts if isinstance(figure := f.args["figure"], Text)]
    return next(f.args["most"] for f in figures if f.code == "audit.fact.most_per_month")


def test_half_a_day_of_training_beside_half_a_day_engaged() -> None:
    extra = TrainingDay(inspector="b", day=day("08-06"), half_days=1, kind="online")
    plan = tiny.plan(training=(*tiny.TRAINING, extra))
    problem = tiny.problem(engagements=(engaged("08-06", half=Half.PM, team=("b",)),))
    assert judged.findings(problem, plan) == ()
