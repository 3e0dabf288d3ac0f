"""What a plan's job does: part by part, each kept when it is done, the same plan after any kill.

A part is what one task of `planner.tiers` plans, or the rotations that a cross-check needs first; a
data set of one office is one part, and so is the plan that is changed. What a part is given follows
from the data set, the options and the parts it waits for alone, or the plan that is changed, and it
is solved by one thread on deterministic limits, so it does not matter who solves it when, nor how
often somebody was killed over it. Finished parts are found again by the digest of what they were
given.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from importlib.metadata import version
from typing import TypeVar

from pydantic import TypeAdapter

from api.jobs.ledger import Inputs, Ledger, LedgerUnavailableError, Part
from api.jobs.port import State
from api.jobs.request import Course, Exchange, Replanned, Replanning, Request
from api.jobs.solving import Answer, ChildFaultError, Solve, plan_in, unplannable
from models.base import Frozen
from models.changes import CHANGES
from models.issue import DataError
from models.plan import AnnualPlan, PlanStatus, Rotation
from models.problem import Problem
from models.text import Text
from models.tiers import OWN, TieredPlan, plan_of_json
from planner.options import Options, Progress
from planner.tiers import Offices, Shares, Task, is_tiered, rejudged, share
from planner.tiers.ledger import Ledger as Planned
from planner.tiers.share import unshared_pins
from planner.tiers.year import merged, steady

MOST_TRIES = 6
"""A part whose child died so many times in a row is given up: none can be planned that is too large
for the machine, and chance kills one not so often."""

MOST_BEGINNINGS = 60
"""A part that was begun so many times, whoever died over it, is given up."""

_ASK_SECONDS = 0.3
_PATIENCE_SECONDS = 60.0
_DATASETS = 4

_ROTATIONS = TypeAdapter(tuple[Rotation, ...])
_LOG = logging.getLogger(__name__)

Value = TypeVar("Value")


class Ending(StrEnum):
    """How work on a part ended."""

    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Outcome(Frozen):
    """How work on a part ended, and why it failed."""

    ending: Ending
    fault: Text | None = None


class Step(Frozen):
    """A part by its key, and the keys of those it waits for; `last` waits for all others."""

    key: str
    after: tuple[str, ...] = ()
    last: bool = False


@dataclass(frozen=True)
class _Layout:
    """A data set with its tasks; of one office there is one."""

    problem: Problem
    offices: Offices
    tasks: tuple[Task, ...]
    tiered: bool

    def task(self, key: str) -> Task:
        return next(task for task in self.tasks if task.key == key)

    def before(self, task: Task) -> Iterator[Task]:
        """The tasks of whose plans this one is told, in order."""
        known = {t.key for t in self.tasks if not t.last} if task.last else set()
        rest = list(task.after)
        while rest:
            key = rest.pop()
            if key not in known:
                known.add(key)
                rest.extend(self.task(key).after)
        yield from (t for t in self.tasks if t.key in known)


def ready(steps: Sequence[Step], done: Collection[str]) -> tuple[str, ...]:
    """The keys of parts that may begin, in order; those done are not among them."""
    early = {step.key for step in steps if not step.last}
    return tuple(
        step.key
        for step in steps
        if step.key not in done
        and all(key in done for key in step.after)
        and (not step.last or early <= set(done))
    )


class Work:
    """Plans of a ledger, solved by `solve`. Holds nothing but data sets it has read."""

    def __init__(self, ledger: Ledger, solve: Solve) -> None:
        self._ledger = ledger
        self._solve = solve
        self._layouts: OrderedDict[str, _Layout] = OrderedDict()

    def begin(self, plan: str) -> tuple[Step, ...]:
        """Begin a plan, or take it up again: its parts in order; none when it has ended."""
        state = self._ledger.advance(plan, State.STARTED)
        if state not in (State.STARTED, State.ACTIVE):
            return ()
        steps = _steps(self._layout(plan), self._ledger.inputs(plan))
        self._ledger.outline(plan, [step.key for step in steps])
        self._ledger.advance(plan, State.ACTIVE)
        return steps

    def wanted(self, plan: str) -> bool:
        """Whether more parts of the plan shall begin."""
        return not self._ledger.asked_to_cancel(plan)

    def part(self, plan: str, key: str) -> Outcome:
        """Plan a part whose predecessors are done, unless it is done already."""
        asked = _Asked(self._ledger, plan)
        try:
            return self._planned(plan, key, asked)
        except _StoppedError:
            return Outcome(ending=Ending.STOPPED)
        except ChildFaultError as error:
            _LOG.warning("plan %s, part %s: %s", plan, key, error.fault.code)
            _LOG.debug("%s", error.trace)
            return Outcome(ending=Ending.FAILED, fault=error.fault)
        except DataError as error:
            return Outcome(ending=Ending.FAILED, fault=unplannable(error))

    def end(self, plan: str, fault: Text | None = None) -> State:
        """Put the parts together and end the plan; the state it ended in."""
        layout, inputs = self._layout(plan), self._ledger.inputs(plan)
        plans = self._plans(plan, layout, inputs)
        whole = self._whole(layout, inputs, plans)
        result = None if whole is None else whole.model_dump_json().encode()
        changes = None if inputs.course is None else _changes(plans)
        cut = any(part.interrupted for part, _ in plans.values())
        if fault is not None:
            to = State.FAILED
        elif whole is None or whole.status is PlanStatus.INTERRUPTED or cut:
            to = State.INCOMPLETE
        else:
            to = State.COMPLETED
        return _patient(lambda: self._ledger.conclude(plan, to, result, fault, changes))

    def best(self, plan: str) -> AnnualPlan | TieredPlan | None:
        """The best plan so far: that of the parts that are done; None when none is."""
        layout, inputs = self._layout(plan), self._ledger.inputs(plan)
        return self._whole(layout, inputs, self._plans(plan, layout, inputs))

    def run(self, plan: str) -> State:
        """All of it, here and one part after another."""
        steps = self.begin(plan)
        done: set[str] = set()
        fault: Text | None = None
        while fault is None and self.wanted(plan) and (keys := ready(steps, done)):
            outcome = self.part(plan, keys[0])
            fault = outcome.fault
            if outcome.ending is not Ending.DONE:
                break
            done.add(keys[0])
        return self.end(plan, fault)

    def _planned(self, plan: str, key: str, asked: "_Asked") -> Outcome:
        layout, inputs = self._layout(plan), self._ledger.inputs(plan)
        if layout.tiered and (issues := unshared_pins(layout.offices)):
            raise DataError(issues)
        if inputs.course is None:
            request = self._anew(plan, key, layout, inputs.options, asked)
        else:
            request = self._again(layout, inputs, inputs.course)
        part = self._made(plan, key, request, asked)
        return Outcome(ending=Ending.STOPPED if part.interrupted else Ending.DONE)

    def _anew(
        self, plan: str, key: str, layout: _Layout, options: Options, asked: "_Asked"
    ) -> Request:
        """To plan a part around those before it."""
        problem = layout.problem
        if layout.tiered:
            task = layout.task(key)
            planned = Planned(layout.offices, layout.tasks)
            for other in layout.before(task):
                planned.add(other, self._plan_of(plan, other.key))
            rotations = self._rotations(plan, layout, task, options, asked)
            problem = share(layout.offices, task, planned.before(task), rotations)
        # Of several offices the best so far is the plans of those that are done.
        return Request(problem=problem, options=steady(options), drafts=not layout.tiered)

    def _again(self, layout: _Layout, inputs: Inputs, course: Course) -> Request:
        """To change a plan; of several offices that of one, around the visits of all others."""
        old, problem = self._base(inputs), layout.problem
        if isinstance(old, TieredPlan):
            key = course.office or layout.problem.office
            problem, old = Shares(problem, old).around(key), old.parts[key]
        return Request(
            problem=problem,
            options=steady(inputs.options),
            replanning=Replanning(plan=old, course=course),
        )

    def _base(self, inputs: Inputs) -> AnnualPlan | TieredPlan:
        """The plan that is to be changed."""
        base = None if inputs.base is None else self._ledger.result(inputs.base)
        if base is None:
            raise LookupError(f"{inputs.base}: there is no plan to change")
        return plan_of_json(base.decode())

    def _whole(
        self, layout: _Layout, inputs: Inputs, plans: Mapping[str, tuple[Part, AnnualPlan]]
    ) -> AnnualPlan | TieredPlan | None:
        """What the parts come to, with those of the base that stay; None without any."""
        made = {key: plan for key, (_, plan) in plans.items()}
        if not made:
            return None
        base = None if inputs.course is None else self._base(inputs)
        if isinstance(base, AnnualPlan) or not (base or layout.tiered):
            (alone,) = made.values()
            return alone
        parts = {**(base.parts if base else {}), **made}
        numbers = {task.key: number for number, task in enumerate(layout.tasks)}
        by_number = {numbers[key]: plan for key, plan in parts.items()}
        whole = merged(layout.problem, inputs.options, layout.tasks, by_number)
        was = inputs.base and self._ledger.inputs(inputs.base).dataset
        if base is None or was is None or was == inputs.dataset:
            return whole
        before = Problem.model_validate_json(self._ledger.dataset(was))
        (changed,) = made
        return rejudged(before, layout.problem, whole, changed)

    def _rotations(
        self, plan: str, layout: _Layout, task: Task, options: Options, asked: "_Asked"
    ) -> tuple[Rotation, ...]:
        """Who checks whom in a task's cross-checks, a part of its own."""
        exchanges = [layout.problem.programme_by_id[p].exchange for p in task.programmes]
        if not any(exchange is not None for exchange in exchanges):
            return ()
        exchange = Exchange(office=task.office, programmes=task.programmes)
        request = Request(problem=layout.problem, options=options, exchange=exchange)
        part = self._made(plan, f"{task.key}#rotations", request, asked)
        if part.interrupted:
            raise _StoppedError
        return _ROTATIONS.validate_json(part.body)

    def _made(self, plan: str, key: str, request: Request, asked: "_Asked") -> Part:
        """The part that answers a request: the one kept, or a new one."""
        digest = _digest(request)
        kept = self._ledger.part(plan, key)
        if kept is not None and kept.digest == digest and not kept.interrupted:
            return kept
        if asked():
            raise _StoppedError
        if self._ledger.begin(plan, key) > MOST_BEGINNINGS:
            raise ChildFaultError(Text(code="jobs.fault.hopeless", args={"part": key}))
        answer = self._answered(plan, key, request, digest, asked)
        if answer is None:
            raise _StoppedError
        interrupted = answer.interrupted or (request.exchange is not None and asked.said)
        part = Part(key, digest, answer.body, interrupted)
        _patient(lambda: self._ledger.finish(plan, part))
        return part

    def _answered(
        self, plan: str, key: str, request: Request, digest: str, asked: "_Asked"
    ) -> Answer | None:
        tell = _Teller(self._ledger, plan, key)

        def draft(body: bytes) -> None:
            # A draft that cannot be kept now is not missed: a better one follows.
            with suppress(LedgerUnavailableError):
                self._ledger.finish(plan, Part(key, digest, body, interrupted=True))

        for remaining in reversed(range(MOST_TRIES)):
            try:
                return self._solve(request, tell, asked, draft)
            except ChildFaultError as error:
                if not (error.lost and remaining) or asked():
                    raise
        raise AssertionError

    def _plan_of(self, plan: str, key: str) -> AnnualPlan:
        part = self._ledger.part(plan, key)
        if part is None:
            raise LookupError(f"{plan}: {key} is not planned")
        return AnnualPlan.model_validate_json(part.body)

    def _plans(
        self, plan: str, layout: _Layout, inputs: Inputs
    ) -> Mapping[str, tuple[Part, AnnualPlan]]:
        """What was made of each part, by its key."""
        kind = "plan" if inputs.course is None else "replanned"
        found = ((step.key, self._ledger.part(plan, step.key)) for step in _steps(layout, inputs))
        return {key: (part, plan_in(part.body, kind)) for key, part in found if part is not None}

    def _layout(self, plan: str) -> _Layout:
        dataset = self._ledger.inputs(plan).dataset
        layout = self._layouts.get(dataset)
        if layout is None:
            layout = _laid_out(Problem.model_validate_json(self._ledger.dataset(dataset)))
            self._layouts[dataset] = layout
            while len(self._layouts) > _DATASETS:
                self._layouts.popitem(last=False)
        return layout


