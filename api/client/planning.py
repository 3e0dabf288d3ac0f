"""A plan made on a server, shown meanwhile as one that is made here."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import typer
from rich.console import Console

from api.client.server import TOKEN, Server
from api.client.service import Service, Status, StrangeError
from api.client.wire import (
    AwayError,
    RedirectedError,
    Refusal,
    RefusedError,
    StoppedError,
    Wire,
)
from api.failures import AWAY, BAD_INPUT, INTERNAL, print_faults
from api.jobs.port import State
from api.jobs.request import UNPLANNABLE
from api.language import tr
from api.progress import listening, stoppable
from api.running import ABORTED
from api.screen import console, plain
from models.plan import AnnualPlan
from models.problem import Problem
from models.tiers import TieredPlan
from planner.options import Listener, Options, Progress, Stop
from planner.tiers import is_tiered

_NO_RESULT = ("plan.stopped_before", "plan.no_result")


def plan_there(server: Server, problem: Problem, options: Options) -> AnnualPlan | TieredPlan:
    """The plan that a server makes of a data set; Ctrl-C ends it there with the best so far.

    What goes wrong ends the command in words: 2 what the server refuses, 3 a fault of it, 4 when it
    is away, 130 when nothing was planned by the time the user ended it.
    """
    screen = console()
    if server.exposed:
        _note(tr("client.exposed", variable=TOKEN))
    start = tr(
        "cli.plan.start",
        name=problem.name,
        targets=len(problem.targets),
        inspectors=len(problem.inspectors),
        year=problem.year,
    )
    screen.print(plain(start, "bold"))
    with _told(server), _listener(screen, problem) as tell:
        return stoppable(screen, lambda stop: _planned(server, problem, options, tell, stop))


def _planned(
    server: Server,
    problem: Problem,
    options: Options,
    tell: Callable[[Status], None],
    stop: Stop,
) -> AnnualPlan | TieredPlan:
    wire = Wire(server, _waiting, stop)
    try:
        service = Service(wire)
        plan = service.submit(service.keep(problem), options, uuid4().hex)
        _say(tr("client.accepted", url=server.url, plan=plan))
        end = service.follow(plan, tell, stop)
        if end.state is State.FAILED:
            raise _FailedError(end)
        try:
            return service.result(plan)
        except RefusedError as error:
            if error.refusal.code in _NO_RESULT:
                raise StoppedError from None
            raise
    finally:
        wire.close()


class _FailedError(Exception):
    """The server could not make the plan."""

    def __init__(self, end: Status) -> None:
        super().__init__()
        self.failure = end.failure


@contextmanager
def _told(server: Server) -> Iterator[None]:
    """Put what goes wrong between the command and the server into words, and end with its code."""
    try:
        yield
    except StoppedError:
        _end(tr("client.stopped"), ABORTED)
    except AwayError as away:
        _end(tr("client.away", url=server.url, reason=str(away)), AWAY)
    except RedirectedError as error:
        _end(tr("client.redirected", url=server.url, other=str(error)), BAD_INPUT)
    except StrangeError:
        _end(tr("client.strange", url=server.url), BAD_INPUT)
    except RefusedError as error:
        _refused(error.refusal)
    except _FailedError as error:
        failure = error.failure
        data = failure is not None and failure.code == UNPLANNABLE
        detail = "" if failure is None else failure.detail
        _end(tr("client.failed", detail=detail), BAD_INPUT if data else INTERNAL)


def _refused(refusal: Refusal) -> None:
    """A problem as the command tells its own; of a data set with all that is wrong with it."""
    if refusal.errors:
        print_faults(
            [(e.place, e.row, e.column, e.found, e.detail, e.suggestion) for e in refusal.errors]
        )
    code = "client.token_refused" if refusal.status == 401 else "client.refused"
    words = tr(code, status=refusal.status, detail=refusal.detail, variable=TOKEN)
    _end(words, INTERNAL if refusal.status >= 500 else BAD_INPUT)


def _end(words: str, code: int) -> None:
    console(error=True).print(plain(words, "bold red"))
    raise typer.Exit(code)


def _waiting(away: AwayError) -> None:
    _note(tr("client.busy" if away.busy else "client.waiting", reason=str(away)))


def _note(words: str) -> None:
    console(error=True).print(plain(words, "bold yellow"))


def _say(words: str) -> None:
    console().print(plain(words))


@contextmanager
def _listener(screen: Console, problem: Problem) -> Iterator[Callable[[Status], None]]:
    """Shows how far a plan is: of one office by its levels, of several by how many are done."""
    if is_tiered(problem):
        yield _Offices(screen)
        return
    with listening(screen, problem) as tell:
        yield _Levels(tell)


class _Levels:
    """Tells a listener of planning what a server tells: a level that another follows is done.

    Its figures are those of the server's last look at it, which may be a second older.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._last: Progress | None = None

    def __call__(self, status: Status) -> None:
        for part in status.parts:
            now = Progress.model_validate(part.model_dump(exclude={"part"}))
            last = self._last
            if last is not None and (last.stage, last.level) != (now.stage, now.level):
                self._done(last)
            if now != last:
                self._listener(now)
            self._last = now
        if status.over and self._last is not None:
            self._done(self._last)

    def _done(self, progress: Progress) -> None:
        self._listener(progress.model_copy(update={"done": True}))


class _Offices:
    """Prints a line when more offices are planned."""

    def __init__(self, screen: Console) -> None:
        self._screen = screen
        self._began = time.monotonic()
        self._done = 0

    def __call__(self, status: Status) -> None:
        if status.done == self._done:
            return
        self._done = status.done
        words = tr("client.parts", done=status.done, total=status.total)
        self._screen.print(plain(f"[{time.monotonic() - self._began:6.1f} s] {words}"))
