"""A plan changed from a day on, as little as what has happened demands: a job like any plan."""

from collections.abc import Iterator
from datetime import date

from pydantic import Field

from api.desk import datasets as desk_datasets
from api.desk.asker import Asker
from api.desk.bases import Base, changeable
from api.desk.denial import Denial
from api.desk.lines import Exact, Line, Name
from api.desk.plans import PlanOptions, View, enqueue, get
from api.desk.room import admit
from api.desk.versions import version
from api.jobs.port import State
from api.jobs.request import Course
from api.store import plans
from api.store.plans import Kind
from models.base import Frozen
from models.issue import DataError, Issue
from models.overlay import Events, events
from models.plan import AnnualPlan
from models.problem import Problem
from models.text import Text, say
from models.tiers import TieredPlan
from planner.replan.course import Course as Happened
from planner.replan.course import course
from planner.tiers import Offices, Shares
from scenarios.overlay.laying import laid_over

SECONDS = 10
"""What `dudao replan` allows by default."""


class Replanning(Frozen):
    """From which day on a plan is changed, by which overlay in TOML.

    The overlay says what is otherwise from now on, which visits did not take place, and which were
    made otherwise. Visits up to `published_until`, and those within `notice_days`, are dear to
    change. Of a plan of several offices `office` is the key of the part that is changed, around the
    visits of all others; the overlay is of the whole data set.
    """

    since: date = Field(alias="from", examples=["2027-06-01"])
    overlay: Exact = Field(default="", max_length=1_000_000)
    published_until: date | None = None
    notice_days: int = Field(default=0, ge=0, le=366)
    name: Line = ""
    office: Name | None = Field(default=None, examples=["510499"])
    options: PlanOptions = PlanOptions(time_limit_s=SECONDS)


def replan(who: Asker, id_: str, asked: Replanning, *, key: str | None = None) -> tuple[View, bool]:
    """Have a plan changed, in a new one whose base it is; whether that is new.

    Raises
    ------
    Denial
        404, 403; 409 without a result; 422 when a part must be named, or with everything that
        speaks against changing it from that day on; 429 when too many plans are open.
    DataError
        With everything that is wrong with the overlay, and all that other offices' plans hold and
        it takes away.
    """
    base = changeable(who, id_, asked.office)
    problem, happened = base.made.problem, Events()
    if asked.overlay:
        overlay = desk_datasets.stated(asked.overlay)
        problem, happened = laid_over(problem, [overlay]), events((overlay,))
    came = course(_of_part(base, problem), base.plan, asked.since, happened)
    if not isinstance(came, Happened):
        errors = [
            {"place": "from", "code": text.code, "detail": say(text, who.language)} for text in came
        ]
        raise Denial(422, Text(code="problem.invalid"), errors=errors)
    what = Course(
        since=asked.since,
        published_until=asked.published_until,
        notice_days=asked.notice_days,
        cancelled=came.cancelled,
        held=came.held,
        office=base.key,
    )
    with who.world.store.writing() as session:
        dataset = base.row.dataset
        if asked.overlay:
            made = version(session, who, dataset, problem, source="replan", overlay=asked.overlay)
            dataset = made.id
        plan, new = plans.submit(
            session,
            who.by,
            dataset,
            asked.options.model_dump(mode="json"),
            name=asked.name or base.row.name,
            key=key,
            kind=Kind.REPLAN,
            base=id_,
            course=what.model_dump(mode="json"),
        )
        if new:
            admit(session, who.by, who.world.settings, plan.id)
    if new or plan.state is State.SOLVING_SCHEDULED:
        enqueue(who, plan.id)
    return get(who, plan.id), new


def _of_part(base: Base, problem: Problem) -> Problem:
    """The data as the office knows whose plan is changed."""
    made = base.made.plan
    if base.key is None or isinstance(made, AnnualPlan):
        return problem
    if issues := tuple(_taken(made, base.key, problem)):
        raise DataError(issues)
    return Shares(problem, made).around(base.key)


def _taken(made: TieredPlan, key: str, problem: Problem) -> Iterator[Issue]:
    """What plans of other offices hold, for these stay, and the data do not have any more."""
    tasks = {task.key for task in Offices(problem).tasks}
    known = {*problem.target_by_id, *problem.inspector_by_id, *problem.programme_by_id}
    for one in made.offices:
        if one.key not in tasks:
            yield _issue("office_taken", one.key, one.key)
        elif one.key != key:
            for name in dict.fromkeys(_names(one.plan)):
                if name not in known:
                    yield _issue("taken", one.key, name)


def _names(plan: AnnualPlan) -> Iterator[str]:
    for visit in plan.visits:
        yield from (visit.target, *visit.team, *visit.programmes)
    for zone in plan.zones or ():
        yield from (zone.inspector, *zone.targets)
    yield from (one.inspector for one in plan.training or ())


def _issue(code: str, office: str, found: str) -> Issue:
    text = Text(code=f"change_asked.{code}", args={"office": office})
    return Issue(place="overlay", found=found, text=text)
