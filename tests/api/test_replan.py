"""`dudao replan` as a planner uses it."""

import json
from pathlib import Path

import pytest
from icalendar import Calendar
from typer.testing import CliRunner

from api.main import app
from planner.options import Options
from planner.pipeline import plan_year
from scenarios.dataset import write_dataset
from scenarios.export import write_plan
from scenarios.generate import generate

RUN = CliRunner()


@pytest.fixture(scope="module", name="office")
def _office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a data set `data` and its plan `plan`."""
    folder = tmp_path_factory.mktemp("office")
    problem = generate(schools=5, seed=3, policy="miyi-2022")
    write_dataset(problem, folder / "data")
    write_plan(problem, plan_year(problem, Options(time_limit_s=10)), folder / "plan")
    return folder


def replan(office: Path, *more: str) -> tuple[int, str]:
    """The command from 1 March on."""
    words = ["replan", str(office / "plan"), "--data", str(office / "data"), *more]
    found = RUN.invoke(app, [*words, "--lang", "en"], terminal_width=200)
    return found.exit_code, found.output


def test_a_visit_that_did_not_take_place_is_made_up_for(office: Path, tmp_path: Path) -> None:
    plan = json.loads((office / "plan" / "plan.json").read_text("utf-8"))
    visit = next(v for v in plan["visits"] if v["half_days"] > 1 or v["start"] >= "2027-03-10")
    since = "2027-06-01" if visit["start"] < "2027-06-01" else "2027-12-01"
    events = tmp_path / "events.toml"
    events.write_text(f'name = "events"\n[[change]]\ncancelled = ["{visit["id"]}"]\n', "utf-8")
    code, output = replan(
        office, "--from", since, "--with", str(events), "--out", str(tmp_path / "out")
    )
    assert code in (0, 1), output
    listed = json.loads((tmp_path / "out" / "changes.json").read_text("utf-8"))
    assert listed["since"] == since
    assert [c["visit"] for c in listed["changes"]][:1] == [visit["id"]]
    assert listed["changes"][0]["cause"]["code"] == "change.cancelled"
    text = (tmp_path / "out" / "ics" / "office.ics").read_bytes()
    events_of = Calendar.from_ical(text).walk("VEVENT")
    assert {int(str(e["SEQUENCE"])) for e in events_of} == {1}
    old = Calendar.from_ical((office / "plan" / "ics" / "office.ics").read_bytes()).walk("VEVENT")
    assert {str(e["UID"]) for e in old if "visit-" in str(e["UID"])} >= {
        str(e["UID"]) for e in events_of if "visit-" in str(e["UID"])
    }


@pytest.mark.parametrize(
    ("since", "told"), [("2028-03-01", "must lie in 2027"), ("2027-13-01", "2027-13-01")]
)
def test_a_wrong_day_is_told_and_nothing_written(
    office: Path, tmp_path: Path, since: str, told: str
) -> None:
    code, output = replan(office, "--from", since, "--out", str(tmp_path / "out"))
    assert code == 2
    assert told in output
    assert not (tmp_path / "out").exists()


def test_an_unknown_visit_is_told_with_the_nearest(office: Path, tmp_path: Path) -> None:
    events = tmp_path / "events.toml"
    events.write_text('name = "events"\n[[change]]\ncancelled = ["regular-S001-0"]\n', "utf-8")
    code, output = replan(
        office, "--from", "2027-06-01", "--with", str(events), "--out", str(tmp_path / "out")
    )
    assert code == 2
    assert "regular-S001-0" in output
