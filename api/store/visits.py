"""The visits of a finished plan, one row each: to be filtered and read page by page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple

from pydantic_core import from_json
from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    delete,
    func,
    insert,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import Session

from api.store.tables import MemberRow, VisitRow
from models.base import Frozen
from models.plan import Visit
from models.problem import Problem


@dataclass(frozen=True, slots=True)
class PlacedVisit:
    """A visit with the office that makes it and the region of its target.

    `number` is its place among all of the plan; `content` the visit itself; `names` are those of
    its target, region, people and programmes.
    """

    number: int
    visit: str
    office: str
    region: str
    target: str
    kind: str
    start: date
    end: date
    sealed: bool
    content: dict[str, Any]
    names: dict[str, Any]


_SHOWN = [getattr(VisitRow, field.name) for field in fields(PlacedVisit)]
"""Columns are read twice as fast as rows that the session keeps track of."""


class Filter(Frozen):
    """Which visits are asked for; None: whichever.

    `sealed_for` is to whom sealed visits are shown: None, to somebody who may see all; an
    inspector, who sees those of his or her teams; "", to anybody else, who sees none. Sealed visits
    that ended before `today`, and those of `open_offices`, are open to all. `among` has the first
    and the last number.
    """

    offices: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    visit: str | None = None
    target: str | None = None
    inspector: str | None = None
    kind: str | None = None
    since: date | None = None
    until: date | None = None
    sealed_for: str | None = ""
    open_offices: frozenset[str] = frozenset()
    today: date | None = None
    among: tuple[int, int] | None = None


class Place(Frozen):
    """Where a page ends and the next begins."""

    start: date
    number: int


@dataclass(frozen=True)
class Page:
    """Visits in the order of their days; `after` is None on the last page."""

    visits: tuple[PlacedVisit, ...]
    after: Place | None


def fill(
    session: Session, plan: str, problem: Problem, visits: Iterable[tuple[str, Visit]]
) -> None:
    """Write the rows of a plan anew.

    Parameters
    ----------
    visits
        Each with the office that makes it.
    """
    sealed = {programme.id for programme in problem.programmes if programme.sealed}
    rows: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    for number, (office, visit) in enumerate(visits, start=1):
        rows.append(
            {
                "plan": plan,
                "number": number,
                "visit": visit.id,
                "office": office,
                "region": problem.target_by_id[visit.target].region,
                "target": visit.target,
                "kind": visit.kind.value,
                "start": visit.start,
                "end": visit.end,
                "sealed": not sealed.isdisjoint(visit.programmes),
                "content": visit.model_dump(mode="json"),
                "names": _names(problem, visit),
            }
        )
        members += [
            {"plan": plan, "number": number, "inspector": who} for who in dict.fromkeys(visit.team)
        ]
    session.execute(delete(VisitRow).where(VisitRow.plan == plan))
    session.execute(delete(MemberRow).where(MemberRow.plan == plan))
    if rows:
        session.execute(insert(VisitRow), rows)
    if members:
        session.execute(insert(MemberRow), members)


def page(
    session: Session, plan: str, which: Filter, *, after: Place | None = None, limit: int = 100
) -> Page:
    """A page of visits in the order of their days."""
    query = _filtered(select(*_SHOWN), plan, which)
    if after is not None:
        here = tuple_(VisitRow.start, VisitRow.number)
        query = query.where(here > tuple_(after.start, after.number))
    query = query.order_by(_first(which), VisitRow.number).limit(limit + 1)
    rows = session.execute(query).all()
    shown = tuple(PlacedVisit(*row) for row in rows[:limit])
    more = len(rows) > limit
    return Page(
        visits=shown,
        after=Place(start=shown[-1].start, number=shown[-1].number) if more else None,
    )


def _first(which: Filter) -> ColumnElement[date]:
    """The day by which visits are sorted.

    Of one school or person there are few: they are found by it and then sorted. SQLite would go
    through all of the plan by day, as it does not sort what an index has in order.
    """
    few = which.visit or which.target or which.inspector
    return func.coalesce(VisitRow.start, VisitRow.start) if few else VisitRow.start.expression


def count(session: Session, plan: str, which: Filter) -> int:
    """How many visits that is."""
    query = _filtered(select(func.count()).select_from(VisitRow), plan, which)
    return int(session.execute(query).scalar_one())


def every(session: Session, plan: str, which: Filter) -> tuple[PlacedVisit, ...]:
    """All of them, in the order of their days: for few, such as those of a day."""
    query = _filtered(select(*_SHOWN), plan, which)
    rows = session.execute(query.order_by(VisitRow.start, VisitRow.number))
    return tuple(PlacedVisit(*row) for row in rows)


@dataclass(frozen=True)
class Tally:
    """How many visits there are of each target and from each day on, and who makes any."""

    targets: Mapping[str, int]
    days: Mapping[date, int]
    people: frozenset[str]


def tally(session: Session, plan: str, which: Filter) -> Tally:
    """Visits counted by the database: of a province they are too many to be read for it."""

    def counted(column: ColumnElement[Any]) -> dict[Any, int]:
        query = _filtered(select(column, func.count()), plan, which).group_by(column)
        return dict(session.execute(query).all())

    shown = _filtered(select(VisitRow.number), plan, which)
    people = select(MemberRow.inspector).where(MemberRow.plan == plan, MemberRow.number.in_(shown))
    return Tally(
        counted(VisitRow.target.expression),
        counted(VisitRow.start.expression),
        frozenset(session.scalars(people.distinct())),
    )


def kept_back(session: Session, plan: str, which: Filter) -> frozenset[str]:
    """The sealed visits of a plan that are not shown, by id; of other offices too."""
    if which.sealed_for is None and which.offices is None:
        return frozenset()
    sealed = (VisitRow.plan == plan, VisitRow.sealed)
    shown = _filtered(select(VisitRow.number).where(VisitRow.sealed), plan, which)
    hidden = select(VisitRow.visit).where(*sealed, VisitRow.number.not_in(shown))
    return frozenset(session.scalars(hidden))


class Entry(NamedTuple):
    """A visit in a calendar of thousands: what it takes to draw it. Names stand beside ids.

    Tens of thousands of these are made at once, at which frozen dataclasses are slow.
    """

    number: int
    id: str
    region: str
    region_name: str
    target: str
    target_name: str
    kind: str
    programmes: tuple[str, ...]
    programme_names: tuple[str, ...]
    start: date
    end: date
    half: str
    half_days: int
    team: tuple[str, ...]
    team_names: tuple[str, ...]
    lead: str
    travel_km: float
    cost_yuan: int
    sealed: bool


def entries(session: Session, plan: str) -> tuple[Entry, ...]:
    """All visits of a plan in the order of their days, whoever may see them: see `numbers`.

    Their JSON is read all at once, which takes a third of the time of reading it row by row.
    """
    query = select(
        VisitRow.number,
        VisitRow.region,
        VisitRow.start,
        VisitRow.end,
        VisitRow.sealed,
        type_coerce(VisitRow.content, Text),
        type_coerce(VisitRow.names, Text),
    ).where(VisitRow.plan == plan)
    rows = session.execute(query.order_by(VisitRow.start, VisitRow.number)).all()
    contents = from_json(f"[{','.join(row[5] for row in rows)}]")
    names = from_json(f"[{','.join(row[6] for row in rows)}]")
    return tuple(
        Entry(
            number=number,
            id=visit["id"],
            region=region,
            region_name=named.get("region", ""),
            target=visit["target"],
            target_name=named.get("target", ""),
            kind=visit["kind"],
            programmes=tuple(visit["programmes"]),
            programme_names=tuple(named.get("programmes", visit["programmes"])),
            start=start,
            end=end,
            half=visit["half"],
            half_days=visit["half_days"],
            team=tuple(visit["team"]),
            team_names=tuple(named.get("team", visit["team"])),
            lead=visit["lead"],
            travel_km=visit["travel_km"],
            cost_yuan=visit["cost_yuan"],
            sealed=sealed,
        )
        for (number, region, start, end, sealed, *_), visit, named in zip(
            rows, contents, names, strict=True
        )
    )


def numbers(session: Session, plan: str, which: Filter) -> frozenset[int]:
    """Which of a plan's visits that is, by their numbers."""
    return frozenset(session.scalars(_filtered(select(VisitRow.number), plan, which)))


