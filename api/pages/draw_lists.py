"""What stands in a draw's record: lists, digests, quotas, chances."""

from collections.abc import Mapping, Sequence

from nicegui import ui

from api.pages import parts
from api.pages.visit import Visit
from models.draw import Certificate, FrozenRule, Row, Status, Where
from models.text import catalogue
from planner.draw.eligible import OUT_OF_SCOPE

_MOST = 100
"""Rows of a list that are in the page at once; a search finds the others."""


def chances(visit: Visit, certificate: Certificate) -> str:
    """What is proven of the chances."""
    told = visit.say(f"pages.draw.status_{certificate.status}")
    if not certificate.least:
        return told
    said = [told, visit.say("pages.draw.least", least=certificate.least)]
    if certificate.status is not Status.TICKETS and certificate.bound != certificate.least:
        said.append(visit.say("pages.draw.bound", bound=certificate.bound))
    return ("" if visit.language == "zh" else " ").join(said)


def grouped(digest: str) -> str:
    """A digest in groups of eight, as it is read aloud and compared."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def show_digests(visit: Visit, digests: Mapping[str, str]) -> None:
    """Names and digests."""
    with ui.element("dl").classes("desk-digests"):
        for name, digest in digests.items():
            with ui.element("div"):
                with ui.element("dt"):
                    ui.label(_of(visit, name))
                with ui.element("dd"):
                    ui.label(grouped(digest))


def _of(visit: Visit, name: str) -> str:
    for code in (f"pages.draw.digest_{name}", f"verify.of.{name}"):
        if code in catalogue(visit.language):
            return visit.say(code)
    return name


def show_quotas(visit: Visit, rule: FrozenRule) -> None:
    """Numbers that every outcome keeps."""
    if not rule.quotas:
        return
    say = visit.say
    headers = [say(f"pages.draw.{name}") for name in ("quota", "clause", "least_of", "most_of")]
    rows: list[list[parts.Cell]] = [
        [_quota(visit, q.name, q.where), q.clause, q.least, q.most] for q in rule.quotas
    ]
    parts.table(headers, rows, say("pages.draw.quotas"))


def _quota(visit: Visit, name: str, where: Where) -> str:
    plain = visit.say("pages.draw.size") if name == "size" else name
    for column, value in where.items():
        code = f"{column}.{value[0]}" if isinstance(value, tuple) and len(value) == 1 else ""
        if code in catalogue(visit.language):
            plain = plain.replace(str(value[0]), visit.say(code))  # type: ignore[index]
    return plain


def show_list(
    visit: Visit,
    rows: Sequence[Row],
    excluded: Mapping[str, tuple[str, ...]],
    places: Mapping[str, str],
) -> None:
    """The library of targets; a search finds what is not among the first."""
    say = visit.say
    headers = [say(f"pages.draw.column.{n}") for n in ("id", "name", "county", "risk")]
    headers.append(say("pages.draw.may"))

    def line(row: Row) -> list[parts.Cell]:
        id_ = str(row["id"])
        reasons = [
            say("pages.draw.out_of_scope") if r == OUT_OF_SCOPE else r
            for r in excluded.get(id_, ())
        ]
        county = str(row.get("county", ""))
        may = "、".join(reasons) or say("pages.draw.is_candidate")
        return [id_, str(row["name"]), places.get(county, county), int(str(row["risk"])), may]

    def show(sought: str) -> None:
        found = [r for r in rows if sought in f"{r['id']} {r['name']}"]
        place.clear()
        with place:
            parts.table(headers, [line(row) for row in found[:_MOST]])
            if len(found) > _MOST:
                parts.note(say("pages.draw.more", shown=_MOST, count=len(found)))

    if len(rows) > _MOST:
        search = ui.input(say("pages.draw.search")).props("debounce=300 clearable")
        search.classes("desk-field").on_value_change(lambda e: show((e.value or "").strip()))
    place = ui.element("div").classes("desk-section desk-listing")
    show("")
