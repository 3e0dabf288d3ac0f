"""Which visits are due, and which visits of the plan they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.problem import Problem
from models.programme import Programme
from models.target import Target
from planner.audit.openings import Openings, Period
from planner.audit.rows import Place
from planner.audit.stretches import stretches


@dataclass(frozen=True, slots=True)
class Due:
    """Visits of one programme due to one chosen target, and what the plan has of them.

    A visit `within` starts in a period for which one is due. A `stray` one does not: another rule
    reports its date, and here it stands for a visit that is missing.
    """

    programme: Programme
    target: Target
    periods: tuple[Period, ...]
    times: int
    counts: tuple[int, ...]
    within: tuple[Place, ...]
    stray: tuple[Place, ...]

    @property
    def number(self) -> int:
        """Visits due in the year."""
        return len(self.periods) * self.times

    @property
    def missing(self) -> int:
        """Visits due that the plan lacks."""
        lacking = sum(max(0, self.times - count) for count in self.counts)
        return max(0, lacking - len(self.stray))

    @property
    def lacking_periods(self) -> tuple[Period, ...]:
        """The periods with fewer visits than are due."""
        pairs = zip(self.periods, self.counts, strict=True)
        return tuple(period for period, count in pairs if count < self.times)


def dues(
    problem: Problem,
    programmes: Iterable[Programme],
    chosen: Mapping[str, frozenset[str]],
    openings: Openings,
    places: Iterable[Place],
) -> tuple[Due, ...]:
    """Every (programme, chosen target) with what is due and what is planned.

    Source: docs/semantics.md, What is due.
    """
    planned = _by_programme_and_target(places)
    return tuple(
        _due(
            programme,
            target,
            openings.due_periods(programme, target),
            _times(problem, openings, programme, target),
            planned.get((programme.id, target.id), ()),
        )
        for programme in programmes
        for target in problem.targets
        if target.id in chosen[programme.id]
    )


def _by_programme_and_target(
    places: Iterable[Place],
) -> Mapping[tuple[str, str], tuple[Place, ...]]:
    table: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places:
        for programme in place.row.programmes:
            table[programme.id, place.target.id].append(place)
    return {key: tuple(of_key) for key, of_key in table.items()}


def _times(problem: Problem, openings: Openings, programme: Programme, target: Target) -> int:
    """Visits due in each period."""
    frequency = problem.frequency(programme, target)
    if frequency.interval_days is None:
        return frequency.times
    return sum(s.number for s in stretches(problem, openings, programme, target))


def _due(
    programme: Programme,
    target: Target,
    periods: tuple[Period, ...],
    times: int,
    places: tuple[Place, ...],
) -> Due:
    counts = [0] * len(periods)
    within: list[Place] = []
    stray: list[Place] = []
    for place in places:
        days = place.row.days
        index = next((n for n, p in enumerate(periods) if days and p.holds(days[0])), None)
        if index is None:
            stray.append(place)
        else:
            counts[index] += 1
            within.append(place)
    return Due(programme, target, periods, times, tuple(counts), tuple(within), tuple(stray))
