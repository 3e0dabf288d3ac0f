"""One draw: how far it is, what was frozen, what was drawn, and what happens to it next."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from api.accounts.roles import Action
from api.desk import accounts, draws
from api.desk.draws import Told, Verdict, Why
from api.pages import parts
from api.pages.draw_ceremony import Ceremony
from api.pages.draw_lists import chances, show_digests, show_list, show_quotas
from api.pages.listing import asking_first, dialog, moment
from api.pages.notices import telling
from api.pages.visit import Visit
from models.draw import EventKind, Ground, Library, Record

_SHOWN_DIFFERENCES = 20
_GRID_FROM = 200
"""Longer outcomes scroll."""


async def show_draw(visit: Visit, id_: str) -> None:
    """What one may see of it."""
    told = await visit.ask(draws.told, id_)
    places = {d.id: d.name for d in await visit.ask(accounts.divisions)}
    say, record = visit.say, told.record
    own = visit.may(Action.DRAW_WRITE) and visit.account.region in {None, told.draw.office}
    given_up = any(e.request.kind is EventKind.ABANDONED for e in told.events)
    if visit.parameters.get("view") == "ceremony" and own and record is not None and not given_up:
        Ceremony(visit, told, places).open()
        return
    ui.link(say("pages.draw.back"), visit.at(draw=None, view=None, office=told.draw.office))
    title = f"{told.draw.draw} {record.rule.title}" if record else told.draw.draw
    with parts.section(title):
        _times(visit, told, given_up)
        _buttons(visit, told, own, given_up)
    place = ui.element("div").classes("desk-section").props("role=status")
    if record is not None:
        if record.drawn is not None:
            with parts.section(say("pages.draw.outcome")):
                _outcome(visit, told, places)
        if told.events or (own and record.drawn is not None):
            with parts.section(say("pages.draw.later")):
                _later(visit, told, own)
        with parts.section(say("pages.draw.rule.title")):
            ui.label(chances(visit, record.certificate))
            show_quotas(visit, record.rule)
    with parts.section(say("pages.draw.digests")):
        show_digests(visit, digests(told))
    if record is not None and record.rule.library is Library.TARGETS:
        with parts.section(say("pages.draw.targets")):
            show_list(visit, record.lists["targets"], record.excluded, places)
    if visit.parameters.get("verify"):
        with place:
            await _verify(visit, id_)


def digests(told: Told) -> dict[str, str]:
    """All that the commitment names, and its own."""
    made = told.commitment
    return {
        "entry": told.draw.digest,
        **made.digests,
        "verifier": made.verifier,
        "code": made.code,
        **({"previous": made.previous} if made.previous else {}),
    }


def _times(visit: Visit, told: Told, given_up: bool) -> None:
    say, made, draw = visit.say, told.commitment, told.draw
    known = {
        say("pages.draw.committed"): moment(made.time),
        say("pages.draw.source"): f"{made.source.name} {moment(made.source.at)}",
        say("pages.draw.drawn_at"): say("pages.draw.is_abandoned")
        if given_up
        else moment(draw.drawn),
        say("pages.draw.published_at"): moment(draw.published),
    }
    record = told.record
    if record is not None:
        rows = record.lists["targets" if record.rule.library is Library.TARGETS else "inspectors"]
        known[say("pages.draw.candidates")] = str(len(rows) - len(record.excluded))
        drawn = record.drawn
        if drawn is not None:
            known[say("pages.draw.chosen")] = str(len(drawn.outcome or drawn.teams))
    parts.facts(known)


def _buttons(visit: Visit, told: Told, own: bool, given_up: bool) -> None:
    say, draw = visit.say, told.draw

    async def publish() -> None:
        await visit.ask(draws.publish, draw.id)
        ui.navigate.to(visit.here)

    with parts.actions():
        if own and not given_up:
            words = "ceremony" if draw.drawn is None else "again"
            stage = ui.button(say(f"pages.draw.{words}"), icon="slideshow").props("target=_self")
            stage.props["href"] = visit.at(view="ceremony", verify=None)
        if own and draw.drawn is not None and draw.published is None:
            asking_first(visit, say("pages.draw.publish"), say("pages.draw.publish_sure"), publish)
        if own and draw.drawn is None and not given_up:
            _why(visit, say("pages.draw.abandon"), _abandoning(visit, draw.id))
        if draw.drawn is not None:
            check = ui.button(say("pages.draw.verify"), icon="verified").props("outline")
            check.props["href"] = visit.at(verify="1", view=None)
            check.props("target=_self")
        parts.download(say("pages.draw.record"), f"/v1/draws/{draw.id}/record")
        ui.link(say("pages.draw.public"), f"/public/verify?id={draw.id}&lang={visit.language}")


def _outcome(visit: Visit, told: Told, places: dict[str, str]) -> None:
    say = visit.say
    found = draws.chosen(told)
    teams = any(one.team for one in found)
    last = "team" if teams else "ticket"
    names = ("order", "id", "name", "county", last)
    rows = [
        {
            "order": at,
            "id": one.id,
            "name": one.name,
            "county": places.get(one.region, one.region),
            last: "、".join(one.team) if teams else one.ticket[:16],
        }
        for at, one in enumerate(found, 1)
    ]
    headers = {name: say(f"pages.draw.outcome_{name}") for name in names}
    if len(rows) <= _GRID_FROM:
        parts.table([*headers.values()], [[row[n] for n in names] for row in rows])  # type: ignore[misc]
    else:
        columns = [{"field": n, "headerName": w, "flex": 2} for n, w in headers.items()]
        parts.grid(visit, columns, rows)


def _later(visit: Visit, told: Told, own: bool) -> None:
    """Replacements, or that it was given up."""
    say = visit.say
    names = ("position", "happened", "when", "out", "into", "ground", "detail", "approved_by")
    if told.events:
        rows: list[list[parts.Cell]] = []
        for event in told.events:
            asked = event.request
            opened = [event.private.get(s) for s in (asked.detail, asked.approved_by)]
            rows.append(
                [
                    asked.position,
                    say(f"pages.draw.kind_{asked.kind}"),
                    moment(event.time),
                    _named(told, asked.out),
                    _named(told, event.into),
                    say(f"pages.draw.ground_{asked.ground}"),
                    *(one.text if one else say("pages.draw.sealed") for one in opened),
                ]
            )
        parts.table([say(f"pages.draw.{name}") for name in names], rows)
    if own and told.record is not None and told.record.drawn is not None:
        with parts.actions():
            _why(visit, say("pages.draw.replace"), _replacing(visit, told), told.record, told)


def _named(told: Told, id_: str) -> str:
    name = told.names.get(id_, "")
    return f"{name} {id_}" if name else id_ or "—"


Act = Callable[[Why, str, str], Awaitable[None]]


def _abandoning(visit: Visit, id_: str) -> Act:
    async def do(why: Why, out: str, target: str) -> None:
        await visit.ask(draws.abandon, id_, why)
        ui.navigate.to(visit.at(view=None))

    return do


def _replacing(visit: Visit, told: Told) -> Act:
    async def do(why: Why, out: str, target: str) -> None:
        await visit.ask(draws.replace, told.draw.id, why, out, target)
        ui.navigate.to(visit.at(view=None))

    return do


def _why(
    visit: Visit, words: str, do: Act, record: Record | None = None, told: Told | None = None
) -> None:
    """A button that asks why, and of a replacement who drops out."""
    say = visit.say
    with dialog(words) as asked:
        parts.heading(words)
        parts.note(say("pages.draw.why_note"))
        out = target = None
        if record is not None and record.drawn is not None and told is not None:
            teams = record.drawn.teams
            drawn = [*record.drawn.outcome, *(e.into for e in told.events if e.into)]
            ids = drawn if not teams else sorted({p for team in teams.values() for p in team})
            out = ui.select(
                {one: _named(told, one) for one in ids},
                label=say("pages.draw.out"),
                with_input=True,
            ).classes("desk-field desk-wider")
            if teams:
                visits = {one: _named(told, one) for one in teams}
                target = ui.select(visits, label=say("pages.draw.leaves"), with_input=True)
                target.classes("desk-field desk-wider")
        grounds = {g.value: say(f"pages.draw.ground_{g}") for g in Ground}
        ground = ui.select(grounds, label=say("pages.draw.ground"), value=Ground.OTHER.value)
        needed = {say("pages.listing.needed"): lambda v: bool(v.strip())}
        detail = ui.textarea(say("pages.draw.detail"), validation=needed).without_auto_validation()
        approved = ui.input(
            say("pages.draw.approved_by"), validation=needed
        ).without_auto_validation()
        for field in (ground, detail, approved):
            field.classes("desk-field desk-wider")
        with parts.actions():
            yes = ui.button(words)
            ui.button(say("pages.listing.keep"), on_click=asked.close).props("flat")

    async def sure() -> None:
        if not all([detail.validate(), approved.validate()]) or (out is not None and not out.value):
            return
        why = Why(
            ground=Ground(ground.value),
            detail=detail.value.strip(),
            approved_by=approved.value.strip(),
        )
        with telling(visit), parts.busy(yes):
            await do(why, str(out.value) if out else "", str(target.value or "") if target else "")

    yes.on_click(sure)
    ui.button(words, on_click=asked.open).props("outline")


async def _verify(visit: Visit, id_: str) -> None:
    verdict = await visit.ask(draws.verify, id_)
    tell_verdict(visit, verdict)


def tell_verdict(visit: Visit, verdict: Verdict) -> None:
    """What the verifier says."""
    say, count = visit.say, len(verdict.differences)
    if verdict.agrees:
        ui.label(say("pages.draw.agrees")).classes("desk-good desk-strong")
        return
    ui.label(say("pages.draw.differs", count=count)).classes("desk-fault desk-strong")
    for one in verdict.differences[:_SHOWN_DIFFERENCES]:
        ui.label(f"{one.where}: {one.found} ≠ {one.expected}")
