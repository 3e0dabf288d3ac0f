"""The pipeline: a problem in, a proven and audited annual plan out."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from models.plan import AnnualPlan, PlanStatus, Staffing
from models.problem import Problem
from planner.audit import audit
from planner.case import Case, make_case
from planner.clock import Clock
from planner.demand import Request, requests, selections
from planner.exchange import arranged
from planner.explain.contradiction import refusal, undecided
from planner.explain.leftout import explained
from planner.followup import followup
from planner.holders import holders
from planner.horizon import horizon
from planner.integration import guests, integrated
from planner.keeping import Kept, UndecidedError, keep
from planner.lead import choose_lead
from planner.lexicographic import Effort, Search
from planner.margin import kept_back
from planner.notices import notices
from planner.options import Listener, Options, Stop
from planner.origin import origin
from planner.own_spread import evened
from planner.planned import planned
from planner.presence import Presence
from planner.reasons import for_reasons, left_out
from planner.rules.training import training_days
from planner.staffing import bottlenecks, headcounts
from planner.travel import travel_table
from planner.trips import trips
from planner.visits import Visits, visits
from planner.zones import Allowed, Zoning, given_zones
from planner.zoning import zoning

MOST_SECONDS_FOR_REASONS = 10

Draft = Callable[[Case, Visits], None]
"""Told of visits on the way to the best."""


def plan_year(
    problem: Problem,
    options: Options,
    on_progress: Listener | None = None,
    stop: Stop | None = None,
    holder: Mapping[str, str] | None = None,
    on_draft: Callable[[AnnualPlan], None] | None = None,
) -> AnnualPlan:
    """Plan the visits of one office's year.

    Parameters
    ----------
    holder
        The responsible inspector of each target, where zones are given.
    stop
        Asked now and then; when it says yes, the run ends soon with the best plan so far.
    on_draft
        Told of plans that are found on the way to the best: audited, but without trips, and what is
        left out has no reasons yet.

    Returns
    -------
    AnnualPlan
        With the auditor's verdict on every clause. It may leave visits out, each with its reasons,
        and exceed zones where people are short; it says so. Pins are always kept.

    Raises
    ------
    DataError
        When pins name visits that are not due, or cannot all be kept, or the effort allowed does
        not suffice to find a way to keep them.
    """
    search = Search(options, time.monotonic() + options.time_limit_s, on_progress, stop)
    if options.deterministic:
        search = replace(search, effort=Effort(), until=options.time_limit_s)
    clock = Clock(search)
    days, table = horizon(problem), travel_table(problem)

    clock.enter("exchange")
    given, problem = problem, arranged(problem, search)

    clock.enter("staffing")
    allowed = holders(problem, days, table)
    staff = Staffing(figures=headcounts(problem), bottlenecks=bottlenecks(problem, allowed))

    training = training_days(problem, days)
    presence = Presence(problem, days, table, training)

    clock.enter("zoning")
    try:
        zones, kept = _zones(presence, allowed, holder, search.within(options.time_limit_s / 3))
    except UndecidedError:
        raise undecided(problem) from None
    responsible = zones.responsible()

    clock.enter("demand")
    due = requests(problem, days, responsible, options.seed)

    def draft(case: Case, found: Visits) -> None:
        if on_draft is None:
            return
        made = planned(case, found.arrangement, choose_lead(case, found.arrangement))
        lost = [r for r in case.requests if r.id not in found.arrangement.placed]
        plan = AnnualPlan(
            origin=origin(given, options),
            status=PlanStatus.INTERRUPTED,
            selected=selections(problem, options.seed),
            zones=zones.zones,
            rotations=problem.rotations,
            visits=made,
            training=training,
            milestones=followup(problem, made, responsible, options.seed),
            left_out=tuple(left_out(case, request, proven=False) for request in lost),
            staffing=staff,
            stages=zones.figures + found.figures,
            notices=notices(problem, zones, True),
        )
        on_draft(plan.model_copy(update={"compliance": audit(given, plan)}))

    clock.enter("visits")
    brief = search.within(search.left() - _reserve(options))
    case, chosen = _with_margin(presence, due, kept, brief, draft)
    arrangement = evened(case, chosen.arrangement, search)
    leads = choose_lead(case, arrangement)

    clock.enter("trips")
    toured = trips(case, arrangement, search)
    made = planned(case, toured.arrangement, leads)

    clock.enter("followup")
    milestones = followup(problem, made, responsible, options.seed)

    interrupted = search.stopped()
    figures = zones.figures + chosen.figures + toured.figures
    proven = all(f.gap == 0 for f in chosen.figures[:2])
    lost = [r.id for r in case.requests if r.id not in chosen.arrangement.placed]
    whole = {r.id: r for r in integrated(presence, due, case.apart)} if lost else {}
    omitted = [left_out(case, whole[name], proven=proven) for name in lost]
    clock.enter("reasons")
    brief = for_reasons(search, MOST_SECONDS_FOR_REASONS)
    omitted = explained(case, toured.arrangement.placed, omitted, brief, options.seed)
    plan = AnnualPlan(
        origin=origin(given, options),
        status=PlanStatus.INTERRUPTED if interrupted else PlanStatus.COMPLETE,
        selected=selections(problem, options.seed),
        zones=zones.zones,
        rotations=problem.rotations,
        visits=made,
        trips=toured.trips,
        training=training,
        milestones=milestones,
        left_out=tuple(omitted),
        staffing=staff,
        stages=figures,
        notices=notices(problem, zones, interrupted),
    )
    clock.enter("audit")
    plan = plan.model_copy(update={"compliance": audit(given, plan)})
    return plan.model_copy(update={"seconds": clock.close()})


def _with_margin(
    presence: Presence,
    due: tuple[Request, ...],
    kept: Kept | None,
    search: Search,
    draft: Draft,
) -> tuple[Case, Visits]:
    """The visits with days kept back; those that do not fit get all their days, then everything."""
    margin, brief = search.options.margin_days, search.within(search.left() / 2)
    if not margin:
        return _visits(presence, due, kept, search, draft)
    case, chosen = _visits(presence, kept_back(due, margin), kept, brief, draft)
    if not any(_left_out(chosen)):
        return case, chosen
    lost = {r.id for r in case.requests if r.id not in chosen.arrangement.placed}
    case, chosen = _visits(presence, kept_back(due, margin, but=lost), kept, brief, draft)
    if not any(_left_out(chosen)):
        return case, chosen
    return _visits(presence, due, kept, search, draft)


def _zones(
    presence: Presence, allowed: Allowed, holder: Mapping[str, str] | None, search: Search
) -> tuple[Zoning, Kept | None]:
    """The zones, and a way to keep all pins in them; other zones where they cannot be kept else."""
    problem, days, seed = presence.problem, presence.days, search.options.seed
    if holder is None:
        zones = zoning(problem, days, presence.table, allowed, search)
    else:
        zones = given_zones(problem, presence.table, holder)
    if not problem.pins:
        return zones, None
    responsible = zones.responsible()
    due = requests(problem, days, responsible, seed)
    if not problem.pin_by_visit.keys() <= {request.id for request in due}:
        raise refusal(problem, seed)
    kept = keep(presence, due, _only(responsible))
    if kept is not None:
        return zones, kept
    elsewhere = None if holder is not None else keep(presence, due, allowed)
    if elsewhere is None:
        raise refusal(problem, seed)
    held = _only(elsewhere.responsible)
    zones = zoning(problem, days, presence.table, {**allowed, **held}, search)
    responsible = zones.responsible()
    due = requests(problem, days, responsible, seed)
    return zones, keep(presence, due, _only(responsible))


def _only(responsible: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {target: (person,) for target, person in responsible.items()}


def _visits(
    presence: Presence,
    due: tuple[Request, ...],
    kept: Kept | None,
    search: Search,
    draft: Draft,
) -> tuple[Case, Visits]:
    """The visits, shared as far as can be; what is left out for being shared is tried apart."""
    apart = frozenset[str]() if kept is None else kept.apart
    case = replace(make_case(presence, integrated(presence, due, apart)), apart=apart)
    chosen = visits(case, search, kept, lambda found: draft(case, found))
    lost = [r for r in case.requests if r.id not in chosen.arrangement.placed]
    alone = guests(due, [r for r in lost if len(r.programmes) > 1])
    if alone and not search.over():
        apart |= alone
        other = replace(make_case(presence, integrated(presence, due, apart)), apart=apart)
        again = visits(other, search, kept)
        if _left_out(again) < _left_out(chosen):
            return other, again
    return case, chosen


def _left_out(chosen: Visits) -> tuple[float, ...]:
    return tuple(figure.objective for figure in chosen.figures[:2])


def _reserve(options: Options) -> float:
    """Seconds kept for saying why visits are left out."""
    return min(MOST_SECONDS_FOR_REASONS, options.time_limit_s / 6)
