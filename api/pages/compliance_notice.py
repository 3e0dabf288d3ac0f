"""The annual plan as an official notice (年度督导计划), to be printed on A4 or saved as PDF."""

from collections.abc import Iterable, Sequence
from html import escape

from nicegui import ui

from api.accounts.roles import Action
from api.desk import announcing
from api.desk.announcing import Dated, Notice
from api.pages import parts
from api.pages.areas import Area
from api.pages.frame import shown_at
from api.pages.plan_choice import choose, offices, printing
from api.pages.visit import Visit
from models.plan import Half

NOTICE = Area("notice", "description", Action.PLAN_READ)
_COMMA = "pages.compliance.comma"


@shown_at(NOTICE)
async def page(visit: Visit) -> None:
    """The notice of the plan in the address; without one, which there are."""
    chosen = visit.parameters.get("plan")
    if not chosen:
        await choose(visit, "pages.notice.choose")
        return
    found = await visit.ask(announcing.notice, chosen, visit.parameters.get("office") or None)
    with parts.actions():
        printing(visit)
        offices(visit, tuple((one.id, one.name) for one in found.offices), found.key)
    ui.html(document(visit, found), sanitize=False).classes("desk-official")


def document(visit: Visit, found: Notice) -> str:
    """The notice in HTML."""
    say = visit.say
    title = escape(say("pages.notice.heading", office=found.office, year=found.year))
    draft = "" if found.published else f'<p class="draft">{escape(say("pages.notice.draft"))}</p>'
    made_up = f'<p class="draft">{escape(say("pages.notice.fictional"))}</p>'
    policy = found.policy if visit.language == "zh" else found.policy_en
    basis = say("pages.notice.basis_text", policy=policy, source=found.source)
    whole = say(
        "pages.notice.whole_text",
        year=found.year,
        programmes=len(found.programmes),
        targets=found.targets,
        visits=found.visits,
        inspectors=found.inspectors,
    )
    sections = [
        ("basis", _paragraph(basis)),
        ("whole", _paragraph(whole) + _programmes(visit, found)),
        ("months", _months(visit, found)),
        ("charges", _charges(visit, found)),
        ("clauses", _clauses(visit, found)),
    ]
    shown = [(name, body) for name, body in sections if body]
    numbers = say("pages.notice.numbers").split("|")
    body = "".join(
        f"<h2>{escape(numbers[place])}{escape(say(f'pages.notice.{name}'))}</h2>{html}"
        for place, (name, html) in enumerate(shown)
    )
    signed = f"{found.published:%Y-%m-%d}" if found.published else say("pages.notice.no_date")
    return (
        f'<p class="issuer">{escape(found.office)}</p><hr>{draft}'
        f"{made_up if found.fictional else ''}<h1>{title}</h1>{body}"
        f'<p class="signed">{escape(found.office)}<br>{escape(signed)}</p>'
    )


def _programmes(visit: Visit, found: Notice) -> str:
    say = visit.say
    headers = ("programme", "kind", "times", "targets", "from", "until")
    rows = [
        (
            one.name,
            say(f"programme_kind.{one.kind}"),
            str(one.visits),
            str(one.targets),
            f"{one.first:%m-%d}",
            f"{one.last:%m-%d}",
        )
        for one in found.programmes
    ]
    return _table([say(f"pages.notice.{name}") for name in headers], rows, {2, 3})


def _months(visit: Visit, found: Notice) -> str:
    if not found.whole:
        return _paragraph(visit.say("pages.notice.too_many"))
    headers = [
        visit.say(f"pages.notice.{name}") for name in ("date", "target", "programme", "team")
    ]
    return "".join(
        f"<h3>{escape(visit.say('pages.notice.month', month=month.number))}</h3>"
        + _table(headers, [_row(visit, one) for one in month.visits], classes="visits")
        for month in found.months
    )


def _row(visit: Visit, one: Dated) -> tuple[str, ...]:
    day = f"{one.start:%m-%d}"
    if one.end > one.start:
        day += f" – {one.end:%m-%d}"
    elif one.half_days == 1:
        day += " " + visit.say("half.am" if one.half is Half.AM else "half.pm")
    comma = visit.say(_COMMA)
    lead, *rest = one.team
    team = visit.say("pages.notice.lead", name=lead) if rest else lead
    return day, one.target, comma.join(one.programmes), comma.join((team, *rest))


def _charges(visit: Visit, found: Notice) -> str:
    if not found.charges:
        return ""
    headers = [visit.say(f"pages.notice.{name}") for name in ("inspector", "schools", "times")]
    comma = visit.say(_COMMA)
    rows = [(one.inspector, comma.join(one.targets), str(one.visits)) for one in found.charges]
    note = _paragraph(visit.say("pages.notice.charges_text"))
    return note + _table(headers, rows, {2}, classes="charges")


def _clauses(visit: Visit, found: Notice) -> str:
    headers = [visit.say(f"pages.notice.{name}") for name in ("place", "words")]
    rows = []
    for one in found.bases:
        title = one.clause.title if visit.language == "zh" else one.clause.title_en
        if one.quotation is None:
            rows.append(("—", title))
        else:
            rows.append((one.quotation.place, one.quotation.text))
    return _table(headers, rows, classes="bases")


def _paragraph(words: str) -> str:
    return f"<p>{escape(words)}</p>"


def _table(
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Iterable[int] = (),
    *,
    classes: str = "",
) -> str:
    right = set(numbers)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in headers)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=number' if place in right else ''}>{escape(cell)}</td>"
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="desk-scroll" tabindex="0"><table class="{classes}"><thead><tr>{head}</tr>'
        f"</thead><tbody>{body}</tbody></table></div>"
    )
