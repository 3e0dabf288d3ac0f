"""Why a visit is on its day: the other days its team could go, and what forbids the rest."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from models.plan import Finding, Half, Visit
from planner.explain.trial import Change, Trial


@dataclass(frozen=True)
class Dates:
    """`possible` are the other days on which the team could go, the best for the objectives first.

    `forbidden` groups the working days on which it could not by the rules that forbid them.
    """

    possible: tuple[Change, ...]
    forbidden: tuple[tuple[Finding, tuple[Visit, ...]], ...]


def dates(trial: Trial, visit_id: str, near: int | None = None) -> Dates:
    """Every working day of the year, with everything but this visit's date as it is.

    Parameters
    ----------
    near
        Only so many working days before and after its own; None: all.
    """
    visit = trial.visit[visit_id]
    possible: list[Change] = []
    forbidden: dict[tuple[str, str], tuple[Finding, list[Visit]]] = {}
    for day in _days(trial, visit, near):
        change = _best(trial, [trial.date(visit, day, half) for half in _halves(visit)])
        if change is None:
            continue
        if not change.refused:
            possible.append(change)
        for finding in _one_a_rule(change.refused):
            key = (finding.text.code, finding.clause)
            forbidden.setdefault(key, (finding, []))[1].append(change.visit)
    order = sorted(possible, key=lambda c: (c.levels, c.visit.start))
    groups = tuple((finding, tuple(visits)) for finding, visits in forbidden.values())
    return Dates(tuple(order), groups)


def _days(trial: Trial, visit: Visit, near: int | None) -> list[int]:
    working = np.flatnonzero(trial.days.working)
    if near is not None:
        here = int(np.searchsorted(working, trial.days.day(visit.start)))
        working = working[max(0, here - near) : here + near + 1]
    days: list[int] = working.tolist()
    return days


def _halves(visit: Visit) -> tuple[Half, ...]:
    if visit.half_days > 1:
        return (Half.AM,)
    return (visit.half, Half.PM if visit.half is Half.AM else Half.AM)


def _best(trial: Trial, others: Iterable[Visit]) -> Change | None:
    """The first half of a day that is possible, else the last tried; None on its own day."""
    change = None
    for other in others:
        if (other.start, other.half) == _when(trial.visit[other.id]):
            return None
        change = trial.change(other)
        if not change.refused:
            return change
    return change


def _when(visit: Visit) -> tuple[object, Half]:
    return visit.start, visit.half


def _one_a_rule(found: Iterable[Finding]) -> Iterable[Finding]:
    return {(f.text.code, f.clause): f for f in found}.values()
