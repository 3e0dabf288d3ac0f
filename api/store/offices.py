"""The offices of a finished plan, one row a task: who has a part in it, and what each came to."""

from collections.abc import Collection, Iterable

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from api.store.stored import Stored
from api.store.tables import OfficeRow
from models.base import Frozen


class Figures(Frozen):
    """What a plan, or a part of it, comes to.

    `withheld` are sealed visits of which the other figures tell nothing. `travel_km` and
    `cost_yuan` are those of the trips, or of each visit by itself where the plan states none. `gap`
    is the greatest relative distance of a level's objective from its proven bound; None without
    bounds. `findings` are broken rules; None where sealed visits are among what they are about.
    """

    offices: int = 1
    visits: int = 0
    left_out: int = 0
    withheld: int = 0
    travel_km: float = 0
    cost_yuan: int = 0
    nights: int = 0
    findings: int | None = 0
    gap: float | None = None


class OfficePart(Stored):
    """One task of an office in a plan.

    `key` names the task among all, `office` is the region, `name` its name. `shown` are the
    figures for those from whom sealed visits are kept.
    """

    key: str
    number: int
    office: str
    task: str
    name: str
    figures: Figures
    shown: Figures


def fill(session: Session, plan: str, parts: Iterable[OfficePart]) -> None:
    """Write the rows of a plan anew."""
    session.execute(delete(OfficeRow).where(OfficeRow.plan == plan))
    if rows := [{"plan": plan, **part.model_dump(mode="json")} for part in parts]:
        session.execute(insert(OfficeRow), rows)


def listed(
    session: Session, plan: str, offices: Collection[str] | None = None
) -> tuple[OfficePart, ...]:
    """The parts of a plan in order; of some offices."""
    query = select(OfficeRow).where(OfficeRow.plan == plan).order_by(OfficeRow.number)
    if offices is not None:
        query = query.where(OfficeRow.office.in_(sorted(offices)))
    return tuple(OfficePart.of(row) for row in session.scalars(query))


def those_with_a_part(
    session: Session, plans: Collection[str], offices: Collection[str]
) -> dict[str, frozenset[str]]:
    """Which of some offices have a part in each of some plans."""
    query = select(OfficeRow.plan, OfficeRow.office).where(
        OfficeRow.plan.in_(sorted(plans)), OfficeRow.office.in_(sorted(offices))
    )
    found: dict[str, set[str]] = {plan: set() for plan in plans}
    for plan, office in session.execute(query):
        found[plan].add(office)
    return {plan: frozenset(own) for plan, own in found.items()}
