"""Kinds of changes that could solve a conflict, each with an amount to be found.

A kind is mild when an office decides it for itself (leave, windows, somebody's own limit); then
come more people; last what a policy or the law says.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from functools import partial

from models.base import rebuilt
from models.inspector import Employment, Inspector, InspectorFilter, Interest, Leave
from models.problem import Problem
from models.programme import FrequencyCase, Need, Programme, TargetDemand, Window
from models.target import Stage, Target
from models.text import Text
from planner.explain.binding import PERSONAL_LIMITS, Binding
from planner.explain.edit import Edit, edited
from planner.explain.words import (
    item_words,
    person_words,
    sort_words,
    span_words,
    target_words,
    value_words,
)

MOST_PEOPLE = 5
"""No more new people than this are proposed."""

MOST_OF_LIMIT = {
    "days_per_week": 7,
    "days_per_month": 31,
    "days_per_year": 366,
    "nights_per_year": 366,
    "max_travel_km": 1000,
}
"""Somebody's own limits are raised to no more than this."""


class Rank(IntEnum):
    """How readily a change is made, the mildest first. `OFFICE`: another office must agree."""

    OWN = 1
    PERSON = 2
    TEAM = 3
    OFFICE = 4
    POLICY = 5
    INTEREST = 6


@dataclass(frozen=True)
class Change:
    """One change of a problem, in words; or of its zones: who becomes responsible for a target."""

    text: Text
    edits: tuple[Edit, ...] = ()
    responsible: Mapping[str, str] = field(default_factory=dict)

    def apply(self, problem: Problem) -> Problem:
        """The changed problem."""
        return edited(problem, self.edits)


@dataclass(frozen=True)
class Kind:
    """Changes of one kind by amounts from 1 to `most`; a greater amount allows no less."""

    rank: Rank
    most: int
    by: Callable[[int], Change]


def kinds(
    problem: Problem,
    rules: Iterable[Binding],
    targets: Iterable[Target],
    programmes: Iterable[Programme] = (),
) -> list[Kind]:
    """Everything that would loosen one of the rules, more people, and fewer visits.

    The mildest come first.
    """
    found = [kind for rule in rules for kind in _loosening(problem, rule)]
    found += _more_people(problem, list(targets))
    found += [kind for programme in programmes for kind in _fewer(programme)]
    return sorted(found, key=lambda kind: kind.rank)


def _loosening(problem: Problem, rule: Binding) -> Iterator[Kind]:
    path = rule.path
    place, item = path[0], path[-1]
    if isinstance(item, Leave):
        yield from _leave(problem, item)
    elif isinstance(item, Interest):
        text = item_words(problem, "remedy.interest", item)
        yield Kind(Rank.INTEREST, 1, lambda _: Change(text, (Edit(("interests", item)),)))
    elif place == "engagements":
        args = {**rule.text.args}
        code = "remedy.engaged" if item == "team" else "remedy.engagements"
        yield Kind(Rank.OFFICE, 1, lambda _: Change(Text(code=code, args=args), rule.edits))
    elif place == "pins":
        text = Text(code="remedy.pins", args={"pin": rule.text})
        yield Kind(Rank.OWN, 1, lambda _: Change(text, rule.edits))
    elif isinstance(item, TargetDemand):
        yield from _demand(problem, item)
    elif place == "policy":
        yield from _policy(rule)
    elif place == "inspectors":
        yield from _person(problem, problem.inspector_by_id[str(path[1])], str(item))
    elif place == "programmes":
        yield from _programme(problem, problem.programme_by_id[str(path[1])], path[2:])


def _leave(problem: Problem, leave: Leave) -> Iterator[Kind]:
    """Leave that ends earlier or starts later; given up altogether at the most."""
    length = (leave.end - leave.start).days + 1

    def shorter(start: date, end: date, days: int) -> Change:
        here = ("leave", leave)
        edit = Edit(here) if end < start else Edit(here, rebuilt(leave, start=start, end=end))
        words = dict(item_words(problem, "remedy.leave", leave).args)
        span = span_words(start, end) if start <= end else Text(code="truth.none")
        return Change(Text(code="remedy.leave", args={**words, "days": days, "new": span}), (edit,))

    yield Kind(Rank.OWN, length, lambda n: shorter(leave.start, leave.end - timedelta(n), n))
    if length > 1:
        yield Kind(
            Rank.OWN, length - 1, lambda n: shorter(leave.start + timedelta(n), leave.end, n)
        )


def _policy(rule: Binding) -> Iterator[Kind]:
    """A greatest number one higher, or a least number one lower, and so on."""
    *folder, item = rule.path
    for name, step, most in (
        ("at_most_days", 1, 60),
        ("at_most", 1, 30),
        ("least_days", -1, getattr(item, "least_days", 1) - 1),
    ):
        value = getattr(item, name, None)
        if isinstance(value, int) and most > 0:
            yield Kind(
                Rank.POLICY,
                most,
                lambda n, field=name, value=value, step=step: _number(  # type: ignore[misc]
                    "policy", {"rule": rule.text}, (*folder, item), field, value, value + step * n
                ),
            )


