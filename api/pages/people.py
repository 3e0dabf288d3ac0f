"""The page of people and schools: work and visits beside their limits; whether people suffice."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from nicegui import ui

from api.desk import burdens as desk
from api.desk import plans
from api.desk.burdens import Headcount, Loads, OfficeHeads, Staff
from api.desk.plans import View
from api.pages import parts
from api.pages.areas import area
from api.pages.frame import shown_at
from api.pages.people_charts import headcount_chart, load_chart, rules_chart
from api.pages.people_hires import Hires
from api.pages.plan_choice import named, planned, printing
from api.pages.visit import Visit
from models.target import School
from planner.audit.burden import Limit, Limited

_HEAD = """
<link rel="stylesheet" href="/static/people.css">
<script src="/static/people.js" defer></script>
"""
_NAMED = 12
_PINNED = 120
"""A wider column that stays would leave no room on a phone."""


class Side(StrEnum):
    """What the page is about."""

    PEOPLE = "people"
    SCHOOLS = "schools"
    STAFF = "staff"


@shown_at(area("people"))
async def page(visit: Visit) -> None:
    """The plan of the address, or the plans there are."""
    ui.add_head_html(_HEAD)
    plan = await planned(visit)
    if plan is None:
        return
    given = visit.parameters.get("show", "")
    side = Side(given) if given in set(Side) else Side.PEOPLE
    offices = await visit.ask(plans.its_offices, plan.id)
    keys = {one.key: f"{one.name}（{one.key}）" for one in offices}
    office = visit.parameters.get("office") or next(
        (one.key for one in offices if one.figures.visits), None
    )
    _top(visit, plan, side, keys if len(keys) > 1 else {}, office)
    if side is Side.STAFF:
        await _staff(visit, plan)
        return
    found = await visit.ask(desk.loads, plan.id, office)
    if found.withheld:
        parts.note(visit.say("pages.people.withheld", count=found.withheld))
    if side is Side.PEOPLE:
        _people(visit, found)
    else:
        _schools(visit, found)


def _top(visit: Visit, plan: View, side: Side, offices: dict[str, str], office: str | None) -> None:
    parts.on_paper(named(visit, plan))
    with parts.actions():
        ui.toggle(
            {one.value: visit.say(f"pages.people.{one}") for one in Side},
            value=side.value,
            on_change=lambda e: ui.navigate.to(visit.at(show=e.value)),
        ).classes("desk-toggle")
        if offices and side is not Side.STAFF:
            ui.select(
                offices,
                value=office if office in offices else None,
                label=visit.say("pages.people.office"),
                with_input=True,
                on_change=lambda e: ui.navigate.to(visit.at(office=e.value)),
            ).classes("desk-field")
        where = f"&office={office}" if office and offices else ""
        parts.download(
            visit.say("pages.people.workbook"),
            f"/v1/plans/{plan.id}/result.xlsx?lang={visit.language}{where}",
        )
        printing(visit)


@dataclass(frozen=True)
class Column:
    """A column of a grid: its field, its heading, and whether it is the use of a limit."""

    field: str
    title: str
    width: int = 96
    used: bool = False


def _people(visit: Visit, found: Loads) -> None:
    say = visit.say
    known = found.problem.inspector_by_id
    columns = [
        Column("name", say("pages.people.name"), 100),
        Column("employment", say("pages.people.employment"), 84),
        Column("region", say("pages.people.region"), 120),
        Column("visits", say("pages.people.visits"), 92),
        Column("days", say("pages.people.days"), 92),
        Column("km", say("pages.people.km"), 92),
        Column("tightest", say("pages.people.tightest"), 132),
    ]
    titles: dict[str, Column] = {}
    rows: list[dict[str, Any]] = []
    for one in found.burdens.people:
        person = known[one.inspector]
        row: dict[str, Any] = {
            "id": one.inspector,
            "name": person.name,
            "employment": say(f"employment.{person.employment}"),
            "region": found.problem.tree[person.region].name,
            "visits": one.visits,
            "days": one.half_days / 2,
            "km": one.travel_km,
            **_uses(visit, one.limits, titles),
        }
        rows.append(row)
    working = [row for row in rows if row["visits"]]
    over = sum(any(limit.exceeded for limit in p.limits) for p in found.burdens.people)
    parts.figures(
        [
            (say("pages.people.count"), len(rows)),
            (say("pages.people.working"), len(working)),
            (say("pages.people.all_days"), _short(sum(row["days"] for row in rows))),
            (say("pages.people.all_km"), f"{sum(row['km'] for row in rows):,.1f}"),
            (say("pages.people.over"), over, "", "fault" if over else "good"),
        ]
    )
    if working:
        with parts.section(say("pages.people.picture")):
            shown = ui.echart(load_chart(visit, working)).classes("people-chart")
            _described(shown, say("pages.people.picture"))
    with parts.section(say("pages.people.table")):
        parts.note(say("pages.people.told"))
        _grid(visit, [*columns, *sorted(titles.values(), key=lambda c: c.field)], rows)


def _schools(visit: Visit, found: Loads) -> None:
    say, problem = visit.say, found.problem
    columns = [
        Column("name", say("pages.people.school"), 210),
        Column("region", say("pages.people.region"), 120),
        Column("stage", say("pages.people.stage"), 120),
        Column("responsible", say("pages.people.responsible"), 100),
        Column("visits", say("pages.people.visits"), 92),
        Column("days", say("pages.people.disturbed"), 92),
        Column("tightest", say("pages.people.tightest"), 132),
    ]
    titles: dict[str, Column] = {}
    rows: list[dict[str, Any]] = []
    for one in found.burdens.targets:
        target = problem.target_by_id[one.target]
        stage = f"stage.{target.stage}" if isinstance(target, School) else ""
        rows.append(
            {
                "id": one.target,
                "name": target.name,
                "region": problem.tree[target.region].name,
                "stage": say(stage or f"target_kind.{target.kind}"),
                "responsible": "、".join(problem.inspector_by_id[p].name for p in one.responsible),
                "visits": one.visits,
                "days": one.days,
                **_uses(visit, one.limits, titles),
            }
        )
    over = sum(any(limit.exceeded for limit in t.limits) for t in found.burdens.targets)
    most = max((row["visits"] for row in rows), default=0)
    parts.figures(
        [
            (say("pages.people.targets"), len(rows)),
            (say("pages.people.visited"), sum(row["visits"] > 0 for row in rows)),
            (say("pages.people.most_visits"), most),
            (say("pages.people.most_days"), max((row["days"] for row in rows), default=0)),
            (say("pages.people.over_caps"), over, "", "fault" if over else "good"),
        ]
    )
    with parts.section(say("pages.people.schools")):
        parts.note(say("pages.people.told"))
        _grid(visit, [*columns, *titles.values()], rows)


def _uses(
    visit: Visit, limits: Sequence[Limit], titles: dict[str, Column]
) -> dict[str, float | str]:
    """The cells of limits, and how much is used of the tightest."""
    row: dict[str, float | str] = {}
    for limit in limits:
        field = f"use_{limit.about}_{limit.per or limit.clause}_{limit.clause}"
        if limit.about is Limited.DAYS:
            field = f"use_{limit.about}_{limit.per}"  # the tighter of the policy's and one's own
        if field not in titles:
            title = visit.say(f"pages.people.limit.{limit.about}")
            length = f"（{visit.say(f'per.{limit.per}')}）" if limit.per else ""
            clause = "" if limit.about in {Limited.DAYS, Limited.NIGHTS} else f" {limit.clause}"
            titles[field] = Column(field, f"{title}{length}{clause}", 150, used=True)
        if field not in row or limit.limit < float(row[f"{field}_limit"]):
            row[field] = _short(limit.found)
            row[f"{field}_limit"] = _short(limit.limit)
            row[f"{field}_where"] = f"{limit.period} {limit.clause}".strip()
    if limits:
        row["tightest"] = round(100 * max(limit.share for limit in limits))
    return row


def _short(number: float) -> float | int:
    return int(number) if number == int(number) else number


def _grid(visit: Visit, columns: Sequence[Column], rows: Sequence[dict[str, Any]]) -> None:
    told: list[dict[str, Any]] = []
    fields = ["id"]
    for column in columns:
        fields.append(column.field)
        one: dict[str, Any] = {
            "field": column.field,
            "headerName": column.title,
            "width": column.width,
            "minWidth": 70,
            "wrapHeaderText": True,
            "autoHeaderHeight": True,
        }
        if column.field == "name" and column.width <= _PINNED:
            one["pinned"] = "left"
        if column.field == "tightest":
            one[":valueFormatter"] = "p => p.value == null ? '—' : p.value + '%'"
            one["sort"] = "desc"
        if not column.used and parts.numeric(row.get(column.field) for row in rows):
            one["type"] = "rightAligned"
        if column.used:
            fields += [f"{column.field}_limit", f"{column.field}_where"]
            one[":valueFormatter"] = "p => deskUse(p)"
            one[":cellStyle"] = "p => deskBar(p)"
            one["tooltipField"] = f"{column.field}_where"
            one["filter"] = "agNumberColumnFilter"
        told.append(one)
    grid = parts.grid(visit, told, [], {":getRowId": "p => p.data.id"})
    compact = [[row.get(name) for name in fields] for row in rows]
    # names of columns once, not in each of thousands of rows
    given = f"{json.dumps(fields)},{json.dumps(compact, ensure_ascii=False)}"
    grid.on("gridReady", lambda: ui.run_javascript(f"deskRows({grid.id},{given})"), args=[])


async def _staff(visit: Visit, plan: View) -> None:
    say = visit.say
    found = await visit.ask(desk.staff, plan.id)
    every = [h for office in found.offices for h in office.headcounts]
    with parts.section(say("pages.people.heads")):
        if not every:
            with parts.empty("pages.people.no_heads", visit, "groups"):
                return
        short = sum(h.short for h in every)
        offices = sum(any(h.short for h in o.headcounts) for o in found.offices)
        parts.figures(
            [
                (say("pages.people.offices"), len(found.offices)),
                (say("pages.people.offices_short"), offices, "", "fault" if offices else "good"),
                (say("pages.people.short"), short, "", "fault" if short else "good"),
            ]
        )
        _by_rule(visit, found)
    if len(found.offices) > 1:
        with parts.section(say("pages.people.by_office")):
            _by_office(visit, found)
    with parts.section(say("pages.people.pictures")):
        _pictures(visit, found)
    with parts.section(say("pages.people.hire")):
        await _hire(visit, plan, found)


def _pictures(visit: Visit, found: Staff) -> None:
    """A picture of each rule over all offices; of one office, one of all its rules."""
    if len(found.offices) == 1:
        rules = [
            (_named(visit, found, one.kind, one.clause), one) for one in found.offices[0].headcounts
        ]
        shown = ui.echart(rules_chart(visit, rules)).classes("people-chart people-rules")
        _described(shown, visit.say("pages.people.pictures"))
        return
    with ui.element("div").classes("people-pictures"):
        for kind, clause in found.rules:
            title = _named(visit, found, kind, clause)
            with ui.element("div"):
                parts.heading(title, 3)
                shown = ui.echart(headcount_chart(visit, found.offices, kind, clause))
                _described(shown.classes("people-chart"), title)


def _by_rule(visit: Visit, found: Staff) -> None:
    say = visit.say
    rows = []
    for kind, clause in found.rules:
        same = [_of(office, kind, clause) for office in found.offices]
        counted = [one for one in same if one is not None]
        rows.append(
            (
                clause,
                _clause(visit, found, clause),
                _demand(visit, counted[0]),
                sum(one.base for one in counted),
                sum(one.have for one in counted),
                sum(one.need for one in counted),
                sum(one.short for one in counted),
            )
        )
    names = ("clause", "title", "demand", "base", "have", "need", "missing")
    parts.table([say(f"pages.people.head.{name}") for name in names], rows)


def _by_office(visit: Visit, found: Staff) -> None:
    say = visit.say
    parts.note(say("pages.people.by_office_told"))
    headers = [say("pages.people.office"), *(_named(visit, found, *rule) for rule in found.rules)]
    rows = []
    for office in found.offices:
        cells: list[str | None] = []
        for kind, clause in found.rules:
            one = _of(office, kind, clause)
            lack = say("pages.people.lacks", count=one.short) if one and one.short else ""
            cells.append(None if one is None else f"{one.have} / {one.need} {lack}".strip())
        rows.append((office.name, *cells))
    parts.table(headers, rows)


async def _hire(visit: Visit, plan: View, found: Staff) -> None:
    say = visit.say
    tight = [(office, one) for office in found.offices for one in office.bottlenecks]
    if not tight:
        parts.note(say("pages.people.no_bottleneck"))
    else:
        parts.note(say("pages.people.bottlenecks"))
        parts.table(
            [say(f"pages.people.tight.{n}") for n in ("office", "targets", "people", "missing")],
            [
                (
                    office.name,
                    _some(visit, [found.targets.get(t, t) for t in one.targets]),
                    _some(visit, [found.people.get(p, p) for p in one.inspectors]),
                    one.short,
                )
                for office, one in tight
            ],
        )
    await Hires(visit, plan, found).show()


def _of(office: OfficeHeads, kind: str, clause: str) -> Headcount | None:
    same = (h for h in office.headcounts if (h.kind, h.clause) == (kind, clause))
    return next(same, None)


def _demand(visit: Visit, one: Headcount) -> str:
    if one.kind == "ratio":
        return visit.say("pages.people.ratio", inspectors=one.inspectors, per=one.per)
    return visit.say("pages.people.at_least", percent=_short(one.percent))


def _named(visit: Visit, found: Staff, kind: str, clause: str) -> str:
    """A rule by its clause and what it asks for, as one clause may hold several."""
    same = (one for office in found.offices if (one := _of(office, kind, clause)) is not None)
    return f"{clause} {_demand(visit, next(same))}"


def _clause(visit: Visit, found: Staff, clause: str) -> str:
    title, title_en = found.clauses.get(clause, ("", ""))
    return title_en if visit.language == "en" else title


def _some(visit: Visit, names: Sequence[str]) -> str:
    told = "、".join(names[:_NAMED])
    more = len(names) - _NAMED
    return f"{told} {visit.say('pages.people.more', count=more)}" if more > 0 else told


def _described(chart: ui.echart, words: str) -> None:
    chart.props["role"] = "img"
    chart.props["aria-label"] = words
