"""One plan: how it goes while it is made, and what it came to, with all that leads on from it."""

from collections.abc import Mapping
from html import escape

from nicegui import ui

from api.accounts.roles import Action
from api.desk import courses, plans
from api.desk.planning import failure
from api.desk.plans import View
from api.desk.sight import resultless
from api.jobs.port import OPEN
from api.pages import parts
from api.pages.links import address, anchor
from api.pages.listing import ask_first
from api.pages.notices import done, telling
from api.pages.plan_course import Live, level_name
from api.pages.visit import Visit
from api.store.datasets import Dataset
from models.plan import StageFigure
from models.text import catalogue
from scenarios.export.ical import ZONE

_ONWARD = ("year", "map", "people", "compliance")
_ADVICE = "pages.plan.advice."


async def show(visit: Visit, id_: str, known: Mapping[str, Dataset]) -> None:
    """The plan, as far as one sees it."""
    view = await visit.ask(plans.get, id_)
    with parts.section(view.name):
        _head(visit, view, known.get(view.dataset))
        if view.failure is not None:
            await _failed(visit, view)
        if view.state in OPEN:
            await Live(visit, view.id).show(stops=visit.may(Action.PLAN_WRITE))
        elif view.figures is None:
            parts.note(visit.say(resultless(view.state)))
        else:
            await _result(visit, view)


def _head(visit: Visit, view: View, used: Dataset | None) -> None:
    say = visit.say
    told = [] if view.state in OPEN else [say(f"pages.plan.now.{view.state}")]
    if used is not None:
        told.append(say("pages.data.one", name=used.name, version=used.version))
    if view.started and view.ended:
        seconds = round((view.ended - view.started).total_seconds())
        told.append(say("pages.plan.took", seconds=seconds))
    if view.published:
        day = f"{view.published.astimezone(ZONE):%Y-%m-%d}"
        told.append(say("pages.plan.published_on", day=day))
    base = ""
    if view.base:
        words = say(f"pages.plan.kind.{view.kind}")
        base = " · " + anchor(words, visit.at(plan=view.base))
    ui.html(f'<p class="desk-lead">{escape(" · ".join(told))}{base}</p>', sanitize=False)


async def _failed(visit: Visit, view: View) -> None:
    """Why there is no plan, and what to do about it."""
    why = await visit.ask(failure, view.id)
    if why is None:
        return
    advice = _ADVICE + why.code.rpartition(".")[2]
    if advice not in catalogue(visit.language):
        advice = _ADVICE + "internal"
    with ui.element("div").classes("desk-refusal").props("role=alert"):
        ui.icon("error").props("aria-hidden=true")
        with ui.element("div"):
            ui.label(visit.say(why))
            ui.label(visit.say(advice)).classes("desk-advice")


async def _result(visit: Visit, view: View) -> None:
    say, figures = visit.say, view.figures
    assert figures is not None
    broken = figures.findings
    parts.figures(
        [
            (say("pages.plan.visits"), figures.visits),
            (
                say("pages.plan.left_out"),
                figures.left_out,
                "",
                "fault" if figures.left_out else "good",
            ),
            (say("pages.plan.findings"), broken, "", "fault" if broken else "good"),
            (say("pages.plan.km"), round(figures.travel_km), say("pages.plan.unit_km")),
            (say("pages.plan.cost"), figures.cost_yuan),
            (say("pages.plan.gap"), _percent(figures.gap)),
        ]
    )
    if figures.withheld:
        parts.note(say("pages.compliance.withheld", count=figures.withheld))
    with parts.actions():
        for name in _ONWARD:
            to = address(visit, name, plan=view.id)
            if to is not None:
                ui.button(say(f"pages.{name}.title"), icon="arrow_forward").props["href"] = to
        if visit.may(Action.PLAN_WRITE) and view.published is None:
            _publish(visit, view)
    await _files(visit, view)
    _proof(visit, view)


