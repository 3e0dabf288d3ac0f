"""What pages about a plan share: which plan, which of its offices, on paper."""

from nicegui import ui

from api.desk import plans
from api.pages import parts
from api.pages.links import address, anchor
from api.pages.visit import Visit

_LISTED = 50


async def choose(visit: Visit, words: str) -> None:
    """Plans with a result, to choose one of them."""
    made = [v for v in await visit.ask(plans.listed, limit=_LISTED) if v.figures is not None]
    if not made:
        with parts.empty("pages.compliance.none", visit, "event_note"):
            to = address(visit, "plan")
            if to is not None:
                ui.link(visit.say("pages.plan.title"), to)
        return
    parts.note(visit.say(words))
    rows = "".join(f"<li>{anchor(one.name, visit.at(plan=one.id))}</li>" for one in made)
    ui.html(f'<ul class="desk-list">{rows}</ul>', sanitize=False)


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
    button = ui.button(visit.say("pages.compliance.print"), icon="print").props("outline")
    button.on("click", js_handler="() => window.print()")
