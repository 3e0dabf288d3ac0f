"""Who leads each visit (组长): of the members who may, so that leading is shared evenly."""

from collections import Counter

from planner.asks import AskRule
from planner.case import Case
from planner.model import Arrangement


def choose_lead(case: Case, arrangement: Arrangement) -> dict[str, str]:
    """The lead of each placed request.

    Highest grade first, then whoever leads fewest team visits so far, then the order of the data.
    """
    people = case.problem.inspector_by_id
    led = Counter[str]()
    leads: dict[str, str] = {}
    for request in case.requests:
        placement = arrangement.placed.get(request.id)
        if placement is None:
            continue
        leading = [a.people for a in case.asks[request.id] if a.rule is AskRule.LEAD]
        may_lead = [p for p in placement.team if all(p in able for able in leading)]
        lead = min(may_lead, key=lambda p: (-people[p].grade, led[p]))
        led[lead] += not request.team.responsible
        leads[request.id] = lead
    return leads
