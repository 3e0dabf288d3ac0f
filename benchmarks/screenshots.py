"""Pictures of every page with the shipped data of Miyi: `python -m benchmarks.screenshots [NAME…]`.

They go to `docs/screenshots/`, each in Chinese on an office computer; with `--all` also in English
and on a phone, to `--to FOLDER` when given; with `--paper` also as they are printed (PDF). The
page's owner adds a line to `SHOTS`.
"""

import argparse
import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

import structlog
from playwright.sync_api import FloatRect, Page

from api.accounts.roles import Role
from api.desk import comparisons, datasets, draws, plans, visits
from api.desk.asker import Asker
from api.desk.comparisons import Scenario
from api.desk.draws import Wanted as WantedDraw
from api.desk.plans import PlanOptions
from api.desk.visits import Wanted
from api.settings import Settings
from api.store.migrate import upgrade
from models.draw import Source
from models.programme import ProgrammeKind
from scenarios.drawrule import rule_of_text
from tests.api.accounts.test_login import QUICK
from tests.api.pages.browser import OFFICE, PHONE, chromium
from tests.api.pages.office import Office, jobs_of, opened, store_of
from tests.api.pages.served import served

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
DATASET = "miyi-2027"
PLAN = "禾安县2027年度督导计划"
LOTTERY = "双色球第2027025期"
RULE = """id = "2027-01"
title = "2027年春季双随机抽查"
programme = "comprehensive"
items = ["办学行为", "校园安全"]
where = { kind = ["school"] }
[[sizes]]
share = "0.2"
[[strata]]
name = "学段"
clause = "md.3"
each = "stage"
at_least = 1
"""
SHOTS = {
    "data": "/data?dataset={dataset}",
    "plan": "/plan?dataset={dataset}&plan={plan}",
    "plan-new": "/plan?dataset={dataset}",
    "compliance": "/compliance?dataset={dataset}&plan={plan}",
    "notice": "/notice?dataset={dataset}&plan={plan}",
    "year": "/year?dataset={dataset}&plan={plan}",
    "year-month": "/year?dataset={dataset}&plan={plan}&mode=month&day=2027-03-01&visit={visit}",
    "year-people": "/year?dataset={dataset}&plan={plan}&mode=people&day=2027-03-01",
    "map": "/map?plan={plan}",
    "map-tours": "/map?plan={plan}&show=tours",
    "map-coverage": "/map?plan={plan}&show=coverage",
    "map-checks": "/map?plan={crossed}&show=checks",
    "people": "/people?plan={plan}",
    "people-schools": "/people?plan={plan}&show=schools",
    "people-staff": "/people?plan={plan}&show=staff",
    "scenarios": "/scenarios?comparison={comparison}",
    "scenarios-new": "/scenarios?dataset={dataset}&from={comparison}",
    "draw": "/draw",
    "draw-new": "/draw?view=new&dataset={dataset}",
    "draw-one": "/draw?draw={draw}&verify=1",
    "draw-stage": "/draw?draw={draw}&view=ceremony",
    "verify": "/public/verify?id={draw}&lang={language}",
    "administration": "/administration",
    "administration-trail": "/administration?tab=trail",
    "me": "/me",
    "login": "/login",
}
"""Name of the picture and address, with the ids of the data set and of its plan where wanted."""
OVERLAYS = {
    "少一成人": 'name = "少一成人"\n[[change]]\nheadcount = 0.9\n',
    "路好走": 'name = "路好走"\n[[change]]\nsettings = { speed_kmh = 60, detour = 1.2 }\n',
}
CROSSED = "shuangjian-2027"
"""Its counties check each other."""
SEEN_BY = {"draw": "李明", "administration": "周敏"}
"""Who looks at pages whose names begin so; all others are seen by who plans."""
SETTLES_MS = 1200
"""For charts and grids to end their movements."""
MOST_HEIGHT = 1500
"""Of longer pages the beginning is shown, unless all pictures are made to be looked at."""
SIZE = """() => {
  const all = document.documentElement, nav = document.querySelector(".q-drawer");
  if (nav && all.clientWidth > 1000) nav.style.bottom = `${innerHeight - all.scrollHeight}px`;
  return [all.clientWidth, Math.max(all.scrollHeight, innerHeight)];
}"""
"""How large a page is; its navigation goes down to its end, as on a screen of that size."""
WAITING = ".q-spinner, .desk-busy, .q-btn--loading"
"""What shows that a page still asks for something."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of a picture")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--paper", action="store_true", help="also as they are printed")
    parser.add_argument("--to", type=Path, default=FOLDER)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    given.to.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, chromium() as browser:
        template = Path(folder) / "template.sqlite"
        upgrade(f"sqlite:///{template}")
        store = store_of(template, Path(folder))
        with (
            served(Settings(), store, jobs_of(store), QUICK) as app,
            opened(app, browser, store) as office,
        ):
            names = given.names or list(SHOTS)
            ids = prepare(office, "".join(SHOTS[name] for name in names))
            for name in names:
                for suffix, size, language in variants(every=given.all):
                    page = seen(office, name, ids, size, language)
                    path = given.to / f"{name}{suffix}.png"
                    shoot(page, path, whole=given.all)
                    print(f"{path.stat().st_size / 1000:6.0f} kB  {path.name}")
                    if given.paper:
                        page.pdf(path=path.with_suffix(".pdf"), prefer_css_page_size=True)
                    page.context.close()
        store.close()


def prepare(office: Office, wanted: str) -> dict[str, str]:
    """People of an office with a data set, and what takes long to make if the addresses want it."""
    planner = office.account("王静", Role.PLANNER)
    dataset = datasets.take(planner, DATASET).id
    ids = {"dataset": dataset}
    if "{plan}" in wanted:
        plan, _ = plans.submit(planner, dataset, PlanOptions(), name=PLAN)
        first = next(visits.every(planner, plan.id, Wanted(kind=ProgrammeKind.COMPREHENSIVE)))
        ids |= {"plan": plan.id, "visit": first.id}
    if "{crossed}" in wanted:
        other = datasets.take(planner, CROSSED).id
        ids["crossed"] = plans.submit(planner, other, PlanOptions(time_limit_s=20))[0].id
    if "{comparison}" in wanted:
        cases = tuple(Scenario(name=name, overlay=text) for name, text in OVERLAYS.items())
        options = PlanOptions(time_limit_s=20)
        made = comparisons.begin(planner, dataset, "少人，还是提速", cases, options)
        while comparisons.get(planner, made.id).ended is None:
            sleep(1)  # its figures are being counted
        ids["comparison"] = made.id
    office.account("周敏", Role.ADMINISTRATOR)
    officer = office.account("李明", Role.DRAW_OFFICER)
    if "{draw}" in wanted:
        ids["draw"] = drawn(officer, dataset)
    return ids


def drawn(officer: Asker, dataset: str) -> str:
    """A draw carried out, an hour later than now."""
    rule = rule_of_text(RULE, "rule.toml")
    known = officer.by.now + timedelta(minutes=30)
    made = draws.commit(officer, WantedDraw(dataset, rule, Source(name=LOTTERY, at=known)), {})
    later = replace(officer, by=replace(officer.by, now=known + timedelta(minutes=30)))
    draws.run(later, made.id, [[3, 8, 11, 19, 25, 30], [7]], ["李明"], ["王芳"])
    draws.publish(later, made.id)
    return made.id


def seen(
    office: Office, name: str, ids: dict[str, str], size: tuple[int, int], language: str
) -> Page:
    """The page of a picture, before whoever uses it."""
    who = SEEN_BY.get(name.partition("-")[0], "王静")
    address = SHOTS[name].format_map({**ids, "language": language})
    return office.logged_in(who, address, size=size, language=language)


def variants(*, every: bool) -> list[tuple[str, tuple[int, int], str]]:
    """Suffix, size and language of the pictures of a page."""
    if not every:
        return [("", OFFICE, "zh")]
    sizes = (("", OFFICE), ("-phone", PHONE))
    tongues = (("", "zh"), ("-en", "en"))
    return [(s + t, size, tongue) for s, size in sizes for t, tongue in tongues]


def shoot(page: Page, path: Path, *, whole: bool) -> None:
    """A picture of the page once it waits for nothing."""
    page.wait_for_timeout(SETTLES_MS)
    page.wait_for_function(f"!document.querySelector('{WAITING}')", timeout=120_000)
    page.wait_for_timeout(SETTLES_MS)
    width, height = page.evaluate(SIZE)
    clip = FloatRect(x=0, y=0, width=width, height=height if whole else min(height, MOST_HEIGHT))
    page.screenshot(path=path, animations="disabled", full_page=True, clip=clip)


if __name__ == "__main__":
    main()