def _laid_out(problem: Problem) -> _Layout:
    offices = Offices(problem)
    if is_tiered(problem):
        return _Layout(problem, offices, offices.tasks, tiered=True)
    alone = Task(problem.office, OWN, tuple(p.id for p in problem.programmes))
    return _Layout(problem, offices, (alone,), tiered=False)


def _steps(layout: _Layout, inputs: Inputs) -> tuple[Step, ...]:
    """The parts that are planned; of a plan that is changed one."""
    if inputs.course is not None:
        return (Step(key=inputs.course.office or layout.problem.office),)
    return tuple(Step(key=t.key, after=t.after, last=t.last) for t in layout.tasks)


def _changes(plans: Mapping[str, tuple[Part, AnnualPlan]]) -> bytes | None:
    """In what a replanning differs from its base; None while there is none."""
    if not plans:
        return None
    ((part, _),) = plans.values()
    made = Replanned.model_validate_json(part.body)
    return CHANGES.dump_json(made.changes)


def _digest(request: Request) -> str:
    """SHA-256 of all that an answer follows from: the request, program and solver."""
    made_by = f"{version('dudao')} ortools {version('ortools')}\n"
    return sha256(made_by.encode() + request.model_dump_json().encode()).hexdigest()


class _StoppedError(Exception):
    """The plan shall end, and this part has nothing to keep."""


