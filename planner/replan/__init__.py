"""Replanning (调整计划): from a day on, with what has happened, and with the least change.

Visits before the day are done and stay. Of the others as few as possible change; what is published
or near at hand last of all. Source: issue of scenarios; docs/semantics.md, Replanning.
"""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.changes import PlanChange, differences, withdrawn
from models.plan import AnnualPlan, LeftOut, Milestone, PlanStatus, Staffing, Visit
from models.problem import Problem
from planner.asks import AskRule
from planner.audit import audit
from planner.case import Case, make_case
from planner.clock import Clock
from planner.demand import Request, requests, selections
from planner.followup import followup
from planner.holders import holders
from planner.horizon import horizon
from planner.lead import choose_lead
from planner.lexicographic import Effort, Search
from planner.model import Arrangement
from planner.notices import notices
from planner.options import Listener, Options, Stop
from planner.origin import origin
from planner.pins import holding
from planner.planned import planned
from planner.presence import Presence
from planner.reasons import for_reasons, left_out
from planner.replan.causes import Causes
from planner.replan.due import StillDue, still_due
from planner.replan.facts import Facts, beside, facts
from planner.replan.journeys import begun, journeys
from planner.replan.keeping import keeping, placement
from planner.replan.least import Ground, Least, least_change
from planner.replan.model import Before
from planner.replan.training import training_kept
from planner.replan.zones import rezoned
from planner.staffing import bottlenecks, headcounts
from planner.travel import travel_table

__all__ = ["Replanned", "replan"]

MOST_SECONDS_FOR_REASONS = 0.5


@dataclass(frozen=True)
class Replanned:
    """The new plan of the whole year, and every change with its cause."""

    plan: AnnualPlan
    changes: tuple[PlanChange, ...]


def replan(
    problem: Problem,
    plan: AnnualPlan,
    since: date,
    options: Options,
    *,
    published_until: date | None = None,
    notice_days: int = 0,
    cancelled: Collection[str] = (),
    held: Iterable[Visit] = (),
    on_progress: Listener | None = None,
    stop: Stop | None = None,
) -> Replanned:
    """Change a plan as little as what has happened demands.

    Parameters
    ----------
    problem
        The data as they are now.
    since
        Visits that start before this day are done. Not before that of the plan.
    published_until
        Visits up to this day are published, and dear to change; by default as the plan says.
    notice_days
        So many days from `since` on, all changes are dear.
    cancelled
        Ids of visits before `since` that did not take place.
    held
        Visits that took place otherwise than planned, as they were.

    Raises
    ------
    ValueError
        When `since` lies before that of the plan, or outside the year.
    """
    if since.year != problem.year or (plan.since is not None and since < plan.since):
        raise ValueError(f"{since} is no day to replan from")
    search = Search(options, time.monotonic() + options.time_limit_s, on_progress, stop)
    if options.deterministic:
        search = replace(search, effort=Effort(), until=options.time_limit_s)
    clock = Clock(search)
    seed = options.seed if plan.origin is None else plan.origin.seed
    published = max((d for d in (published_until, plan.published_until) if d), default=None)
    given, problem = problem, _with_rotations(problem, plan)
    past = facts(plan, since, cancelled, held)
    days, table = horizon(problem), travel_table(problem)

    clock.enter("rezoning")
    around = _beside_done(problem, plan, past)
    training = training_kept(problem, days, plan.training, past)
    presence = Presence(around, days, table, training)
    due = requests(problem, days, {}, seed)
    allowed = holding(problem, holders(problem, days, table))
    zones = rezoned(presence, allowed, plan.zones, still_due(presence, due, past), past, search)
    responsible = zones.responsible()

    clock.enter("replanning")
    due = tuple(r.held_by(responsible.get(r.target)) for r in due)
    still = still_due(presence, due, past)
    dear_until = max(
        [since + timedelta(days=notice_days - 1), *([] if published is None else [published])]
    )
    ground = _ground(presence, still, past, dear_until)
    least = least_change(ground, search)

    clock.enter("followup")
    made = _visits(ground, least, plan, past)
    settled = begun(plan.trips or (), plan.visits, made, past)
    trips = journeys(Presence(problem, days, table, training), made, settled, plan.trips or ())
    milestones = _milestones(followup(problem, made, responsible, seed), plan, past)

    clock.enter("reasons")
    omitted = _left_out(ground, least, plan, search, seed)
    interrupted = search.stopped()
    staff = Staffing(figures=headcounts(problem), bottlenecks=bottlenecks(problem, allowed))
    new = AnnualPlan(
        origin=origin(given, options.model_copy(update={"seed": seed})),
        status=PlanStatus.INTERRUPTED if interrupted else PlanStatus.COMPLETE,
        since=since,
        published_until=published,
        revision=plan.revision + 1,
        selected=selections(problem, seed),
        zones=zones.zones,
        rotations=problem.rotations,
        visits=made,
        trips=trips,
        training=training,
        milestones=milestones,
        left_out=omitted,
        staffing=staff,
        stages=zones.figures + least.figures,
        notices=notices(problem, zones, interrupted),
    )
    clock.enter("audit")
    lines = audit(given, new)
    new = new.model_copy(update={"compliance": lines, "withdrawn": withdrawn(plan, new)})
    causes = Causes(problem, ground, plan, new, past.cancelled)
    found = [_dear(c, since, dear_until) for c in differences(_as_it_was(plan, past), new)]
    return Replanned(new.model_copy(update={"seconds": clock.close()}), causes.with_cause(found))


