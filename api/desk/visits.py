"""The visits of a plan, page by page: from rows of their own, so that no plan is read for it."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Hashable, Iterator
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from api.accounts.scope import covered
from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.lines import Line
from api.desk.sight import Sight, known_sight, sight, visible
from api.jobs.port import OPEN
from api.store import visits
from api.store.visits import Filter, Place, PlacedVisit
from models.base import Frozen
from models.plan import Half
from models.programme import ProgrammeKind
from models.text import Text

_CHUNK = 500
_AS_THEY_ARE = (
    *("id", "kind", "start", "half", "half_days", "end"),
    *("lead", "travel_km", "cost_yuan"),
)


class Named(Frozen):
    """Something by its id, with its name."""

    id: str
    name: str


class Shown(Frozen):
    """A visit as a page shows it, with names and the office that makes it."""

    id: str
    office: str
    region: Named
    target: Named
    kind: ProgrammeKind
    programmes: tuple[Named, ...]
    start: date
    half: Half
    half_days: int
    end: date
    team: tuple[Named, ...]
    lead: str
    travel_km: float
    cost_yuan: int
    sealed: bool


class VisitPage(Frozen):
    """Visits in the order of their days.

    `total` is how many there are in all, told on the first page; `next` is what to ask for as
    `after`, None on the last page.
    """

    visits: tuple[Shown, ...]
    total: int | None
    next: str | None


class Wanted(Frozen):
    """Which visits are asked for; None: whichever.

    A region stands for all below it, days for any overlap.
    """

    region: Line | None = None
    office: Line | None = None
    target: Line | None = None
    inspector: Line | None = None
    kind: ProgrammeKind | None = None
    since: date | None = None
    until: date | None = None


def page_json(
    who: Asker, id_: str, wanted: Wanted, after: str | None = None, limit: int = 100
) -> bytes:
    """A page of the visits of a plan that one sees: a `VisitPage` as JSON.

    Of a plan that has its result it never changes, and is held.

    Parameters
    ----------
    after
        `next` of the page before.

    Raises
    ------
    Denial
        404 without such a plan; 422 when `after` is nothing that a page gave.
    """
    seen = sight(who, id_)
    which = visible(who, seen)
    found, total = _found(who, id_, _narrowed(who, which, wanted), after, limit)
    # Rows of ours are not judged again: that takes as long as reading them.
    told = to_json(
        {
            "visits": [_fields(row) for row in found.visits],
            "total": total,
            "next": None if found.after is None else _told(found.after),
        }
    )
    if seen.plan.state not in OPEN:
        who.world.written.put(_key(seen, which, wanted, after, limit), told)
    return told


def held_page(
    who: Asker, id_: str, wanted: Wanted, after: str | None = None, limit: int = 100
) -> bytes | None:
    """The same if it is held; nothing is asked of the database."""
    seen = known_sight(who, id_)
    if seen is None:
        return None
    return who.world.written.get(_key(seen, visible(who, seen), wanted, after, limit))


def _key(
    seen: Sight, which: Filter, wanted: Wanted, after: str | None, limit: int
) -> tuple[Hashable, ...]:
    """What decides what is on a page."""
    return ("visits", seen.plan.id, seen.plan.state, which, wanted, after, limit)


def _found(
    who: Asker, id_: str, which: Filter, after: str | None, limit: int
) -> tuple[visits.Page, int | None]:
    place = None if after is None else _place(after)
    with who.world.store.reading() as session:
        found = visits.page(session, id_, which, after=place, limit=limit)
        total = visits.count(session, id_, which) if after is None else None
    return found, total


def every(who: Asker, id_: str, wanted: Wanted | None = None) -> Iterator[Shown]:
    """All visits of a plan that one sees, read as they are asked for; refused at once."""
    return _every(who, id_, _filter(who, id_, wanted or Wanted()))


def sees(who: Asker, id_: str, visit: str) -> bool:
    """Whether somebody sees a visit of a plan."""
    which = _filter(who, id_, Wanted()).model_copy(update={"visit": visit})
    with who.world.store.reading() as session:
        return visits.count(session, id_, which) > 0


def shown(row: PlacedVisit) -> Shown:
    """A row as pages show it."""
    return Shown.model_validate(_fields(row))


def _fields(row: PlacedVisit) -> dict[str, Any]:
    """A row as `Shown` has it, in its order."""
    visit, names = row.content, row.names
    known = {
        **{field: visit[field] for field in _AS_THEY_ARE},
        "office": row.office,
        "region": {"id": row.region, "name": names.get("region", "")},
        "target": {"id": row.target, "name": names.get("target", "")},
        "programmes": _named(visit["programmes"], names.get("programmes")),
        "team": _named(visit["team"], names.get("team")),
        "sealed": row.sealed,
    }
    return {field: known[field] for field in Shown.model_fields}


def _every(who: Asker, id_: str, which: Filter) -> Iterator[Shown]:
    after: Place | None = None
    while True:
        with who.world.store.reading() as session:
            found = visits.page(session, id_, which, after=after, limit=_CHUNK)
        yield from map(shown, found.visits)
        after = found.after
        if after is None:
            return


def _filter(who: Asker, id_: str, wanted: Wanted) -> Filter:
    return _narrowed(who, visible(who, sight(who, id_)), wanted)


def _narrowed(who: Asker, which: Filter, wanted: Wanted) -> Filter:
    asked = wanted.model_dump(exclude={"region", "office"}, exclude_none=True)
    if wanted.office is not None:
        seen = which.offices
        asked["offices"] = frozenset(
            {wanted.office} if seen is None or wanted.office in seen else ()
        )
    if wanted.region is not None:
        with who.world.store.reading() as session:
            asked["regions"] = covered(wanted.region, who.tree(session))
    return which.model_copy(update=asked)


def _named(ids: list[str], names: object) -> list[dict[str, str]]:
    told = names if isinstance(names, list) else [""] * len(ids)
    return [{"id": id_, "name": name} for id_, name in zip(ids, told, strict=True)]


def _told(place: Place) -> str:
    return urlsafe_b64encode(f"{place.start.isoformat()} {place.number}".encode()).decode()


def _place(told: str) -> Place:
    try:
        start, _, number = urlsafe_b64decode(told.encode()).decode().partition(" ")
        return Place(start=date.fromisoformat(start), number=int(number))
    except (binascii.Error, ValueError, ValidationError):
        raise Denial(422, Text(code="plan.cursor")) from None
