"""The auditor's verdict on the plans of several offices."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from models.plan import AnnualPlan, ComplianceLine, Finding
from models.problem import Problem
from models.tiers import OfficePlan, TieredPlan
from planner.audit import audit
from planner.audit.across import across
from planner.tiers.ledger import Ledger
from planner.tiers.offices import Offices, Task
from planner.tiers.share import Before, share


def verdict(problem: Problem, plan: TieredPlan) -> tuple[ComplianceLine, ...]:
    """How all plans together stand to the clauses."""
    return across(problem, plan.offices)


def audit_tiers(
    problem: Problem, plan: TieredPlan
) -> tuple[tuple[ComplianceLine, ...], dict[str, tuple[ComplianceLine, ...]]]:
    """The verdict on all together, and on each task's plan by its key."""
    plan_of = plan.parts
    own = {key: audit(part, plan_of[key]) for key, part in Shares(problem, plan).items()}
    return verdict(problem, plan), own


def with_part(problem: Problem, plan: TieredPlan, key: str, part: AnnualPlan) -> TieredPlan:
    """The plans with another one of a task, and the verdict on all together; the others stay."""
    whole = _with_part(plan, key, part)
    return whole.model_copy(update={"compliance": verdict(problem, whole)})


def broken_by(
    problem: Problem, plan: TieredPlan, key: str, part: AnnualPlan, visit: str
) -> tuple[Finding, ...]:
    """What all plans together break with another plan of a task, and not as they were.

    Only visits of the people and the target of the one that was changed are looked at: rules across
    offices on anybody else cannot be touched by it.

    Parameters
    ----------
    visit
        The visit in which the plans of the task differ.
    """
    changed = [v for one in (plan.parts[key], part) for v in one.visits if v.id == visit]
    people = {person for v in changed for person in v.team}
    targets = {v.target for v in changed}

    def near(one: OfficePlan) -> OfficePlan:
        visits = tuple(
            v for v in one.plan.visits if v.target in targets or not people.isdisjoint(v.team)
        )
        return one.model_copy(update={"plan": one.plan.model_copy(update={"visits": visits})})

    def broken(whole: TieredPlan) -> list[Finding]:
        lines = across(problem, [near(one) for one in whole.offices])
        return [finding for line in lines for finding in line.findings]

    before = broken(plan)
    return tuple(one for one in broken(_with_part(plan, key, part)) if one not in before)


def _with_part(plan: TieredPlan, key: str, part: AnnualPlan) -> TieredPlan:
    offices = tuple(
        one.model_copy(update={"plan": part}) if one.key == key else one for one in plan.offices
    )
    return plan.model_copy(update={"offices": offices})


def rejudged(was: Problem, now: Problem, plan: TieredPlan, but: str = "") -> TieredPlan:
    """The plans after the data have changed, each whose share has changed with a new verdict.

    Parameters
    ----------
    but
        The key of a task whose plan was judged on the data as they are now.
    """
    before, shares = Shares(was, plan), Shares(now, plan)

    def judged(one: OfficePlan) -> OfficePlan:
        if one.key == but or _same(before.get(one.key), shares[one.key]):
            return one
        lines = audit(shares[one.key], one.plan)
        return one.model_copy(update={"plan": one.plan.model_copy(update={"compliance": lines})})

    return plan.model_copy(update={"offices": tuple(map(judged, plan.offices))})


def _same(before: Problem | None, now: Problem) -> bool:
    """Whether two shares differ in nothing but in the names of what was laid over them."""
    return before is not None and before.model_copy(update={"overlays": now.overlays}) == now


class Shares(Mapping[str, Problem]):
    """The share of each task that has a plan, by its key, put together when it is asked for.

    It holds the visits that the plans before it state.
    """

    def __init__(self, problem: Problem, plan: TieredPlan) -> None:
        self._offices = Offices(problem)
        self._plan = plan
        self._made: dict[str, Problem] = {}

    def around(self, key: str) -> Problem:
        """The share of a task with the visits that all other plans state, to change its plan in."""
        ledger = Ledger(self._offices, self._offices.tasks)
        plan_of = self._plan.parts
        tasks = {task.key: task for task in self._offices.tasks}
        for other in tasks.keys() & plan_of.keys():
            ledger.add(tasks[other], plan_of[other])
        return share(self._offices, tasks[key], ledger.around(tasks[key]))

    @cached_property
    def _before(self) -> Mapping[str, tuple[Task, Before]]:
        """Each task that has a plan, with what was planned before it."""
        found: dict[str, tuple[Task, Before]] = {}
        ledger = Ledger(self._offices, self._offices.tasks)
        plan_of = self._plan.parts
        for task in self._offices.tasks:
            if task.key in plan_of:
                found[task.key] = (task, ledger.before(task))
                ledger.add(task, plan_of[task.key])
        return found

    def __getitem__(self, key: str) -> Problem:
        """The share of a task."""
        if key not in self._made:
            self._made[key] = share(self._offices, *self._before[key])
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        """The keys in the order of the tasks."""
        return iter(self._before)

    def __len__(self) -> int:
        """How many tasks have a plan."""
        return len(self._before)
