"""A draw before witnesses, on a projector: digests, public numbers, seed, and name after name.

The desk computes the draw once, when the numbers are confirmed; what comes afterwards only shows
it. So it can be stopped, skipped and shown again, and is the same each time.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from nicegui import ui

from api.desk import draws
from api.desk.draws import Chosen, Told
from api.pages import parts
from api.pages.draw_lists import chances, grouped
from api.pages.listing import moment
from api.pages.notices import telling
from api.pages.visit import Visit
from models.draw import Drawn, Library, Lottery, Record, TeamLottery
from planner.draw.seed import canonical

_SECONDS = 1.2
"""Between names that follow each other by themselves."""
_STEPS = 40
"""So many times at most are names shown; of long outcomes several at once."""
_GREATEST = 10**15
_STILL = """maximized persistent no-esc-dismiss
  transition-show=none transition-hide=none transition-duration=0"""
_FULL = """() => document.fullscreenElement
  ? document.exitFullscreen() : document.documentElement.requestFullscreen()"""
Act = Callable[[], None] | Callable[[], Awaitable[None]]
Numbers = list[list[int | str]]


def numbers_of(text: str) -> Numbers:
    """Public numbers as they are typed: a line for each source, blanks or commas between."""
    lines = [
        line.translate({ord(sign): " " for sign in ",，、;；\t"}).split()
        for line in text.splitlines()
    ]
    return [[_number(word) for word in line] for line in lines if line]


def _number(word: str) -> int | str:
    whole = word.isascii() and word.isdigit() and int(word[:17]) <= _GREATEST
    return int(word) if whole else word


def names_of(text: str) -> list[str]:
    """People as they are typed."""
    return text.translate({ord(sign): " " for sign in ",，、;；\n\t"}).split()


class Ceremony:
    """One draw shown in one page, stage by stage."""

    def __init__(self, visit: Visit, told: Told, places: Mapping[str, str]) -> None:
        self._visit = visit
        self._told = told
        self._places = places
        self._numbers: Numbers = []
        self._typed = {"numbers": "", "operators": visit.account.name, "witnesses": ""}
        self._timer: ui.timer | None = None

    def open(self) -> None:
        """Over the whole page, from the beginning."""
        with ui.dialog().classes("stage-over").props(_STILL) as own:
            self._dialog = own
            own.props["aria-label"] = self._say("title")
            with ui.card().classes("stage"):
                with ui.element("header").classes("stage-head"):
                    self._step = ui.label().classes("stage-step")
                    ui.space()
                    full = ui.button(self._say("full"), icon="fullscreen").props("flat")
                    full.on("click", js_handler=_FULL)
                    leave = ui.button(self._say("leave"), icon="close", on_click=self._leave)
                    leave.props("flat")
                self._place = ui.element("main").classes("stage-body")
                self._ways = ui.element("footer").classes("stage-foot")
        own.open()
        self._commitment()

    def _say(self, code: str, **args: str | int) -> str:
        return self._visit.say(f"pages.draw.stage.{code}", **args)

    @property
    def _record(self) -> Record:
        record = self._told.record
        assert record is not None
        return record

    @property
    def _drawn(self) -> Drawn:
        drawn = self._record.drawn
        assert drawn is not None
        return drawn

    def _leave(self) -> None:
        self._stop()
        self._dialog.close()
        ui.navigate.to(self._visit.at(view=None))

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _begin(self, step: str, title: str) -> None:
        """An empty stage."""
        self._stop()
        self._place.clear()
        self._ways.clear()
        self._step.text = self._say(f"step_{step}")
        with self._place:
            parts.heading(title)

    def _way(self, code: str, act: Act, *, main: bool = True) -> ui.button:
        with self._ways:
            button = ui.button(self._say(code), on_click=act).props("size=xl")
            return button.props("autofocus") if main else button.props("outline")

    def _commitment(self) -> None:
        """What was frozen, and what was published of it."""
        record, made = self._record, self._told.commitment
        self._begin("committed", f"{made.draw} {record.rule.title}")
        targets = record.rule.library is Library.TARGETS
        rows = record.lists["targets" if targets else "inspectors"]
        number = sum(size.number or 0 for size in record.rule.sizes) or len(record.rule.visits)
        with self._place:
            parts.facts(
                {
                    self._say("committed"): moment(made.time),
                    self._say("candidates"): str(len(rows) - len(record.excluded)),
                    self._say("number"): str(number),
                    self._say("source"): f"{made.source.name} {moment(made.source.at)}",
                },
                "stage-facts",
            )
            ui.label(chances(self._visit, record.certificate)).classes("stage-note")
            names = [n for n in ("targets", "inspectors", "rule") if n in made.digests]
            for name in names:
                _digest(self._visit.say(f"verify.of.{name}"), made.digests[name])
            _digest(self._visit.say("pages.draw.digest_code"), made.code)
            if self._told.draw.drawn is None:
                _digest(self._say("entry"), self._told.draw.digest)
                ui.label(self._say("frozen")).classes("stage-note")
            else:
                at = moment(self._told.draw.drawn)
                ui.label(self._say("again", at=at)).classes("stage-note")
        self._way("next", self._enter if self._told.draw.drawn is None else self._seed)

    def _enter(self) -> None:
        """The public numbers, read out and typed."""
        made = self._told.commitment
        self._begin("numbers", self._say("enter", source=made.source.name))
        with self._place:
            known = made.source.at <= self._visit.world.clock()
            if not known:
                ui.label(self._say("too_early", at=moment(made.source.at))).classes("desk-warn")
            fields = {}
            for name in ("numbers", "operators", "witnesses"):
                field = ui.textarea if name == "numbers" else ui.input
                fields[name] = field(self._say(name), value=self._typed[name]).classes(
                    "stage-field"
                )
                fields[name].props("stack-label")
                fields[name].on_value_change(
                    lambda e, name=name: self._typed.update({name: e.value or ""})
                )
            ui.label(self._say("numbers_note")).classes("stage-note")

        def check() -> None:
            self._numbers = numbers_of(self._typed["numbers"])
            if not self._numbers or not names_of(self._typed["operators"]):
                ui.notify(self._say("missing"), type="warning", position="top")
                return
            self._confirm()

        self._way("back", self._commitment, main=False)
        self._way("next", check)

    def _confirm(self) -> None:
        """The numbers once more, for the witnesses to compare."""
        self._begin("numbers", self._say("compare", source=self._told.commitment.source.name))
        with self._place:
            for source in self._numbers:
                with ui.element("div").classes("stage-numbers"):
                    for one in source:
                        ui.label(str(one))
            people = {
                self._say("operators"): "、".join(names_of(self._typed["operators"])),
                self._say("witnesses"): "、".join(names_of(self._typed["witnesses"])) or "—",
            }
            parts.facts(people, "stage-facts")
            ui.label(self._say("once")).classes("stage-note")
        self._way("back", self._enter, main=False)
        button = self._way("draw", lambda: None)

        async def draw() -> None:
            with telling(self._visit):
                with parts.busy(button):
                    await self._visit.ask(
                        draws.run,
                        self._told.draw.id,
                        self._numbers,
                        names_of(self._typed["operators"]),
                        names_of(self._typed["witnesses"]),
                    )
                    self._told = await self._visit.ask(draws.told, self._told.draw.id)
                self._seed()

        button.on_click(draw)

    def _seed(self) -> None:
        """How the seed comes from code, numbers and commitment."""
        drawn, record = self._drawn, self._record
        self._begin("seed", self._say("seed"))
        with self._place:
            _digest(self._say("code"), drawn.code)
            _line(self._say("canonical"), canonical(drawn.numbers))
            _digest(self._say("commitment"), self._told.digest)
            ui.label(self._say("formula")).classes("stage-note")
            _digest(self._say("the_seed"), drawn.seed, strong=True)
            if drawn.ticket is not None and isinstance(record.lottery, Lottery | TeamLottery):
                of = f"{record.lottery.denominator:,}"
                ui.label(self._say("ticket", ticket=f"{drawn.ticket:,}", of=of)).classes(
                    "stage-note"
                )
            else:
                ui.label(self._say("tickets")).classes("stage-note")
        self._way("back", self._commitment, main=False)
        self._way("names", self._names)

    def _names(self) -> None:
        """Those who were drawn, one after another."""
        found = draws.chosen(self._told)
        self._begin("names", self._say("outcome", count=len(found)))
        shown = 0
        at_once = -(-len(found) // _STEPS)
        with self._place:
            latest = ui.element("div").classes("stage-latest").props("aria-live=polite")
            listed = ui.element("ol").classes("stage-list")

        def reveal(count: int) -> None:
            nonlocal shown
            for one in found[shown : shown + count]:
                with listed, ui.element("li"):
                    _person(one, self._places)
            shown = min(shown + count, len(found))
            if shown:
                latest.clear()
                with latest:
                    ui.label(f"{shown}")
                    _person(found[shown - 1], self._places)
            if shown == len(found):
                self._stop()
                one_more.set_visibility(False)
                by_itself.set_visibility(False)
                every.set_visibility(False)
                end.set_visibility(True)

        def turn() -> None:
            if self._timer is not None:
                self._stop()
                by_itself.text = self._say("by_itself")
                return
            with self._place:
                self._timer = ui.timer(_SECONDS, partial(reveal, at_once))
            by_itself.text = self._say("pause")

        one_more = self._way("one_more", lambda: reveal(1))
        by_itself = self._way("by_itself", turn, main=False)
        every = self._way("every", lambda: reveal(len(found)), main=False)
        end = self._way("end", self._end)
        end.set_visibility(False)
        reveal(0)

    def _end(self) -> None:
        """What everybody may note, and how it can be checked."""
        self._begin("end", self._say("done"))
        with self._place:
            _digest(self._say("record"), self._told.draw.digest, strong=True)
            ui.label(self._say("checking")).classes("stage-note")
            told = ui.element("div").props("role=status").classes("stage-note")
        check = self._way("verify", lambda: None, main=False)

        async def verify() -> None:
            with telling(self._visit), parts.busy(check):
                verdict = await self._visit.ask(draws.verify, self._told.draw.id)
                told.clear()
                code = "agrees" if verdict.agrees else "differs"
                with told:
                    ui.label(
                        self._visit.say(f"pages.draw.{code}", count=len(verdict.differences))
                    ).classes("desk-good" if verdict.agrees else "desk-fault")

        check.on_click(verify)
        self._way("close", self._leave)


def _digest(name: str, digest: str, *, strong: bool = False) -> None:
    _line(name, grouped(digest), strong=strong)


def _line(name: str, value: str, *, strong: bool = False) -> None:
    with ui.element("div").classes("stage-digest" + (" stage-strong" if strong else "")):
        ui.label(name)
        ui.label(value).classes("stage-code")


def _person(one: Chosen, places: Mapping[str, str]) -> None:
    with ui.element("div").classes("stage-name"):
        ui.label(one.name)
        about: Sequence[str] = one.team or [places.get(one.region, one.region), one.id]
        ui.label(" · ".join(filter(None, about))).classes("stage-about")
