"""When people are free and who may be where, on days one can count."""

from datetime import date

import numpy as np
import pytest

from models.calendar import TrainingSession
from models.inspector import Employment, InspectorFilter, Track
from models.policy import Training
from models.problem import Problem
from models.programme import TeamRule, Window
from models.region import Level, Region
from models.target import Stage
from planner.demand import Request, requests
from planner.presence import CANDIDATE_RULES, Presence
from tests.planner import hamlet
from tests.planner.hamlet import day, index

WEEK = hamlet.calendar("03-01", "03-05")


def _setup(**values: object) -> tuple[Presence, Request]:
    problem = hamlet.problem(**({"calendar": WEEK} | values))
    presence = hamlet.presence(problem)
    return presence, requests(problem, presence.days, {}, 0)[0]


def _fitting(presence: Presence, request: Request, person: str = "p1") -> list[str]:
    mask = presence.fits(request, [person])[0]
    return [presence.days.date_of(d).strftime("%d") for d in np.array(request.days)[mask].tolist()]


def test_everybody_is_free_without_leave_training_or_end_of_certificate() -> None:
    presence, _ = _setup()
    assert presence.free["p1"].all()
    assert len(presence.free["p1"]) == 730
    assert presence.free_workdays["p1"] == 2 * 261  # 2027 has 261 Mondays to Fridays


def test_leave_and_certificate_take_days() -> None:
    until = hamlet.person(certificate_until=day("03-04"))
    presence, _ = _setup(inspectors=(until,), leave=(hamlet.leave("p1", "03-02", "03-03"),))
    free = presence.free["p1"]
    slots = [bool(free[2 * index(f"03-0{n}")]) for n in (1, 2, 3, 4, 5)]
    assert slots == [True, False, False, True, False]
    assert presence.free_workdays["p1"] == 2 * (45 - 2)  # 45 working days up to 4 March


def test_training_takes_the_morning_or_the_day() -> None:
    hours = Training(clause="c", required_of=InspectorFilter(), central_hours=12)
    session = TrainingSession(name="t", start=day("03-02"), end=day("03-02"), hours=8)
    presence, _ = _setup(
        policy=hamlet.policy(training=hours),
        calendar=WEEK.model_copy(update={"training": (session,)}),
    )
    free = presence.free["p1"]
    assert not free[2 * index("03-02") : 2 * index("03-03")].any()
    # four hours are left: the morning of the last working day of the year
    assert free[2 * index("12-31") :].tolist() == [False, True]
    assert presence.free_workdays["p1"] == 2 * 261 - 3


def test_fits_whole_visits_only() -> None:
    visit = hamlet.programme(half_days=4)
    presence, request = _setup(programmes=(visit,), leave=(hamlet.leave("p1", "03-03"),))
    assert _fitting(presence, request) == ["01", "04"]


@pytest.mark.parametrize(("half_days", "fitting"), [(1, ["30", "31"]), (2, ["30"])])
def test_half_a_day_fits_either_half(half_days: int, fitting: list[str]) -> None:
    """Four hours of training take the morning of the last working day of a year all in term."""
    visit = hamlet.programme(half_days=half_days, windows=(Window(first="12-30", last="12-31"),))
    hours = Training(clause="c", required_of=InspectorFilter(), central_hours=4)
    presence, request = _setup(
        programmes=(visit,),
        policy=hamlet.policy(training=hours),
        calendar=hamlet.calendar("01-01", "12-31"),
    )
    assert _fitting(presence, request) == fitting


def test_three_half_days_need_the_second_morning_only() -> None:
    presence, request = _setup(programmes=(hamlet.programme(half_days=3),))
    afternoon_off = dict(presence.free)
    afternoon_off["p1"] = presence.free["p1"].copy()
    afternoon_off["p1"][2 * index("03-03") + 1] = False
    presence.__dict__["free"] = afternoon_off
    assert _fitting(presence, request) == ["01", "02", "04"]


def test_interest_that_ends_leaves_the_days_after() -> None:
    presence, request = _setup(interests=(hamlet.interest("p1", "s1", "03-02"),))
    assert presence.bound_days(request, "p1") == (index("03-01"), index("03-02"))
    assert _fitting(presence, request) == ["03", "04", "05"]


def test_interest_binds_a_visit_that_runs_into_it() -> None:
    tie = hamlet.interest("p1", "s1").model_copy(update={"start": day("03-04")})
    presence, request = _setup(programmes=(hamlet.programme(half_days=4),), interests=(tie,))
    assert presence.bound_days(request, "p1") == (index("03-03"), index("03-04"))
    assert _fitting(presence, request) == ["01", "02"]


def test_no_interest_binds_nothing() -> None:
    presence, request = _setup(interests=(hamlet.interest("p1", "s1", "02-28"),))
    assert presence.bound_days(request, "p1") == ()


MEMBERS = hamlet.programme(
    team=TeamRule(size=1, members=InspectorFilter(employment=(Employment.FULL_TIME,)))
)


@pytest.mark.parametrize(
    ("values", "more", "rule"),
    [
        ({}, {}, None),
        ({"stages": (Stage.KINDERGARTEN,)}, {}, "qualification"),
        ({"tracks": (Track.EVALUATION,)}, {}, "qualification"),
        ({"employment": Employment.PART_TIME}, {}, "membership"),
        ({"lon": 103, "max_travel_km": 128}, {}, "travel"),
        ({"certificate_until": date(2027, 2, 28)}, {}, "certificate"),
        ({}, {"leave": (hamlet.leave("p1", "03-01", "03-05"),)}, "leave"),
        ({}, {"interests": (hamlet.interest("p1", "s1"),)}, "recusal"),
        ({}, {"leave": (hamlet.leave("p1", "03-01", "03-04"),)}, None),
    ],
)
def test_what_excludes_somebody(
    values: dict[str, object], more: dict[str, object], rule: str | None
) -> None:
    presence, request = _setup(programmes=(MEMBERS,), inspectors=(hamlet.person(**values),), **more)
    assert presence.exclusion(request, "p1") == rule
    always = ("qualification", "membership", "travel")
    assert presence.refusal(request, "p1") == (rule if rule in always else None)
    assert rule is None or rule in CANDIDATE_RULES


def test_outside_county_is_seen_from_the_target() -> None:
    regions = (
        Region(id="v", name="v", level=Level.COUNTY),
        Region(id="town", name="t", level=Level.TOWNSHIP, parent="v"),
        Region(id="w", name="w", level=Level.COUNTY),
    )
    problem: Problem = hamlet.problem(
        regions=regions,
        inspectors=tuple(hamlet.person(r, region=r) for r in ("v", "town", "w")),
        targets=(hamlet.school(region="town"),),
    )
    presence = hamlet.presence(problem)
    for outside in (True, False):
        who = InspectorFilter(outside_county=outside)
        assert presence.sort(who, "s1") == ({"w"} if outside else {"v", "town"})
