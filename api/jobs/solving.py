"""One solve in one process that may be killed: `python -m api.jobs.solving`.

The child reads a request as JSON from its standard input and answers in lines of JSON: progress,
and at last a result or a fault. It dies with its parent; SIGTERM makes it end soon with the best so
far. Whatever else happens to it, killed, out of memory or writing nonsense, is a `ChildFaultError`
to the parent, never its death.
"""

import argparse
import contextlib
import ctypes
import json
import os
import queue
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from api.jobs.request import UNPLANNABLE, Hired, Replanned, Replanning, Request
from models.issue import DataError
from models.plan import AnnualPlan, PlanStatus, Rotation
from models.text import Text
from planner.options import Listener, Progress, Stop

if TYPE_CHECKING:
    from typing import BinaryIO

_PR_SET_PDEATHSIG = 1
_POLL_SECONDS = 0.1
_TELL_SECONDS = 0.5
_MEGABYTE = 1 << 20
_NICENESS = 10
"""On a machine that serves too, whoever reads a page comes before solvers."""

_ROTATIONS = TypeAdapter(tuple[Rotation, ...])


@dataclass(frozen=True)
class Bounds:
    """What a child may use.

    `grace_s` is how long it may take to put the best so far together after it was asked to stop;
    then it is killed, and its last draft, or the other parts of the plan, are what is left.
    `line_bytes` is the longest line it may write.
    """

    memory_mb: int = 8192
    grace_s: float = 1.0
    line_bytes: int = 256 * _MEGABYTE
    stderr_bytes: int = 8192


@dataclass(frozen=True)
class Answer:
    """The result as JSON, byte for byte as the child wrote it; whether it was interrupted."""

    body: bytes
    interrupted: bool


class ChildFaultError(RuntimeError):
    """A child gave no result. `fault` says so to people, `trace` is the end of its stderr.

    `lost` is true when it died on the way, so that another try may do.
    """

    def __init__(self, fault: Text, trace: str = "", *, lost: bool = False) -> None:
        super().__init__(f"{fault.code} {dict(fault.args)}")
        self.fault, self.trace, self.lost = fault, trace, lost


DraftListener = Callable[[bytes], None]
"""Told of plans on the way to the best, as JSON."""

Solve = Callable[[Request, Listener, Stop, DraftListener], Answer | None]


def command(memory_mb: int) -> list[str]:
    """The command line of a child of this process."""
    return [
        sys.executable,
        "-m",
        "api.jobs.solving",
        f"--parent={os.getpid()}",
        f"--memory-mb={memory_mb}",
    ]


def solve(
    request: Request,
    on_progress: Listener,
    stop: Stop,
    on_draft: DraftListener = lambda _: None,
    bounds: Bounds | None = None,
    arguments: Sequence[str] | None = None,
) -> Answer | None:
    """Solve in a child process.

    Parameters
    ----------
    stop
        Asked ten times a second; when it says yes, the child ends soon.
    arguments
        The child's command line, by default `command`.

    Returns
    -------
    Answer or None
        None when the child was stopped before it had anything to keep.

    Raises
    ------
    ChildFaultError
        When the child died, ran out of memory, or wrote something that is no result.
    """
    bounds = bounds or Bounds()
    child = _Child(arguments or command(bounds.memory_mb), request, bounds)
    try:
        return child.answer(on_progress, stop, on_draft)
    finally:
        child.end()


