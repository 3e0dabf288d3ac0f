"""Why each visit changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.changes import ChangeKind, PlanChange
from models.plan import AnnualPlan, Half, Visit
from models.problem import Problem
from models.text import Text
from planner.case import Case
from planner.demand import Request
from planner.replan.keeping import placement
from planner.replan.least import Ground
from planner.rules import certificate, leave

MOST_NAMED = 3


@dataclass(frozen=True)
class Causes:
    """What a replanning knows of old and new: the problem as it is now, and both plans."""

    problem: Problem
    ground: Ground
    old: AnnualPlan
    new: AnnualPlan
    cancelled: frozenset[str]

    def with_cause(self, changes: Sequence[PlanChange]) -> tuple[PlanChange, ...]:
        """The changes with their causes."""
        old = {visit.id: visit for visit in self.old.visits}
        new = {visit.id: visit for visit in self.new.visits}
        changed = [new[c.visit] for c in changes if c.visit in new]
        return tuple(
            change.model_copy(update={"cause": self._cause(change, old.get(change.visit), changed)})
            for change in changes
        )

    def _cause(self, change: PlanChange, old: Visit | None, changed: Sequence[Visit]) -> Text:
        if change.kind is ChangeKind.ADDED or old is None:
            before = any(item.id == change.visit for item in self.old.left_out)
            return Text(code="change.made_up" if before else "change.newly_due")
        if change.visit in self.cancelled:
            return Text(code="change.cancelled", args={"day": _day(old.start)})
        request = self.ground.still.planned.get(change.visit)
        if request is None:
            return self._no_longer_due(old)
        if change.visit in self.ground.keeping.hit:
            return next(self._hit(request, old), Text(code="change.spacing"))
        return self._gave_way(old, changed)

    def _no_longer_due(self, old: Visit) -> Text:
        if old.target not in self.problem.target_by_id:
            return Text(code="change.target_gone", args={"target": old.target})
        return Text(code="change.not_due")

    def _hit(self, request: Request, old: Visit) -> Iterator[Text]:
        """The rules that the old place breaks now, the plainest first."""
        for person in old.team:
            yield from self._person(request, old, person)
        if request.half_days != old.half_days:
            yield Text(code="change.length", args={"days": request.half_days / 2})
        day = self.ground.days.day(old.start)
        if day not in request.days:
            yield self._day(request, old, day)
        if request.team.responsible and old.team != (request.responsible,):
            name = self._name(request.responsible or "")
            yield Text(code="change.responsible", args={"inspector": name})
        presence = self.ground.wide.presence
        clear = any(old.start == self.ground.days.date_of(d) for d in request.days)
        if clear and not request.team.responsible:
            team = next((t for t in self._asks(request, old)), None)
            if team is not None:
                yield team
        del presence

    def _asks(self, request: Request, old: Visit) -> Iterator[Text]:
        from planner.asks import asks_of

        if any(not ask.holds(old.team) for ask in asks_of(self.ground.wide.presence, request)):
            yield Text(code="change.team")
        if len(old.team) != request.team.size:
            yield Text(code="change.team")

    def _day(self, request: Request, old: Visit, day: int) -> Text:
        problem, days = self.problem, self.ground.days
        target = problem.target_by_id[request.target]
        rules = {problem.programme_by_id[p].days for p in request.programmes}
        touched = range(day, min(day + request.length, days.length))
        if not all(days.visitable(problem, target, rule)[d] for rule in rules for d in touched):
            return Text(code="change.closed", args={"day": _day(old.start)})
        return Text(code="change.window", args={"day": _day(old.start)})

    def _person(self, request: Request, old: Visit, person_id: str) -> Iterator[Text]:
        problem, days = self.problem, self.ground.days
        if person_id not in problem.inspector_by_id:
            yield Text(code="change.person_gone", args={"inspector": person_id})
            return
        person, name = problem.inspector_by_id[person_id], self._name(person_id)
        for one in problem.leave_by_inspector.get(person_id, ()):
            if one.start <= old.end and one.end >= old.start:
                span = {"first": _day(one.start), "last": _day(one.end)}
                yield Text(code="change.leave", args={"inspector": name, **span})
        first, last = days.day(old.start), days.day(old.end)
        if not certificate.workable(problem, days, person)[first : last + 1].all():
            yield Text(code="change.certificate", args={"inspector": name})
        presence = self.ground.wide.presence
        refused = presence.refusal(request, person_id)
        if refused is not None:
            yield Text(code=f"change.refused.{refused}", args={"inspector": name})
        if first in presence.bound_days(request, person_id):
            yield Text(code="change.recusal", args={"inspector": name})
        here = leave.workable(problem, days, person)[first : last + 1].all()
        slot = 2 * first + (placement(presence, old).half is Half.PM)
        if here and not presence.free[person_id][slot : slot + old.half_days].all():
            yield Text(code="change.busy", args={"inspector": name})

    def _gave_way(self, old: Visit, changed: Sequence[Visit]) -> Text:
        """The visits that lie now where this one lay, or at its target."""
        people, span = set(old.team), (old.start, old.end)
        there = [
            v.id
            for v in changed
            if v.id != old.id
            and people.intersection(v.team)
            and v.start <= span[1]
            and v.end >= span[0]
        ]
        near = [v.id for v in changed if v.id != old.id and v.target == old.target]
        share = [v.id for v in changed if v.id != old.id and people.intersection(v.team)]
        others = (there or near or share)[:MOST_NAMED]
        if not others:
            return Text(code="change.limits")
        return Text(code="change.gave_way", args={"visits": ", ".join(others)})

    def _name(self, person: str) -> str:
        known: Mapping[str, object] = self.problem.inspector_by_id
        if person not in known:
            return person
        return f"{self.problem.inspector_by_id[person].name}（{person}）"


def _day(day: date) -> str:
    return day.isoformat()


__all__ = ["Case", "Causes"]
