"""Everybody who could stand in for a member of a team now, and what keeps the others away."""

from dataclasses import dataclass

from planner.explain.trial import Change, Trial


@dataclass(frozen=True)
class StandIn:
    """One person in the place of a member.

    `yuan` and `km` are what the visit costs more (or less) by itself; `share` is how much of the
    person's days would be taken by visits.
    """

    member: str
    person: str
    change: Change
    yuan: int
    km: float
    share: float

    @property
    def possible(self) -> bool:
        """Whether no rule forbids it."""
        return not self.change.refused


def stand_ins(trial: Trial, visit_id: str, member: str) -> tuple[StandIn, ...]:
    """Those who could stand in, cheapest first, then those who could not.

    Ranked by yuan, then kilometres, then how busy they are.
    """
    visit = trial.visit[visit_id]
    found = []
    for person in trial.problem.inspectors:
        if person.id in visit.team:
            continue
        team = tuple(person.id if m == member else m for m in visit.team)
        change = trial.change(trial.team(visit, team))
        found.append(
            StandIn(
                member=member,
                person=person.id,
                change=change,
                yuan=change.visit.cost_yuan - visit.cost_yuan,
                km=round(change.visit.travel_km - visit.travel_km, 1),
                share=trial.share(person.id),
            )
        )
    return tuple(sorted(found, key=lambda s: (not s.possible, s.yuan, s.km, s.share)))
