"""What pins make of the visits due, of who may hold a target, and of training (固定安排)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from models.pin import Pin
from models.plan import Half
from models.problem import Problem
from models.programme import Programme, ResponsibleMember
from planner.horizon import Horizon

if TYPE_CHECKING:
    from planner.demand import Request


def pinned(problem: Problem, days: Horizon, due: "tuple[Request, ...]") -> "tuple[Request, ...]":
    """The requests as pins leave them: only that day and half, only those members, never left out.

    A visit that has to be made before a pinned one of its period is never left out either. Each
    weighs more than all that is not pinned, so that nothing else is worth leaving one out.
    """
    pins = problem.pin_by_visit
    if not pins:
        return due
    kept: set[str] = set()
    for request in reversed(due):
        if request.id in pins or request.id in kept:
            kept.add(request.id)
            if request.link is not None and request.link.same_period:
                kept.add(request.link.before)
    weight = 1 + sum(request.weight for request in due)
    return tuple(
        replace(
            _held(days, request, pins.get(request.id)), kept=True, mandatory=True, weight=weight
        )
        if request.id in kept
        else request
        for request in due
    )


def _held(days: Horizon, request: "Request", pin: Pin | None) -> "Request":
    if pin is None:
        return request
    start = None if pin.start is None else days.day(pin.start)
    sound = pin.half is not Half.PM or request.half_days == 1
    return replace(
        request,
        days=tuple(d for d in request.days if sound and start in (None, d)),
        open_days=request.days,
        half=pin.half,
        crew=pin.team,
    )


def subject(problem: Problem, pin: Pin) -> tuple[Programme, str] | None:
    """Programme and target of the visit; None when the id reads like no visit at all."""
    found: list[tuple[Programme, str]] = []
    for programme in problem.programmes:
        if pin.visit.startswith(f"{programme.id}-"):
            pieces = pin.visit[len(programme.id) + 1 :].split("-")
            names = ("-".join(pieces[:n]) for n in range(1, len(pieces) + 1))
            found += [(programme, name) for name in names if name in problem.target_by_id]
    return max(found, key=lambda pair: len(pair[0].id) + len(pair[1]), default=None)


def holding(problem: Problem, allowed: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Who may be responsible for each target, when pinned teams are to be right.

    Source: docs/semantics.md, Pins.
    """
    found = dict(allowed)
    for pin in problem.pins:
        pair = subject(problem, pin) if pin.team else None
        if pair is None or pair[1] not in found:
            continue
        rule, target, team = pair[0].team, pair[1], pin.team or ()
        if rule.responsible or rule.responsible_member is ResponsibleMember.IN:
            found[target] = tuple(p for p in found[target] if p in team)
        elif rule.responsible_member is ResponsibleMember.OUT:
            found[target] = tuple(p for p in found[target] if p not in team)
    return found


def pinned_days(problem: Problem, days: Horizon) -> Iterator[tuple[int, tuple[str, ...] | None]]:
    """Days that pinned visits take, as numbers from 1 January, with the team where it is pinned."""
    for pin in problem.pins:
        pair = subject(problem, pin)
        if pin.start is None or pair is None:
            continue
        half_days = pair[0].half_days(problem.target_by_id[pair[1]].size)
        for number in range((half_days + 1) // 2):
            day = pin.start + timedelta(number)
            if day <= problem.calendar.last:
                yield days.day(day), pin.team
