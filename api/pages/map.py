"""The page of the map: zones, tours of a day or a person, cross-checks, visits and risk."""

import json
from asyncio import sleep
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from anyio.to_thread import run_sync
from nicegui import background_tasks, ui

from api.desk import atlas as desk
from api.desk.atlas import Atlas, Crossing, Tour
from api.desk.plans import View
from api.pages import parts
from api.pages.areas import area
from api.pages.frame import shown_at
from api.pages.map_look import COLOURS, colours, steps
from api.pages.notices import telling
from api.pages.plan_choice import named, planned, printing
from api.pages.visit import Visit

_HEAD = """
<link rel="stylesheet" href="/static/atlas.css">
<script src="/static/atlas.js" defer></script>
"""
_AHEAD_S = 0.05
"""The map goes to the browser before the table beside it, whose program takes a second to load."""

_WRAPPED = {"wrapText": True, "autoHeight": True, "cellClass": "atlas-way"}


class Mode(StrEnum):
    """What the map shows."""

    ZONES = "zones"
    TOURS = "tours"
    CHECKS = "checks"
    COVERAGE = "coverage"


@shown_at(area("map"))
async def page(visit: Visit) -> None:
    """The plan of the address on a map, or the plans there are."""
    plan = await planned(visit)
    if plan is not None:
        ui.add_head_html(_HEAD)
        shown = _Map(visit, plan)
        shown.show()
        background_tasks.create(shown.ahead())


