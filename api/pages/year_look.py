"""How the year is looked at: all of it is in the address of the page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from api.desk.year import Year
from api.store.visits import Entry

E = TypeVar("E", bound=StrEnum)


class Mode(StrEnum):
    """What is drawn."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    PEOPLE = "people"
    TEAMS = "teams"


class Count(StrEnum):
    """What colours a day of the year: visits under way, or people who are out."""

    VISITS = "visits"
    PEOPLE = "people"


@dataclass(frozen=True)
class Look:
    """What is shown. `day` lies in the month or week; empty filters show everything."""

    mode: Mode
    day: date
    count: Count = Count.VISITS
    region: str = ""
    programme: str = ""
    school: str = ""
    inspector: str = ""
    page: int = 1
    visit: str = ""

    def with_(self, **changes: object) -> "Look":
        """Another look; what changes which rows there are leads back to their first page."""
        turned = changes.keys() <= {"page", "visit"}
        return replace(self, **({} if turned else {"page": 1}) | changes)  # type: ignore[arg-type]

    @property
    def address(self) -> dict[str, str | None]:
        """Its parameters; None: not in the address."""
        told = {one.name: str(getattr(self, one.name)) for one in fields(self)}
        plain = {"mode": Mode.YEAR.value, "count": Count.VISITS.value, "page": "1"}
        if self.mode is Mode.YEAR:
            plain["day"] = told["day"]
        return {name: value if value and value != plain.get(name) else None
                for name, value in told.items()}  # fmt: skip

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day that are shown, where it is not the year."""
        if self.mode is Mode.WEEK:
            monday = self.day - timedelta(self.day.weekday())
            return monday, monday + timedelta(6)
        first = self.day.replace(day=1)
        return first, (first + timedelta(32)).replace(day=1) - timedelta(1)

    def turned(self, steps: int) -> "Look | None":
        """So many months or weeks on; None when that is another year."""
        if self.mode is Mode.WEEK:
            day = self.day + timedelta(7 * steps)
        else:
            month = self.day.month - 1 + steps
            day = date(self.day.year + month // 12, month % 12 + 1, 1)
        return self.with_(day=day) if day.year == self.day.year else None

    def matches(self, entry: Entry, year: Year) -> bool:
        """Whether the filters let a visit through."""
        return (
            (not self.region or entry.region in year.below.get(self.region, ()))
            and (not self.programme or self.programme in entry.programmes)
            and (not self.inspector or self.inspector in entry.team)
            and (not self.school or self.school in entry.target_name or self.school == entry.target)
        )


def look_of(given: Mapping[str, str], year: Year) -> Look:
    """What an address asks for; what makes no sense in it is as if it were not there.

    A visit without a day is shown in its month.
    """
    visit = given.get("visit", "")
    chosen = next((one for one in year.visits if one.id == visit), None)
    mode = _one_of(Mode, given.get("mode", ""), Mode.MONTH if chosen else Mode.YEAR)
    day = _day(given.get("day", ""), year.calendar.year)
    if day is None:
        first = year.visits[0].start if year.visits else year.calendar.first
        day = chosen.start if chosen else first
    page = given.get("page", "1")
    return Look(
        mode=mode,
        day=day,
        count=_one_of(Count, given.get("count", ""), Count.VISITS),
        region=given.get("region", ""),
        programme=given.get("programme", ""),
        school=given.get("school", "").strip(),
        inspector=given.get("inspector", ""),
        page=int(page) if page.isdecimal() and 0 < len(page) < 5 else 1,
        visit=visit if chosen else "",
    )


def days_of(entry: Entry, year: Year) -> Iterator[date]:
    """The days on which a visit is made."""
    day = entry.start
    while day <= entry.end:
        if day in {entry.start, entry.end} or year.calendar.is_working_day(day):
            yield day
        day += timedelta(1)


def by_day(visits: Iterable[Entry], year: Year) -> Mapping[date, list[Entry]]:
    """The visits under way on each day, mornings first."""
    found: dict[date, list[Entry]] = {}
    for entry in visits:
        for day in days_of(entry, year):
            found.setdefault(day, []).append(entry)
    for those in found.values():
        those.sort(key=lambda e: (e.start, e.half, e.number))
    return found


def _one_of(kind: type[E], told: str, otherwise: E) -> E:
    return next((one for one in kind if one == told), otherwise)


def _day(told: str, year: int) -> date | None:
    try:
        found = date.fromisoformat(told)
    except ValueError:
        return None
    return found if found.year == year else None
