"""Ways to break a clause: other visits in the plan, or other data than it was made for."""

from collections.abc import Callable
from datetime import date, timedelta

from models.base import rebuilt
from models.inspector import Employment, Inspector, Interest, InterestKind
from models.plan import AnnualPlan, MilestoneKind, Visit, Zone
from models.problem import Problem
from models.region import Level
from models.target import Stage
from tests.clauses.offices import Office

Break = Callable[[Problem, AnnualPlan], Office]


def without(*programmes: str) -> Break:
    """No visits of these programmes."""
    return lambda problem, plan: (
        problem,
        plan.model_copy(
            update={
                "visits": tuple(v for v in plan.visits if not set(v.programmes) & {*programmes})
            }
        ),
    )


def first_visit(programme: str, **values: object) -> Break:
    """Other values of the first visit of a programme."""

    def broken(problem: Problem, plan: AnnualPlan) -> Office:
        one = next(v for v in plan.visits if v.programmes[0] == programme)
        visits = tuple(v.model_copy(update=values) if v is one else v for v in plan.visits)
        return problem, plan.model_copy(update={"visits": visits})

    return broken


def elsewhere(programme: str) -> Break:
    """The first visit of a programme goes to a target that it does not visit."""

    def broken(problem: Problem, plan: AnnualPlan) -> Office:
        seen = {v.target for v in plan.visits if programme in v.programmes}
        one = next(v for v in plan.visits if v.programmes[0] == programme)
        kind = problem.target_by_id[one.target].kind
        other = next(t.id for t in problem.targets if t.kind == kind and t.id not in seen)
        return first_visit(programme, target=other)(problem, plan)

    return broken


def at_end_of(programme: str, day: date) -> Break:
    return first_visit(programme, start=day, end=day)


def people(change: Callable[[Inspector], dict[str, object]]) -> Break:
    """Other values of everybody."""
    return lambda problem, plan: (
        rebuilt(
            problem,
            inspectors=tuple(i.model_copy(update=change(i)) for i in problem.inspectors),
        ),
        plan,
    )


def targets(**values: object) -> Break:
    """Other values of every school."""
    return lambda problem, plan: (
        rebuilt(
            problem,
            targets=tuple(
                t.model_copy(update=values) if t.kind == "school" else t for t in problem.targets
            ),
        ),
        plan,
    )


def policy(**values: object) -> Break:
    """Other rules than the plan was made for."""
    return lambda problem, plan: (
        rebuilt(problem, policy=problem.policy.model_copy(update=values)),
        plan,
    )


def budget(problem: Problem, plan: AnnualPlan) -> Office:
    return rebuilt(problem, costs=problem.costs.model_copy(update={"budget_yuan": 1})), plan


def tight_cap(problem: Problem, plan: AnnualPlan) -> Office:
    caps = tuple(cap.model_copy(update={"at_most": 0}) for cap in problem.policy.caps)
    return policy(caps=caps)(problem, plan)


def wide_gap(problem: Problem, plan: AnnualPlan) -> Office:
    gaps = tuple(gap.model_copy(update={"least_days": 60}) for gap in problem.policy.gaps)
    return policy(gaps=gaps)(problem, plan)


def no_training(problem: Problem, plan: AnnualPlan) -> Office:
    """No course in the calendar, no day reserved."""
    calendar = problem.calendar.model_copy(update={"training": ()})
    return rebuilt(problem, calendar=calendar), plan.model_copy(update={"training": ()})


def no_time(problem: Problem, plan: AnnualPlan) -> Office:
    workload = tuple(w.model_copy(update={"at_most_days": 0}) for w in problem.policy.workload)
    return policy(workload=workload)(problem, plan)


def milestones(kind: MilestoneKind, days: int | None) -> Break:
    """Steps of a kind so many days later, or none of them."""

    def broken(problem: Problem, plan: AnnualPlan) -> Office:
        steps = []
        for step in plan.milestones or ():
            if step.kind is not kind:
                steps.append(step)
            elif days is not None:
                steps.append(step.model_copy(update={"due": step.due + timedelta(days)}))
        return problem, plan.model_copy(update={"milestones": tuple(steps)})

    return broken


