"""Which plan a page is about, when it shows what a plan comes to."""

from nicegui import ui

from api.desk import plans
from api.desk.plans import View
from api.pages import parts
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
    if chosen:
        one = await visit.ask(plans.get, chosen)
        if one.figures is not None:
            return one
        with parts.empty("pages.planned.no_result", visit, "hourglass_empty"):
            return None
    listed = await visit.ask(plans.listed, dataset=visit.parameters.get("dataset"), limit=_LISTED)
    done = [one for one in listed if one.figures is not None]
    if not done:
        with parts.empty("pages.planned.none", visit, "event_note"):
            return None
    with parts.section(visit.say("pages.planned.choose")), ui.element("ul"):
        for one in done:
            with ui.element("li"):
                ui.link(named(visit, one), visit.at(plan=one.id, dataset=one.dataset))
                parts.note(one.created.strftime("%Y-%m-%d %H:%M"))
    return None


def named(visit: Visit, plan: View) -> str:
    """What a plan is called."""
    return plan.name or visit.say("pages.planned.unnamed")


def printing(visit: Visit) -> None:
    """A button that prints the page as the browser does."""
    button = ui.button(visit.say("pages.planned.print"), icon="print").props("outline")
    button.on("click", js_handler="() => window.print()")
