"""The page of plans: what to plan and within which limits, how it goes, what there is."""

from html import escape

from nicegui import ui

from api.accounts.roles import Action
from api.desk import datasets, plans
from api.desk.plans import View
from api.pages import parts
from api.pages.areas import area
from api.pages.frame import shown_at
from api.pages.links import anchor
from api.pages.plan_form import Form
from api.pages.plan_one import show
from api.pages.visit import Visit
from api.store.datasets import Dataset
from scenarios.export.ical import ZONE

_LISTED = 30
_DATASETS = 200


@shown_at(area("plan"))
async def page(visit: Visit) -> None:
    """The plan in the address, a form for the next one, and which plans there are."""
    chosen = visit.parameters.get("plan")
    known = {one.id: one for one in await visit.ask(datasets.listed, limit=_DATASETS)}
    if chosen:
        await show(visit, chosen, known)
    if visit.may(Action.PLAN_WRITE):
        with parts.section(visit.say("pages.plan.new")):
            if known:
                await Form(visit, known).show(folded=bool(chosen))
            else:
                with parts.empty("pages.plan.no_data", visit, "table_view"):
                    ui.link(visit.say("pages.data.title"), visit.to("/data"))
    found = await visit.ask(plans.listed, before=visit.parameters.get("before"), limit=_LISTED)
    with parts.section(visit.say("pages.plan.plans")):
        if not found:
            words = "none" if visit.may(Action.PLAN_WRITE) else "none_to_read"
            with parts.empty(f"pages.plan.{words}", visit, "event_note"):
                return
        ui.html(table(visit, found, known, chosen), sanitize=False).classes("w-full")
        if len(found) == _LISTED:
            ui.link(visit.say("pages.plan.older"), visit.at(before=found[-1].id))


def table(
    visit: Visit, found: tuple[View, ...], known: dict[str, Dataset], chosen: str | None
) -> str:
    """The plans as a table of links, in HTML."""
    say = visit.say
    headers = ("name", "dataset", "state", "visits", "left_out", "findings", "cost", "created")
    top = "".join(f'<th scope="col">{escape(say(f"pages.plan.{name}"))}</th>' for name in headers)
    rows = "".join(_row(visit, one, known.get(one.dataset), one.id == chosen) for one in found)
    label = escape(say("pages.plan.plans"))
    return (
        f'<div class="desk-scroll" role="region" tabindex="0" aria-label="{label}">'
        f'<table class="desk-table desk-plans"><thead><tr>{top}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(visit: Visit, one: View, used: Dataset | None, chosen: bool) -> str:
    figures = one.figures
    data = (
        "—" if used is None else visit.say("pages.data.one", name=used.name, version=used.version)
    )
    state = visit.say(f"pages.plan.now.{one.state}")
    if one.published:
        state += " · " + visit.say("pages.plan.published")
    kind = "" if one.kind == "plan" else visit.say(f"pages.plan.kind.{one.kind}")
    numbers = (
        (None,) * 4
        if figures is None
        else (figures.visits, figures.left_out, figures.findings, figures.cost_yuan)
    )
    cells = "".join(
        f'<td class="number">{"—" if value is None else f"{value:,}"}</td>' for value in numbers
    )
    link = anchor(one.name, visit.at(plan=one.id, before=None), current=chosen)
    made = one.created.astimezone(ZONE)
    return (
        f"<tr{' class=desk-current' if chosen else ''}><td>{link} "
        f'<span class="desk-note">{escape(kind)}</span></td><td>{escape(data)}</td>'
        f"<td>{escape(state)}</td>{cells}<td>{made:%Y-%m-%d %H:%M}</td></tr>"
    )
