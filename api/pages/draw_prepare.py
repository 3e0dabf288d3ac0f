"""Preparing a draw: whose lists, by which rule, with which numbers; then freezing it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from nicegui import ui

from api.accounts.roles import Action
from api.desk import accounts, datasets, draws
from api.desk.denial import Denial
from api.desk.draws import Prepared, Wanted
from api.pages import parts
from api.pages.draw_lists import chances, show_digests, show_list, show_quotas
from api.pages.draw_rule import Columns, RuleForm
from api.pages.listing import dialog, moment
from api.pages.notices import telling
from api.pages.visit import Visit
from api.store.datasets import Dataset
from models.draw import Library, Source
from models.text import Text
from planner.draw.eligible import OUT_OF_SCOPE
from scenarios.export.ical import ZONE


async def show_preparation(visit: Visit) -> None:
    """The form for a draw of one's office."""
    if not visit.may(Action.DRAW_WRITE):
        raise Denial(403, Text(code="problem.forbidden"))
    own = visit.account.region
    found = [d for d in await visit.ask(datasets.listed) if own is None or d.office == own]
    ui.link(visit.say("pages.draw.back"), visit.at(view=None))
    if not found:
        with parts.empty("pages.draw.no_dataset", visit):
            pass
        return
    wanted = visit.parameters.get("dataset")
    one = next((d for d in found if d.id == wanted), found[0])
    problem = await visit.ask(datasets.problem, one.id)
    columns = {x: await visit.ask(draws.columns, one.id, x) for x in Library}
    places = {d.id: d.name for d in await visit.ask(accounts.divisions)}
    programmes = {p.id: p.name for p in problem.programmes if not p.sealed}
    count = len(await visit.ask(draws.register, one.office))
    first = {
        "id": f"{one.year}-{count + 1:02d}",
        "where": {"kind": ["school"]},
        "sizes": [{"share": "0.2"}],
    }
    _choice(visit, found, one)
    Preparation(visit, one, first, programmes, columns, places).show()


def _choice(visit: Visit, found: list[Dataset], one: Dataset) -> None:
    names = {
        d.id: visit.say("pages.draw.dataset_of", name=d.name, version=d.version) for d in found
    }
    field = ui.select(names, label=visit.say("pages.draw.dataset"), value=one.id)
    field.classes("desk-field desk-wider")
    field.on_value_change(lambda e: ui.navigate.to(visit.at(view="new", dataset=e.value)))


class Preparation:
    """A draw that is being prepared in one page."""

    def __init__(
        self,
        visit: Visit,
        dataset: Dataset,
        rule: dict[str, Any],
        programmes: Mapping[str, str],
        columns: Mapping[Library, Columns],
        places: Mapping[str, str],
    ) -> None:
        self._visit = visit
        self._dataset = dataset
        self._places = places
        self._form = RuleForm(
            visit, rule, programmes, places, columns.__getitem__, self._out_of_date
        )

    def show(self) -> None:
        """Build it where the page is."""
        say = self._visit.say
        with parts.section(say("pages.draw.rule.title")):
            place = ui.element("div").classes("desk-section")
        with parts.section(say("pages.draw.source")):
            parts.note(say("pages.draw.source_note"))
            with parts.actions():
                self._source = ui.input(say("pages.draw.source_name")).classes(
                    "desk-field desk-wider"
                )
                self._source.props("maxlength=200")
                self._at = ui.input(say("pages.draw.source_at"), value=self._soon())
                self._at.props("type=datetime-local stack-label").classes("desk-field")
        with parts.actions():
            self._look = ui.button(say("pages.draw.prepare"), icon="fact_check")
            self._look.on_click(self._prepare)
        self._result = ui.element("div").classes("desk-shelf").props("aria-live=polite")
        for field in (self._source, self._at):
            field.on_value_change(self._out_of_date)
        with place:
            self._form.show()

    def _soon(self) -> str:
        later = self._visit.world.clock().astimezone(ZONE) + timedelta(hours=2)
        return later.strftime("%Y-%m-%dT%H:00")

    def _out_of_date(self) -> None:
        """What was prepared is not what would be frozen now."""
        if hasattr(self, "_result"):
            self._result.clear()

    async def _prepare(self) -> None:
        self._result.clear()
        with telling(self._visit), parts.busy(self._look):
            source = self._stated_source()
            wanted = Wanted(self._dataset.id, self._form.rule(), source)
            prepared = await self._visit.ask(draws.prepare, wanted)
            with self._result:
                self._tell(wanted, prepared)

    def _stated_source(self) -> Source:
        try:
            at = datetime.fromisoformat(self._at.value).replace(tzinfo=ZONE)
        except (ValueError, TypeError):
            raise Denial(422, Text(code="pages.draw.no_time")) from None
        name = (self._source.value or "").strip()
        if not name:
            raise Denial(422, Text(code="pages.draw.no_source"))
        return Source(name=name, at=at)

    def _tell(self, wanted: Wanted, prepared: Prepared) -> None:
        visit, say = self._visit, self._visit.say
        with parts.section(say("pages.draw.prepared")):
            number = sum(size.number or 0 for size in prepared.rule.sizes)
            parts.figures(
                [
                    (say("pages.draw.candidates"), prepared.candidates),
                    (say("pages.draw.excluded"), sum(map(bool, prepared.excluded.values()))),
                    (say("pages.draw.number"), number or len(prepared.rule.visits)),
                ]
            )
            ui.label(chances(visit, prepared.certificate))
            show_quotas(visit, prepared.rule)
        if prepared.reasons:
            with parts.section(say("pages.draw.reasons")):
                rows: list[list[parts.Cell]] = [
                    [reason_word(visit, r), n] for r, n in prepared.reasons.items()
                ]
                parts.table([say("pages.draw.reason"), say("pages.draw.count")], rows)
        if prepared.rule.library is Library.TARGETS:
            with parts.section(say("pages.draw.targets")):
                show_list(visit, prepared.targets, prepared.excluded, self._places)
        with parts.section(say("pages.draw.digests")):
            parts.note(say("pages.draw.digests_note"))
            show_digests(visit, prepared.digests)
        with parts.actions():
            freeze = ui.button(say("pages.draw.freeze"), icon="lock")
            freeze.on_click(lambda: self._ask(wanted, prepared))

    def _ask(self, wanted: Wanted, prepared: Prepared) -> None:
        visit, say = self._visit, self._visit.say

        async def commit() -> None:
            asked.close()
            with telling(visit):
                made = await visit.ask(draws.commit, wanted, prepared.digests)
                ui.navigate.to(visit.at(view=None, draw=made.id))

        with dialog(say("pages.draw.freeze")) as asked:
            at = moment(wanted.source.at)
            ui.label(say("pages.draw.freeze_sure", source=wanted.source.name, at=at))
            with parts.actions():
                ui.button(say("pages.draw.freeze"), on_click=commit)
                ui.button(say("pages.listing.keep"), on_click=asked.close).props("flat")
        asked.open()


def reason_word(visit: Visit, reason: str) -> str:
    """Why somebody may not be drawn: the name of a rule, or that no rule concerns them."""
    return visit.say("pages.draw.out_of_scope") if reason == OUT_OF_SCOPE else reason
