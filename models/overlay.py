"""Overlays (情景): changes laid over a data set, one type a sort of change.

The fields of a change are, by their aliases, its keys in the file. Wherever a change takes a
number, `BLANK` may stand instead: the overlay is then a template, to be filled with one number.
"""

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

from models.base import Frozen
from models.plan import Half

BLANK = "$x"
"""In place of a number: the number that fills the template."""


def settled(value: object) -> Any:
    """The value with lists as tuples, so that it is what its text says again."""
    if isinstance(value, Mapping):
        return {str(key): settled(inner) for key, inner in value.items()}
    return tuple(map(settled, value)) if isinstance(value, list | tuple) else value


def _table(value: object) -> Any:
    if not isinstance(value, Mapping):
        raise PydanticCustomError("dict_type", "a table")
    return settled(value)


def _figure(value: object) -> Any:
    if value == BLANK:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise PydanticCustomError("float_type", "a number")
    return float(value)


def _share(value: object) -> Any:
    figure = _figure(value)
    if isinstance(figure, float):
        for kind, bad in (("greater_than_equal", figure < 0), ("less_than_equal", figure > 1)):
            if bad:
                raise PydanticCustomError(kind, "a share", {"ge": 0} if figure < 0 else {"le": 1})
    return figure


def _factor(value: object) -> Any:
    figure = _figure(value)
    if isinstance(figure, float) and not 0 < figure <= MOST:
        if figure > MOST:
            raise PydanticCustomError("less_than_equal", "a factor", {"le": MOST})
        raise PydanticCustomError("greater_than", "a factor", {"gt": 0})
    return figure


def _day(value: object) -> object:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            raise PydanticCustomError("date_parsing", "a date") from None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise PydanticCustomError("date_type", "a date")
    return value


MOST = 10
"""Nobody plans with more than ten times the people: a greater factor is a slip."""

Table = Annotated[Mapping[str, Any], PlainValidator(_table)]
"""Values by key, as TOML has them: text, numbers, dates, lists and tables."""

Figure = Annotated[float | Literal["$x"], PlainValidator(_figure)]
Share = Annotated[float | Literal["$x"], PlainValidator(_share)]
Factor = Annotated[float | Literal["$x"], PlainValidator(_factor)]
Day = Annotated[date, BeforeValidator(_day)]
Ids = tuple[str, ...]


class _Change(Frozen):
    model_config = ConfigDict(populate_by_name=True)


class AddRows(_Change):
    """Rows more in a sheet, with its columns as keys.

    With `since` people are there, and targets open, from that day on.
    """

    sheet: str = Field(alias="add")
    rows: tuple[Table, ...] = Field(min_length=1)
    since: Day | None = Field(default=None, alias="from")


class RemoveRows(_Change):
    """Rows less, with everything that refers to them.

    Those of `ids`, or those `where` columns have these values: all, or the first `number`. With
    `since` people leave, and targets close, on that day and stay in the data.
    """

    sheet: str = Field(alias="remove")
    ids: Ids = ()
    where: Table | None = None
    number: int | None = Field(default=None, ge=1)
    since: Day | None = Field(default=None, alias="from")


class SetRows(_Change):
    """Other values in rows that are there; an empty text takes a value away."""

    sheet: str = Field(alias="set")
    ids: Ids = ()
    where: Table | None = None
    number: int | None = Field(default=None, ge=1)
    values: Table


class Moved(_Change):
    """People who live in another region from now on, at its seat unless a position is given."""

    people: Ids = Field(alias="move", min_length=1)
    region: str = Field(alias="to")
    lon: Figure | None = None
    lat: Figure | None = None


class Closed(_Change):
    """Targets that cannot be visited from `since`, until the year's end unless `until` is given."""

    targets: Ids = Field(alias="close", min_length=1)
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    reason: str = ""


