"""Regular visits on other days, against all days there are."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.plan import Half
from models.policy import Gap
from models.problem import Problem
from models.programme import Frequency, Per, ProgrammeKind, TeamRule
from models.travel import Costs, Distance, Travel
from planner.case import Case
from planner.model import Arrangement, Placement
from planner.objectives import measure
from planner.placing import Board
from planner.trips import stops_of, traveller, trips
from planner.trips.tours import cheapest
from planner.trips.ways import POINTS, ways
from tests.planner import hamlet

REGULAR = hamlet.programme(
    "regular",
    half_days=1,
    kind=ProgrammeKind.REGULAR,
    frequency=Frequency(per=Per.MONTH),
    team=TeamRule(responsible=True),
)
SPECIAL = hamlet.programme("special", half_days=1, kind=ProgrammeKind.SPECIAL)
FAR = {("p1", "s1"): 50, ("p1", "s2"): 55, ("p1", "s3"): 60}
NEAR = {("s1", "s2"): 5, ("s2", "s3"): 8, ("s1", "s3"): 12}


def problem(schools: int = 3, lodging: float = 200, **values: object) -> Problem:
    """One inspector, all schools 50 to 60 km away and close to each other; a week of term."""
    ways_km = {**FAR, **NEAR}
    names = [f"s{n}" for n in range(1, schools + 1)]
    listed = [(a, b) for a, b in ways_km if {a, b} <= {"p1", *names}]
    table: dict[str, object] = {
        "targets": tuple(hamlet.school(name) for name in names),
        "programmes": (REGULAR,),
        "calendar": hamlet.calendar("03-01", "03-04"),
        "travel": Travel(
            distances=tuple(Distance(start=a, end=b, km=ways_km[a, b]) for a, b in listed),
            speed_kmh=60,
        ),
        "costs": Costs(per_km_yuan=1, lodging_per_night_yuan=lodging),
    }
    return hamlet.problem(**(table | values))


def spread_out(case: Case, days: tuple[str, ...]) -> Arrangement:
    """The first regular visits one a day."""
    return Arrangement(
        {r.id: hamlet.at("p1", when) for r, when in zip(case.requests, days, strict=True)}
    )


def price(case: Case, arrangement: Arrangement) -> int:
    known = ways(case.problem, case.table, (r.target for r in case.requests))
    return sum(
        tour.price
        for person, stops in stops_of(case, arrangement).items()
        for tour in cheapest(known, traveller(case, person), stops)
    )


def test_two_schools_go_together() -> None:
    """50 + 5 + 55 for the first two and 2 x 60; or 55 + 8 + 60 and 2 x 50: 223 km either way less
    what is dearer: 110 + 120 = 230 against 123 + 100 = 223."""
    case = hamlet.case(problem())
    found = trips(case, spread_out(case, ("03-01", "03-02", "03-03")), hamlet.search())
    assert (found.figures[0].objective, found.figures[0].bound) == (223, 223)
    assert [trip.travel_km for trip in found.trips if len(trip.visits) == 2] == [123]


def test_a_night_away_where_it_is_cheap() -> None:
    """All three in one trip: 50 + 5 + 8 + 60 km and a night of 90 yuan, less than 223."""
    case = hamlet.case(problem(lodging=90))
    found = trips(case, spread_out(case, ("03-01", "03-02", "03-03")), hamlet.search())
    assert found.figures[0].objective == found.figures[0].bound == 50 + 5 + 8 + 60 + 90
    assert [trip.nights for trip in found.trips] == [1]


def test_team_visits_stay_and_are_joined_where_they_are() -> None:
    """The special visit to s1 stays on the 4th; the regular one to s2 joins it in the afternoon."""
    only_s1 = SPECIAL.selection.targets.model_copy(update={"ids": ("s1",)})
    special = SPECIAL.model_copy(
        update={"selection": SPECIAL.selection.model_copy(update={"targets": only_s1})}
    )
    case = hamlet.case(problem(schools=2, programmes=(special, REGULAR)))
    days = {"special": "03-04", "s1": "03-01", "s2": "03-02"}
    arrangement = Arrangement(
        {
            r.id: hamlet.at(
                "p1", days[r.programmes[0] if r.team.size and not r.team.responsible else r.target]
            )
            for r in case.requests
        }
    )
    found = trips(case, arrangement, hamlet.search())
    fixed = next(r.id for r in case.requests if not r.team.responsible)
    assert found.arrangement.placed[fixed] == arrangement.placed[fixed]
    assert found.figures[0].objective == found.figures[0].bound == 50 + 5 + 55 + 2 * 50


def test_gaps_are_kept() -> None:
    """With 26 days between visits to a school those of two months cannot both move together."""
    gap = Gap(clause="c", least_days=26, kinds=(ProgrammeKind.REGULAR,))
    of = problem(
        schools=2,
        policy=hamlet.policy(gaps=(gap,)),
        calendar=hamlet.calendar("03-01", "04-30"),
    )
    case = hamlet.case(of)
    days = {("s1", 2): "03-02", ("s1", 3): "04-02", ("s2", 2): "03-22", ("s2", 3): "04-20"}
    month = case.days.month
    arrangement = Arrangement(
        {r.id: hamlet.at("p1", days[r.target, int(month[r.days[0]])]) for r in case.requests}
    )
    found = trips(case, arrangement, hamlet.search())
    assert hamlet.findings(case, found.arrangement) == []
    assert found.figures[0].objective == found.figures[0].bound == 2 * 110


def _all_days(case: Case) -> list[Arrangement]:
    options = [
        [Placement(("p1",), day, half) for day in r.days for half in Half] for r in case.requests
    ]
    found = []
    for choice in product(*options):
        board = Board(case)
        if len({(p.day, p.half) for p in choice}) == len(choice) and all(
            board.room(r, p.team, p.day) is not None
            for r, p in zip(case.requests, choice, strict=True)
        ):
            placed = dict(zip((r.id for r in case.requests), choice, strict=True))
            found.append(Arrangement(placed))
    return found


@settings(max_examples=15, deadline=None)
@given(
    lodging=st.sampled_from((10, 60, 90, 200)),
    drive=st.sampled_from((100, 115, 125, 240)),
    away=st.sampled_from((None, "03-02", "03-03")),
    nights=st.sampled_from((None, 0)),
)
def test_against_all_days(lodging: int, drive: int, away: str | None, nights: int | None) -> None:
    of = problem(
        lodging=lodging,
        inspectors=(hamlet.person(nights_per_year=nights),),
        leave=() if away is None else (hamlet.leave("p1", away),),
    )
    of = of.model_copy(
        update={"travel": of.travel.model_copy(update={"longest_drive_minutes": drive})}
    )
    case = hamlet.case(of)
    plans = _all_days(case)
    best = min(price(case, plan) for plan in plans)
    found = trips(case, plans[0], hamlet.search())
    assert found.figures[0].objective * POINTS == best
    assert found.figures[0].bound * POINTS == pytest.approx(best)
    assert measure(case, found.arrangement) == measure(case, plans[0])


def test_equal_input_gives_equal_trips() -> None:
    case = hamlet.case(problem(lodging=90))
    start = spread_out(case, ("03-01", "03-02", "03-03"))
    assert trips(case, start, hamlet.search()) == trips(case, start, hamlet.search())