@dataclass(eq=False, repr=False)
class _Map:
    """What one browser looks at. The map is there at once; what is on it comes when it is ready."""

    visit: Visit
    plan: View
    mode: Mode = field(init=False)
    office: str | None = field(init=False)
    day: str = field(init=False)
    person: str | None = field(init=False)
    batch: str = ""
    _atlas: Atlas = field(init=False)
    _shades: tuple[int, ...] = ()
    _map: ui.leaflet = field(init=False)
    _side: ui.element = field(init=False)
    _bar: ui.element = field(init=False)

    def __post_init__(self) -> None:
        given = self.visit.parameters
        shown = given.get("show", "")
        self.mode = Mode(shown) if shown in set(Mode) else Mode.ZONES
        self.office = given.get("office") or None
        self.day = given.get("day", "")
        self.person = given.get("inspector") or None

    def show(self) -> None:
        """All of it, still empty."""
        say = self.visit.say
        parts.on_paper(named(self.visit, self.plan))
        with parts.actions():
            modes = {mode.value: say(f"pages.map.{mode}") for mode in Mode}
            toggle = ui.toggle(modes, value=self.mode.value, on_change=self._turn)
            toggle.classes("desk-toggle")
            self._bar = ui.element("div").classes("desk-actions")
        with ui.element("div").classes("atlas"):
            with ui.element("div").classes("desk-section"):
                self._map = ui.leaflet(options={"attributionControl": False, "preferCanvas": True})
                self._map.clear_layers()  # NiceGUI puts a public tile server there
                self._map.classes("desk-map").props["role"] = "region"
                self._map.props["aria-label"] = say("pages.map.title")
                tiles = self.visit.world.settings.tiles_url
                if tiles:
                    self._map.tile_layer(url_template=tiles)
                self._map.on("init", self._load)
            self._side = ui.element("div").classes("atlas-side")
        with self._side:
            ui.spinner().props["aria-label"] = say("pages.map.loading")

    async def ahead(self) -> None:
        """Have read what is drawn while the browser still gets what it draws with."""
        with suppress(Exception):  # what is wrong is told when it is asked for
            await self.visit.ask(desk.atlas, self.plan.id, self.office)

    async def _load(self) -> None:
        with telling(self.visit):
            found = await self.visit.ask(desk.atlas, self.plan.id, self.office)
            self._atlas = found
            if self.day not in {one.isoformat() for one in found.days}:
                self.day = "" if self.person else self._first()
            words = {
                name: self.visit.say(f"pages.map.{name}")
                for name in ("nobody", "responsible", "visits", "left_out", "risk")
            }
            everything, self._shades = await run_sync(_told, found)
            self._call("deskAtlas", everything, words)
            if self.mode in {Mode.ZONES, Mode.COVERAGE}:
                self._call("deskAtlasShow", _json(self.mode), [])
                await sleep(_AHEAD_S)
            await self._show()

    async def _turn(self, event: Any) -> None:
        self.mode = Mode(event.value)
        if hasattr(self, "_atlas"):
            await self._changed()

    async def _changed(self) -> None:
        if self.mode in {Mode.ZONES, Mode.COVERAGE}:
            self._call("deskAtlasShow", _json(self.mode), [])
        there = self.visit.at(
            show=self.mode.value,
            day=self.day if self.mode is Mode.TOURS and self.day else None,
            inspector=self.person if self.mode is Mode.TOURS else None,
        )
        ui.navigate.history.replace(there)
        with telling(self.visit):
            await self._show()

    async def _show(self) -> None:
        self._bar.clear()
        self._side.clear()
        with self._bar:
            self._offices()
        if self.mode is Mode.TOURS:
            await self._tours()
        elif self.mode is Mode.CHECKS:
            self._checks()
        elif self.mode is Mode.COVERAGE:
            self._coverage()
        else:
            self._zones()
        with self._side, parts.actions():
            parts.download(
                self.visit.say("pages.map.table"),
                f"/v1/plans/{self.plan.id}/result.csv?lang={self.visit.language}",
            )
            printing(self.visit)

    def _first(self) -> str:
        """The day with visits that comes next in the plan's year; in another year the fullest."""
        days, today = self._atlas.days, self.visit.world.clock().date()
        coming = (day for day in days if day >= today and day.year == today.year)
        fullest = max(days, key=lambda day: days[day], default=None)
        chosen = next(coming, fullest)
        return chosen.isoformat() if chosen else ""

    def _offices(self) -> None:
        if not self._atlas.offices:
            return
        names = {"": self.visit.say("pages.map.all_offices"), **self._atlas.offices}
        chosen = ui.select(
            names,
            value=self.office or "",
            label=self.visit.say("pages.map.office"),
            with_input=True,
            on_change=lambda e: ui.navigate.to(self.visit.at(office=e.value or None)),
        )
        chosen.classes("desk-field")

    def _zones(self) -> None:
        say, found = self.visit.say, self._atlas
        unheld = sum(spot.responsible is None for spot in found.spots)
        with self._side:
            if not found.areas:
                parts.note(say("pages.map.no_zones"))
                return
            parts.note(say("pages.map.zones_told", zones=len(found.areas), unheld=unheld))
            rows = [
                {
                    "number": n + 1,
                    "name": one.name,
                    "targets": one.targets,
                    "km": round(one.travel_km, 1),
                    "excess": one.excess,
                    "colour": COLOURS[shade],
                }
                for n, (one, shade) in enumerate(zip(found.areas, self._shades, strict=True))
            ]
            columns: list[dict[str, Any]] = [
                {
                    "field": name,
                    "headerName": say(f"pages.map.column.{name}"),
                    "flex": width,
                    "minWidth": width,
                    "filter": False,
                    "wrapHeaderText": True,
                    "autoHeaderHeight": True,
                    "type": "" if name == "name" else "rightAligned",
                }
                for name, width in (
                    ("number", 62),
                    ("name", 90),
                    ("targets", 62),
                    ("km", 76),
                    ("excess", 62),
                )
            ]
            columns[0][":cellStyle"] = "p => ({borderLeft: '14px solid ' + p.data.colour})"
            shown = parts.grid(self.visit, columns, rows)
            shown.on(
                "cellClicked",
                lambda e: self._call("deskAtlasZone", int(e.args["data"]["number"]) - 1),
                ["data"],
            )

    def _coverage(self) -> None:
        say, found = self.visit.say, self._atlas
        scale = "".join(
            f'<span><i style="background:{colour}"></i>{span_of(first, last)}</span>'
            for colour, first, last in steps(_most(found))
        )
        with self._side:
            parts.note(say("pages.map.scale"))
            ui.html(f'<div class="atlas-key">{scale}</div>', sanitize=False)
            parts.note(say("pages.map.scale_told"))
            visited = sum(spot.visits > 0 for spot in found.spots)
            missing = sum(spot.left_out for spot in found.spots)
            parts.figures(
                [
                    (say("pages.map.visited"), visited, f"/ {len(found.spots):,}"),
                    (say("pages.map.left_out"), missing, "", "fault" if missing else "good"),
                ]
            )
            risky = sorted(
                (spot for spot in found.spots if spot.risk is not None),
                key=lambda spot: -(spot.risk or 0),
            )
            if risky:
                rows = [
                    {"school": one.name, "risk": one.risk, "visits": one.visits} for one in risky
                ]
                self._grid(("school", 190), ("risk", 76), ("visits", 76), rows=rows)

    async def _tours(self) -> None:
        say, found = self.visit.say, self._atlas
        with self._bar:
            self._picker()
        day = date.fromisoformat(self.day) if self.day else None
        made: tuple[Tour, ...] = ()
        if day is not None or self.person is not None:
            made = await self.visit.ask(
                desk.tours, self.plan.id, self.office, day=day, inspector=self.person
            )
        self._call("deskAtlasShow", _json(Mode.TOURS), _drawn_tours(made))
        with self._side:
            if not found.days:
                parts.note(say("pages.map.no_visits"))
                return
            km = round(sum(tour.travel_km for tour in made), 1)
            parts.note(say("pages.map.tours_told", tours=len(made), km=km))
            rows = [
                {
                    "number": n,
                    "day": tour.start.isoformat(),
                    "team": "、".join(name for name, _ in tour.people),
                    "way": " → ".join(stop.target for stop in tour.stops),
                    "nights": tour.nights,
                    "km": tour.travel_km,
                }
                for n, tour in enumerate(made, 1)
            ]
            columns = [("number", 58), ("team", 92), ("way", 170), ("km", 72)]
            if not self.day:
                columns.insert(1, ("day", 100))
            if any(tour.nights for tour in made):
                columns.insert(-1, ("nights", 62))
            self._grid(*columns, rows=rows)

    def _picker(self) -> None:
        say, days = self.visit.say, self._atlas.days

        async def to(day: str | None) -> None:
            if (day or "") != self.day and (day or self.person):
                self.day = day or ""
                await self._changed()

        def beside(step: int) -> str:
            known = [one.isoformat() for one in days]
            if not self.day:
                return known[0] if known else ""
            further = [d for d in known if (d > self.day if step > 0 else d < self.day)]
            return (further[0] if step > 0 else further[-1]) if further else self.day

        async def back() -> None:
            await to(beside(-1))

        async def on() -> None:
            await to(beside(1))

        before = ui.button(icon="chevron_left", on_click=back).props("outline dense")
        before.props["aria-label"] = say("pages.map.day_before")
        chosen = ui.input(say("pages.map.day"), value=self.day, on_change=lambda e: to(e.value))
        chosen.props("type=date stack-label")
        if self.person:
            chosen.props("clearable")
        after = ui.button(icon="chevron_right", on_click=on).props("outline dense")
        after.props["aria-label"] = say("pages.map.day_after")

        async def of(event: Any) -> None:
            self.person = event.value
            if not self.person and not self.day:
                self.day = self._first()
            await self._changed()

        someone = ui.select(
            dict(self._atlas.people),
            value=self.person if self.person in self._atlas.people else None,
            label=say("pages.map.person"),
            with_input=True,
            clearable=True,
            on_change=of,
        )
        someone.classes("desk-field")

    def _checks(self) -> None:
        say, crossings = self.visit.say, self._atlas.crossings
        batches = {
            batch_of(one): f"{one.programme} {one.first.isoformat()} – {one.last.isoformat()}"
            for one in crossings
        }
        if self.batch not in batches:
            self.batch = next(iter(batches), "")
        shown = [one for one in crossings if batch_of(one) == self.batch]
        self._call(
            "deskAtlasShow",
            _json(Mode.CHECKS),
            [(o.checker, o.checked, o.start, o.end, o.travel_km) for o in shown],
        )

        async def choose(event: Any) -> None:
            self.batch = event.value
            await self._changed()

        with self._side:
            if not batches:
                parts.note(say("pages.map.no_checks"))
                return
            ui.select(
                batches, value=self.batch, label=say("pages.map.batch"), on_change=choose
            ).classes("w-full")
            rows = [
                {"checker": one.checker, "checked": one.checked, "km": one.travel_km}
                for one in shown
            ]
            self._grid(("checker", 140), ("checked", 140), ("km", 84), rows=rows)

    def _grid(self, *columns: tuple[str, int], rows: Sequence[dict[str, Any]]) -> None:
        told = [
            {
                "field": name,
                "headerName": self.visit.say(f"pages.map.column.{name}"),
                "flex": width,
                "minWidth": width,
                "filter": False,
                "wrapHeaderText": True,
                "autoHeaderHeight": True,
                "tooltipField": name,
                **(_WRAPPED if name == "way" else {}),
            }
            for name, width in columns
        ]
        parts.grid(self.visit, told, rows)

    def _call(self, function: str, *arguments: object) -> None:
        """Call a function of atlas.js; a text is JSON already."""
        given = ",".join(one if isinstance(one, str) else _json(one) for one in arguments)
        self._map.client.run_javascript(f"{function}({self._map.id},{given})")


