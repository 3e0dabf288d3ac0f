"""Before a plan is changed from a day on: whether it can be, and what came of it until then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

from models.overlay import Events
from models.plan import AnnualPlan, Visit
from models.problem import Problem
from models.text import Text


@dataclass(frozen=True)
class Course:
    """Visits before the day that did not take place, and those made otherwise, as they were."""

    cancelled: tuple[str, ...]
    held: tuple[Visit, ...]


def course(
    problem: Problem, plan: AnnualPlan, since: date, happened: Events
) -> Course | tuple[Text, ...]:
    """What came of a plan until a day; or all that speaks against changing it from then on."""
    against = (*_unfit(problem, plan, since), *_unheard(plan, since, happened))
    if against:
        return against
    planned = {visit.id: visit for visit in plan.visits}
    held = tuple(
        _as_held(planned[e.visit], e.start, e.half, tuple(e.team or ())) for e in happened.held
    )
    return Course(tuple(sorted(happened.cancelled)), held)


def _unfit(problem: Problem, plan: AnnualPlan, since: date) -> Iterator[Text]:
    if plan.withheld:
        yield _text("open_form", count=plan.withheld)
    if plan.origin is not None and plan.origin.dataset != problem.id:
        yield _text("other_dataset", planned=plan.origin.dataset, given=problem.id)
    if since.year != problem.year:
        yield _text("since_in_year", day=since.isoformat(), year=problem.year)
    if plan.since is not None and since < plan.since:
        yield _text("since_after", before=plan.since.isoformat())


def _unheard(plan: AnnualPlan, since: date, happened: Events) -> Iterator[Text]:
    planned = {visit.id: visit for visit in plan.visits}
    for name in sorted(happened.cancelled):
        if name not in planned:
            yield _unknown(name, planned)
        elif planned[name].start >= since:
            yield _text("not_yet", visit=name, day=planned[name].start.isoformat())
    for event in happened.held:
        if event.visit not in planned:
            yield _unknown(event.visit, planned)
        elif (start := event.start or planned[event.visit].start) >= since:
            yield _text("held_late", visit=event.visit, day=start.isoformat())


def _as_held(visit: Visit, start: date | None, half: object, team: tuple[str, ...]) -> Visit:
    start, team = start or visit.start, team or visit.team
    return visit.model_copy(
        update={
            "start": start,
            "half": half or visit.half,
            "end": start + timedelta((visit.half_days + 1) // 2 - 1),
            "team": team,
            "lead": visit.lead if visit.lead in team else team[0],
        }
    )


def _unknown(name: str, planned: dict[str, Visit]) -> Text:
    nearest = get_close_matches(name, sorted(planned), n=1)
    hint = Text(code="cli.hint", args={"nearest": nearest[0]}) if nearest else ""
    return _text("unknown_visit", visit=name, hint=hint)


def _text(code: str, **args: str | int | Text) -> Text:
    return Text(code=f"cli.replan.{code}", args=args)
