"""Pages of large plans in a browser: `python -m benchmarks.pages [--keep FOLDER] [NAME…]`.

A plan is given to a real `dudao serve`, and a real Chromium opens its pages: cold, as the first
after the service has begun, and warm, the middle of three times after that. Then each is scrolled
and wheeled through, with what keeps the browser from its next picture noted: tasks above 50 ms as
the browser reports them (`longtask`), and the time between two pictures. Prints what each took,
and exits 1 when a target was missed.

The plan is that of a made-up province of `--schools` schools, or of `--dataset` with its `--plan`,
a file that `dudao plan` wrote. With `--keep` its database is kept in a folder for the next run.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Locator, Page

from api.accounts.roles import Role
from api.jobs.port import State
from api.service.identity import COOKIE
from api.store import By, Store, accounts, datasets, open_store, plans, regions, sessions
from api.store.migrate import upgrade
from api.store.results import keep, result_of
from benchmarks.load import ready_made
from benchmarks.served import Served, loop_seconds, until
from models.problem import Problem
from scenarios.dataset import read_dataset
from scenarios.shipped import find_dataset
from tests.api.pages.browser import chromium, settle, watched

SCHOOLS = 700
NAME = "large"
TIMES = 3
WAIT_MS = 60_000
STALL_MS = 200.0
"""A picture that comes so late is noticed as a stall."""

STEPS, WHEEL, PAUSE_MS = 60, 400, 50


@dataclass(frozen=True)
class Sight:
    """A page: its address, what is there when it is ready, what is scrolled, how long it may take.

    `wheeled`: the wheel brings a map closer and farther instead of along.
    """

    address: str
    ready: str
    scrolled: str = ""
    within_s: float | None = None
    wheeled: bool = False


MONTH = "day=2027-04-15"
SIGHTS = {
    "year": Sight("/year", ".year-heat canvas", within_s=2),
    "month": Sight(f"/year?mode=month&{MONTH}", ".year-month .year-chip", within_s=2),
    "week": Sight(f"/year?mode=week&{MONTH}", ".year-week .year-chip", within_s=2),
    "bars": Sight(f"/year?mode=people&{MONTH}", ".year-bars .year-bar", within_s=2),
    "map": Sight("/map", "[data-shown=zones]", ".desk-map", within_s=3, wheeled=True),
    "map-zones": Sight("/map", ".atlas-side .ag-row", ".atlas-side .ag-body-viewport"),
    "map-tours": Sight("/map?show=tours", "[data-shown=tours]", ".desk-map", 3, True),
    "map-coverage": Sight("/map?show=coverage", "[data-shown=coverage]", ".desk-map", 3, True),
    "people": Sight("/people", ".ag-row", ".ag-body-viewport"),
    "schools": Sight("/people?show=schools", ".ag-row", ".ag-body-viewport"),
    "staff": Sight("/people?show=staff", ".desk-table"),
    "compliance": Sight("/compliance", ".desk-figures"),
    "data": Sight("/data", ".desk-map canvas", ".desk-map", wheeled=True),
}

WATCH = """() => {
  const seen = window.seen = { tasks: [], gaps: [] };
  seen.observer = new PerformanceObserver((list) => {
    for (const one of list.getEntries()) seen.tasks.push(one.duration);
  });
  seen.observer.observe({ entryTypes: ["longtask"] });
  let last = performance.now();
  const tick = (now) => {
    seen.gaps.push(now - last);
    last = now;
    seen.next = requestAnimationFrame(tick);
  };
  seen.next = requestAnimationFrame(tick);
}"""
SEEN = """() => {
  cancelAnimationFrame(window.seen.next);
  window.seen.observer.disconnect();
  return [window.seen.tasks, window.seen.gaps.slice(1)];
}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*SIGHTS, []])
    parser.add_argument("--schools", type=int, default=SCHOOLS)
    parser.add_argument("--dataset", help="shipped, or a folder or workbook")
    parser.add_argument("--plan", type=Path, help="the plan.json of --dataset")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    print(f"loop {loop_seconds():.2f} s")
    with ExitStack() as stack:
        folder = given.keep or Path(stack.enter_context(TemporaryDirectory()))
        kept = folder / "data" / "dudao.sqlite"
        if not kept.exists():
            problem, plan = wanted(given.dataset, given.plan, given.schools)
            prepare(kept, problem, plan)
        browser = stack.enter_context(chromium())
        good = True
        for name in given.names or SIGHTS:
            good &= look(browser, folder, name, given.pictures)
    print(f"loop {loop_seconds():.2f} s")
    return 0 if good else 1


