"""What lies at hand to be looked at: data sets and plans by name, the newest first."""

from dataclasses import dataclass
from datetime import datetime

from api.accounts.scope import covered
from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.sight import sight, sights
from api.store import datasets, plans, regions
from api.store.refusals import Refused


@dataclass(frozen=True)
class Titles:
    """What a page is about, by name; "" where it is about none, or none that one may see."""

    dataset: str = ""
    plan: str = ""


@dataclass(frozen=True)
class Volume:
    """A data set or a plan to choose: `data` names the data set of a plan; `done`: with a result.

    `version` counts those of a data set, which all have its name; of a plan it is 0.
    """

    id: str
    dataset: str
    name: str
    data: str
    version: int
    created: datetime
    done: bool = True
    published: bool = False


def titles(who: Asker, dataset: str, plan: str) -> Titles:
    """What these ids stand for; of a plan the data set goes without saying."""
    try:
        seen = sight(who, plan).plan if plan else None
    except (Denial, Refused):
        seen = None
    wanted = dataset if seen is None else seen.dataset
    with who.world.store.reading() as session:
        reach = covered(who.account.region, regions.parents(session))
        try:
            found = datasets.get(session, wanted) if wanted else None
        except Refused:
            found = None
    known = found is not None and (reach is None or found.office in reach or seen is not None)
    name = found.name if found is not None and known else ""
    return Titles(name, "" if seen is None else seen.name)


def shelf(
    who: Asker, named: str = "", limit: int = 12
) -> tuple[tuple[Volume, ...], tuple[Volume, ...]]:
    """Plans and data sets that one sees, at most so many of each.

    Parameters
    ----------
    named
        Only those that have this in their names; plans also when their data sets do.
    """
    with who.world.store.reading() as session:
        reach = covered(who.account.region, regions.parents(session))
        found = plans.listed(session, offices=reach, parts=True, named=named, limit=limit)
        made = [one.plan for one in sights(session, who, found)]
        known = {one.dataset: datasets.get(session, one.dataset) for one in made}
        sets = datasets.listed(session, offices=reach, named=named, limit=limit)
    return (
        tuple(
            Volume(
                id=one.id,
                dataset=one.dataset,
                name=one.name,
                data=known[one.dataset].name,
                version=0,
                created=one.created,
                done=bool(one.figures),
                published=one.published is not None,
            )
            for one in made
        ),
        tuple(
            Volume(
                id=one.id,
                dataset=one.id,
                name=one.name,
                data="",
                version=one.version,
                created=one.created,
            )
            for one in sets
        ),
    )