def batch_of(one: Crossing) -> str:
    """Which batch of which programme a check is of."""
    return f"{one.programme} {one.first.isoformat()}"


def drawn(found: Atlas, shades: Sequence[int]) -> dict[str, object]:
    """What the script draws, in few letters: schools are rows, zones are named by their place."""
    place = {one.inspector: n for n, one in enumerate(found.areas)}
    return {
        "colours": COLOURS,
        "most_risk": max((spot.risk or 0 for spot in found.spots), default=0),
        "scale": [(colour, first) for colour, first, _ in steps(_most(found))],
        "areas": [
            {"name": one.name, "home": one.home, "colour": shade}
            for one, shade in zip(found.areas, shades, strict=True)
        ],
        "spots": [
            (
                spot.name,
                round(spot.at[0], 5),
                round(spot.at[1], 5),
                place.get(spot.responsible or "", -1),
                spot.visits,
                spot.left_out,
                spot.risk,
            )
            for spot in found.spots
        ],
    }


def span_of(first: int, last: int) -> str:
    """From one number to another, as a legend says it."""
    return f"{first}" if first == last else f"{first}–{last}"


def _most(found: Atlas) -> int:
    return max((spot.visits for spot in found.spots), default=0)


def _told(found: Atlas) -> tuple[str, tuple[int, ...]]:
    shades = colours([one.home for one in found.areas])
    return _json(drawn(found, shades)), shades


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _drawn_tours(made: Sequence[Tour]) -> list[object]:
    return [(tour.people, [(stop.target, stop.at) for stop in tour.stops]) for tour in made]
