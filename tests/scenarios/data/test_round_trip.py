"""What is written is read back as it is."""

from datetime import date
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.calendar import Term, WorkCalendar
from models.inspector import Employment, Inspector, Pair, PairRule, Pool, Track
from models.issue import DataError
from models.problem import Problem
from models.programme import DurationStep
from models.region import Level
from models.target import Government, Locality, Organ, School, Sector, Stage, Target
from models.travel import Travel
from scenarios.cells import clean
from scenarios.dataset import read_dataset, write_dataset, write_workbook
from scenarios.generate import generate
from tests.scenarios.data.sample import MATRIX, ROADS, sample

TRAVELS = [
    pytest.param(None, id="lines"),
    pytest.param(ROADS, id="roads"),
    pytest.param(MATRIX, id="matrix"),
]


def _through_folder(problem: Problem, folder: Path, language: str = "zh") -> Problem:
    write_dataset(problem, folder / "data", language)
    return read_dataset(folder / "data")


def _through_workbook(problem: Problem, folder: Path, language: str = "zh") -> Problem:
    write_workbook(problem, folder / "data.xlsx", language=language)
    return read_dataset(folder / "data.xlsx")


@pytest.mark.parametrize("travel", TRAVELS)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("through", [_through_folder, _through_workbook])
def test_sample(tmp_path: Path, travel: Travel | None, language: str, through: object) -> None:
    problem = sample(travel)
    assert through(problem, tmp_path, language) == problem  # type: ignore[operator]


@pytest.mark.parametrize("through", [_through_folder, _through_workbook])
@pytest.mark.parametrize("change", ["policy", "fewer", "changed", "added", "order", "none"])
def test_own_policy_and_programmes(tmp_path: Path, through: object, change: str) -> None:
    problem = sample()
    one, *others = problem.programmes
    if change == "policy":
        policy = problem.policy.model_copy(update={"title": '自定"政策"', "programmes": (one,)})
        problem = problem.model_copy(update={"policy": policy})
    programmes = {
        "policy": problem.programmes,
        "fewer": tuple(others),
        "changed": (one.model_copy(update={"durations": (DurationStep(half_days=4),)}), *others),
        "added": (one, *others, one.model_copy(update={"id": "own", "name": "自定项目"})),
        "order": (*others, one),
        "none": (),
    }[change]
    there = {p.id for p in programmes}
    demands = tuple(d for d in problem.demands if d.programme in there)
    problem = problem.model_copy(
        update={"programmes": programmes, "demands": demands, "drawn": (), "pins": ()}
    )
    assert through(problem, tmp_path) == problem  # type: ignore[operator]


def test_writing_again_leaves_nothing_of_the_old(tmp_path: Path) -> None:
    old = sample(ROADS).model_copy(update={"programmes": (), "demands": ()})
    write_dataset(old, tmp_path)
    write_dataset(sample(), tmp_path)
    assert read_dataset(tmp_path) == sample()


def test_generated_county(tmp_path: Path) -> None:
    problem = generate(schools=30, seed=3, policy="miyi-2022")
    assert _through_folder(problem, tmp_path) == problem
    assert _through_workbook(problem, tmp_path) == problem


@pytest.mark.parametrize(
    "change",
    [
        {"subjects": ("语文/数学",)},
        {"name": "王  五"},
        {"department": "教研\n室"},
    ],
)
def test_what_would_not_come_back_is_not_written(tmp_path: Path, change: dict[str, object]) -> None:
    problem = sample()
    wrong = problem.inspectors[0].model_copy(update=change)
    problem = problem.model_copy(update={"inspectors": (wrong, *problem.inspectors[1:])})
    with pytest.raises(DataError) as caught:
        write_dataset(problem, tmp_path / "data")
    assert [i.text.code for i in caught.value.issues] == ["data.unwritable"]
    assert not (tmp_path / "data").exists()


