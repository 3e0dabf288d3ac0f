"""Which offices and tasks there are, what each waits for, and whose people and targets are."""

from itertools import pairwise

from models.inspector import Employment, InspectorFilter
from models.policy import Jurisdiction
from models.problem import Problem
from models.programme import Need, Programme, Selection, TeamRule
from models.region import Level, Region
from models.target import Government, School, Stage, TargetFilter, TargetKind
from models.tiers import SEALED
from planner.tiers import Offices, is_tiered
from tests.planner import village
from tests.planner.tiers.realm import PROGRAMMES, drawn, policy, pool, realm


def _waits(problem: Problem) -> dict[str, tuple[str, ...]]:
    return {task.key: task.after for task in Offices(problem).tasks}


def test_province_first_then_prefectures_then_counties() -> None:
    assert _waits(realm()) == {
        "x": (),
        "x0": ("x",),
        "x1": ("x",),
        "x00": ("x0",),
        "x01": ("x0",),
        "x10": ("x1",),
        "x11": ("x1",),
    }


def test_counties_of_a_joint_pool_plan_one_after_the_other() -> None:
    waits = _waits(realm(joint_pools=(*pool("x11", "x00", "x10"), *pool("x00", "x01", name="b"))))
    assert waits["x00"] == ("x0", "x1")
    assert waits["x01"] == ("x0", "x00")
    assert waits["x10"] == ("x1", "x0", "x00")
    assert waits["x11"] == ("x1", "x0", "x10")


def test_a_county_waits_for_every_office_that_borrows_from_its_pool() -> None:
    """The prefecture x1 may have taken the expert of x10 before x00 asks for the same."""
    offices = Offices(realm(joint_pools=pool("x00", "x10")))
    waits = {task.key: task.after for task in offices.tasks}
    for key, people in offices.people_of.items():
        if "x10-e0" in {p.id for p in people} and len(key) < 3:
            assert key in {*waits["x00"], *waits["x0"], *waits["x1"]}


def test_a_level_without_programmes_or_people_has_no_offices() -> None:
    no_prefectures = realm(programmes=tuple(p for p in PROGRAMMES if p.level != Level.PREFECTURE))
    assert _waits(no_prefectures) == {"x": (), "x00": ("x",), "x01": ("x",)} | {
        "x10": ("x",),
        "x11": ("x",),
    }
    people = tuple(p for p in realm().inspectors if p.level is Level.COUNTY)
    assert "x" not in _waits(realm(inspectors=people, leave=()))


def test_a_county_without_people_still_has_an_office() -> None:
    people = tuple(p for p in realm().inspectors if p.region != "x11")
    assert "x11" in _waits(realm(inspectors=people, leave=()))


def test_one_office_is_planned_as_ever() -> None:
    assert not is_tiered(village.village(0))
    assert is_tiered(realm())


def test_sealed_visits_of_an_office_above_others_come_last() -> None:
    secret = drawn(
        Level.PREFECTURE, id="secret", sealed=True, selection=Selection(targets=village.SCHOOLS)
    )
    tasks = Offices(realm(programmes=(*PROGRAMMES, secret))).tasks
    sealed = [task for task in tasks if task.name == SEALED]
    assert [task.key for task in sealed] == ["x0-sealed", "x1-sealed"]
    assert all(task.last and task.programmes == ("secret",) for task in sealed)
    assert all("secret" not in task.programmes for task in tasks if not task.last)


def test_sealed_visits_of_the_lowest_office_are_planned_with_its_own() -> None:
    secret = PROGRAMMES[2].model_copy(update={"sealed": True})
    tasks = Offices(realm(programmes=(secret,))).tasks
    assert [task.key for task in tasks] == ["x00", "x01", "x10", "x11"]


NM_3 = (
    Jurisdiction(
        clause="c",
        targets=TargetFilter(kinds=(TargetKind.SCHOOL,), levels=(Level.PREFECTURE,)),
        levels=(Level.PREFECTURE,),
    ),
    Jurisdiction(
        clause="c",
        targets=TargetFilter(stages=(Stage.SECONDARY_VOCATIONAL,)),
        levels=(Level.PREFECTURE,),
    ),
)


def _school(**values: object) -> School:
    table: dict[str, object] = {"id": "t", "name": "t", "region": "x01", "lon": 102, "lat": 27}
    return School.model_validate(table | {"stage": Stage.PRIMARY, "enrolment": 100} | values)


