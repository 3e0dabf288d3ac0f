"""Progress of a planning run: a live table on a terminal, plain lines elsewhere."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.live import Live
from rich.table import Table

from api.language import term, tr
from api.running import run_stoppable
from api.screen import plain, table
from models.problem import Problem
from planner.options import Listener, Progress, Stop

Result = TypeVar("Result")
_LINE_EVERY_SECONDS = 1.0
_WITHOUT_VISITS = ("staffing", "zoning")


def stoppable(console: Console, work: Callable[[Stop], Result]) -> Result:
    """Do `work(stop)`; the first Ctrl-C makes `stop()` true, and the console says so."""
    stopping = plain(tr("cli.progress.stopping"), "bold yellow")
    return run_stoppable(work, lambda: console.print(stopping))


@contextmanager
def listening(console: Console, problem: Problem) -> Iterator[Listener]:
    """A listener that shows how far the plan of one office is; discreet where visits are sealed."""
    with shown(console) as listener:
        yield discreet(listener) if any(p.sealed for p in problem.programmes) else listener


@contextmanager
def shown(console: Console) -> Iterator[Listener]:
    """A listener that shows progress on the console while the block runs."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    rows = _Rows()
    # The table is asked for anew at each refresh, so the listener only remembers.
    with Live(get_renderable=rows.table, console=console, refresh_per_second=4, transient=True):
        yield rows


def discreet(listener: Listener) -> Listener:
    """The listener, told no figures of stages that sealed visits are part of (四不两直)."""

    def told(progress: Progress) -> None:
        known = progress.stage in _WITHOUT_VISITS
        hidden = {} if known else {"objective": None, "bound": None}
        listener(progress.model_copy(update=hidden))

    return told


def gap(progress: Progress) -> str:
    """Relative distance of best objective and bound in words."""
    if progress.objective is None or progress.bound is None or math.isinf(progress.bound):
        return ""
    distance = max(0.0, progress.objective - progress.bound)
    return f"{distance / max(abs(progress.objective), 1e-9):.2%}" if distance else "0.00%"


class _Rows:
    """Remembers the latest progress of each level."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._latest: dict[tuple[str, str], Progress] = {}

    def __call__(self, progress: Progress) -> None:
        self._latest[progress.stage, progress.level] = progress

    def table(self) -> Table:
        """All levels so far."""
        seconds = time.monotonic() - self._started
        titles = [tr(f"cli.progress.{c}") for c in ("stage", "level", "best", "bound", "gap", "")]
        titles[-1] = f"{seconds:.0f} s"
        rows = [(*_cells(p), _mark(p)) for p in list(self._latest.values())]
        made = table(tr("cli.progress.title"), titles, rows, right=(2, 3, 4))
        made.caption = plain(tr("cli.progress.how_to_stop"))
        return made


class _Lines:
    """Prints a line when a level starts, ends, or improves, at most one a second."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._started = time.monotonic()
        self._level = ("", "")
        self._last = -math.inf

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        level = (progress.stage, progress.level)
        if level == self._level and not progress.done and now - self._last < _LINE_EVERY_SECONDS:
            return
        self._level, self._last = level, now
        stage, name, best, bound, distance = _cells(progress)
        words = [f"[{now - self._started:6.1f} s]", stage, name]
        if best:
            words.append(
                tr("cli.progress.line", best=best, bound=bound or "?", gap=distance or "?")
            )
        if progress.done:
            words.append(_mark(progress))
        self._console.print(plain(" ".join(word for word in words if word)))


def _mark(progress: Progress) -> str:
    """A tick for what ended, a dash where it ended without any bound."""
    if not progress.done:
        return "…"
    return "–" if progress.objective is not None and not gap(progress) else "✓"


def _cells(progress: Progress) -> tuple[str, str, str, str, str]:
    return (
        term("export.plan_stage", progress.stage),
        term("export.plan_level", progress.level),
        _number(progress.objective),
        _number(progress.bound),
        gap(progress),
    )


def _number(value: float | None) -> str:
    return "" if value is None or not math.isfinite(value) else f"{value:,.10g}"