class _Child:
    """The parent's side of the pipes."""

    def __init__(self, arguments: Sequence[str], request: Request, bounds: Bounds) -> None:
        self._bounds = bounds
        self._process = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A group of its own: Ctrl-C in a terminal is the parent's matter, and `end` ends all.
            # No session of its own: Linux weighs sessions against each other (autogroup), so that
            # being nice would be for nobody but oneself.
            process_group=0,
        )
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._errors: deque[bytes] = deque(maxlen=bounds.stderr_bytes // 256)
        data = request.model_dump_json().encode()
        self._threads = [
            threading.Thread(target=target, args=arguments, daemon=True)
            for target, arguments in (
                (_feed, (self._process.stdin, data)),
                (self._read, (self._process.stdout,)),
                (self._listen, (self._process.stderr,)),
            )
        ]
        for thread in self._threads:
            thread.start()

    def answer(self, on_progress: Listener, stop: Stop, on_draft: DraftListener) -> Answer | None:
        killed_at: float | None = None
        while True:
            if killed_at is None and stop():
                killed_at = time.monotonic() + self._bounds.grace_s
                self._signal(signal.SIGTERM)
            if killed_at is not None and time.monotonic() > killed_at:
                return None
            try:
                line = self._lines.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            if not line:
                if killed_at is not None:
                    return None
                raise self._lost()
            found = self._understood(line)
            if isinstance(found, Answer):
                return found
            if isinstance(found, Progress):
                on_progress(found)
            else:
                on_draft(found)

    def end(self) -> None:
        """Nothing of the child is left after this."""
        self._signal(signal.SIGKILL)
        self._process.wait()
        for thread in self._threads:
            thread.join(1)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _read(self, stream: "BinaryIO") -> None:
        limit = self._bounds.line_bytes
        with contextlib.suppress(ValueError, OSError):
            while line := stream.readline(limit):
                self._lines.put(line)
                if len(line) >= limit:
                    break
        self._lines.put(b"")

    def _listen(self, stream: "BinaryIO") -> None:
        with contextlib.suppress(ValueError, OSError):
            while piece := stream.readline(256):
                self._errors.append(piece)

    def _understood(self, line: bytes) -> Answer | Progress | bytes:
        for kind in ("plan", "rotations", "replanned", "hired"):
            head = _head(kind)
            if line.startswith(head) and line.endswith(_TAIL):
                return self._result(kind, line[len(head) : -len(_TAIL)])
        draft = _head("draft")
        if line.startswith(draft) and line.endswith(_TAIL):
            body = line[len(draft) : -len(_TAIL)]
            self._result("plan", body)
            return body
        try:
            said = json.loads(line)
            if set(said) == {"progress"}:
                return Progress.model_validate(said["progress"])
            if set(said) == {"fault"}:
                raise ChildFaultError(Text.model_validate(said["fault"]), self._trace())
        except (ValueError, TypeError, ValidationError):
            pass
        raise self._garbled(line)

    def _result(self, kind: str, body: bytes) -> Answer:
        try:
            if kind == "rotations":
                _ROTATIONS.validate_json(body)
                return Answer(body, interrupted=False)
            if kind == "hired":
                Hired.model_validate_json(body)
                return Answer(body, interrupted=False)
            return Answer(body, plan_in(body, kind).status is PlanStatus.INTERRUPTED)
        except ValidationError:
            raise self._garbled(body) from None

    def _garbled(self, line: bytes) -> ChildFaultError:
        start = line[:60].decode("utf-8", "replace").strip()
        fault = Text(code="jobs.fault.garbled", args={"start": start})
        return ChildFaultError(fault, self._trace(), lost=True)

    def _lost(self) -> ChildFaultError:
        code = self._process.wait()
        if code < 0:
            name = signal.Signals(-code).name
            fault = Text(code="jobs.fault.killed", args={"signal": name})
        else:
            fault = Text(code="jobs.fault.ended", args={"status": code})
        return ChildFaultError(fault, self._trace(), lost=True)

    def _trace(self) -> str:
        self._threads[-1].join(0.2)
        return b"".join(self._errors).decode("utf-8", "replace")


def plan_in(body: bytes, kind: str) -> AnnualPlan:
    """The plan in the body of an answer, `plan` or `replanned`."""
    if kind == "replanned":
        return Replanned.model_validate_json(body).plan
    return AnnualPlan.model_validate_json(body)


def _feed(stream: "BinaryIO", data: bytes) -> None:
    with contextlib.suppress(OSError, ValueError):
        stream.write(data)
        stream.close()


def _head(kind: str) -> bytes:
    return b'{"' + kind.encode() + b'":'


_TAIL = b"}\n"


def main() -> None:
    """The child: a request on standard input, lines of JSON on standard output."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--memory-mb", type=int, required=True)
    given = parser.parse_args()
    _die_with(given.parent)
    os.nice(_NICENESS)
    _limit(given.memory_mb * _MEGABYTE)
    # What native code prints must not come between the lines.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    request = Request.model_validate_json(sys.stdin.buffer.read())
    from api.running import run_stoppable

    speaker = _Speaker(output)
    try:
        kind, body = run_stoppable(
            lambda stop: solve_here(request, speaker.tell, stop, speaker.draft), lambda: None
        )
    except DataError as error:
        speaker.fault(unplannable(error))
    except MemoryError:
        speaker.fault(Text(code="jobs.fault.memory", args={"mb": given.memory_mb}))
    except Exception as error:
        import traceback

        traceback.print_exc()
        args = {"kind": type(error).__name__, "message": str(error)[:200]}
        speaker.fault(Text(code="jobs.fault.internal", args=args))
    else:
        speaker.say(_head(kind) + body + _TAIL)


def unplannable(error: DataError) -> Text:
    """Why data cannot be planned, such as pins that contradict each other."""
    from scenarios.compare.sides import refused

    return Text(code=UNPLANNABLE, args={"reasons": refused(error).texts})


def solve_here(
    request: Request,
    on_progress: Listener,
    stop: Stop,
    on_draft: DraftListener = lambda _: None,
) -> tuple[str, bytes]:
    """Solve in this process: what the result is, by its kind, and its JSON."""
    if request.replanning is not None:
        return "replanned", _replanned(request, request.replanning, on_progress, stop)
    if request.hiring:
        return "hired", _hired(request, on_progress, stop)
    if request.exchange is None:
        from planner.pipeline import plan_year

        def draft(found: AnnualPlan) -> None:
            on_draft(found.model_dump_json().encode())

        drafts = draft if request.drafts else None
        plan = plan_year(request.problem, request.options, on_progress, stop, on_draft=drafts)
        return "plan", plan.model_dump_json().encode()
    from planner.tiers import Task
    from planner.tiers.year import rotations_of

    task = Task(request.exchange.office, "", request.exchange.programmes)
    return "rotations", _ROTATIONS.dump_json(
        rotations_of(request.problem, task, request.options, stop)
    )


def _replanned(
    request: Request, replanning: Replanning, on_progress: Listener, stop: Stop
) -> bytes:
    from planner.replan import replan

    course = replanning.course
    found = replan(
        request.problem,
        replanning.plan,
        course.since,
        request.options,
        published_until=course.published_until,
        notice_days=course.notice_days,
        cancelled=course.cancelled,
        held=course.held,
        on_progress=on_progress,
        stop=stop,
    )
    return Replanned(plan=found.plan, changes=found.changes).model_dump_json().encode()


def _hired(request: Request, on_progress: Listener, stop: Stop) -> bytes:
    from models.text import LANGUAGES
    from planner.hiring import hire
    from scenarios.export.hiring import hires_overlay
    from scenarios.overlay import overlay_text

    found = hire(request.problem, request.options, on_progress, stop)
    overlay = overlay_text(hires_overlay(found, LANGUAGES[0])) if found.hiring.hires else ""
    return Hired(hiring=found.hiring, overlay=overlay).model_dump_json().encode()


class _Speaker:
    """The child's side: whole lines, and progress not more often than can be read."""

    def __init__(self, output: "IO[bytes]") -> None:
        self._output = output
        self._lock = threading.Lock()
        self._next = 0.0

    def tell(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.objective is not None and now < self._next:
            return
        self._next = now + _TELL_SECONDS
        self.say(_head("progress") + progress.model_dump_json().encode() + _TAIL)

    def draft(self, body: bytes) -> None:
        self.say(_head("draft") + body + _TAIL)

    def fault(self, fault: Text) -> None:
        self.say(_head("fault") + fault.model_dump_json().encode() + _TAIL)

    def say(self, line: bytes) -> None:
        with self._lock:
            self._output.write(line)
            self._output.flush()


def _die_with(parent: int) -> None:
    """Have the kernel end this process when the thread that made it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have died before this was asked for, and other systems cannot be asked.
    if os.getppid() != parent:
        os._exit(1)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _limit(size: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    if most == resource.RLIM_INFINITY or size < most:
        resource.setrlimit(resource.RLIMIT_DATA, (size, most))


if __name__ == "__main__":
    main()
