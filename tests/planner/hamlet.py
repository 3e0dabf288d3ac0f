"""Problems put together by hand: whatever a test does not name is as simple as can be.

Homes and schools lie in one spot, everybody is full-time and may do everything, the only programme
is a visit of one day by one person, and the only term runs from Monday 1 to Friday 26 March 2027.
"""

import time
from collections.abc import Mapping
from datetime import date

from ortools.sat.python import cp_model

from models.calendar import Term, WorkCalendar
from models.inspector import Employment, Inspector, Interest, InterestKind, Leave
from models.plan import AnnualPlan, Finding, Half, PlanStatus, Visit, Zone
from models.policy import Policy
from models.problem import Problem
from models.programme import DurationStep, Programme, ProgrammeKind, Selection, TeamRule
from models.region import Level, Region
from models.target import School, Stage
from planner.audit import audit
from planner.case import Case, make_case
from planner.demand import requests
from planner.holders import holders
from planner.horizon import horizon
from planner.integration import integrated
from planner.lead import choose_lead
from planner.lexicographic import Search
from planner.model import Arrangement, Placement, VisitModel, visit_model
from planner.options import Options
from planner.presence import Presence
from planner.rules.training import training_days
from planner.travel import travel_table
from planner.zoning import zoning
from tests.planner import village

SPOT = (102.0, 27.0)
STAGES = (Stage.KINDERGARTEN, Stage.PRIMARY, Stage.JUNIOR_SECONDARY)
ZONING = village.policy().zoning.model_copy(update={"quotas": ()})


def day(text: str) -> date:
    """The day `MM-DD` of 2027."""
    return date.fromisoformat(f"2027-{text}")


def index(text: str) -> int:
    """The number of the day `MM-DD` of 2027, counted from 1 January."""
    return (day(text) - date(2027, 1, 1)).days


def school(id_: str = "s1", **values: object) -> School:
    table: dict[str, object] = {
        "id": id_,
        "name": f"school {id_}",
        "region": "v",
        "lon": SPOT[0],
        "lat": SPOT[1],
        "stage": Stage.PRIMARY,
        "enrolment": 100,
    }
    return School.model_validate(table | values)


def person(id_: str = "p1", **values: object) -> Inspector:
    table: dict[str, object] = {
        "id": id_,
        "name": f"person {id_}",
        "region": "v",
        "lon": SPOT[0],
        "lat": SPOT[1],
        "employment": Employment.FULL_TIME,
        "stages": STAGES,
        "certificate_from": date(2020, 1, 1),
        "certificate_until": date(2030, 12, 31),
    }
    return Inspector.model_validate(table | values)


def people(number: int, **values: object) -> tuple[Inspector, ...]:
    """People p1, p2 …, all alike."""
    return tuple(person(f"p{n}", **values) for n in range(1, number + 1))


def programme(id_: str = "visit", *, half_days: int = 2, **values: object) -> Programme:
    table: dict[str, object] = {
        "id": id_,
        "name": id_,
        "kind": ProgrammeKind.COMPREHENSIVE,
        "clauses": ("c",),
        "selection": Selection(targets=village.SCHOOLS),
        "durations": (DurationStep(half_days=half_days),),
        "team": TeamRule(size=1, cover_stages=False),
    }
    return Programme.model_validate(table | values)


def policy(**changes: object) -> Policy:
    """No caps, gaps, limits of work or hours of training unless named."""
    free: dict[str, object] = {"zoning": ZONING, "gaps": (), "caps": (), "workload": ()}
    return village.policy(**(free | changes))


def calendar(first: str = "03-01", last: str = "03-26", **values: object) -> WorkCalendar:
    table: dict[str, object] = {
        "year": 2027,
        "terms": (Term(name="spring", start=day(first), end=day(last)),),
    }
    return WorkCalendar.model_validate(table | values)


def leave(person_id: str, first: str, last: str | None = None) -> Leave:
    return Leave(inspector=person_id, start=day(first), end=day(last or first))


def interest(person_id: str, target: str, until: str | None = None) -> Interest:
    return Interest(
        inspector=person_id,
        target=target,
        kind=InterestKind.DECLARED,
        until=None if until is None else day(until),
    )


