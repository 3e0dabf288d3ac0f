"""The trail: who changed what, the newest first, page by page; whether it is whole; all of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from nicegui import ui

from api.desk import accounts, trail
from api.desk.trail import Verdict, Which
from api.pages import parts
from api.pages.listing import form
from api.pages.visit import Visit
from api.store.trail import Entry, Head
from models.text import catalogue
from scenarios.export.ical import ZONE

PAGE = 50
_DID = "pages.administration.did."
_DETAIL = "pages.administration.detail."
_COLUMNS = ("number", "at", "who", "did_what", "of", "about")
_MOST = 160
"""Signs of an entry's detail that are shown; the export has all."""
_SHOWN_FAULTS = 20


async def show_trail(visit: Visit) -> None:
    """Those entries that the address asks for."""
    say, given = visit.say, visit.parameters
    which, stated = asked(given), given.get("before", "")
    before = int(stated) if stated.isdecimal() else None
    found = await visit.ask(trail.read, which, before=before, newest=True, limit=PAGE + 1)
    people = {one.id: one.name for one in await visit.ask(accounts.listed)}
    shown = found[:PAGE]

    async def look() -> None:
        wanted = {
            "account": account.value or None,
            "subject": subject.value.strip() or None,
            "since": since.value or None,
            "until": until.value or None,
        }
        ui.navigate.to(visit.at(**wanted, before=None))

    with form(visit, say("pages.administration.look"), look):
        known = {"": say("pages.administration.everybody"), **people}
        known.setdefault(which.account or "", which.account or "")
        account = ui.select(
            known,
            label=say("pages.administration.who"),
            value=which.account or "",
            with_input=True,
        ).classes("desk-field")
        subject = ui.input(say("pages.administration.subject_id"), value=given.get("subject", ""))
        subject.classes("desk-field")
        since, until = (
            ui.input(say(f"pages.administration.day_{name}"), value=given.get(name, ""))
            .props("type=date stack-label")
            .classes("desk-day")
            for name in ("since", "until")
        )
    if not shown:
        with parts.empty("pages.administration.no_entries", visit):
            pass
    else:
        headers = [say(f"pages.administration.{n}") for n in _COLUMNS]
        parts.table(headers, [_row(visit, one, people) for one in shown])
    with parts.actions():
        if before is not None:
            ui.link(say("pages.administration.newest"), visit.at(before=None))
        if len(found) > PAGE:
            ui.link(say("pages.administration.older"), visit.at(before=str(shown[-1].number)))
        parts.download(say("pages.administration.export"), f"/v1/trail.jsonl{_query(which)}")
    _verification(visit)


def asked(given: Mapping[str, str]) -> Which:
    """What the parameters of an address ask for; a day that is none is left out."""
    until = _day(given.get("until", ""))
    return Which(
        subject=given.get("subject") or None,
        account=given.get("account") or None,
        since=_day(given.get("since", "")),
        until=None if until is None else until + timedelta(days=1),
    )


def _day(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)
    except ValueError:
        return None


def _query(which: Which) -> str:
    given = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in which
        if value is not None
    }
    return f"?{urlencode(given)}" if given else ""


def _row(visit: Visit, one: Entry, people: dict[str, str]) -> list[parts.Cell]:
    code = f"{_DID}{one.action}"
    did = visit.say(code) if code in catalogue(visit.language) else one.action
    detail = "；".join(_detail(visit, *each) for each in sorted(one.detail.items()))
    return [
        one.number,
        one.at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S"),
        people.get(one.account, one.account) or "—",
        did,
        people.get(one.subject, one.subject),
        detail if len(detail) <= _MOST else f"{detail[:_MOST]}…",
    ]


def _detail(visit: Visit, name: str, value: object) -> str:
    """What an entry says besides, in words where there are any."""
    known = catalogue(visit.language)
    told = visit.say(f"{_DETAIL}{name}") if f"{_DETAIL}{name}" in known else name
    word = f"pages.role.{value}" if name == "role" else f"{_DETAIL}{value}".lower()
    shown = "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"{told} {visit.say(word) if word in known else shown}"


def _verification(visit: Visit) -> None:
    say = visit.say

    async def check() -> None:
        known = None
        if number.value and digest.value.strip():
            known = Head(number=int(number.value), digest=digest.value.strip())
        verdict = await visit.ask(trail.verify, known)
        place.clear()
        with place:
            _tell(visit, verdict)

    with parts.section(say("pages.administration.whole")):
        parts.note(say("pages.administration.whole_note"))
        with form(visit, say("pages.administration.verify"), check):
            number = ui.number(say("pages.administration.known_number"), min=1, precision=0)
            digest = ui.input(say("pages.administration.known_digest"))
            number.classes("desk-day")
            digest.classes("desk-field").props("maxlength=64")
        place = ui.element("div").props("role=status")


def _tell(visit: Visit, verdict: Verdict) -> None:
    say = visit.say
    code = "is_whole" if verdict.whole else "is_broken"
    ui.label(say(f"pages.administration.{code}", count=verdict.head.number)).classes(
        "desk-good" if verdict.whole else "desk-fault"
    )
    for fault in verdict.faults[:_SHOWN_FAULTS]:
        ui.label(say(fault))
    with ui.element("div").classes("desk-secret"):
        ui.label(f"{verdict.head.number} {verdict.head.digest}")