class _Asked:
    """Whether the plan shall end, asked of the ledger now and then; a yes stays one."""

    def __init__(self, ledger: Ledger, plan: str) -> None:
        self._ledger = ledger
        self._plan = plan
        self._next = 0.0
        self.said = False

    def __call__(self) -> bool:
        now = time.monotonic()
        if not self.said and now >= self._next:
            self._next = now + _ASK_SECONDS
            try:
                self.said = self._ledger.asked_to_cancel(self._plan)
            except LedgerUnavailableError:
                self.said = False  # the solve goes on while the database is away
        return self.said


class _Teller:
    """Passes progress on to the ledger; what cannot be told now is told with the next."""

    def __init__(self, ledger: Ledger, plan: str, key: str) -> None:
        self._ledger = ledger
        self._plan = plan
        self._key = key

    def __call__(self, progress: Progress) -> None:
        try:
            self._ledger.tell(self._plan, self._key, progress)
        except LedgerUnavailableError:
            return


def _patient(call: Callable[[], Value]) -> Value:
    """Call again while the database is away, so that what was solved is not lost.

    Raises
    ------
    LedgerUnavailableError
        When it has been away for a minute.
    """
    until = time.monotonic() + _PATIENCE_SECONDS
    pause = 0.1
    while True:
        try:
            return call()
        except LedgerUnavailableError:
            if time.monotonic() > until:
                raise
            time.sleep(pause)
            pause = min(5.0, pause * 2)
