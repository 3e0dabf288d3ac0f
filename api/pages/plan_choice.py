"""What pages about a plan share: which plan, which of its offices, on paper."""

from nicegui import ui

from api.desk import plans
from api.desk.plans import View
from api.desk.sight import resultless
from api.jobs.port import OPEN
from api.pages import parts
from api.pages.links import address
from api.pages.listing import moment
from api.pages.visit import Visit

_LISTED = 50


async def planned(visit: Visit) -> View | None:
    """The plan in the address, when it has a result; else what there is to choose, and None.

    Raises
    ------
    Denial
        404 without such a plan.
    """
    chosen = visit.parameters.get("plan")
    if not chosen:
        with parts.section(visit.say("pages.planned.choose")):
            await choose(visit)
        return None
    one = await visit.ask(plans.get, chosen)
    if one.figures is not None:
        return one
    words = "pages.planned.no_result" if one.state in OPEN else resultless(one.state)
    with parts.empty(words, visit, "hourglass_empty"):
        return None


async def choose(visit: Visit, words: str | None = None) -> None:
    """Plans with a result to choose from, of the data set in the address if one is there."""
    dataset = visit.parameters.get("dataset")
    listed = await visit.ask(plans.listed, dataset=dataset, limit=_LISTED)
    made = [one for one in listed if one.figures is not None]
    if not made:
        with parts.empty("pages.planned.none", visit, "event_note"):
            to = address(visit, "plan")
            if to is not None:
                ui.link(visit.say("pages.plan.title"), to)
        return
    if words is not None:
        parts.note(visit.say(words))
    with ui.element("ul").classes("desk-list"):
        for one in made:
            with ui.element("li"):
                ui.link(named(visit, one), visit.at(plan=one.id, dataset=one.dataset))
                parts.note(moment(one.created))


def named(visit: Visit, plan: View) -> str:
    """What a plan is called."""
    return plan.name or visit.say("pages.planned.unnamed")


def offices(visit: Visit, found: tuple[tuple[str, str], ...], current: str) -> None:
    """A choice of the parts of a plan of several offices."""
    if not found:
        return
    names = {"": visit.say("pages.compliance.all_offices")} | dict(found)
    if current not in names:
        current = ""
    chosen = ui.select(
        names,
        value=current,
        label=visit.say("pages.compliance.office"),
        on_change=lambda e: ui.navigate.to(visit.at(office=e.value or None)),
        with_input=True,
    )
    chosen.classes("desk-field")


def printing(visit: Visit) -> None:
    """A button that prints the page, or saves it as PDF, as the browser does."""
    button = ui.button(visit.say("pages.planned.print"), icon="print").props("outline")
    button.on("click", js_handler="() => window.print()")
