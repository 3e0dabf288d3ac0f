"""What offices have planned so far, found by the people and targets it touches."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from models.engagement import Engagement
from models.plan import AnnualPlan
from planner.tiers.offices import Offices, Task
from planner.tiers.share import Before


class Ledger:
    """Visits and nights away of the tasks that are done.

    A task is told only of those it waits for, whatever else is done by then.
    """

    def __init__(self, offices: Offices, tasks: Sequence[Task]) -> None:
        self._offices = offices
        self._tasks: Mapping[str, Task] = {task.key: task for task in tasks}
        self._touching: dict[str, list[tuple[str, Engagement]]] = {}
        self._nights: dict[str, list[tuple[str, int]]] = {}
        for one in offices.problem.engagements:
            self._note("", one)

    def add(self, task: Task, plan: AnnualPlan) -> None:
        """Note what a task planned."""
        for one in engagements(task, plan):
            self._note(task.key, one)
        for trip in plan.trips or ():
            for person in trip.people if trip.nights else ():
                self._nights.setdefault(person, []).append((task.key, trip.nights))

    def before(self, task: Task) -> Before:
        """What the tasks that this one waits for planned about its people and targets."""
        return self._about(task, self._known(task))

    def around(self, task: Task) -> Before:
        """What all other tasks planned about its people and targets, also those that follow it."""
        return self._about(task, frozenset(self._tasks.keys() - {task.key}))

    def _about(self, task: Task, known: frozenset[str]) -> Before:
        people = [p.id for p in self._offices.people(task)]
        targets = [t.id for t in self._offices.targets(task)]
        found = {
            one.id: one
            for item in (*people, *targets)
            for key, one in self._touching.get(item, ())
            if not key or key in known
        }
        nights = Counter[str]()
        for person in people:
            for key, number in self._nights.get(person, ()):
                nights[person] += number if key in known else 0
        in_order = sorted(found.values(), key=lambda e: (e.start, e.half, e.id))
        return Before(tuple(in_order), nights)

    def _known(self, task: Task) -> frozenset[str]:
        """Keys of all tasks that come before a task, near and far."""
        known: set[str] = set()
        if task.last:
            known.update(key for key, other in self._tasks.items() if not other.last)
        rest = list(task.after)
        while rest:
            key = rest.pop()
            if key not in known:
                known.add(key)
                rest.extend(self._tasks[key].after)
        return frozenset(known)

    def _note(self, key: str, one: Engagement) -> None:
        for item in (*one.team, *([one.target] if one.target else [])):
            self._touching.setdefault(item, []).append((key, one))


def engagements(task: Task, plan: AnnualPlan) -> Iterable[Engagement]:
    """The visits of a plan as other offices know them."""
    for visit in plan.visits:
        yield Engagement(
            id=f"{task.key}/{visit.id}",
            office=task.office,
            target=visit.target,
            kind=visit.kind,
            start=visit.start,
            half=visit.half,
            half_days=visit.half_days,
            team=visit.team,
        )