def _filtered(query: Select[Any], plan: str, which: Filter) -> Select[Any]:
    query = query.where(VisitRow.plan == plan)
    for column, values in ((VisitRow.office, which.offices), (VisitRow.region, which.regions)):
        if values is not None:
            query = query.where(column.in_(sorted(values)))
    for column, value in (
        (VisitRow.visit, which.visit),
        (VisitRow.target, which.target),
        (VisitRow.kind, which.kind),
    ):
        if value is not None:
            query = query.where(column == value)
    if which.since is not None:
        query = query.where(VisitRow.end >= which.since)
    if which.until is not None:
        query = query.where(VisitRow.start <= which.until)
    if which.among is not None:
        query = query.where(VisitRow.number.between(*which.among))
    if which.inspector is not None:
        query = query.where(_in_team(plan, which.inspector))
    if which.sealed_for is not None:
        shown: ColumnElement[bool] = VisitRow.sealed.is_(False)
        if which.today is not None:
            shown = shown | (VisitRow.end < which.today)
        if which.open_offices:
            shown = shown | VisitRow.office.in_(sorted(which.open_offices))
        if which.sealed_for:
            shown = shown | _in_team(plan, which.sealed_for)
        query = query.where(shown)
    return query


def _in_team(plan: str, inspector: str) -> ColumnElement[bool]:
    """By a list that is made once: asking of each visit who makes it is dear."""
    numbers = select(MemberRow.number).where(
        MemberRow.plan == plan, MemberRow.inspector == inspector
    )
    return VisitRow.number.in_(numbers)


def _names(problem: Problem, visit: Visit) -> dict[str, Any]:
    """The names of what a visit speaks of, so that a page needs no data set."""
    target = problem.target_by_id[visit.target]
    return {
        "target": target.name,
        "region": problem.tree[target.region].name,
        "team": [problem.inspector_by_id[person].name for person in visit.team],
        "programmes": [problem.programme_by_id[one].name for one in visit.programmes],
    }
