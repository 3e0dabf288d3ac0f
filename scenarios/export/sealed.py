"""What may be passed on of a plan with sealed visits (四不两直): nothing that tells of them.

Everything is made from the *open form* of the plan, as if its sealed visits did not exist: their
dates and targets, trips and milestones, the load, kilometres and costs of their people, and the
sums in which they could be found by subtraction. What is left is how many there are.

Source: `sj.3.3`; docs/semantics.md, Sealed visits.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from models.pin import Pin
from models.plan import AnnualPlan, ComplianceLine, LeftOut, Milestone, Withdrawn
from models.problem import Problem
from models.text import Text
from planner.audit import audit

ZONE_STAGES = ("zoning",)


def sealed_visits(
    problem: Problem, plan: AnnualPlan, on: date | None = None, member: str = ""
) -> frozenset[str]:
    """Ids of the visits that are still to be kept secret.

    Parameters
    ----------
    on
        Visits that ended before this day are done, and open; None: none is.
    member
        Somebody who knows of the visits of his or her own teams.
    """
    return frozenset(
        visit.id
        for visit in plan.visits
        if _is_sealed(problem, visit.programmes)
        and (on is None or visit.end >= on)
        and member not in visit.team
    )


def sealed_withdrawn(
    problem: Problem, plan: AnnualPlan, on: date | None = None, member: str = ""
) -> tuple[Withdrawn, ...]:
    """The sealed visits that people make no more, told to nobody else until their days are over."""
    return tuple(
        one
        for one in plan.withdrawn
        if _is_sealed(problem, one.visit.programmes)
        and (on is None or one.visit.end >= on)
        and member not in one.people
    )


def sealed_pins(problem: Problem) -> tuple[Pin, ...]:
    """The pins that tell of sealed visits."""
    secret = tuple(f"{p.id}-" for p in problem.programmes if p.sealed)
    return tuple(pin for pin in problem.pins if pin.visit.startswith(secret))


def open_data(problem: Problem) -> Problem:
    """The data set without the pins that tell of sealed visits."""
    hidden = sealed_pins(problem)
    if not hidden:
        return problem
    pins = tuple(pin for pin in problem.pins if pin not in hidden)
    return problem.model_copy(update={"pins": pins})


def open_form(
    problem: Problem, plan: AnnualPlan, on: date | None = None, member: str = ""
) -> AnnualPlan:
    """The plan without its sealed visits and everything that would tell of them.

    The figures of the visit stages go, as the sealed kilometres are their difference from the sum
    over the visits shown; clauses keep the verdict on the whole plan, with findings and figures of
    what is shown.
    """
    hidden = sealed_visits(problem, plan, on, member)
    omitted = sum(_is_sealed(problem, item.programmes) for item in plan.left_out)
    gone = sealed_withdrawn(problem, plan, on, member)
    withheld = len(hidden | {one.visit.id for one in gone}) + omitted
    if not withheld:
        return plan
    shown = plan.model_copy(
        update={
            "withheld": withheld,
            "selected": plan.selected
            and tuple(s for s in plan.selected if not _is_sealed(problem, (s.programme,))),
            "rotations": plan.rotations
            and tuple(r for r in plan.rotations if not _is_sealed(problem, (r.programme,))),
            "visits": tuple(v for v in plan.visits if v.id not in hidden),
            "trips": plan.trips and tuple(t for t in plan.trips if hidden.isdisjoint(t.visits)),
            "withdrawn": tuple(one for one in plan.withdrawn if one not in gone),
            "milestones": plan.milestones and tuple(_milestones(plan.milestones, hidden)),
            "left_out": tuple(_left_out(problem, plan.left_out, hidden)),
            "stages": tuple(s for s in plan.stages if s.stage in ZONE_STAGES),
            "notices": (
                *(n for n in plan.notices if n.code != "notice.limit" and not _names(n, hidden)),
                Text(code="notice.withheld", args={"count": withheld}),
            ),
            "seconds": {},
        }
    )
    return shown.model_copy(update={"compliance": tuple(_compliance(problem, plan, shown))})


def _is_sealed(problem: Problem, programmes: Iterable[str]) -> bool:
    known = problem.programme_by_id
    return any(known[p].sealed for p in programmes if p in known)


def _names(notice: Text, hidden: frozenset[str]) -> bool:
    """Whether a notice names a sealed visit, as that of a change by hand does."""
    told = (re.split(r"[\s,;、，；]+", str(value)) for value in notice.args.values())
    return any(not hidden.isdisjoint(names) for names in told)


def _milestones(milestones: Iterable[Milestone], hidden: frozenset[str]) -> Iterator[Milestone]:
    for milestone in milestones:
        if milestone.visit in hidden:
            continue
        told = milestone.occasion in hidden
        yield milestone.model_copy(update={"occasion": ""}) if told else milestone


def _left_out(
    problem: Problem, items: Iterable[LeftOut], hidden: frozenset[str]
) -> Iterator[LeftOut]:
    """Visits left out, without the conflicts that a sealed visit has a part in."""
    for item in items:
        if _is_sealed(problem, item.programmes):
            continue
        rivals = item.conflict.visits if item.conflict else ()
        if hidden.isdisjoint(rivals):
            yield item
        else:
            yield item.model_copy(update={"conflict": None, "remedies": ()})


def _compliance(problem: Problem, plan: AnnualPlan, shown: AnnualPlan) -> Iterator[ComplianceLine]:
    whole = {line.clause: line.status for line in plan.compliance}
    for line in audit(problem, shown):
        yield line.model_copy(update={"status": whole.get(line.clause, line.status)})
