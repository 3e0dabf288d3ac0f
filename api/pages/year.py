"""The page of the year: heat map, month, week, people and teams; a visit explained and changed."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from nicegui import events, ui

from api.accounts.roles import Action
from api.desk import plans
from api.desk import year as desk
from api.desk.plans import View
from api.desk.sight import resultless
from api.desk.year import Year
from api.jobs.port import OPEN
from api.pages import parts, year_heat
from api.pages.areas import area
from api.pages.frame import shown_at
from api.pages.listing import moment
from api.pages.notices import telling
from api.pages.visit import Visit
from api.pages.year_drawn import Drawing, Row, page_of, people, teams
from api.pages.year_look import Count, Look, Mode, look_of
from api.pages.year_panel import Panel
from api.store.plans import Kind
from api.store.visits import Entry

_SHOWN_PLANS = 50
_HEAD = """
<link rel="stylesheet" href="/static/year.css">
<script src="/static/year.js"></script>
"""


@shown_at(area("year"))
async def page(visit: Visit) -> None:
    """The plan of the address, or the plans there are."""
    ui.add_head_html(_HEAD)
    id_ = visit.parameters.get("plan")
    if not id_:
        await _choose(visit)
        return
    plan = await visit.ask(plans.get, id_)
    if plan.figures is None:
        words = "pages.year.no_result" if plan.state in OPEN else resultless(plan.state)
        with parts.empty(words, visit):
            ui.label(visit.say(f"pages.year.state.{plan.state}"))
        return
    found = await visit.ask(desk.year, id_)
    offices = await visit.ask(plans.its_offices, id_)
    await _YearPage(visit, plan, found, {one.key: one.name for one in offices}).show()


async def _choose(visit: Visit) -> None:
    found = await visit.ask(
        plans.listed, dataset=visit.parameters.get("dataset"), limit=_SHOWN_PLANS
    )
    done = [one for one in found if one.figures is not None]
    with parts.section(visit.say("pages.year.choose")):
        if not done:
            with parts.empty("pages.year.none", visit, "event_note"):
                ui.link(visit.say("pages.plan.title"), visit.to("/plan"))
            return
        with ui.element("ul").classes("year-plans"):
            for one in done:
                with ui.element("li"):
                    ui.link(_named(visit, one), visit.at(plan=one.id, dataset=one.dataset))
                    count = one.figures.visits if one.figures else 0
                    told = visit.say("pages.year.of_plan", count=count)
                    parts.note(f"{told} · {moment(one.created)}")


def _named(visit: Visit, plan: View) -> str:
    return plan.name or visit.say("pages.year.unnamed")


@dataclass(eq=False, repr=False)
class _YearPage:
    """What one browser looks at."""

    visit: Visit
    plan: View
    year: Year
    offices: Mapping[str, str]
    look: Look = field(init=False)
    drawing: Drawing = field(init=False)
    panel: Panel = field(init=False)
    _toggle: ui.toggle = field(init=False)
    _main: ui.element = field(init=False)
    _time: ui.element = field(init=False)
    _links: ui.element = field(init=False)

    def __post_init__(self) -> None:
        self.look = look_of(self.visit.parameters, self.year)
        movable = self.visit.may(Action.PLAN_WRITE) and self.plan.whole
        self.drawing = Drawing(self.visit, self.year, movable)

    async def show(self) -> None:
        """All of it."""
        say = self.visit.say
        parts.on_paper(f"{_named(self.visit, self.plan)} · {self.year.calendar.year}")
        if self.plan.kind is Kind.EDIT and self.plan.base:
            self._edited(self.plan.base)
        with parts.actions():
            modes = {mode.value: say(f"pages.year.mode.{mode}") for mode in Mode}
            self._toggle = ui.toggle(modes, value=self.look.mode.value, on_change=self._turn_to)
            self._toggle.classes("desk-toggle").props["aria-label"] = say("pages.year.mode_label")
            self._time = ui.element("div").classes("desk-actions")
        self._filters()
        with ui.element("div").classes("year-body"):
            self._main = ui.element("div").classes("year-main")
            self._main.on("click", self._picked, js_handler="e => yearPick(e, emit)")
            if self.drawing.movable:
                self._main.on("dragstart", js_handler="yearDrag")
                self._main.on("dragover", js_handler="yearOver")
                self._main.on("drop", self._dropped, js_handler="e => yearDrop(e, emit)")
            aside = ui.element("aside").classes("year-panel")
        self.panel = Panel(self.visit, self.plan, self.drawing, aside, self._closed)
        self._links = ui.element("div").classes("desk-actions")
        await self._draw()
        if chosen := self._entry(self.look.visit):
            ui.timer(0, partial(self.panel.open, chosen), once=True)

    def _edited(self, base: str) -> None:
        with ui.element("div").classes("year-edited"):
            ui.label(self.visit.say("pages.year.edited"))
            undo = ui.link(self.visit.say("pages.year.undo"), self.visit.at(plan=base))
            undo.classes("no-print")

    def _filters(self) -> None:
        say, look, visits = self.visit.say, self.look, self.year.visits
        programmes = {
            id_: name
            for e in visits
            for id_, name in zip(e.programmes, e.programme_names, strict=True)
        }
        who = {id_: name for e in visits for id_, name in zip(e.team, e.team_names, strict=True)}
        often = Counter(who.values())
        who = {id_: f"{n} {id_}" if often[n] > 1 else n for id_, n in sorted(who.items())}
        with parts.actions():
            for name, options in (
                ("region", self.year.regions),
                ("programme", dict(sorted(programmes.items()))),
                ("inspector", who),
            ):
                if len(options) > 1:
                    value = getattr(look, name)
                    chosen = ui.select(
                        dict(options),
                        label=say(f"pages.year.{name}"),
                        value=value if value in options else None,
                        with_input=True,
                        clearable=True,
                        on_change=partial(self._filtered, name),
                    )
                    chosen.classes("year-filter")
            school = ui.input(
                label=say("pages.year.school"),
                value=look.school,
                on_change=partial(self._filtered, "school"),
            )
            school.classes("year-filter").props("clearable debounce=400")

    def _entry(self, id_: str) -> Entry | None:
        return next((e for e in self.year.visits if e.id == id_), None) if id_ else None

    async def _to(self, look: Look | None) -> None:
        """Look another way; it becomes the address of the page."""
        if look is None or look == self.look:
            return
        self.look = look
        ui.navigate.history.push(self.visit.at(**look.address))
        await self._draw()

    async def _turn_to(self, event: events.ValueChangeEventArguments[Any]) -> None:
        await self._to(self.look.with_(mode=Mode(event.value)))

    async def _filtered(self, name: str, event: events.ValueChangeEventArguments[Any]) -> None:
        await self._to(self.look.with_(**{name: (event.value or "").strip()}))

    async def _picked(self, event: events.GenericEventArguments) -> None:
        given = event.args
        if given["go"]:
            there = look_of({"mode": Mode.WEEK, "day": given["go"]}, self.year)
            self._toggle.set_value(there.mode.value)
            await self._to(self.look.with_(mode=there.mode, day=there.day))
        elif chosen := self._entry(given["visit"]):
            self.look = self.look.with_(visit=chosen.id)
            ui.navigate.history.replace(self.visit.at(**self.look.address))
            self._mark(chosen.id)
            await self.panel.open(chosen)

    async def _dropped(self, event: events.GenericEventArguments) -> None:
        chosen = self._entry(event.args["visit"])
        there = look_of({"mode": Mode.WEEK, "day": event.args["day"]}, self.year).day
        if chosen and there != chosen.start:
            self._mark(chosen.id)
            await self.panel.open(chosen, there)

    def _closed(self) -> None:
        self.look = self.look.with_(visit="")
        ui.navigate.history.replace(self.visit.at(**self.look.address))
        self._mark("")

    def _mark(self, id_: str) -> None:
        ui.run_javascript(f"yearMark({json.dumps(id_)})")

    async def _draw(self) -> None:
        with telling(self.visit):
            drawn = await run_sync(self._drawn)
            self._turning()
            self._main.clear()
            with self._main:
                drawn()
            self._links.clear()
            with self._links:
                self._exports()

    def _drawn(self) -> Callable[[], None]:
        """What is to be shown, reckoned; calling it puts it onto the page."""
        look, drawing = self.look, self.drawing
        shown = [e for e in self.year.visits if look.matches(e, self.year)]
        if not shown:
            return self._nothing
        if look.mode is Mode.YEAR:
            chart = year_heat.chart(drawing, shown, look.count)
            return partial(self._whole, chart, *year_heat.months(self.visit, shown))
        if look.mode is Mode.MONTH:
            html = drawing.month(look, shown)
        elif look.mode is Mode.WEEK:
            html = drawing.week(look, shown)
        else:
            first, last = look.span
            now = [e for e in shown if e.start <= last and e.end >= first]
            rows = people(shown) if look.mode is Mode.PEOPLE else teams(now)
            return partial(self._bars, rows) if rows else self._nothing
        return partial(_html, html + drawing.legend(shown))

    def _nothing(self) -> None:
        with parts.empty("pages.year.nothing", self.visit):
            pass

    def _whole(
        self, chart: dict[str, object], headers: Sequence[str], rows: Sequence[Sequence[parts.Cell]]
    ) -> None:
        say = self.visit.say
        with ui.element("div").classes("desk-scroll year-heat-scroll") as around:
            around.props["tabindex"] = 0
            around.props["role"] = "region"
            around.props["aria-label"] = say("pages.year.heat", year=self.year.calendar.year)
            ui.echart(chart, on_point_click=self._day_picked).classes("year-heat")
        parts.table(headers, rows, say("pages.year.months"), total=True)

    def _bars(self, rows: Sequence[Row]) -> None:
        say, look = self.visit.say, self.look
        some, page_, pages = page_of(rows, look.page)
        heading = say(f"pages.year.mode.{look.mode}")
        _html(self.drawing.bars(look, some, heading))
        if pages > 1:
            with ui.element("div").classes("desk-actions year-pages"):
                for step, icon, name in (
                    (-1, "chevron_left", "before"),
                    (1, "chevron_right", "after"),
                ):
                    button = ui.button(
                        icon=icon, on_click=partial(self._to, look.with_(page=page_ + step))
                    )
                    button.props("flat dense").props["aria-label"] = say(f"pages.year.rows_{name}")
                    button.set_enabled(1 <= page_ + step <= pages)
                ui.label(say("pages.year.rows", page=page_, pages=pages, count=len(rows)))
        _html(self.drawing.legend([e for row in some for e in row.visits]))

    async def _day_picked(self, event: events.EChartPointClickEventArguments) -> None:
        value = event.value
        day = str(value[0]) if isinstance(value, list) else ""
        there = look_of({"mode": Mode.MONTH, "day": day}, self.year)
        self._toggle.set_value(Mode.MONTH.value)
        await self._to(self.look.with_(mode=Mode.MONTH, day=there.day))

    def _turning(self) -> None:
        """Back and on in time; in the year, what is counted."""
        say, look = self.visit.say, self.look
        self._time.clear()
        with self._time:
            if look.mode is Mode.YEAR:
                told = {count.value: say(f"pages.year.count.{count}") for count in Count}
                by = ui.toggle(told, value=look.count.value, on_change=self._count_by)
                by.classes("desk-toggle").props["aria-label"] = say("pages.year.count_label")
                return
            first, last = look.span
            words = (
                say("pages.year.week_of", first=f"{first:%m-%d}", last=f"{last:%m-%d}")
                if look.mode is Mode.WEEK
                else f"{first:%Y-%m}"
            )
            for step, icon in ((-1, "chevron_left"), (1, "chevron_right")):
                there = look.turned(step)
                button = ui.button(icon=icon, on_click=partial(self._to, there))
                unit = "week" if look.mode is Mode.WEEK else "month"
                way = "before" if step < 0 else "after"
                button.props("flat dense").props["aria-label"] = say(f"pages.year.{unit}_{way}")
                button.set_enabled(there is not None)
                if step < 0:
                    ui.label(words).classes("year-span")

    async def _count_by(self, event: events.ValueChangeEventArguments[Any]) -> None:
        await self._to(self.look.with_(count=Count(event.value)))

    def _exports(self) -> None:
        """The plan as files; the table with the filters."""
        visit, look, base = self.visit, self.look, f"/v1/plans/{self.plan.id}/result"
        language = {"lang": visit.language}
        chosen = {"region": look.region, "inspector": look.inspector}
        filters = {name: value for name, value in chosen.items() if value}
        if len(self.offices) <= 1:
            parts.download(visit.say("pages.year.xlsx"), f"{base}.xlsx?{urlencode(language)}")
        else:
            links = {f"{base}.xlsx?{urlencode({**language, 'office': key})}": name
                     for key, name in self.offices.items()}  # fmt: skip
            ui.select(
                links,
                label=visit.say("pages.year.xlsx_of"),
                on_change=lambda event: ui.navigate.to(event.value),
            ).classes("year-filter")
        who = {"inspector": look.inspector} if look.inspector else {}
        parts.download(visit.say("pages.year.ics"), f"{base}.ics?{urlencode(language | who)}")
        parts.download(visit.say("pages.year.csv"), f"{base}.csv?{urlencode(language | filters)}")
        printed = ui.button(visit.say("pages.year.print"), icon="print").props("outline")
        printed.on("click", js_handler="() => window.print()")


def _html(text: str) -> None:
    ui.html(text, sanitize=False).classes("w-full")