def _number(
    code: str,
    words: dict[str, str | Text],
    owner: tuple[object, ...],
    field: str,
    old: float,
    new: float,
) -> Change:
    """A number of a rule or person raised or lowered."""
    text = Text(code=f"remedy.{code}", args={**words, "old": old, "new": new})
    return Change(text, (Edit((*owner, field), new),))  # type: ignore[arg-type]


def _person(problem: Problem, person: Inspector, field: str) -> Iterator[Kind]:
    name: dict[str, str | Text] = {"inspector": person_words(person)}
    here = ("inspectors", person.id)
    value = getattr(person, field)
    if field.startswith(PERSONAL_LIMITS) or field == "max_travel_km":
        most = MOST_OF_LIMIT[field] - math.ceil(value)
        yield Kind(Rank.OWN, most, lambda n: _number(field, name, here, field, value, value + n))
    if field == "certificate_from":
        year = problem.calendar
        start, end = person.certificate_from or year.last, person.certificate_until or year.last
        later = (year.last - max(end, year.first)).days
        if person.certificate_from is not None and later > 0:
            field = "certificate_until"
            yield Kind(Rank.OWN, later, lambda n: _certified(person, field, end + timedelta(n)))
        earlier = (start - year.first).days
        if earlier > 0:
            first = "certificate_from"
            yield Kind(Rank.OWN, earlier, lambda n: _certified(person, first, start - timedelta(n)))


def _certified(person: Inspector, field: str, day: date) -> Change:
    here = ("inspectors", person.id)
    edits = [Edit((*here, field), day), Edit((*here, "preservice_hours"), None)]
    if person.certificate_until is None:
        edits.append(Edit((*here, "certificate_until"), date(day.year, 12, 31)))
    args = {"inspector": person_words(person), "day": day.isoformat()}
    return Change(Text(code=f"remedy.{field}", args=args), tuple(edits))


def _programme(problem: Problem, programme: Programme, place: tuple[object, ...]) -> Iterator[Kind]:
    name: dict[str, str | Text] = {"programme": programme.name}
    here = ("programmes", programme.id)
    if place == ("windows",):
        for window in programme.windows:
            yield from _window(problem, programme, window)
    elif place == ("around_term_end",) and programme.around_term_end is not None:
        before, after = programme.around_term_end

        def term(code: str, old: int, days: int, pair: tuple[int, int]) -> Change:
            text = Text(code=f"remedy.term_{code}", args={**name, "old": old, "new": old + days})
            return Change(text, (Edit((*here, "around_term_end"), pair),))

        yield Kind(Rank.POLICY, 200, lambda n: term("before", before, n, (before + n, after)))
        yield Kind(Rank.POLICY, 200, lambda n: term("after", after, n, (before, after + n)))
    elif place == ("team", "size") and programme.team.size > 1:
        size, owner = programme.team.size, (*here, "team")
        asked = max((need.at_least for need in programme.team.needs), default=1) or 1
        yield Kind(
            Rank.TEAM, size - asked, lambda n: _number("size", name, owner, "size", size, size - n)
        )
    elif place[:2] == ("team", "needs") and isinstance(need := place[2], Need) and need.at_least:
        yield Kind(Rank.TEAM, need.at_least, lambda n: _need(programme, need, need.at_least - n))
    elif place[-2:-1] == ("frequency",):
        yield from _spacing(programme, (*here, *place))


def other_responsible(target: Target, person: Inspector) -> Kind:
    """Somebody else is responsible for a target."""
    args = {"inspector": person_words(person), "target": target_words(target)}
    text = Text(code="remedy.responsible", args=args)
    return Kind(Rank.PERSON, 1, lambda _: Change(text, responsible={target.id: person.id}))


def _spacing(programme: Programme, path: tuple[object, ...]) -> Iterator[Kind]:
    """Visits of a programme nearer to each other, or farther apart."""
    field, case = str(path[-1]), path[3]
    owner = case if isinstance(case, FrequencyCase) else programme
    days = getattr(owner.frequency, field)
    step, most = (-1, days - 1) if field == "least_days" else (1, 366 - days)
    words: dict[str, str | Text] = {"programme": programme.name}

    def by(number: int) -> Change:
        return _number(field, words, path[:-1], field, days, days + step * number)

    yield Kind(Rank.POLICY, most, by)


def _fewer(programme: Programme) -> Iterator[Kind]:
    """Fewer visits of a programme in each of its periods."""
    times, here = programme.frequency.times, ("programmes", programme.id, "frequency")
    words: dict[str, str | Text] = {
        "programme": programme.name,
        "per": value_words(programme.frequency.per),
    }
    if not programme.cases:
        yield Kind(
            Rank.POLICY,
            times - 1,
            lambda n: _number("times", words, here, "times", times, times - n),
        )