class Merged(_Change):
    """Schools that become one with `into`, from `since` on or for the whole year."""

    targets: Ids = Field(alias="merge", min_length=1)
    into: str
    since: Day | None = Field(default=None, alias="from")


class RoadClosed(_Change):
    """The roads between two nodes are closed, both ways."""

    ends: tuple[str, str] = Field(alias="close_road")


class SettingsLaid(_Change):
    """Other settings, by their keys in the sheet of settings."""

    settings: Table


class PolicyLaid(_Change):
    """Numbers laid over the policy as `policy.toml` is."""

    policy: Table


class PackTaken(_Change):
    """Another policy pack; its programmes take the place of the former pack's.

    `rules` is the pack itself when it is none that is shipped: a file beside the overlay, taken in
    when that is read, so that the overlay stands for itself.
    """

    pack: str
    also: Ids = ()
    rules: Table | None = None


class ProgrammeLaid(_Change):
    """A programme more, or other values for the one of that id."""

    programme: Table


class ProgrammesOff(_Change):
    """Programmes that do not take place."""

    programmes: Ids = Field(alias="off", min_length=1)


class WindowsMoved(_Change):
    """Other windows (`windows`) for programmes, or all of them so many `days` later."""

    programmes: Ids = Field(alias="move_windows", min_length=1)
    days: Figure | None = None
    windows: tuple[Table, ...] | None = None


class Headcount(_Change):
    """So many times the people, evenly over kinds of employment and regions."""

    headcount: Factor


class FullTimeShare(_Change):
    """The share of full-time among all inspectors who are no experts."""

    full_time_share: Share


class Slack(_Change):
    """Everybody's limits of work lowered by this share."""

    slack: Share


class Cancelled(_Change):
    """Visits of a plan that did not take place; for replanning."""

    visits: Ids = Field(alias="cancelled", min_length=1)


class Held(_Change):
    """A visit of a plan that was made otherwise than planned; for replanning."""

    visit: str = Field(alias="held")
    start: Day | None = None
    half: Half | None = None
    team: Ids | None = Field(default=None, min_length=1)


CHANGES = (
    *(AddRows, RemoveRows, SetRows, Moved, Closed, Merged, RoadClosed, SettingsLaid, PolicyLaid),
    *(PackTaken, ProgrammeLaid, ProgrammesOff, WindowsMoved, Headcount, FullTimeShare, Slack),
    *(Cancelled, Held),
)
"""Every sort of change; the alias of its first field is the key that tells it in a file."""

Change = (
    AddRows
    | RemoveRows
    | SetRows
    | Moved
    | Closed
    | Merged
    | RoadClosed
    | SettingsLaid
    | PolicyLaid
    | PackTaken
    | ProgrammeLaid
    | ProgrammesOff
    | WindowsMoved
    | Headcount
    | FullTimeShare
    | Slack
    | Cancelled
    | Held
)


class Overlay(Frozen):
    """Changes in order; each sees the result of those before it.

    `place` and `lines` say where it was read, each change with the lines of its keys by path; they
    do not count when overlays are compared.
    """

    name: str = Field(min_length=1)
    changes: tuple[Change, ...] = ()
    place: str = ""
    lines: tuple[Mapping[str, int], ...] = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Overlay):
            return NotImplemented
        return (self.name, self.changes) == (other.name, other.changes)

    def __hash__(self) -> int:
        return hash((self.name, len(self.changes)))


class Events(Frozen):
    """What happened to visits of a plan: those that did not take place, those made otherwise."""

    cancelled: frozenset[str] = frozenset()
    held: tuple[Held, ...] = ()


def events(overlays: tuple[Overlay, ...]) -> Events:
    """The events of all overlays together, in their order."""
    changes = [change for overlay in overlays for change in overlay.changes]
    return Events(
        cancelled=frozenset(v for c in changes if isinstance(c, Cancelled) for v in c.visits),
        held=tuple(c for c in changes if isinstance(c, Held)),
    )
