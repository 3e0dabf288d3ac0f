"""Public holidays and the work calendar."""

import csv
from datetime import date
from pathlib import Path

import pytest

from models.calendar import WorkCalendar
from scenarios.dataset import read_dataset, write_dataset
from scenarios.publicholidays import is_announced, public_holidays, shifted_workdays
from tests.scenarios.data.sample import sample

HOLIDAYS = Path(__file__).parents[4] / "shared" / "data" / "china" / "holidays"
VERDICTS = HOLIDAYS / "workday_compare_2018_2027.csv"

CALENDAR = """
public_holidays = "CN"
{more}
[[terms]]
name = "全年"
start = {year}-01-01
end = {year}-12-31
"""


def calendar(folder: Path, year: int, more: str = "") -> WorkCalendar:
    write_dataset(
        sample().model_copy(update={"history": (), "engagements": (), "pins": ()}), folder
    )
    text = (folder / "dataset.toml").read_text("utf-8")
    (folder / "dataset.toml").write_text(text.replace("year = 2026", f"year = {year}"), "utf-8")
    (folder / "calendar.toml").write_text(CALENDAR.format(year=year, more=more), "utf-8")
    return read_dataset(folder).calendar


def test_2026(tmp_path: Path) -> None:
    days = calendar(tmp_path, 2026)
    assert not days.provisional
    assert days.workdays == tuple(
        date(2026, m, d) for m, d in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
    )
    for shifted in days.workdays:
        assert days.is_working_day(shifted)
    inside_the_break = date(2026, 10, 3)
    assert inside_the_break.weekday() == 5
    assert inside_the_break in days.holidays
    assert not days.is_working_day(date(2026, 10, 7))


def test_2027_is_not_announced(tmp_path: Path) -> None:
    days = calendar(tmp_path, 2027)
    assert days.provisional
    assert not days.workdays
    assert date(2027, 10, 1) in days.holidays


def test_announced_years() -> None:
    assert all(is_announced(year) for year in range(2018, 2027))
    assert not any(is_announced(year) for year in range(2027, 2040))


@pytest.mark.skipif(not VERDICTS.exists(), reason="the State Council's calendars are not here")
def test_agrees_with_the_state_council() -> None:
    with VERDICTS.open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if int(r["date"][:4]) <= 2026]
    assert len(rows) == 3287
    for row in rows:
        day = date.fromisoformat(row["date"])
        off, on = public_holidays(day.year), shifted_workdays(day.year)
        works = day not in off and (day.weekday() < 5 or day in on)
        assert works == (row["workday_holiday_cn"] == "1"), day


def test_overrides(tmp_path: Path) -> None:
    more = "holidays = [2026-05-09, 2026-04-13]\nworkdays = [2026-10-07, 2026-10-17]\n"
    days = calendar(tmp_path, 2026, more)
    for off in (date(2026, 5, 9), date(2026, 4, 13)):
        assert not days.is_working_day(off)
    for on in (date(2026, 10, 7), date(2026, 10, 17), date(2026, 1, 4)):
        assert days.is_working_day(on)


@pytest.mark.parametrize(
    ("more", "provisional"),
    [("", True), ("provisional = false", False), ("provisional = true", True)],
)
def test_what_the_data_set_says_counts(tmp_path: Path, more: str, provisional: bool) -> None:
    assert calendar(tmp_path, 2027, more).provisional is provisional


def test_own_holidays_of_a_year_not_announced(tmp_path: Path) -> None:
    write_dataset(sample().model_copy(update={"engagements": (), "pins": ()}), tmp_path)
    file = tmp_path / "calendar.toml"
    text = file.read_text("utf-8").replace("provisional = false\n", "").replace("2027-", "2028-")
    file.write_text(text.replace("2026-", "2027-"), "utf-8")
    settings = tmp_path / "dataset.toml"
    settings.write_text(settings.read_text("utf-8").replace("year = 2026", "year = 2027"), "utf-8")
    assert not read_dataset(tmp_path).calendar.provisional
