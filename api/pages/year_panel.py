"""Beside the year: a visit, why it is so, what else it could be; changed, judged and priced."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from nicegui import ui

from api.desk import edits, reasons
from api.desk import year as desk
from api.desk.edits import Broken, Edit, Judged
from api.desk.plans import View
from api.desk.reasons import Effect, Forbidden, Substitute, Told, Why
from api.pages import parts
from api.pages.notices import done, telling
from api.pages.visit import Visit
from api.pages.year_drawn import Drawing
from api.store.visits import Entry
from models.plan import Half, Trip

_AT_ONCE = 1500
"""Of plans with at most so many visits other days are tried unasked: it takes a second or two."""

_SHOWN_DAYS = 8
_SHOWN_PEOPLE = 6
_SHOWN_RULES = 8


@dataclass(eq=False, repr=False)
class Panel:
    """The place for one visit; empty until one is opened."""

    visit: Visit
    plan: View
    drawing: Drawing
    place: ui.element
    on_close: Callable[[], None]
    _entry: Entry | None = None
    _start: ui.input = field(init=False)
    _half: ui.select = field(init=False)
    _verdict: ui.element = field(init=False)
    _days: ui.element = field(init=False)
    _people: ui.element = field(init=False)
    _stand_ins: ui.element = field(init=False)

    async def open(self, entry: Entry, onto: date | None = None) -> None:
        """Show a visit; with a day, also what it would be on that day."""
        self._entry = entry
        self.place.clear()
        with self.place:
            self._head(entry)
            self._facts(entry)
            trips = ui.element("div").classes("year-part")
            if self.drawing.movable:
                self._form(entry, onto)
            self._verdict = ui.element("div").props("role=status tabindex=-1")
            self._days = self._part("pages.year.why_day")
            self._people = self._part("pages.year.why_people")
        self._members(entry)
        if onto is not None:
            await self._try(Edit(visit=entry.id, start=onto))
        with telling(self.visit):
            around = await self.visit.ask(desk.circumstances, self.plan.id, entry.id)
            if self._entry is entry:
                with trips:
                    self._journeys(entry, around)
        if self._entry is not entry:
            return
        if len(self.drawing.year.visits) <= _AT_ONCE:
            await self._why(entry, edits.NEAR)
        else:
            self._days_asked(entry, edits.NEAR)

    def close(self) -> None:
        """Nothing is shown any more."""
        self._entry = None
        self.place.clear()
        self.on_close()

    def _head(self, entry: Entry) -> None:
        with ui.element("div").classes("year-panel-head"):
            parts.heading(entry.target_name)
            button = ui.button(icon="close", on_click=self.close).props("flat round dense")
            button.props["aria-label"] = self.visit.say("pages.year.close")
        self.place.props["aria-label"] = entry.target_name

    def _facts(self, entry: Entry) -> None:
        say, year = self.visit.say, self.drawing.year
        team = "、".join(
            say("pages.year.leads", name=name) if id_ == entry.lead else name
            for id_, name in zip(entry.team, entry.team_names, strict=True)
        )
        facts = [
            (
                "when",
                f"{self.drawing.when(entry)}{say('pages.year.halves', n=entry.half_days)}",
            ),
            ("kind", say(f"programme_kind.{entry.kind}")),
            ("programme", "、".join(entry.programme_names)),
            ("region", entry.region_name),
            ("team", team),
            ("alone", say("pages.year.price", km=entry.travel_km, yuan=entry.cost_yuan)),
        ]
        if pin := year.pins.get(entry.id):
            facts.append(("pinned", pin.reason or say("pages.year.yes")))
        if entry.sealed:
            facts.append(("sealed", say("pages.year.yes")))
        _facts([(say(f"pages.year.{name}"), told) for name, told in facts])

    def _journeys(self, entry: Entry, around: desk.Circumstances) -> None:
        say = self.visit.say
        names = {e.id: e.target_name for e in self.drawing.year.visits}
        people = dict(zip(entry.team, entry.team_names, strict=True))

        def told(trip: Trip) -> str:
            stops = say("export.then").join(names.get(one, one) for one in trip.visits)
            who = "、".join(people.get(one, one) for one in trip.people)
            nights = say("pages.year.nights", count=trip.nights) if trip.nights else ""
            price = say("pages.year.price", km=round(trip.travel_km, 1), yuan=trip.cost_yuan)
            return " · ".join(filter(None, [who, stops, nights, price]))

        facts = [(say("pages.year.trip"), told(trip)) for trip in around.trips]
        facts += [
            (say(f"milestone.{step.kind}"), step.due.isoformat()) for step in around.milestones
        ]
        if facts:
            _facts(facts)

    def _form(self, entry: Entry, onto: date | None) -> None:
        say = self.visit.say
        with ui.element("div").classes("year-form"):
            self._start = ui.input(
                label=say("pages.year.move_to"), value=(onto or entry.start).isoformat()
            ).props("type=date stack-label")
            halves = {half.value: say(f"half.{half}") for half in Half}
            self._half = ui.select(halves, label=say("pages.year.half"), value=entry.half)
            self._half.set_visibility(entry.half_days == 1)
            button = ui.button(say("pages.year.try"))

        async def try_() -> None:
            start = _date(self._start.value)
            with parts.busy(button):
                if start is None:
                    self._refused([say("pages.year.no_day")])
                else:
                    half = Half(self._half.value) if entry.half_days == 1 else None
                    await self._try(Edit(visit=entry.id, start=start, half=half))

        button.on_click(try_)

    async def _try(self, edit: Edit) -> None:
        """Have a change judged and priced, and show what came out; nothing is kept."""
        self._verdict.clear()
        with self._verdict:
            _spinner(self.visit.say("pages.year.judging"))
        judged: Judged | None = None
        with telling(self.visit):
            judged = await self.visit.ask(edits.judge, self.plan.id, edit, self.visit.language)
        if self._entry is None or self._entry.id != edit.visit:
            return
        self._verdict.clear()
        if judged is not None:
            with self._verdict:
                self._judged(edit, judged)
            # what was pressed may be far below it
            ui.run_javascript(f"getHtmlElement({self._verdict.id})?.focus()")

    def _judged(self, edit: Edit, judged: Judged) -> None:
        say, entry = self.visit.say, self._entry
        assert entry is not None
        after, people = judged.after, " "
        if edit.team:
            people = say("pages.year.new_team", count=len(after.team))
        told = say("pages.year.would", start=after.start.isoformat(), people=people.strip())
        if not judged.accepted:
            self._refused([self._clause(b) for b in judged.broken], told)
            return
        box = ui.element("div").classes("year-verdict").props("data-mark=good")
        with box:
            ui.label(told)
            ui.label(
                say(
                    "pages.year.costs",
                    km=_signed(judged.travel_km),
                    yuan=_signed(judged.cost_yuan),
                )
            ).classes("year-price")
            gains = [
                Effect(
                    objective=say(f"export.plan_level.{g.level}"),
                    change=g.change,
                    unit=say(f"export.unit.{g.unit}"),
                )
                for g in judged.gains
            ]
            parts.note(self._effects(gains))
            with parts.actions():
                save = ui.button(say("pages.year.save"))
                ui.button(say("pages.year.leave"), on_click=self._verdict.clear).props("flat")

        async def keep() -> None:
            with telling(self.visit), parts.busy(save):
                made = await self.visit.ask(edits.make, self.plan.id, edit)
                done(self.visit, "pages.year.saved")
                ui.navigate.to(
                    self.visit.at(
                        plan=made.plan, visit=edit.visit, mode="month", day=after.start.isoformat()
                    )
                )

        save.on_click(keep)

    def _refused(self, why: Sequence[str], told: str = "") -> None:
        self._verdict.clear()
        with (
            self._verdict,
            ui.element("div").classes("year-verdict").props("data-mark=fault"),
        ):
            ui.label(told)
            if told:
                ui.label(self.visit.say("pages.year.refused", count=len(why)))
            with ui.element("ul"):
                for one in why[:_SHOWN_RULES]:
                    with ui.element("li"):
                        ui.label(one)

    def _days_asked(self, entry: Entry, near: int | None) -> None:
        words = "pages.year.near_days" if near else "pages.year.all_days"
        with self._days:
            button = ui.button(self.visit.say(words, days=near or 0)).props("outline dense")
            button.on_click(partial(self._why, entry, near))

    async def _why(self, entry: Entry, near: int | None) -> None:
        """Other days, and what forbids the rest; of all the year, or of those near its own."""
        self._days.clear()
        with self._days:
            parts.heading(self.visit.say("pages.year.why_day"), 3)
            wait = _spinner(self.visit.say("pages.year.trying"))
        found: Why | None = None
        with telling(self.visit):
            found = await self.visit.ask(
                reasons.why, self.plan.id, entry.id, self.visit.language, near
            )
        if self._entry is not entry:
            return
        wait.delete()
        if found is not None:
            with self._days:
                self._told_days(found, near)
            if near:
                self._days_asked(entry, None)

    def _told_days(self, found: Why, near: int | None) -> None:
        say = self.visit.say
        if near:
            parts.note(say("pages.year.within", days=near))
        days = len(found.possible) + found.more
        ui.label(say("pages.year.days_possible", count=days) if days else say("pages.year.no_days"))
        with ui.element("ul").classes("year-list"):
            for other in found.possible[:_SHOWN_DAYS]:
                with ui.element("li"):
                    ui.label(f"{other.start:%m-%d} {say(f'half.{other.half}')}")
                    parts.note(self._effects(other.effects))
                    if self.drawing.movable:
                        edit = Edit(visit=found.visit, start=other.start, half=other.half)
                        button = ui.button(
                            say("pages.year.take"), on_click=partial(self._try, edit)
                        ).props("flat dense")
                        button.props["aria-label"] = f"{say('pages.year.take')} {other.start}"
            for rule in found.forbidden[:_SHOWN_RULES]:
                with ui.element("li"):
                    ui.label(say("pages.year.days_forbidden", count=len(rule.days)))
                    parts.note(self._clause(rule))

    def _members(self, entry: Entry) -> None:
        with self._people:
            parts.note(self.visit.say("pages.year.swap_note"))
            with parts.actions():
                for id_, name in zip(entry.team, entry.team_names, strict=True):
                    words = self.visit.say("pages.year.instead_of", name=name)
                    button = ui.button(words).props("outline dense")
                    button.on_click(partial(self._who, entry, id_, name, button))
            self._stand_ins = ui.element("div").classes("year-part")

    async def _who(self, entry: Entry, member: str, name: str, button: ui.button) -> None:
        """Who could stand in for a member, and why the others cannot."""
        found: tuple[Substitute, ...] | None = None
        with telling(self.visit), parts.busy(button):
            found = await self.visit.ask(
                reasons.substitutes, self.plan.id, entry.id, member, self.visit.language
            )
        if found is None or self._entry is not entry:
            return
        self._stand_ins.clear()
        with self._stand_ins:
            self._told_people(entry, member, name, found)

    def _told_people(
        self, entry: Entry, member: str, name: str, found: Sequence[Substitute]
    ) -> None:
        say = self.visit.say
        able = [one for one in found if one.possible]
        unable = [one for one in found if not one.possible]
        words = "people_possible" if able else "no_people"
        ui.label(say(f"pages.year.{words}", count=len(able), name=name))
        with ui.element("ul").classes("year-list"):
            for one in able[:_SHOWN_PEOPLE]:
                with ui.element("li"):
                    ui.label(one.inspector.name)
                    price = say("pages.year.costs", km=_signed(one.km), yuan=_signed(one.yuan))
                    share = say("pages.year.share", percent=f"{100 * one.share:.0f}")
                    parts.note(f"{price}；{share}")
                    if self.drawing.movable:
                        team = tuple(one.inspector.id if m == member else m for m in entry.team)
                        edit = Edit(visit=entry.id, team=team)
                        button = ui.button(
                            say("pages.year.take"), on_click=partial(self._try, edit)
                        ).props("flat dense")
                        button.props["aria-label"] = (
                            f"{say('pages.year.take')} {one.inspector.name}"
                        )
            for one in unable[:_SHOWN_PEOPLE]:
                with ui.element("li"):
                    ui.label(one.inspector.name)
                    parts.note("；".join(self._clause(r) for r in one.refused[:2]))
        if len(unable) > _SHOWN_PEOPLE:
            parts.note(say("pages.year.unable", count=len(unable) - _SHOWN_PEOPLE))

    def _effects(self, effects: Sequence[Effect]) -> str:
        told = [f"{e.objective} {_signed(e.change)} {e.unit}" for e in effects]
        return "；".join(told) or self.visit.say("pages.year.no_effect")

    def _clause(self, rule: Broken | Forbidden | Told) -> str:
        return self.visit.say("pages.year.by_clause", detail=rule.detail, clause=rule.clause)

    def _part(self, title: str) -> ui.element:
        with ui.element("div").classes("year-part") as made:
            parts.heading(self.visit.say(title), 3)
        return made


def _facts(facts: Sequence[tuple[str, str]]) -> None:
    with ui.element("dl").classes("year-facts"):
        for name, told in facts:
            with ui.element("dt"):
                ui.label(name)
            with ui.element("dd"):
                ui.label(told)


def _spinner(words: str) -> ui.element:
    with ui.element("div").classes("desk-busy") as made:
        ui.spinner(size="20px")
        ui.label(words)
    return made


def _date(told: str | None) -> date | None:
    try:
        return date.fromisoformat(told or "")
    except ValueError:
        return None


def _signed(number: float) -> str:
    return f"{number:+,}".replace("-", "−") if number else "±0"