def _demand(problem: Problem, demand: TargetDemand) -> Iterator[Kind]:
    """What a target asks, with later or earlier dates, other gaps, or fewer visits."""
    year = problem.calendar
    words: dict[str, str | Text] = {
        "target": target_words(problem.target_by_id[demand.target]),
        "programme": problem.programme_by_id[demand.programme].name,
    }

    def kind(field: str, most: int, of: Callable[[int], int | date]) -> Kind:
        old = getattr(demand, field)

        def by(number: int) -> Change:
            new = of(number)
            args = {**words, "old": _shown(old), "new": _shown(new)}
            edit = Edit(("demands", demand), rebuilt(demand, **{field: new}))
            return Change(Text(code=f"remedy.demand_{field}", args=args), (edit,))

        return Kind(Rank.OWN, most, by)

    if (last := demand.last) is not None:
        yield kind("last", (year.last - last).days, lambda n: last + timedelta(n))
    if (first := demand.first) is not None:
        yield kind("first", (first - year.first).days, lambda n: first - timedelta(n))
    if (least := demand.least_days) is not None:
        yield kind("least_days", least - 1, lambda n: least - n)
    if (greatest := demand.greatest_days) is not None:
        yield kind("greatest_days", 366 - greatest, lambda n: greatest + n)
    if (times := demand.times) is not None:
        yield kind("times", times - 1, lambda n: times - n)


def _shown(value: int | date) -> int | str:
    return value if isinstance(value, int) else value.isoformat()


def _need(programme: Programme, need: Need, number: int) -> Change:
    args = {
        "programme": programme.name,
        "who": sort_words(need.who),
        "old": need.at_least,
        "new": number,
    }
    here = ("programmes", programme.id, "team", "needs", need)
    kept = number > 0 or need.at_most is not None
    edit = Edit(here, rebuilt(need, at_least=number)) if kept else Edit(here)
    return Change(Text(code="remedy.need", args=args), (edit,))


def _window(problem: Problem, programme: Programme, window: Window) -> Iterator[Kind]:
    """A window that ends later or starts earlier, within the year."""
    year = problem.calendar
    first, last = window.dates(problem.year)

    def longer(start: date, end: date, days: int) -> Change:
        wide = Window(first=f"{start:%m-%d}", last=f"{end:%m-%d}")
        args = {
            "programme": programme.name,
            "old": span_words(first, last),
            "new": span_words(start, end),
            "days": days,
        }
        here = ("programmes", programme.id, "windows", window)
        return Change(Text(code="remedy.window", args=args), (Edit(here, wide),))

    yield Kind(Rank.OWN, (year.last - last).days, lambda n: longer(first, last + timedelta(n), n))
    yield Kind(Rank.OWN, (first - year.first).days, lambda n: longer(first - timedelta(n), last, n))


def _more_people(problem: Problem, targets: list[Target]) -> Iterator[Kind]:
    """New people who know all stages of the targets and live at the first of them.

    A matrix of distances does not know where a new person lives, so none is proposed with one.
    """
    if problem.travel.distances or not targets:
        return
    stages = tuple(dict.fromkeys(part for t in targets for part in t.stage_parts))
    there = {i.employment for i in problem.inspectors}
    for employment in (e for e in Employment if e in there):
        model = _new_person(problem, employment, targets[0], stages)
        yield Kind(Rank.PERSON, MOST_PEOPLE, partial(_with, problem, model))


def _new_person(
    problem: Problem, employment: Employment, home: Target, stages: tuple[Stage, ...]
) -> Inspector:
    """Of the highest grade and all tracks of those there, so that nothing but the number counts."""
    alike = [i for i in problem.inspectors if i.employment is employment]
    year = problem.calendar
    return Inspector(
        id="new",
        name="",
        region=home.region,
        lon=home.lon,
        lat=home.lat,
        employment=employment,
        level=problem.level,
        grade=max(i.grade for i in alike),
        tracks=tuple(dict.fromkeys(track for i in alike for track in i.tracks)),
        stages=stages,
        pools=tuple(dict.fromkeys(pool for i in alike for pool in i.pools)),
        certificate_from=year.first,
        certificate_until=year.last,
    )


def _with(problem: Problem, model: Inspector, number: int) -> Change:
    people = tuple(
        rebuilt(model, id=f"new-{model.employment.value}-{n}", name=f"+{n}")
        for n in range(1, number + 1)
    )
    sort = InspectorFilter(employment=(model.employment,), stages=model.stages)
    args = {"number": number, "who": sort_words(sort), "region": problem.tree[model.region].name}
    more = Edit(("inspectors",), lambda beside: (*beside["inspectors"], *people))
    return Change(Text(code="remedy.people", args=args), (more,))