def _homes(*targets: School) -> dict[str, str]:
    problem = realm(policy=policy(jurisdiction=NM_3))
    whole = problem.model_copy(update={"targets": (*problem.targets, *targets)})
    homes = Offices(whole).homes
    return {target.id: homes[target.id] for target in targets if target.id in homes}


def test_a_school_belongs_to_the_office_of_its_affiliation() -> None:
    assert _homes(
        _school(id="a"),
        _school(id="b", level=Level.TOWNSHIP),
        _school(id="c", level=Level.PREFECTURE),
        _school(id="d", level=Level.PROVINCE, stage=Stage.UNIVERSITY),
    ) == {"a": "x01", "b": "x01", "c": "x0", "d": "x"}


def test_jurisdiction_moves_a_target_up() -> None:
    """nm.3: a vocational school of a county is the prefecture's."""
    assert _homes(_school(id="v", stage=Stage.SECONDARY_VOCATIONAL)) == {"v": "x0"}


def test_nobody_inspects_the_own_government() -> None:
    problem = realm()
    own = Government(id="g", name="g", region="x0", lon=102, lat=27, level=Level.PREFECTURE)
    other = Government(id="h", name="h", region="x00", lon=102, lat=27)
    whole = problem.model_copy(update={"targets": (*problem.targets, own, other)})
    of = {o: {t.id for t in found} for o, found in Offices(whole).targets_of.items()}
    assert "g" not in {*of["x0"], *of["x"]}
    assert "h" not in of["x00"]


def test_own_people_and_experts_from_below() -> None:
    people = Offices(realm()).people_of
    assert [p.id for p in people["x00"]] == ["x00-0", "x00-1", "x00-2", "x00-e0"]
    assert [p.id for p in people["x0"]] == ["x0-0", "x0-1", "x0-2", "x00-e0", "x01-e0"]
    assert [p.id for p in people["x"] if p.employment is Employment.EXPERT] == [
        "x00-e0",
        "x01-e0",
        "x10-e0",
        "x11-e0",
    ]


def test_experts_of_a_joint_pool() -> None:
    people = Offices(realm(joint_pools=pool("x00", "x10"))).people_of
    assert [p.id for p in people["x00"]][-2:] == ["x00-e0", "x10-e0"]
    assert "x10-e0" not in [p.id for p in people["x01"]]


def _borrowing(team: TeamRule) -> bool:
    programme = drawn(Level.PREFECTURE, team=team)
    people = Offices(realm(programmes=(programme, *PROGRAMMES[2:]))).people_of
    return any(p.id == "x00-e0" for p in people["x0"])


def test_experts_are_borrowed_only_for_teams_that_can_hold_them() -> None:
    full = InspectorFilter(employment=(Employment.FULL_TIME,))
    outside = InspectorFilter(outside_county=True)
    assert _borrowing(TeamRule(size=2, lead=full))
    assert _borrowing(TeamRule(size=2, members=outside))
    assert not _borrowing(TeamRule(size=2, members=full))
    assert _borrowing(TeamRule(size=2, needs=(Need(who=full, at_least=1),)))
    assert not _borrowing(TeamRule(size=2, needs=(Need(who=full, at_least=2),)))
    assert not _borrowing(TeamRule(responsible=True))


def test_every_task_stands_after_all_it_waits_for() -> None:
    problem = realm(prefectures=3, counties=3, joint_pools=pool("x00", "x11", "x22", "x02"))
    seen: set[str] = set()
    for task in Offices(problem).tasks:
        assert seen.issuperset(task.after)
        seen.add(task.key)


def test_offices_are_found_in_about_linear_time() -> None:
    """Twice the counties, about twice the lines followed."""
    lines = []
    for counties in (4, 8, 16):
        offices = Offices(realm(counties=counties, schools=2))
        lines.append(
            sum(map(len, offices.targets_of.values())) + sum(map(len, offices.people_of.values()))
        )
    assert all(later <= 2 * earlier for earlier, later in pairwise(lines))


def test_a_programme_of_a_lower_level_is_planned_below() -> None:
    offices = Offices(realm())
    programmes: dict[str, tuple[Programme, ...]] = {o: offices.programmes(o) for o in offices.ids}
    assert [p.id for p in programmes["x"]] == ["province-drawn"]
    assert [p.id for p in programmes["x11"]] == ["county-special", "regular"]
    assert Region(id="x", name="省", level=Level.PROVINCE) in offices.problem.regions
