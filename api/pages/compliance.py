"""The page of clauses: what each says, what keeps or breaks it, which visits it concerns."""

from nicegui import ui

from api.desk import compliance, plans
from api.desk.compliance import Compliance
from api.desk.plans import View
from api.pages import parts
from api.pages.areas import area
from api.pages.compliance_clauses import clauses, missed
from api.pages.compliance_notice import NOTICE
from api.pages.frame import shown_at
from api.pages.links import address, anchor
from api.pages.plan_choice import choose, offices, printing
from api.pages.visit import Visit
from models.plan import ComplianceStatus

_STATUSES = (ComplianceStatus.BROKEN, ComplianceStatus.KEPT, ComplianceStatus.NOT_APPLICABLE)


@shown_at(area("compliance"))
async def page(visit: Visit) -> None:
    """The plan in the address, clause by clause; without one, which there are."""
    chosen = visit.parameters.get("plan")
    if not chosen:
        await choose(visit, "pages.compliance.choose")
        return
    view = await visit.ask(plans.get, chosen)
    found = await visit.ask(compliance.compliance, chosen, visit.parameters.get("office") or None)
    _head(visit, view, found)
    shown = next((s for s in _STATUSES if s == visit.parameters.get("show")), None)
    with parts.section(visit.say("pages.compliance.clauses")):
        _filter(visit, found, shown)
        ui.html(clauses(visit, found, shown), sanitize=False).classes("w-full")
    if found.missed:
        with parts.section(visit.say("pages.compliance.missed")):
            missed(visit, found)


def _head(visit: Visit, view: View, found: Compliance) -> None:
    say = visit.say
    title = found.policy if visit.language == "zh" else found.policy_en
    ui.html(
        f"<p class='desk-lead'>{anchor(view.name, address(visit, 'plan', plan=view.id))}</p>"
        f"<p class='desk-note'>{anchor(title, None)} · {anchor(found.source, None)}</p>",
        sanitize=False,
    )
    with parts.actions():
        offices(visit, tuple((one.id, one.name) for one in found.offices), found.office)
        if not found.offices or found.office:
            office = f"&office={found.office}" if found.offices else ""
            parts.download(
                say("pages.plan.workbook"),
                f"/v1/plans/{view.id}/result.xlsx?lang={visit.language}{office}",
            )
        notice = ui.button(say("pages.notice.title"), icon="description").props("outline")
        notice.props["href"] = visit.to(NOTICE.path, plan=view.id, office=found.office or None)
        printing(visit)
    broken = found.count(ComplianceStatus.BROKEN)
    parts.figures(
        [
            (say("pages.compliance.broken"), broken, "", "fault" if broken else "good"),
            (say("pages.compliance.kept"), found.count(ComplianceStatus.KEPT)),
            (
                say("pages.compliance.not_applicable"),
                found.count(ComplianceStatus.NOT_APPLICABLE),
            ),
            (say("pages.plan.visits"), found.visits),
            (say("pages.plan.left_out"), len(found.missed) + found.missed_more),
        ]
    )
    if found.withheld:
        parts.note(say("pages.compliance.withheld", count=found.withheld))


def _filter(visit: Visit, found: Compliance, shown: ComplianceStatus | None) -> None:
    ways: list[tuple[ComplianceStatus | None, str, int]] = [
        (None, visit.say("pages.compliance.all"), len(found.clauses))
    ]
    ways += [(s, visit.say(f"pages.compliance.{s}"), found.count(s)) for s in _STATUSES]
    links = "".join(
        anchor(f"{name} {count}", visit.at(show=status), current=status is shown)
        for status, name, count in ways
    )
    label = visit.say("pages.compliance.filter").replace('"', "")
    ui.html(f'<nav class="desk-ways no-print" aria-label="{label}">{links}</nav>', sanitize=False)