async def _files(visit: Visit, view: View) -> None:
    """What can be loaded down; of several offices each has its own workbook."""
    say, at = visit.say, f"/v1/plans/{view.id}/result"
    language = f"lang={visit.language}"
    own = await visit.ask(plans.its_offices, view.id)
    with parts.actions():
        if len(own) < 2:
            office = f"&office={own[0].key}" if own and not view.whole else ""
            parts.download(say("pages.plan.workbook"), f"{at}.xlsx?{language}{office}")
        parts.download(say("pages.plan.calendar"), f"{at}.ics?{language}")
        parts.download(say("pages.plan.csv"), f"{at}.csv?{language}")
        parts.download(say("pages.plan.json"), at)
        notice = ui.button(say("pages.notice.title"), icon="description").props("outline")
        notice.props["href"] = visit.to("/notice", plan=view.id)
    if len(own) > 1:
        with ui.expansion(say("pages.plan.offices", count=len(own))).classes("desk-form"):
            ui.html(_offices(visit, view, own), sanitize=False).classes("w-full")


def _offices(visit: Visit, view: View, own: tuple[plans.Part, ...]) -> str:
    say = visit.say
    headers = ("office", "visits", "left_out", "findings", "cost", "files")
    top = "".join(f'<th scope="col">{escape(say(f"pages.plan.{name}"))}</th>' for name in headers)
    rows = []
    for one in own:
        name = one.name if one.task == "own" else f"{one.name} · {one.task}"
        file = f"/v1/plans/{view.id}/result.{{}}?lang={visit.language}&office={one.key}"
        links = (
            anchor("xlsx", file.format("xlsx")),
            anchor("ics", file.format("ics")),
            anchor(say("pages.notice.short"), visit.to("/notice", plan=view.id, office=one.key)),
        )
        own_figures = one.figures
        numbers = (
            own_figures.visits,
            own_figures.left_out,
            own_figures.findings,
            own_figures.cost_yuan,
        )
        cells = "".join(
            f'<td class="number">{"—" if value is None else f"{value:,}"}</td>' for value in numbers
        )
        to = address(visit, "compliance", plan=view.id, office=one.key)
        rows.append(f"<tr><td>{anchor(name, to)}</td>{cells}<td>{' '.join(links)}</td></tr>")
    label = escape(say("pages.plan.offices", count=len(own)))
    return (
        f'<div class="desk-scroll" role="region" tabindex="0" aria-label="{label}">'
        f'<table class="desk-table"><thead><tr>{top}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _publish(visit: Visit, view: View) -> None:
    words, keep = visit.say("pages.plan.publish"), visit.say("pages.plan.not_yet")
    question = visit.say("pages.plan.publish_sure", name=view.name)

    async def publish() -> None:
        await visit.ask(plans.publish, view.id)
        done(visit, "pages.plan.published")
        ui.navigate.reload()

    button = ui.button(words, icon="campaign").props("outline")
    button.on_click(lambda: ask_first(visit, words, question, publish, keep=keep))


def _proof(visit: Visit, view: View) -> None:
    """How good each level was proven to be, read when it is asked for."""
    place = ui.expansion(visit.say("pages.plan.proof")).classes("desk-form")

    async def read() -> None:
        place.clear()
        with place, telling(visit):
            found = await visit.ask(courses.proof, view.id)
            if found:
                proof_table(visit, found)
            else:
                parts.note(visit.say("pages.plan.no_proof"))

    place.on("show", read)


def proof_table(visit: Visit, found: tuple[StageFigure, ...]) -> None:
    """Level by level: objective, bound, gap."""
    headers = ("level", "objective", "bound", "gap", "proven")
    parts.table(
        [visit.say(f"pages.plan.{name}") for name in headers],
        [
            (
                level_name(visit, one.stage, one.level),
                round(one.objective, 2),
                round(one.bound, 2),
                _percent(one.gap),
                visit.say(f"stage_status.{one.status}"),
            )
            for one in found
        ],
        visit.say("pages.plan.proof"),
    )


def _percent(gap: float | None) -> str:
    return "—" if gap is None else f"{gap * 100:.2f}%"
