"""The pipeline: a problem in, a proven and audited annual plan out."""

import time
from collections.abc import Mapping
from dataclasses import replace

from models.plan import AnnualPlan, PlanStatus, Staffing
from models.problem import Problem
from planner.audit import audit
from planner.case import Case, make_case
from planner.demand import Request, requests, selections
from planner.exchange import arranged
from planner.explain.leftout import explained
from planner.followup import followup
from planner.holders import holders
from planner.horizon import horizon
from planner.integration import guests, integrated
from planner.lead import choose_lead
from planner.lexicographic import Effort, Search
from planner.margin import kept_back
from planner.notices import notices
from planner.options import Listener, Options, Progress, Stop
from planner.origin import origin
from planner.own_spread import evened
from planner.planned import planned
from planner.presence import Presence
from planner.reasons import left_out
from planner.rules.training import training_days
from planner.staffing import bottlenecks, headcounts
from planner.travel import travel_table
from planner.trips import trips
from planner.visits import Visits, visits
from planner.zoning import given_zones, zoning

MOST_SECONDS_FOR_REASONS = 10


def plan_year(
    problem: Problem,
    options: Options,
    on_progress: Listener | None = None,
    stop: Stop | None = None,
    holder: Mapping[str, str] | None = None,
) -> AnnualPlan:
    """Plan the visits of one office's year.

    Parameters
    ----------
    holder
        The responsible inspector of each target, where zones are given.
    stop
        Asked now and then; when it says yes, the run ends soon with the best plan so far.

    Returns
    -------
    AnnualPlan
        With the auditor's verdict on every clause. It may leave visits out, each with its reasons,
        and exceed zones where people are short; it says so.
    """
    search = Search(options, time.monotonic() + options.time_limit_s, on_progress, stop)
    if options.deterministic:
        search = replace(search, effort=Effort(), until=options.time_limit_s)
    clock = _Clock(search)
    days, table = horizon(problem), travel_table(problem)

    clock.enter("exchange")
    given, problem = problem, arranged(problem, search)

    clock.enter("staffing")
    allowed = holders(problem, days, table)
    staff = Staffing(figures=headcounts(problem), bottlenecks=bottlenecks(problem, allowed))

    clock.enter("zoning")
    if holder is None:
        zones = zoning(problem, days, table, allowed, search.within(options.time_limit_s / 3))
    else:
        zones = given_zones(problem, table, holder)
    responsible = zones.responsible()

    clock.enter("demand")
    training = training_days(problem, days)
    presence = Presence(problem, days, table, training)
    due = requests(problem, days, responsible, options.seed)

    clock.enter("visits")
    case, chosen = _with_margin(presence, due, search.within(search.left() - _reserve(options)))
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
    brief = search.within(MOST_SECONDS_FOR_REASONS)
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
    presence: Presence, due: tuple[Request, ...], search: Search
) -> tuple[Case, Visits]:
    """The visits with days kept back; those that do not fit get all their days, then everything."""
    margin, brief = search.options.margin_days, search.within(search.left() / 2)
    if not margin:
        return _visits(presence, due, search)
    case, chosen = _visits(presence, kept_back(due, margin), brief)
    if not any(_left_out(chosen)):
        return case, chosen
    lost = {r.id for r in case.requests if r.id not in chosen.arrangement.placed}
    case, chosen = _visits(presence, kept_back(due, margin, but=lost), brief)
    if not any(_left_out(chosen)):
        return case, chosen
    return _visits(presence, due, search)


def _visits(presence: Presence, due: tuple[Request, ...], search: Search) -> tuple[Case, Visits]:
    """The visits, shared as far as can be; what is left out for being shared is tried apart."""
    case = make_case(presence, integrated(presence, due))
    chosen = visits(case, search)
    lost = [r for r in case.requests if r.id not in chosen.arrangement.placed]
    apart = guests(due, [r for r in lost if len(r.programmes) > 1])
    if apart and not search.over():
        other = replace(make_case(presence, integrated(presence, due, apart)), apart=apart)
        again = visits(other, search)
        if _left_out(again) < _left_out(chosen):
            return other, again
    return case, chosen


def _left_out(chosen: Visits) -> tuple[float, ...]:
    return tuple(figure.objective for figure in chosen.figures[:2])


def _reserve(options: Options) -> float:
    """Seconds kept for saying why visits are left out."""
    return min(MOST_SECONDS_FOR_REASONS, options.time_limit_s / 6)


class _Clock:
    """Seconds spent in each stage."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._seconds: dict[str, float] = {}
        self._stage = ""
        self._since = time.monotonic()

    def enter(self, stage: str) -> None:
        self._leave()
        self._stage = stage
        self._search.tell(Progress(stage=stage))

    def close(self) -> dict[str, float]:
        self._leave()
        return self._seconds

    def _leave(self) -> None:
        now = time.monotonic()
        if self._stage:
            self._seconds[self._stage] = round(now - self._since, 3)
            self._search.tell(Progress(stage=self._stage, done=True))
        self._since = now
