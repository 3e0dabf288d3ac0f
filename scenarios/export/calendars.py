"""The `.ics` calendars: one for each inspector and one for the office.

Source: RFC 5545. Identifiers and time stamps follow from the plan alone, so that a calendar
imported again updates its events instead of doubling them, and equal plans give equal bytes. The
`SEQUENCE` is that of the plan's revision, so that a changed plan replaces the one before it; what
people no longer do is in it as cancelled, so that it leaves their calendars.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple, TypeVar

from models.engagement import Engagement
from models.plan import AnnualPlan, Half, Milestone, TrainingDay, Trip, Visit
from models.problem import Problem
from scenarios.export.ical import ZONE, Event, calendar_file
from scenarios.export.wording import Names, Words

_Item = TypeVar("_Item", Visit, Engagement, Trip, TrainingDay, Milestone)

MORNING = (time(8, 30), time(12))
AFTERNOON = (time(14, 30), time(17, 30))


def write_calendars(
    problem: Problem,
    plan: AnnualPlan,
    folder: Path,
    words: Words,
    people: Collection[str] | None = None,
) -> list[Path]:
    """Write all calendars into the folder; the office's is `office.ics`.

    Parameters
    ----------
    people
        Only the calendars of these people are written, and none of the office.
    """
    folder.mkdir(parents=True, exist_ok=True)
    diary = _Diary(problem, plan, words)
    calendars = {"office.ics": diary.office()} if people is None else {}
    for person in problem.inspectors:
        if people is None or person.id in people:
            calendars[_file_name(person.id, person.name, calendars)] = diary.inspector(person.id)
    for name, content in calendars.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in calendars]


def calendar_of(
    problem: Problem, plan: AnnualPlan, words: Words, person: str | None = None
) -> bytes:
    """One calendar: that of a person, or of the office."""
    diary = _Diary(problem, plan, words)
    return diary.office() if person is None else diary.inspector(person)


def _file_name(person_id: str, name: str, taken: Iterable[str]) -> str:
    """`<id>_<name>.ics` that every file system takes, different from those taken."""
    stem = re.sub(r"[^\w-]+", "_", f"{person_id}_{name}")[:60]
    folded = {t.casefold() for t in taken}
    candidate, count = f"{stem}.ics", 1
    while candidate.casefold() in folded:
        count += 1
        candidate = f"{stem}_{count}.ics"
    return candidate


class _Entry(NamedTuple):
    """An event as text, after what calendars are in the order of."""

    start: str
    uid: str
    text: str


class _Diary:
    """Puts the plan's visits, training and milestones into calendars."""

    def __init__(self, problem: Problem, plan: AnnualPlan, words: Words) -> None:
        self.problem, self.plan, self.words = problem, plan, words
        self.names = Names(problem, words)
        self.stamp = datetime(problem.year, 1, 1, tzinfo=UTC)
        self.suffix = f"{problem.id}-{problem.year}@dudao"
        self.entries: dict[int, _Entry] = {}
        self.visit_by_id = {v.id: v for v in plan.visits}
        self.visits_of: dict[str, list[Visit]] = defaultdict(list)
        for visit in plan.visits:
            for member in dict.fromkeys(visit.team):
                self.visits_of[member].append(visit)
        self.withdrawn_from: dict[str, list[Visit]] = defaultdict(list)
        for one in plan.withdrawn:
            for member in one.people:
                self.withdrawn_from[member].append(one.visit)
        self.nights_of: dict[str, list[Trip]] = defaultdict(list)
        for trip in plan.trips or ():
            for person in trip.people if trip.nights else ():
                self.nights_of[person].append(trip)
        self.training_of: dict[str, list[TrainingDay]] = defaultdict(list)
        for day in plan.training or ():
            self.training_of[day.inspector].append(day)
        self.milestones_of: dict[str, list[Milestone]] = defaultdict(list)
        for milestone in plan.milestones or ():
            self.milestones_of[milestone.inspector].append(milestone)

    def office(self) -> bytes:
        """Everything; a day of training is one event for all who attend."""
        attending: dict[tuple[date, str, str], list[str]] = defaultdict(list)
        for day in self.plan.training or ():
            attending[day.day, day.kind, day.session].append(day.inspector)
        entries = [self._entry(v, self._visit) for v in self.plan.visits]
        gone = (w.visit for w in self.plan.withdrawn if w.visit.id not in self.visit_by_id)
        entries += map(self._cancelled, gone)
        entries += [self._entry(t, self._trip) for t in self.plan.trips or () if t.nights]
        entries += [self._entry(e, self._engagement) for e in self.problem.engagements]
        entries += [
            self._written(self._attended(day, kind, session, people))
            for (day, kind, session), people in attending.items()
        ]
        entries += [self._entry(m, self._milestone) for m in self.plan.milestones or ()]
        name = self.words("export.ics.office", name=self.problem.name)
        return self._calendar("office", name, entries)

    def inspector(self, inspector: str) -> bytes:
        """What one person attends or is responsible for."""
        entries = [self._entry(v, self._visit) for v in self.visits_of[inspector]]
        entries += map(self._cancelled, self.withdrawn_from[inspector])
        entries += [self._entry(t, self._trip) for t in self.nights_of[inspector]]
        engaged = self.problem.engagements_by_inspector.get(inspector, ())
        entries += [self._entry(e, self._engagement) for e in engaged]
        entries += [self._entry(t, self._training) for t in self.training_of[inspector]]
        entries += [self._entry(m, self._milestone) for m in self.milestones_of[inspector]]
        name = self.words("export.ics.inspector", name=self.names.inspector(inspector))
        return self._calendar(f"inspector-{inspector}", name, entries)

    def _calendar(self, key: str, name: str, entries: list[_Entry]) -> bytes:
        """The calendar as a file."""
        ordered = sorted(entries, key=lambda entry: (entry.start, entry.uid))
        texts = (entry.text for entry in ordered)
        return calendar_file(f"{key}-{self.suffix}", name, self.stamp, texts)

    def _entry(self, item: _Item, event_of: Callable[[_Item], Event]) -> _Entry:
        """What the plan or the problem has, as text, which all calendars share.

        Known by its identity, as comparing all its fields would take as long as writing them.
        """
        if id(item) not in self.entries:
            self.entries[id(item)] = self._written(event_of(item))
        return self.entries[id(item)]

    def _written(self, event: Event) -> _Entry:
        return _Entry(str(event.start), event.uid, event.text(self.stamp))

    def _cancelled(self, visit: Visit) -> _Entry:
        """What takes the visit off a calendar that has it."""
        return self._written(replace(self._visit(visit), cancelled=True, blocks=False))

    def _visit(self, visit: Visit) -> Event:
        target = self.problem.target_by_id.get(visit.target)
        start, end = _hours(visit)
        kind = self.words.term("programme_kind", visit.kind.value)
        return Event(
            uid=f"visit-{visit.id}-{self.suffix}",
            start=start,
            end=end,
            summary=self.words.pair(kind, self.names.target(visit.target)),
            location=self._place(visit.target),
            description=self.words(
                "export.ics.visit",
                programmes=self.names.programmes(visit),
                lead=self.names.inspector(visit.lead),
                team=self.names.people(visit.team),
                days=f"{visit.half_days / 2:g}",
                id=visit.id,
            ),
            category=kind,
            place=None if target is None else (target.lat, target.lon),
            sequence=self.plan.revision,
        )

    def _engagement(self, one: Engagement) -> Event:
        """A visit of another office that people take part in, or that a target gets."""
        start, end = _hours(one)
        office = self.names.region(one.office)
        kind = self.words.term("programme_kind", one.kind.value)
        detail = self.words("export.ics.engaged", office=office, id=one.id)
        people = self.words("export.ics.engaged_people", people=self.names.people(one.team))
        return Event(
            uid=f"engagement-{one.id}-{self.suffix}",
            start=start,
            end=end,
            summary=self.words.pair(
                self.words("export.ics.engagement", office=office, kind=kind),
                self.names.target(one.target),
            )
            if one.target
            else self.words("export.ics.engagement", office=office, kind=kind),
            location=self._place(one.target) if one.target else "",
            description="\n".join([detail, people] if one.team else [detail]),
            category=kind,
            sequence=self.plan.revision,
        )

    def _trip(self, trip: Trip) -> Event:
        """A trip with nights away; its visits stand beside it and say when people are busy."""
        visits = [self.visit_by_id[v] for v in trip.visits if v in self.visit_by_id]
        places = [self.names.target(v.target) for v in visits]
        return self._all_day(
            uid=f"trip-{trip.id}-{self.suffix}",
            day=trip.start,
            until=trip.end,
            summary=self.words.pair(self.words("export.ics.trip"), self.words.join(places)),
            description=self.words(
                "export.ics.trip_detail",
                nights=trip.nights,
                people=self.names.people(trip.people),
                km=f"{trip.travel_km:,.1f}",
            ),
            blocks=False,
        )

    def _training(self, day: TrainingDay) -> Event:
        code = "export.ics.whole_day" if day.half_days == 2 else "export.ics.half_day"
        return self._all_day(
            uid=f"training-{day.inspector}-{day.day:%Y%m%d}-{day.kind}-{self.suffix}",
            day=day.day,
            summary=self._training_title(day.kind, day.session),
            description=self.words(code),
        )

    def _attended(self, day: date, kind: str, session: str, people: list[str]) -> Event:
        """A day of training for all who attend."""
        return self._all_day(
            uid=f"training-{day:%Y%m%d}-{kind}-{session}-{self.suffix}",
            day=day,
            summary=self._training_title(kind, session),
            description=self.words(
                "export.ics.attending",
                count=len(people),
                people=self.names.people(tuple(people)),
            ),
        )

    def _training_title(self, kind: str, session: str) -> str:
        word = self.words("export.ics.training", kind=self.words.term("training", kind))
        return self.words.pair(word, session) if session else word

    def _milestone(self, milestone: Milestone) -> Event:
        kind = self.names.milestone(milestone)
        name = self.names.target(milestone.target) if milestone.target else ""
        # A deadline does not make its owner unavailable on that day.
        return self._all_day(
            uid=f"milestone-{milestone.id}-{self.suffix}",
            day=milestone.due,
            summary=self.words.pair(kind, name) if name else kind,
            description=self._cause(milestone),
            blocks=False,
        )

    def _cause(self, milestone: Milestone) -> str:
        visit = self.visit_by_id.get(milestone.visit)
        lines = []
        if visit is not None:
            lines.append(
                self.words(
                    "export.ics.cause",
                    programmes=self.names.programmes(visit),
                    date=f"{visit.start:%Y-%m-%d}",
                )
            )
        if milestone.inspector:
            name = self.names.inspector(milestone.inspector)
            lines.append(self.words("export.ics.responsible", name=name))
        if occasion := self.visit_by_id.get(milestone.occasion):
            lines.append(self.words("export.ics.occasion", date=f"{occasion.start:%Y-%m-%d}"))
        return "\n".join(lines)

    def _all_day(
        self,
        uid: str,
        day: date,
        summary: str,
        description: str,
        until: date | None = None,
        *,
        blocks: bool = True,
    ) -> Event:
        return Event(
            uid=uid,
            start=day,
            end=(until or day) + timedelta(1),
            summary=summary,
            description=description,
            blocks=blocks,
            sequence=self.plan.revision,
        )

    def _place(self, target_id: str) -> str:
        target = self.problem.target_by_id.get(target_id)
        if target is None:
            return target_id
        return f"{self.names.region(target.region)} {target.name}"


def _hours(visit: Visit | Engagement) -> tuple[datetime, datetime]:
    """From the start of the visit's first half-day to the end of its last."""
    starts_late = visit.half_days == 1 and visit.half is Half.PM
    ends_early = visit.half_days % 2 == 1 and not starts_late
    start = AFTERNOON[0] if starts_late else MORNING[0]
    end = MORNING[1] if ends_early else AFTERNOON[1]
    return datetime.combine(visit.start, start, ZONE), datetime.combine(visit.end, end, ZONE)
