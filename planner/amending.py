"""A plan with one visit changed by hand: judged at once by the auditor, and priced."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.plan import AnnualPlan, Finding, Half, StageFigure, StageStatus, Visit
from models.text import Text
from planner.audit import AuditCase, audit, findings
from planner.case import Case
from planner.demand import Request
from planner.explain.trial import LEVELS, Trial
from planner.followup import followup
from planner.model import Arrangement
from planner.trips import GOAL as TRIP_COST
from planner.trips import toured


@dataclass(frozen=True)
class Amended:
    """The changed plan, and what the change does.

    `broken` is what the auditor finds and does not find in the plan as it was. `levels` has the new
    value minus the old one for each of `planner.explain.trial.LEVELS`; none for a visit that the
    planner does not know. `travel_km` and `cost_yuan` are over all trips of the year, or over the
    visits of a plan that states no trips.
    """

    plan: AnnualPlan
    visit: Visit
    broken: tuple[Finding, ...]
    levels: tuple[int, ...]
    travel_km: float
    cost_yuan: int


def as_asked(
    trial: Trial, visit: str, start: date | None, half: Half | None, team: Sequence[str]
) -> Visit | tuple[Text, ...]:
    """A visit of the plan as it is asked for; or all that makes no sense, whatever the rules.

    Parameters
    ----------
    start, half, team
        None, or an empty team: as it is.
    """
    if against := tuple(_senseless(trial, visit, start, half, team)):
        return against
    changed = trial.visit[visit]
    if team:
        changed = trial.team(changed, team)
    if start or half:
        day = trial.days.day(start or changed.start)
        changed = trial.date(changed, day, half or changed.half)
    return changed


def _senseless(
    trial: Trial, visit: str, start: date | None, half: Half | None, team: Sequence[str]
) -> Iterator[Text]:
    old, since, year = trial.visit[visit], trial.plan.since, trial.problem.year
    if since is not None and old.start < since:
        yield _text("done", visit=visit, since=since.isoformat())
    if half is Half.PM and old.half_days > 1:
        yield _text("whole_day", visit=visit, half_days=old.half_days)
    length = (old.half_days + 1) // 2
    if start is not None and not (
        start.year == year and trial.days.day(start) + length <= trial.days.length
    ):
        yield _text("other_year", start=start.isoformat(), year=year)
    for person in dict.fromkeys(team):
        if person not in trial.problem.inspector_by_id:
            yield _text("stranger", inspector=person)
    if len(set(team)) < len(team):
        yield _text("twice", team=", ".join(team))


def _text(code: str, **args: str | int) -> Text:
    return Text(code=f"cli.edit.{code}", args=args)


def amended(trial: Trial, visit: Visit) -> Amended:
    """The plan with the visit of that id made thus.

    Its trips, milestones and figures follow and it is audited anew; everything else stays.
    """
    levels = trial.levels(visit) if visit.id in trial.placed else ()
    changed = _applied(trial, visit, levels)
    lines = audit(trial.problem, changed)
    found = [finding for line in lines for finding in line.findings]
    before = findings(AuditCase(trial.problem, trial.plan)) if found else []
    return Amended(
        plan=changed.model_copy(update={"compliance": lines}),
        visit=visit,
        broken=tuple(finding for finding in found if finding not in before),
        levels=levels,
        travel_km=round(_travel_km(changed) - _travel_km(trial.plan), 1),
        cost_yuan=_cost_yuan(changed) - _cost_yuan(trial.plan),
    )


def _applied(trial: Trial, visit: Visit, levels: Sequence[int]) -> AnnualPlan:
    """The plan with the visit changed and all that follows from it; not yet audited."""
    plan, by_id = trial.plan, {**trial.visit, visit.id: visit}
    visits = tuple(sorted(by_id.values(), key=lambda v: (v.start, v.half, v.id)))
    seed = plan.origin.seed if plan.origin else 0
    changes: dict[str, object] = {"visits": visits}
    gains: dict[tuple[str, str], float] = {
        (goal.stage, goal.name): gain for goal, gain in zip(LEVELS, levels, strict=False)
    }
    if plan.milestones is not None:
        changes["milestones"] = followup(trial.problem, visits, trial.responsible, seed)
    if plan.trips is not None:
        placed = {v.id: trial.placement(v) for v in visits}
        changes["trips"], price = toured(_as_made(trial, visits), Arrangement(placed))
        before = next((f.objective for f in plan.stages if f.level == TRIP_COST.name), price)
        gains[TRIP_COST.stage, TRIP_COST.name] = price - before
    changes["stages"] = tuple(_moved(figure, gains) for figure in plan.stages)
    if plan.origin is not None:
        notice = Text(code="notice.edited", args={"visit": visit.id})
        changes["notices"] = (*(n for n in plan.notices if n != notice), notice)
    return plan.model_copy(update=changes)


def _as_made(trial: Trial, visits: Sequence[Visit]) -> Case:
    """The visits as requests of just these days, all that trips need to know of them."""
    table = trial.problem.programme_by_id
    requests = tuple(
        Request(
            id=visit.id,
            target=visit.target,
            programmes=visit.programmes,
            kind=visit.kind,
            half_days=visit.half_days,
            days=(trial.placement(visit).day,),
            team=table[visit.programmes[0]].team,
            mandatory=True,
            weight=0,
        )
        for visit in visits
    )
    return Case(trial.presence, requests, {}, {}, limited=False, least_travel_hm=0)


def _moved(figure: StageFigure, gains: Mapping[tuple[str, str], float]) -> StageFigure:
    """The figure after the change.

    A value below its bound has cost something at an earlier level, so that nothing is proven of it.
    """
    gain = gains.get((figure.stage, figure.level), 0)
    if not gain:
        return figure
    objective = figure.objective + gain
    if objective < figure.bound:
        status, bound = StageStatus.LIMIT, 0.0
    else:
        status = StageStatus.GAP if objective > figure.bound else StageStatus.OPTIMAL
        bound = figure.bound
    changes = {"objective": objective, "bound": bound, "status": status}
    return figure.model_copy(update=changes)


def _travel_km(plan: AnnualPlan) -> float:
    return sum(item.travel_km for item in (plan.visits if plan.trips is None else plan.trips))


def _cost_yuan(plan: AnnualPlan) -> int:
    return sum(item.cost_yuan for item in (plan.visits if plan.trips is None else plan.trips))