NAMES = st.text(
    st.characters(
        blacklist_categories=("Cs", "Cc", "Cf", "Cn", "Co"), blacklist_characters="、,，;；/|"
    ),
    max_size=12,
).filter(lambda t: clean(t) == t and t not in ("无", "-"))
NAMED = NAMES.filter(bool)
HOURS = st.none() | st.integers(0, 500)
DAYS = st.none() | st.dates(date(1950, 1, 1), date(2099, 12, 31))
LON, LAT = st.floats(-180, 180), st.floats(-90, 90)


@st.composite
def people(draw: st.DrawFn, number: int) -> Inspector:
    start, until = sorted((draw(DAYS) or date(2020, 1, 1), draw(DAYS) or date(2030, 1, 1)))
    return Inspector(
        id=f"P{number}",
        name=draw(NAMED),
        region="r",
        lon=draw(LON),
        lat=draw(LAT),
        employment=draw(st.sampled_from(Employment)),
        level=draw(st.sampled_from(Level)),
        grade=draw(st.integers(1, 5)),
        tracks=tuple(draw(st.lists(st.sampled_from(Track), unique=True))),
        stages=tuple(draw(st.lists(st.sampled_from(Stage), unique=True))),
        subjects=tuple(draw(st.lists(NAMED, max_size=3))),
        certificate_from=start,
        certificate_until=until,
        preservice_hours=draw(HOURS),
        training_due_hours=draw(HOURS),
        online_due_hours=draw(HOURS),
        days_per_year=draw(st.none() | st.integers(0, 366)),
        days_per_month=draw(st.none() | st.integers(0, 31)),
        max_travel_km=draw(st.none() | st.floats(0, 1e6)),
        department=draw(NAMES),
        pools=tuple(draw(st.lists(st.sampled_from(Pool), unique=True))),
        third_party=draw(NAMES),
        novice=draw(st.booleans()),
    )


@st.composite
def targets(draw: st.DrawFn, number: int) -> Target:
    common = {
        "id": f"T{number}",
        "name": draw(NAMED),
        "region": "r",
        "lon": draw(LON),
        "lat": draw(LAT),
    }
    common |= {"risk": draw(st.floats(0, 100)), "reports": draw(st.integers(0, 10**6))}
    if draw(st.booleans()):
        return Government.model_validate({**common, "organ": draw(st.sampled_from(Organ))})
    return School.model_validate(
        {
            **common,
            "stage": draw(st.sampled_from(Stage)),
            "sector": draw(st.sampled_from(Sector)),
            "locality": draw(st.sampled_from(Locality)),
            "enrolment": draw(st.integers(0, 10**6)),
            "term_end": draw(DAYS),
        }
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    base = sample()
    calendar = WorkCalendar(
        year=2026,
        terms=(Term(name="春", start=date(2026, 3, 1), end=date(2026, 7, 1)),),
        holidays=tuple(sorted(draw(st.sets(st.dates(date(2026, 1, 1), date(2026, 6, 30)))))),
        workdays=tuple(sorted(draw(st.sets(st.dates(date(2026, 7, 1), date(2026, 12, 31)))))),
        provisional=draw(st.booleans()),
    )
    inspectors = tuple(draw(people(n)) for n in range(draw(st.integers(0, 4))))
    pairs = tuple(
        Pair(first=one.id, second=other.id, rule=draw(st.sampled_from(PairRule)))
        for one, other in combinations(inspectors, 2)
        if draw(st.booleans())
    )
    return base.model_copy(
        update={
            "office": "r",
            "note": draw(NAMES),
            "regions": (base.regions[0].model_copy(update={"id": "r"}),),
            "targets": tuple(draw(targets(n)) for n in range(draw(st.integers(0, 4)))),
            "inspectors": inspectors,
            "pairs": pairs,
            "interests": (),
            "leave": (),
            "closures": (),
            "history": (),
            "engagements": (),
            "pins": (),
            "joint_pools": (),
            "past_checks": (),
            "strangers": (),
            "drawn": (),
            "demands": (),
            "calendar": calendar,
        }
    )


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(), st.sampled_from(["zh", "en"]))
def test_any_problem(problem: Problem, language: str) -> None:
    with TemporaryDirectory() as folder:
        assert _through_folder(problem, Path(folder), language) == problem
        assert _through_workbook(problem, Path(folder), language) == problem
