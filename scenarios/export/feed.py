"""The calendar that a person's phone asks for again and again.

Source: RFC 5545; `REFRESH-INTERVAL` of RFC 7986, 5.7; `X-PUBLISHED-TTL` is what Outlook reads.
"""

from datetime import UTC, date, datetime

from models.plan import AnnualPlan, PlanStatus
from models.problem import Problem
from models.tiers import OfficePlan, TieredPlan
from scenarios.export import ical
from scenarios.export.calendars import calendar_of
from scenarios.export.sealed import sealed_visits, sealed_withdrawn
from scenarios.export.wording import Words

_ZONES = b"BEGIN:VTIMEZONE"
_AGAIN = b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n"
"""Ask once an hour."""


def feed(
    problem: Problem,
    plan: AnnualPlan | TieredPlan,
    person: str,
    words: Words,
    *,
    office: str,
    own: bool,
    on: date,
) -> bytes:
    """What one person attends or is responsible for, in the plans of all offices.

    Parameters
    ----------
    office
        Whose sealed visits the person is told of as a member of the team.
    own
        Only the person reads this: sealed visits of other offices are told too.
    on
        Sealed visits that ended before this day are done and open.
    """
    offices = (
        plan.offices
        if isinstance(plan, TieredPlan)
        else (OfficePlan(office=problem.office, plan=plan),)
    )
    hidden = frozenset(
        visit
        for one in offices
        for visit in sealed_visits(
            problem, one.plan, on, person if own or one.office == office else ""
        )
    )
    withdrawn = (
        w
        for one in offices
        for knows in [person if own or one.office == office else ""]
        for w in one.plan.withdrawn
        if w not in sealed_withdrawn(problem, one.plan, on, knows)
    )
    shown = AnnualPlan(
        origin=None,
        status=PlanStatus.COMPLETE,
        zones=None,
        visits=tuple(v for o in offices for v in o.plan.visits if v.id not in hidden),
        trips=tuple(t for o in offices for t in o.plan.trips or () if hidden.isdisjoint(t.visits)),
        training=tuple(t for o in offices for t in o.plan.training or ()),
        milestones=tuple(
            m if m.occasion not in hidden else m.model_copy(update={"occasion": ""})
            for o in offices
            for m in o.plan.milestones or ()
            if m.visit not in hidden
        ),
        revision=max((o.plan.revision for o in offices), default=0),
        withdrawn=tuple(withdrawn),
    )
    return _asked_again(calendar_of(problem, shown, words, person))


def empty_feed(person: str, words: Words, year: int) -> bytes:
    """The calendar while there is nothing to tell."""
    name = words("export.ics.inspector", name=person)
    stamp = datetime(year, 1, 1, tzinfo=UTC)
    return _asked_again(ical.calendar_file(f"inspector-{person}@dudao", name, stamp, ()))


def _asked_again(content: bytes) -> bytes:
    head, begin, rest = content.partition(_ZONES)
    return head + _AGAIN + begin + rest
