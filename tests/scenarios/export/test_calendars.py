from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from models.base import rebuilt
from models.engagement import Engagement
from models.plan import AnnualPlan, Withdrawn
from models.problem import Problem
from models.programme import ProgrammeKind
from scenarios.export.calendars import write_calendars
from scenarios.export.wording import Words

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def folder(problem: Problem, plan: AnnualPlan, tmp_path: Path) -> Path:
    write_calendars(problem, plan, tmp_path, Words())
    return tmp_path


def _events(path: Path) -> dict[str, Any]:
    calendar = Calendar.from_ical(path.read_bytes())
    return {str(event["UID"]): event for event in calendar.events}


def test_one_calendar_a_person_and_one_for_the_office(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    people = {"D_0_张一.ics", "D_1_李二.ics", "D_2_王三.ics", "D_3_赵四.ics", "D_4_钱五.ics"}
    assert names == {"office.ics"} | people


def test_office_holds_everything_once(folder: Path, plan: AnnualPlan) -> None:
    events = _events(folder / "office.ics")
    trainings = {(t.day, t.kind) for t in plan.training or ()}
    assert len(events) == len(plan.visits) + len(trainings) + len(plan.milestones or ())


def test_people_hold_their_own(folder: Path, plan: AnnualPlan) -> None:
    visits = sum("D/1" in v.team for v in plan.visits)
    assert len(_events(folder / "D_1_李二.ics")) == visits + 1
    assert _events(folder / "D_4_钱五.ics") == {}


def test_times_places_and_words(folder: Path) -> None:
    events = _events(folder / "office.ics")
    half = events["visit-regular-S00-05-tiny-2027@dudao"]
    assert half.start == datetime(2027, 5, 28, 14, 30, tzinfo=ZONE)
    assert half.end == datetime(2027, 5, 28, 17, 30, tzinfo=ZONE)
    assert half["SUMMARY"] == "经常性督导：=1+1小学"
    assert half["LOCATION"] == "某镇 =1+1小学"
    assert (half["GEO"].latitude, half["GEO"].longitude) == (26.9, 102.1)
    assert "组长：王三" in half["DESCRIPTION"]
    three = events["visit-comprehensive-S01-tiny-2027@dudao"]
    assert three.start == datetime(2027, 3, 15, 8, 30, tzinfo=ZONE)
    assert three.end == datetime(2027, 3, 16, 12, 0, tzinfo=ZONE)


def test_milestones_are_all_day_and_block_nothing(folder: Path) -> None:
    event = _events(folder / "D_0_张一.ics")["milestone-feedback-comprehensive-S00-tiny-2027@dudao"]
    assert event.start == date(2027, 4, 7)
    assert event["TRANSP"] == "TRANSPARENT"


def test_time_zone_is_defined(folder: Path) -> None:
    calendar = Calendar.from_ical((folder / "office.ics").read_bytes())
    assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Asia/Shanghai"]


def test_equal_plans_give_equal_bytes(
    problem: Problem, plan: AnnualPlan, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    write_calendars(problem, plan, other, Words())
    for path in folder.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes()


def test_ids_that_look_alike_get_files_of_their_own(
    problem: Problem, plan: AnnualPlan, tmp_path: Path
) -> None:
    person = problem.inspectors[0]
    twins = [person.model_copy(update={"id": i, "name": "甲"}) for i in ("a/b", "A b", "../a_b")]
    changed = problem.model_copy(update={"inspectors": tuple(twins)})
    written = write_calendars(changed, plan, tmp_path / "ics", Words())
    assert len({p.name.casefold() for p in written}) == 4
    assert all(p.parent == tmp_path / "ics" for p in written)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ics"]


def test_visits_of_other_offices_stand_beside(
    problem: Problem, plan: AnnualPlan, tmp_path: Path
) -> None:
    away = Engagement(
        id="E1",
        office="510421",
        kind=ProgrammeKind.CROSS,
        start=date(2027, 10, 12),
        half_days=3,
        team=("D/1",),
    )
    here = away.model_copy(update={"id": "E2", "target": "S00", "team": (), "office": "省"})
    write_calendars(rebuilt(problem, engagements=(away, here)), plan, tmp_path, Words())
    event = _events(tmp_path / "D_1_李二.ics")["engagement-E1-tiny-2027@dudao"]
    assert event.start == datetime(2027, 10, 12, 8, 30, tzinfo=ZONE)
    assert event.end == datetime(2027, 10, 13, 12, 0, tzinfo=ZONE)
    assert event["SUMMARY"] == "示例县的交叉督导"
    assert "参加：李二" in event["DESCRIPTION"]
    office = _events(tmp_path / "office.ics")
    assert office["engagement-E2-tiny-2027@dudao"]["SUMMARY"] == "省的交叉督导：=1+1小学"
    assert not any(uid.startswith("engagement") for uid in _events(tmp_path / "D_0_张一.ics"))


def test_what_people_no_longer_do_leaves_their_calendars(
    problem: Problem, plan: AnnualPlan, tmp_path: Path
) -> None:
    dropped, given_away = plan.visits[0], plan.visits[1]
    left, stays = given_away.team[0], given_away.team[1:]
    others = given_away.model_copy(update={"team": stays, "lead": stays[0]})
    gone = (
        Withdrawn(visit=dropped, people=dropped.team),
        Withdrawn(visit=given_away, people=(left,)),
    )
    changed = plan.model_copy(
        update={"visits": (others, *plan.visits[2:]), "withdrawn": gone, "revision": 3}
    )
    write_calendars(problem, changed, tmp_path, Words())
    cancelled = {
        path.name: {
            uid.partition("-tiny")[0].removeprefix("visit-")
            for uid, event in _events(path).items()
            if event.get("STATUS") == "CANCELLED" and event["SEQUENCE"] == 3
        }
        for path in tmp_path.iterdir()
    }
    told: dict[str, set[str]] = {"office.ics": {dropped.id}}
    for person in problem.inspectors:
        name = f"{person.id.replace('/', '_')}_{person.name}.ics"
        told[name] = {w.visit.id for w in gone if person.id in w.people}
    assert cancelled == told
    assert len(_events(tmp_path / "office.ics")) == len(
        _events(tmp_path / "office.ics").keys() | {f"visit-{dropped.id}-tiny-2027@dudao"}
    )
