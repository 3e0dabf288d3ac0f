"""What cannot change any more: the visits that are done, and what they leave of the year."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from models.engagement import Engagement
from models.plan import AnnualPlan, Half, Trip, Visit
from models.problem import Problem
from planner.rules.nights import most_nights

PREFIX = "done:"
"""Before the id of a visit that stands as an engagement."""


@dataclass(frozen=True)
class Facts:
    """A plan cut at a day: `done` are its visits before `since`, `open` those still to be made.

    Visits `cancelled` did not take place; they are among the open ones.
    """

    since: date
    done: tuple[Visit, ...]
    open: tuple[Visit, ...]
    cancelled: frozenset[str]


def facts(
    plan: AnnualPlan, since: date, cancelled: Collection[str] = (), held: Iterable[Visit] = ()
) -> Facts:
    """Cut a plan at a day.

    Parameters
    ----------
    cancelled
        Ids of planned visits that did not take place.
    held
        Visits that took place on other days or by other people than planned, as they were.
    """
    instead = {visit.id: visit for visit in held}
    lost = frozenset(cancelled) - instead.keys()
    done = [v for v in plan.visits if v.start < since and v.id not in lost | instead.keys()]
    known = {v.id for v in done} | instead.keys()
    return Facts(
        since=since,
        done=tuple(sorted([*done, *instead.values()], key=lambda v: (v.start, v.half, v.id))),
        open=tuple(v for v in plan.visits if v.id not in known),
        cancelled=lost,
    )


def beside(
    problem: Problem, visits: Iterable[Visit], trips: Iterable[Trip] = (), spent_yuan: int = 0
) -> Problem:
    """The problem of planning around visits that stay as they are.

    They become engagements, which take people's time and count in every limit, cap and gap. Nights
    of their trips and what they cost are no longer at disposal.
    """
    nights: dict[str, int] = {}
    for trip in trips:
        for person in trip.people:
            nights[person] = nights.get(person, 0) + trip.nights
    costs = problem.costs
    if costs.budget_yuan is not None:
        left = max(0, costs.budget_yuan - spent_yuan)
        costs = costs.model_copy(update={"budget_yuan": left})
    engagements = (*problem.engagements, *(_engagement(problem, visit) for visit in visits))
    changed: dict[str, object] = {"engagements": engagements, "costs": costs}
    if any(nights.values()):
        changed["inspectors"] = tuple(
            person.model_copy(update={"nights_per_year": max(0, most - nights[person.id])})
            if nights.get(person.id) and (most := most_nights(problem, person)) is not None
            else person
            for person in problem.inspectors
        )
    return problem.model_copy(update=changed)


def _engagement(problem: Problem, visit: Visit) -> Engagement:
    """The visit as given; people and targets that the data no longer have take no part."""
    people: Mapping[str, object] = problem.inspector_by_id
    return Engagement(
        id=f"{PREFIX}{visit.id}",
        office=problem.office,
        target=visit.target if visit.target in problem.target_by_id else "",
        kind=visit.kind,
        start=visit.start,
        half=visit.half if visit.half_days == 1 else Half.AM,
        half_days=visit.half_days,
        team=tuple(dict.fromkeys(p for p in visit.team if p in people)),
    )
