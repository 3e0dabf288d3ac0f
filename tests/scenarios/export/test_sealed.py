"""Nothing but the team's own files tells of a sealed visit.

Two plans that differ in their sealed visits alone give the same bytes outside `sealed`: whatever
could tell of a date, a target or a team would differ.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from models.base import rebuilt
from models.plan import (
    AnnualPlan,
    Conflict,
    LeftOut,
    Milestone,
    MilestoneKind,
    Selected,
    Trip,
    Visit,
    Withdrawn,
)
from models.problem import Problem
from models.programme import Programme, ProgrammeKind, SelectionMode
from models.text import Text
from planner.audit import audit
from scenarios.export import read_plan_json, write_plan
from scenarios.export.sealed import open_form, sealed_visits

JOINT = Programme(id="joint", name="联合督查", kind=ProgrammeKind.JOINT, sealed=True)


@pytest.fixture(scope="module")
def office(problem: Problem) -> Problem:
    return rebuilt(problem, programmes=(*problem.programmes, JOINT))


def with_sealed(plan: AnnualPlan, target: str, start: date, *team: str) -> AnnualPlan:
    """The plan with a sealed visit, its step, its trip, a rival, and another one left out."""
    visit = Visit(
        id=f"joint-{target}",
        target=target,
        programmes=("joint",),
        kind=ProgrammeKind.JOINT,
        start=start,
        half=plan.visits[0].half,
        half_days=2,
        end=start,
        team=team,
        lead=team[0],
        travel_km=start.day,
        cost_yuan=100 * start.day,
    )
    step = Milestone(
        id=f"{visit.id}-feedback",
        kind=MilestoneKind.FEEDBACK,
        due=start + timedelta(14),
        visit=visit.id,
        target=target,
        inspector=team[0],
    )
    trip = Trip(
        id="T0001",
        people=team,
        visits=(visit.id,),
        start=start,
        end=start,
        nights=0,
        travel_km=start.day,
        drive_minutes=9,
        cost_yuan=start.day,
    )
    rival = plan.left_out[0].model_copy(
        update={
            "conflict": Conflict(rules=(), visits=(visit.id,)),
            "remedies": (Text(code="test.remedy", args={"visit": visit.id}),),
        }
    )
    omitted = LeftOut(
        id=f"joint-{target}-2",
        target=target,
        programmes=("joint",),
        kind=ProgrammeKind.JOINT,
        mandatory=True,
        reasons=(),
    )
    stage = plan.stages[0].model_copy(update={"stage": "teams", "objective": float(start.day)})
    score = Selected(programme="joint", target=target, score=start.day, terms=())
    gone = Withdrawn(visit=visit.model_copy(update={"id": f"joint-{target}-3"}), people=team[:1])
    return plan.model_copy(
        update={
            "selected": (score,),
            "visits": (*plan.visits, visit),
            "trips": (trip,),
            "milestones": (*(plan.milestones or ()), step),
            "left_out": (rival, omitted),
            "stages": (*plan.stages, stage),
            "seconds": {"visits": float(start.day)},
            "withdrawn": (gone,),
        }
    )


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def opened(folder: Path) -> dict[str, bytes]:
    return {name: text for name, text in files(folder).items() if not name.startswith("sealed/")}


def test_open_files_do_not_depend_on_sealed_visits(
    office: Problem, plan: AnnualPlan, tmp_path: Path
) -> None:
    one = with_sealed(plan, "S03", date(2027, 5, 18), "D/1", "D/3")
    other = with_sealed(plan, "S07", date(2027, 10, 12), "D/0", "D/4", "D/2")
    for name, made in (("one", one), ("other", other)):
        write_plan(office, made, tmp_path / name)
    assert opened(tmp_path / "one") == opened(tmp_path / "other")
    assert files(tmp_path / "one") != files(tmp_path / "other")


def test_the_whole_plan_and_the_team_s_calendars_lie_apart(
    office: Problem, plan: AnnualPlan, tmp_path: Path
) -> None:
    made = with_sealed(plan, "S03", date(2027, 5, 18), "D/1", "D/3")
    write_plan(office, made, tmp_path)
    inside = tmp_path / "sealed"
    assert inside.stat().st_mode & 0o077 == 0
    assert read_plan_json(inside / "plan.json") == made
    calendars = {file.name: file.read_text("utf-8") for file in (inside / "ics").iterdir()}
    assert sorted(calendars) == ["D_1_李二.ics", "D_3_赵四.ics"]
    assert all("joint-S03" in text for text in calendars.values())
    assert (tmp_path / "ics" / "D_1_李二.ics").is_file()


def test_the_open_form_says_how_many_there_are(office: Problem, plan: AnnualPlan) -> None:
    made = with_sealed(plan, "S03", date(2027, 5, 18), "D/1", "D/3")
    shown = open_form(office, made)
    assert shown.withheld == 3
    assert shown.notices[-1] == Text(code="notice.withheld", args={"count": 3})
    assert [v.id for v in shown.visits] == [v.id for v in plan.visits]
    assert shown.left_out[0].conflict is None
    assert open_form(office, plan) is plan
    assert [w.people for w in open_form(office, made, member="D/1").withdrawn] == [("D/1",)]
    alone = open_form(office, plan.model_copy(update={"withdrawn": made.withdrawn}))
    assert (alone.withheld, alone.withdrawn) == (1, ())


def test_a_form_that_withholds_is_not_asked_for_sealed_visits(
    office: Problem, plan: AnnualPlan
) -> None:
    made = with_sealed(plan, "S03", date(2027, 5, 18), "D/1", "D/3")
    asked = {f.text.args.get("programme_id") for line in audit(office, plan) for f in line.findings}
    assert "joint" in asked
    shown = open_form(office, made)
    asked = {
        f.text.args.get("programme_id") for line in audit(office, shown) for f in line.findings
    }
    assert "joint" not in asked


def test_a_visit_that_is_done_is_open(office: Problem, plan: AnnualPlan, tmp_path: Path) -> None:
    made = with_sealed(plan, "S03", date(2027, 5, 18), "D/1", "D/3")
    made = made.model_copy(update={"left_out": made.left_out[:1]})
    assert sealed_visits(office, made, date(2027, 5, 18)) == {"joint-S03"}
    assert sealed_visits(office, made, date(2027, 5, 19)) == frozenset()
    write_plan(office, made, tmp_path)
    assert (tmp_path / "sealed").is_dir()
    write_plan(office, made, tmp_path, on=date(2027, 5, 19))
    assert not (tmp_path / "sealed").exists()
    assert read_plan_json(tmp_path / "plan.json") == made


@pytest.mark.parametrize("selection", [SelectionMode.DRAWN])
def test_a_sealed_programme_is_not_drawn_by_a_public_seed(selection: SelectionMode) -> None:
    values = JOINT.model_dump() | {"selection": {"mode": selection, "number": 1}}
    with pytest.raises(ValueError, match="seed is public"):
        Programme.model_validate(values)


def test_no_programme_joins_a_sealed_one(office: Problem) -> None:
    with pytest.raises(ValueError, match="cannot join"):
        Programme.model_validate(JOINT.model_dump() | {"joins": ("regular",)})
    guest = office.programmes[0].model_copy(update={"joins": ("joint",)})
    with pytest.raises(ValueError, match="which is sealed"):
        rebuilt(office, programmes=(guest, *office.programmes[1:]))


def test_everything_a_plan_states_has_been_thought_of() -> None:
    """A new field may tell of sealed visits: let `open_form` see to it, then name it here."""
    told = {
        "withdrawn",
        "selected",
        "rotations",
        "visits",
        "trips",
        "milestones",
        "left_out",
        "stages",
        "compliance",
        "notices",
    }
    silent = {"schema_id", "origin", "status", "zones", "training", "staffing"}
    silent |= {"since", "published_until", "revision"}
    assert set(AnnualPlan.model_fields) == told | silent | {"withheld", "seconds"}
    assert set(LeftOut.model_fields) == {
        *("id", "target", "programmes", "kind", "mandatory", "reasons", "conflict", "remedies")
    }
