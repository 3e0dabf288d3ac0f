"""What to plan: data set, policy pack, programmes, limits; and the start."""

from collections.abc import Mapping

from nicegui import ui

from api.desk import planning, reference
from api.desk.planning import Chosen, Offer
from api.desk.plans import PlanOptions
from api.pages import parts
from api.pages.notices import telling
from api.pages.visit import Visit
from api.store.datasets import Dataset

_DEFAULT = PlanOptions()
_SECONDS = (1, 86_400)
_OWN = ""


class Form:
    """The choices in one page; those that make a plan anew are given to the desk at the start."""

    def __init__(self, visit: Visit, known: Mapping[str, Dataset]) -> None:
        self._visit = visit
        self._known = known
        asked = visit.parameters.get("dataset", "")
        self._dataset = asked if asked in known else next(iter(known))
        self._own: Offer | None = None
        self._boxes: dict[str, tuple[str, ui.checkbox]] = {}

    async def show(self, *, folded: bool) -> None:
        """Build it where the page is."""
        say = self._visit.say
        with ui.expansion(say("pages.plan.choices"), value=not folded).classes("desk-form") as form:
            form.props("dense")
            with ui.element("div").classes("desk-fields"):
                names = {
                    one.id: say("pages.data.one", name=one.name, version=one.version)
                    for one in self._known.values()
                }
                data = ui.select(names, value=self._dataset, label=say("pages.plan.dataset"))
                data.classes("desk-field").on_value_change(
                    lambda e: ui.navigate.to(self._visit.at(dataset=e.value, plan=None))
                )
                self._own = await self._visit.ask(planning.offered, self._dataset)
                self._pack = ui.select(
                    self._packs(self._own),
                    value=_OWN,
                    label=say("pages.plan.pack"),
                    on_change=self._other_pack,
                ).classes("desk-field desk-broad")
                self._name = ui.input(say("pages.plan.name")).classes("desk-field")
                self._name.props("maxlength=120")
            self._place = ui.element("fieldset").classes("desk-choices")
            self._programmes(self._own)
            with ui.element("div").classes("desk-fields"):
                self._seconds = self._number("seconds", _DEFAULT.time_limit_s, *_SECONDS)
                self._gap = self._number("gap_percent", _DEFAULT.gap * 100, 0, 100)
                self._margin = self._number("margin", _DEFAULT.margin_days, 0, 60)
                self._seed = self._number("seed", _DEFAULT.seed, 0, 2**31 - 1)
            parts.note(say("pages.plan.limits"))
            with parts.actions():
                self._start = ui.button(say("pages.plan.start"), icon="play_arrow")
                self._start.on_click(self._begin)

    def _packs(self, own: Offer) -> dict[str, str]:
        zh = self._visit.language == "zh"
        title = own.title if zh else own.title_en
        others = {
            pack.id: pack.title if zh else pack.title_en
            for pack in reference.packs()
            if pack.id != own.pack or own.own
        }
        return {_OWN: self._visit.say("pages.plan.own_pack", title=title)} | others

    def _number(self, name: str, value: float, least: float, most: float) -> ui.number:
        label = self._visit.say(f"pages.plan.{name}")
        return ui.number(label, value=value, min=least, max=most).classes("desk-number")

    async def _other_pack(self) -> None:
        with telling(self._visit):
            pack = self._pack.value or None
            self._programmes(await self._visit.ask(planning.offered, self._dataset, pack))

    def _programmes(self, offer: Offer) -> None:
        say = self._visit.say
        self._place.clear()
        with self._place:
            with ui.element("legend"):
                ui.label(say("pages.plan.programmes"))
            self._boxes = {}
            for one in offer.programmes:
                words = f"{one.name}（{say(f'programme_kind.{one.kind}')}）"
                self._boxes[one.id] = one.name, ui.checkbox(words, value=True)

    async def _begin(self) -> None:
        with telling(self._visit), parts.busy(self._start):
            off = {id_: name for id_, (name, box) in self._boxes.items() if not box.value}
            pack = self._pack.value or None
            made = await self._visit.ask(
                planning.begin,
                self._dataset,
                self._options(),
                Chosen(pack=pack, off=tuple(off)),
                title=self._title(pack, tuple(off.values())),
                name=(self._name.value or "").strip(),
            )
            ui.navigate.to(self._visit.at(plan=made.id, before=None))

    def _title(self, pack: str | None, off: tuple[str, ...]) -> str:
        """What the changes are called, in the plan's origin."""
        say = self._visit.say
        told = [] if pack is None else [say("pages.plan.with_pack", pack=pack)]
        if off:
            names = say("pages.compliance.comma").join(off)
            told.append(say("pages.plan.without", names=names))
        return say("pages.compliance.semicolon").join(told)

    def _options(self) -> PlanOptions:
        """The limits; a field that was emptied is as if it were not touched."""

        def given(field: ui.number, otherwise: float) -> float:
            return otherwise if field.value is None else float(field.value)

        return PlanOptions(
            seed=int(given(self._seed, _DEFAULT.seed)),
            time_limit_s=given(self._seconds, _DEFAULT.time_limit_s),
            gap=given(self._gap, _DEFAULT.gap * 100) / 100,
            margin_days=int(given(self._margin, _DEFAULT.margin_days)),
        )
