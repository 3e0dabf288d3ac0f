"""Random years: who is away and what is closed when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.problem import Problem
from models.robustness import Hazards


@dataclass(frozen=True, order=True)
class Event:
    """From day `first` to day `last` of the year a person is away, or targets are closed.

    One of `person` and `targets` is empty.
    """

    first: int
    last: int
    person: str = ""
    targets: tuple[str, ...] = ()


def random_year(problem: Problem, hazards: Hazards, seed: int, number: int) -> tuple[Event, ...]:
    """The events of the year of that number, in the order of their first days.

    Years of one seed do not depend on each other, so more of them only add to those before.
    """
    chance = np.random.default_rng([seed, number])
    people: list[_Hit] = [(person.id, ()) for person in problem.inspectors]
    targets: list[_Hit] = [("", (target.id,)) for target in problem.targets]
    found = [
        *_spells(problem, chance, people, hazards.leave_a_year, hazards.leave_days),
        *_spells(problem, chance, targets, hazards.closures_a_year, hazards.closure_days),
        *_spells(problem, chance, _areas(problem), hazards.weather_a_year, hazards.weather_days),
    ]
    return tuple(sorted(found))


_Hit = tuple[str, tuple[str, ...]]


def _areas(problem: Problem) -> list[_Hit]:
    """The targets of each region that holds some itself."""
    table: dict[str, tuple[str, ...]] = {}
    for target in problem.targets:
        table[target.region] = (*table.get(target.region, ()), target.id)
    return [("", table[region]) for region in sorted(table)]


def _spells(
    problem: Problem,
    chance: np.random.Generator,
    whom: Sequence[_Hit],
    times: float,
    days: float,
) -> Iterator[Event]:
    """So many spells a year for each on the average, each of so many days on the average."""
    length = (problem.calendar.last - problem.calendar.first).days + 1
    for (person, targets), count in zip(whom, chance.poisson(times, len(whom)), strict=True):
        for _ in range(count):
            first = int(chance.integers(length))
            last = first + int(chance.geometric(1 / days)) - 1
            yield Event(first, min(last, length - 1), person, targets)
