"""Who leads each visit (组长): of the members who may, so that leading is shared evenly."""

from collections import Counter

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
        target = case.problem.target_by_id[request.target]
        may_lead = [
            p
            for p in placement.team
            if request.team.responsible
            or request.team.lead.matches(
                people[p], outside_county=case.problem.outside_county(people[p], target)
            )
        ]
        lead = min(may_lead, key=lambda p: (-people[p].grade, led[p]))
        led[lead] += not request.team.responsible
        leads[request.id] = lead
    return leads