def zones(change: Callable[[tuple[Zone, ...]], tuple[Zone, ...]]) -> Break:
    return lambda problem, plan: (
        problem,
        plan.model_copy(update={"zones": change(plan.zones or ())}),
    )


def all_to_the_first(of: tuple[Zone, ...]) -> tuple[Zone, ...]:
    return (of[0].model_copy(update={"targets": tuple(t for z in of for t in z.targets)}),)


def interest(problem: Problem, plan: AnnualPlan) -> Office:
    visit = plan.visits[0]
    tie = Interest(inspector=visit.lead, target=visit.target, kind=InterestKind.RELATIVE)
    return rebuilt(problem, interests=(*problem.interests, tie)), plan


def to_a_part_timer(problem: Problem, plan: AnnualPlan) -> Office:
    """Everything lies with one part-timer, who may hold kindergartens only."""
    (part, *_) = (i.id for i in problem.inspectors if i.employment is Employment.PART_TIME)
    held = tuple(t for zone in plan.zones or () for t in zone.targets)
    zone = Zone(inspector=part, targets=held, travel_km=0)
    return problem, plan.model_copy(update={"zones": (zone,)})


def all_members(problem: Problem, plan: AnnualPlan, kind: str, change: dict[str, object]) -> Office:
    """Other values of everybody who is in a team of a programme."""
    busy = {p for v in plan.visits if v.programmes[0] == kind for p in v.team}
    inspectors = tuple(
        i.model_copy(update=change) if i.id in busy else i for i in problem.inspectors
    )
    return rebuilt(problem, inspectors=inspectors), plan


def members_of(programme: str, **change: object) -> Break:
    return lambda problem, plan: all_members(problem, plan, programme, change)


def near_the_government(programme: str, level: Level) -> Break:
    """The team of the first visit lives in the county or league that it visits."""

    def broken(problem: Problem, plan: AnnualPlan) -> Office:
        one = next(v for v in plan.visits if v.programmes[0] == programme)
        there = problem.target_by_id[one.target].region
        home = next(r.id for r in problem.regions if problem.tree.at_level(r.id, level) == there)
        moved = tuple(
            i.model_copy(update={"region": home}) if i.id in one.team else i
            for i in problem.inspectors
        )
        return rebuilt(problem, inspectors=moved), plan

    return broken


def with_another_visit(problem: Problem, plan: AnnualPlan) -> Office:
    """A trip goes to a sealed visit and to another one."""
    sealed = next(v for v in plan.visits if problem.programme_by_id[v.programmes[0]].sealed)
    other = next(v for v in plan.visits if v.programmes[0] == "institutions")
    trips = tuple(
        t.model_copy(update={"visits": (sealed.id, other.id)}) if sealed.id in t.visits else t
        for t in plan.trips or ()
    )
    return problem, plan.model_copy(update={"trips": trips})


def phase(name: str, days: int) -> Break:
    def broken(problem: Problem, plan: AnnualPlan) -> Office:
        steps = tuple(
            m.model_copy(update={"due": m.due + timedelta(days)}) if m.phase == name else m
            for m in plan.milestones or ()
        )
        return problem, plan.model_copy(update={"milestones": steps})

    return broken


def one_indicator_fewer(problem: Problem, plan: AnnualPlan) -> Office:
    return rebuilt(problem, indicators=problem.indicators[:-1]), plan


def half_a_year_only(programme: str) -> Break:
    """Only the visits of the first half of the year."""

    def broken(problem: Problem, plan: AnnualPlan) -> Office:
        def stays(visit: Visit) -> bool:
            return visit.programmes[0] != programme or visit.start.month <= 6

        return problem, plan.model_copy(
            update={"visits": tuple(v for v in plan.visits if stays(v))}
        )

    return broken


def one_stratum(problem: Problem, plan: AnnualPlan) -> Office:
    """The rural kindergartens that were drawn are not visited."""
    rural = {
        t.id
        for t in problem.targets
        if t.kind == "school" and t.stage is Stage.KINDERGARTEN and t.locality.value == "rural"
    }
    kept = tuple(v for v in plan.visits if v.target not in rural)
    assert len(kept) < len(plan.visits)
    return problem, plan.model_copy(update={"visits": kept})