def problem(**values: object) -> Problem:
    """The hamlet; `schools` and `people` are numbers or the things themselves."""
    table: dict[str, object] = {
        "id": "hamlet",
        "name": "hamlet",
        "office": "v",
        "regions": (Region(id="v", name="v", level=Level.COUNTY),),
        "targets": (school(),),
        "inspectors": (person(),),
        "policy": policy(),
        "programmes": (programme(),),
        "calendar": calendar(),
    }
    return Problem.model_validate(table | values)


def search(**options: object) -> Search:
    """A search to the very optimum with a minute's time."""
    chosen = Options.model_validate({"time_limit_s": 60, "gap": 0, **options})
    return Search(chosen, time.monotonic() + chosen.time_limit_s)


def presence(of: Problem) -> Presence:
    days = horizon(of)
    return Presence(of, days, travel_table(of), training_days(of, days))


def case(of: Problem, responsible: Mapping[str, str] | None = None) -> Case:
    """The case of a problem; the responsible inspectors come from the zones unless named."""
    here = presence(of)
    if responsible is None:
        allowed = holders(of, here.days, here.table)
        responsible = zoning(of, here.days, here.table, allowed, search()).responsible()
    return make_case(here, integrated(here, requests(of, here.days, responsible, seed=0)))


def at(team: str, when: str, half: Half = Half.AM) -> Placement:
    """A team, ids parted by spaces, on the day `MM-DD`."""
    return Placement(team=tuple(team.split()), day=index(when), half=half)


def allows(rule: object, of: Case | Problem, **placed: Placement) -> bool:
    """Whether a model with this rule alone has the arrangement, all other visits left out.

    Ids of requests are written with `_` for `-`; `rule` is a module of `planner.rules`.
    """
    built = visit_model(of if isinstance(of, Case) else case(of))
    rule.add(built)  # type: ignore[attr-defined]
    arrangement = Arrangement({name.replace("_", "-"): place for name, place in placed.items()})
    return is_feasible(built, arrangement)


def is_feasible(built: VisitModel, arrangement: Arrangement) -> bool:
    """Whether the model has exactly this arrangement."""
    assert set(arrangement.placed) <= {r.id for r in built.requests}
    for request in built.requests:
        placement = arrangement.placed.get(request.id)
        people_of = built.candidates[request.id]
        if placement is not None and not set(placement.team) <= set(people_of):
            return False
        built.model.add(built.absent[request.id] == (placement is None))
        if placement is None:
            continue
        for one in people_of:
            built.model.add(built.member[request.id, one] == (one in placement.team))
        if built.dated:
            built.model.add(built.day[request.id] == placement.day)
        if request.id in built.half:
            built.model.add(built.half[request.id] == (placement.half is Half.PM))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return bool(solver.solve(built.model) == cp_model.OPTIMAL)


def findings(
    of: Case, arrangement: Arrangement, holders: Mapping[str, str] | None = None
) -> list[Finding]:
    """What the auditor finds about the placed visits; it is told nothing of deadlines.

    Nor of zones, unless `holders` names who is responsible for each target; what it finds about
    the zones themselves is left out.
    """
    leads = choose_lead(of, arrangement)
    visits = []
    for name, placement in arrangement.placed.items():
        request = of.request[name]
        visits.append(
            Visit(
                id=name,
                target=request.target,
                programmes=request.programmes,
                kind=request.kind,
                start=of.days.date_of(placement.day),
                half=placement.half,
                half_days=request.half_days,
                end=of.days.date_of(placement.day + request.length - 1),
                team=placement.team,
                lead=leads[name],
            )
        )
    made = AnnualPlan(
        origin=None,
        status=PlanStatus.COMPLETE,
        zones=None if holders is None else _zones(holders),
        training=of.presence.training,
        visits=tuple(visits),
    )
    told = [f for line in audit(of.problem, made) for f in line.findings]
    other = {"coverage", "reviews", "zones", "capacity", "figures"}
    return [f for f in told if f.rule not in other]


def _zones(holders: Mapping[str, str]) -> tuple[Zone, ...]:
    return tuple(
        Zone(inspector=one, targets=tuple(t for t in holders if holders[t] == one), travel_km=0)
        for one in sorted(set(holders.values()))
    )
