"""Tasks solved side by side in processes, each as soon as what it waits for is done.

What a task is given depends on the tasks that it waits for alone, and each is solved by one thread
on deterministic limits, so neither the number of processes nor their order changes any result. A
process that dies takes nothing with it: the pool is made anew, and what was not finished is solved
again.
"""

import ctypes
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from heapq import heappop, heappush
from multiprocessing import get_context
from multiprocessing.sharedctypes import RawValue
from typing import Generic, TypeVar

from models.plan import AnnualPlan
from models.problem import Problem
from planner.options import Options, Stop
from planner.pipeline import plan_year
from planner.tiers.offices import Task

MOST_TRIES = 4
"""A task that was under way so many times when a process died is given up."""

_POLL_SECONDS = 0.2


class WorkersLostError(RuntimeError):
    """Processes died again and again; `tasks` were under way."""

    def __init__(self, tasks: Sequence[str]) -> None:
        super().__init__(f"worker processes died {MOST_TRIES} times during {', '.join(tasks)}")
        self.tasks = tuple(tasks)


Result = TypeVar("Result")
Solve = Callable[[Problem, Options, Stop], AnnualPlan]


@dataclass(frozen=True)
class _Job(Generic[Result]):
    """What a process is given: the task's number and key, and how to solve what."""

    number: int
    key: str
    solve: Callable[[Problem, Options, Stop], Result]
    problem: Problem
    options: Options


def plan_alone(problem: Problem, options: Options, stop: Stop) -> AnnualPlan:
    """Plan one office's year."""
    return plan_year(problem, options, stop=stop)


def side_by_side(
    tasks: Sequence[Task],
    problem_of: Callable[[int], Problem],
    done: Callable[[int, Result], None],
    options: Options,
    processes: int,
    stop: Stop,
    solve: Callable[[Problem, Options, Stop], Result],
) -> None:
    """Solve all tasks; when the caller wants to stop, those under way end soon, others never begin.

    Parameters
    ----------
    tasks
        In an order in which none stands before one it waits for. One that is `last` waits for all
        that are not.
    problem_of
        The problem of the task of that number; asked when all it waits for is done.
    done
        Told what `solve` made of each task.
    solve
        A function of a module, which the processes import.

    Raises
    ------
    WorkersLostError
        When processes die again and again.
    """
    queue = _Queue(tasks)
    with _Pool[Result](processes) as pool:
        while queue.open or pool.running:
            if stop():
                pool.flag.value = True
                queue.open.clear()
            while queue.open and len(pool.running) <= processes:
                number = heappop(queue.open)
                problem = problem_of(number)
                pool.submit(_Job(number, tasks[number].key, solve, problem, options))
            for number, result in pool.finished():
                if result is not None:
                    done(number, result)
                    queue.finish(number)


class _Queue:
    """Which tasks may begin; the first of them first."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        number_of = {task.key: n for n, task in enumerate(tasks)}
        self._followers: list[list[int]] = [[] for _ in tasks]
        self._missing = [len(task.after) for task in tasks]
        self._last = [task.last for task in tasks]
        self._early = sum(not task.last for task in tasks)
        self.open: list[int] = []
        for number, task in enumerate(tasks):
            for key in task.after:
                self._followers[number_of[key]].append(number)
        self._admit(range(len(tasks)))

    def finish(self, number: int) -> None:
        """A task is done."""
        followers = self._followers[number]
        for follower in followers:
            self._missing[follower] -= 1
        self._admit(followers)
        if not self._last[number]:
            self._early -= 1
            if not self._early:
                self._admit(n for n, last in enumerate(self._last) if last)

    def _admit(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            if not self._missing[number] and not (self._last[number] and self._early):
                heappush(self.open, number)


class _Pool(Generic[Result]):
    """Processes, and what each task under way was given, in case it has to be given again."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._context = get_context("spawn")
        # Without a lock: a process that dies holding one would stop all others.
        self.flag = RawValue(ctypes.c_bool, False)
        self._executor = self._made()
        self.running: dict[Future[Result | None], _Job[Result]] = {}
        self._tries: Counter[int] = Counter()

    def __enter__(self) -> "_Pool[Result]":
        return self

    def __exit__(self, *_: object) -> None:
        self.flag.value = True
        self._executor.shutdown(cancel_futures=True)

    def submit(self, job: _Job[Result]) -> None:
        """Give a task to the processes."""
        try:
            future = self._executor.submit(_solved, job)
        except BrokenProcessPool:
            self._executor = self._made()
            future = self._executor.submit(_solved, job)
        self.running[future] = job

    def finished(self) -> list[tuple[int, Result | None]]:
        """Tasks done by now; None for one that never began, as the caller wants to stop."""
        ready, _ = wait(self.running, _POLL_SECONDS, FIRST_COMPLETED)
        if any(_is_lost(future) for future in ready):
            # The executor gives up everything it had at once.
            wait(self.running)
            ready = set(self.running)
        jobs = [(future, self.running.pop(future)) for future in ready]
        self._again([job for future, job in jobs if _is_lost(future)])
        return [(job.number, future.result()) for future, job in jobs if not _is_lost(future)]

    def _again(self, lost: Sequence[_Job[Result]]) -> None:
        """Give lost tasks to new processes."""
        if not lost:
            return
        self._tries.update(job.number for job in lost)
        if max(self._tries.values()) >= MOST_TRIES:
            raise WorkersLostError([job.key for job in lost])
        self._executor.shutdown()
        self._executor = self._made()
        for job in sorted(lost, key=lambda job: job.number):
            self.submit(job)

    def _made(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._processes, self._context, initializer=_prepare, initargs=(self.flag,)
        )


def _is_lost(future: "Future[Result | None]") -> bool:
    """Whether a process died before it was solved."""
    return isinstance(future.exception(), BrokenProcessPool)


_asked_to_stop: "list[ctypes.c_bool]" = []


def _prepare(flag: "ctypes.c_bool") -> None:
    """In a new process: Ctrl-C is the parent's matter, and without the parent all ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _asked_to_stop[:] = [flag]
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _stop() -> bool:
    return any(flag.value for flag in _asked_to_stop)


def _solved(job: _Job[Result]) -> Result | None:
    return None if _stop() else job.solve(job.problem, job.options, _stop)