def wanted(dataset: str | None, plan: Path | None, schools: int) -> tuple[Problem, str]:
    """The problem, and its plan as JSON."""
    if dataset and plan:
        return read_dataset(find_dataset(dataset)), plan.read_text()
    made = ready_made(schools, 0)
    return Problem.model_validate_json(made[0]), made[1]


def prepare(file: Path, problem: Problem, plan: str) -> None:
    """A database with somebody who plans, and the plan."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    upgrade(f"sqlite:///{fresh}")
    store = open_store(f"sqlite:///{fresh}")
    began = time.perf_counter()
    made = result_of(problem, plan, ours=False)
    with store.writing() as session:
        by = By("", datetime.now(UTC))
        ann = accounts.add(session, by, "王静", Role.PLANNER, None, "", must_change=False)
        by = By(ann.id, by.now)
        regions.adopt(session, by, problem.regions, None)
        one = datasets.add(session, by, problem, source="upload")
        of = plans.submit(session, by, one.id, {}, name=NAME, course={"given": "ready-made"})[0]
        plans.advance(session, by, of.id, State.VALIDATED)
        keep(session, by, of.id, State.COMPUTED, made)
    print(f"{len(made.visits):,} visits, kept in {time.perf_counter() - began:.1f} s")
    store.close()
    shutil.move(fresh, file)


def look(browser: Browser, folder: Path, name: str, pictures: Path | None) -> bool:
    """Open and scroll a page of a service that begins for it; whether it kept its target."""
    sight = SIGHTS[name]
    store = open_store(f"sqlite:///{folder / 'data' / 'dudao.sqlite'}")
    served = Served(folder, worker=False)
    served.begin()
    try:
        until(served.answers)
        address, secret = of_plan(store, sight.address)
        with watched(browser, served.url) as (context, _):
            context.set_default_timeout(WAIT_MS)
            context.add_cookies([{"name": COOKIE, "value": secret, "url": served.url}])
            page = context.new_page()
            cold = opened(page, address, sight)
            warm = median(opened(page, address, sight) for _ in range(TIMES))
            settle(page)
            page.wait_for_timeout(1000)
            if pictures:
                pictures.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=pictures / f"{name}.png")
            tasks, gaps = scrolled(page, sight)
    finally:
        served.end()
        store.close()
    late = sum(gap > STALL_MS for gap in gaps)
    print(
        f"{name:13} cold {cold:5.2f} s, warm {warm:5.2f} s; scrolled: {len(gaps)} pictures, "
        f"longest gap {max(gaps):4.0f} ms, {late} above {STALL_MS:.0f}; "
        f"{len(tasks)} tasks above 50 ms, longest {max(tasks, default=0):4.0f} ms",
        flush=True,
    )
    return not late and (sight.within_s is None or cold < sight.within_s)


def of_plan(store: Store, address: str) -> tuple[str, str]:
    """The address with the plan in it, and the secret of somebody who may see it."""
    with store.writing() as session:
        (plan,) = plans.listed(session, limit=1)
        by = By(plan.author, datetime.now(UTC))
        secret = sessions.begin(session, by, plan.author, timedelta(hours=1)).secret
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}dataset={plan.dataset}&plan={plan.id}", secret


def opened(page: Page, address: str, sight: Sight) -> float:
    """Seconds until what the page is about is there."""
    began = time.perf_counter()
    page.goto(address)
    page.locator(sight.ready).first.wait_for()
    return time.perf_counter() - began


def scrolled(page: Page, sight: Sight) -> tuple[Sequence[float], Sequence[float]]:
    """Long tasks and the times between pictures, in milliseconds, while one goes down and up."""
    place: Locator | None = None
    if sight.scrolled:
        place = page.locator(sight.scrolled).first
        place.scroll_into_view_if_needed()
        place.hover()
    else:
        page.mouse.move(700, 500)
    page.evaluate(WATCH)
    for step in range(STEPS):
        # a map: closer three times, farther three times; elsewhere down, then up again
        closer = step // 3 % 2 == 0
        down = step < STEPS // 2
        far = (-120 if closer else 120) if sight.wheeled else (WHEEL if down else -WHEEL)
        page.mouse.wheel(0, far)
        page.wait_for_timeout(PAUSE_MS)
    tasks, gaps = page.evaluate(SEEN)
    return tasks, gaps


if __name__ == "__main__":
    sys.exit(main())
