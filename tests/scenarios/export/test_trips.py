"""Trips in figures, sheet and calendars."""

from pathlib import Path

import openpyxl
import pytest

from models.plan import AnnualPlan, Trip
from models.problem import Problem
from scenarios.export.calendars import write_calendars
from scenarios.export.tally import Tally
from scenarios.export.wording import Words
from scenarios.export.workbook import write_workbook


@pytest.fixture
def toured(plan: AnnualPlan) -> AnnualPlan:
    """The first visit's lead alone on a trip with a night away."""
    visit = plan.visits[0]
    trip = Trip(
        id="T0001",
        people=(visit.lead,),
        visits=(visit.id,),
        start=visit.start,
        end=visit.end,
        nights=1,
        travel_km=77.7,
        drive_minutes=100,
        cost_yuan=555,
    )
    return plan.model_copy(update={"trips": (trip,)})


def test_totals_are_those_of_trips(problem: Problem, plan: AnnualPlan, toured: AnnualPlan) -> None:
    tally, without = Tally(problem, toured), Tally(problem, plan)
    assert (tally.travel_km, tally.cost_yuan) == (77.7, 555)
    assert without.cost_yuan == sum(v.cost_yuan for v in plan.visits)
    load = tally.load(toured.visits[0].lead)
    assert (load.nights, load.travel_km) == (1, 77.7)


def test_sheet(problem: Problem, toured: AnnualPlan, tmp_path: Path) -> None:
    write_workbook(problem, toured, tmp_path / "plan.xlsx", Words("zh"))
    sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx")["行程"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any("T0001" in row and 77.7 in row and 1 in row for row in rows)


def test_a_night_away_stands_in_the_calendar(
    problem: Problem, toured: AnnualPlan, tmp_path: Path
) -> None:
    write_calendars(problem, toured, tmp_path, Words("en"))
    office = (tmp_path / "office.ics").read_text("utf-8")
    assert office.count("UID:trip-T0001-") == 1