def _with_rotations(problem: Problem, plan: AnnualPlan) -> Problem:
    """The problem with the cross-checks that the plan arranged."""
    if problem.rotations or not plan.rotations:
        return problem
    return problem.model_copy(update={"rotations": plan.rotations})


def _beside_done(problem: Problem, plan: AnnualPlan, past: Facts) -> Problem:
    done = {visit.id for visit in past.done}
    travelled = [trip for trip in plan.trips or () if done.issuperset(trip.visits)]
    return beside(problem, past.done, travelled, sum(trip.cost_yuan for trip in travelled))


def _ground(presence: Presence, still: StillDue, past: Facts, dear_until: date) -> Ground:
    days = presence.days
    planned_now = {name: still.around(r, {}) for name, r in still.planned.items()}
    visits = {v.id: v for v in past.open if v.id in planned_now}
    teams = {name: visit.team for name, visit in visits.items()}
    light = Case(presence, tuple(planned_now.values()), teams, {}, False, 0)
    held = keeping(light, visits, past.cancelled)
    wanted = tuple(
        still.around(r, {}) for r in still.requests if r.id in held.changing or r.id not in visits
    )
    return Ground(
        problem=presence.problem,
        days=days,
        table=presence.table,
        training=presence.training,
        still=still,
        visits=visits,
        keeping=held,
        before=Before(
            {name: placement(presence, visit) for name, visit in visits.items()},
            days.day(past.since),
            days.day(dear_until),
        ),
        wide=make_case(presence, wanted, everybody=True),
        everything=Case(
            presence, tuple(still.around(r, {}) for r in still.requests), teams, {}, False, 0
        ),
    )


def _visits(ground: Ground, least: Least, plan: AnnualPlan, past: Facts) -> tuple[Visit, ...]:
    """All visits of the year: done, kept and new."""
    before = {visit.id: visit for visit in plan.visits}
    placed = least.arrangement.placed
    fresh = Arrangement({r.id: placed[r.id] for r in least.case.requests if r.id in placed})
    leads = choose_lead(least.case, fresh)
    for name, place in placed.items():
        old = before.get(name)
        if old is not None and _may_still_lead(least.case, name, old, place.team):
            leads[name] = old.lead
    shape = tuple(ground.still.requests)
    light = Case(ground.wide.presence, shape, {}, {}, False, 0)
    made = planned(light, least.arrangement, leads)
    return tuple(sorted([*past.done, *made], key=lambda v: (v.start, v.half, v.id)))


def _may_still_lead(case: Case, name: str, old: Visit, team: tuple[str, ...]) -> bool:
    if old.lead not in team:
        return False
    asks = [a.people for a in case.asks.get(name, ()) if a.rule is AskRule.LEAD]
    return set(old.team) == set(team) or all(old.lead in people for people in asks)


def _milestones(
    found: tuple[Milestone, ...], plan: AnnualPlan, past: Facts
) -> tuple[Milestone, ...]:
    """The dated steps, those whose day is over as they were, unless their visit was not so."""
    as_planned = {visit.id for visit in {*past.done} & {*plan.visits}}
    over = {
        step.id: step
        for step in plan.milestones or ()
        if step.due < past.since and (not step.visit or step.visit in as_planned)
    }
    return tuple(over.get(step.id, step) for step in found)


def _left_out(
    ground: Ground, least: Least, plan: AnnualPlan, search: Search, seed: int
) -> tuple[LeftOut, ...]:
    """What is due and not in the plan; what was left out before keeps its reasons."""
    known = {item.id: item for item in plan.left_out}
    placed = least.arrangement.placed
    lost = [r for r in ground.still.requests if r.id not in placed]
    proven = all(figure.gap == 0 for figure in least.figures[:2])
    fresh = [r for r in lost if not _told(known.get(r.id), r)]
    alone = make_case(ground.wide.presence, tuple(ground.still.around(r, {}) for r in fresh))
    told = {r.id: left_out(alone, r, proven=proven) for r in alone.requests}
    if told and not search.over():
        # takes long to load, and most changes leave nothing out
        from planner.explain.leftout import explained

        case = _whole(ground)
        brief = for_reasons(search, MOST_SECONDS_FOR_REASONS)
        found = explained(case, placed, list(told.values()), brief, seed)
        told = {item.id: item for item in found}
    return tuple(told.get(r.id) or known[r.id] for r in lost)


def _told(item: LeftOut | None, request: Request) -> bool:
    return item is not None and item.programmes == request.programmes


def _whole(ground: Ground) -> Case:
    presence, still = ground.wide.presence, ground.still
    return make_case(presence, tuple(still.around(r, {}) for r in still.requests))


def _as_it_was(plan: AnnualPlan, past: Facts) -> AnnualPlan:
    """The old plan with what is done as it was done."""
    return plan.model_copy(update={"visits": (*past.done, *past.open)})


def _dear(change: PlanChange, since: date, until: date) -> PlanChange:
    days = (change.old_start, change.new_start)
    return change.model_copy(
        update={"dear": any(day is not None and since <= day <= until for day in days)}
    )
