"""A comparison: how far its plans are, then its figures, what each difference is worth, charts."""

from collections.abc import Sequence
from html import escape

from nicegui import ui

from api.accounts.roles import Action
from api.desk import comparisons, plans
from api.desk.comparisons import ComparisonView
from api.jobs.port import OPEN
from api.pages import parts
from api.pages.notices import telling
from api.pages.scenarios_charts import charts_of
from api.pages.visit import Visit
from models.comparison import Cell, Comparison, Line, Scenario
from scenarios.export.comparison.told import Told, clause_of, number
from scenarios.export.wording import Words

_EVERY_SECONDS = 2.0
_MOST_ROWS = 1_000
"""So many changed visits go into the page; the workbook has all."""


async def show_comparison(visit: Visit, view: ComparisonView) -> None:
    """What is known of a comparison; while it is under way the page follows it."""
    say = visit.say
    parts.heading(view.name)
    with parts.actions():
        ui.link(say("pages.scenarios.back"), visit.at(comparison=None, dataset=view.dataset))
        if visit.may(Action.COMPARISON_WRITE):
            again = {"comparison": None, "dataset": view.dataset, "from": view.id}
            ui.link(say("pages.scenarios.again"), visit.at(**again))
    if view.ended is None:
        await _follow(visit, view)
        return
    found = await visit.ask(comparisons.result, view.id)
    told = Told(_renamed(found, say("compare.base")), Words(visit.language))
    with parts.actions():
        for name, kind in (("workbook", "xlsx"), ("leaf", "html")):
            parts.download(
                say(f"pages.scenarios.{name}"),
                f"/v1/comparisons/{view.id}/result.{kind}?lang={visit.language}",
            )
    for words in told.notices():
        parts.note(words)
    _result(visit, told)


def _renamed(comparison: Comparison, base: str) -> Comparison:
    """With the base called as this page's language calls it."""
    first, *others = comparison.scenarios
    renamed = first.model_copy(update={"name": base})
    return comparison.model_copy(update={"scenarios": (renamed, *others)})


async def _follow(visit: Visit, view: ComparisonView) -> None:
    """How far each plan is, asked again and again until all have ended."""
    say = visit.say
    parts.note(say("pages.scenarios.under_way"))
    place = ui.element("div").classes("desk-section").props("role=status")

    async def tell(now: ComparisonView) -> None:
        rows = [
            [case.name, say(f"pages.scenarios.state.{case.state}"), await _stage(visit, case.plan)]
            for case in now.cases
        ]
        place.clear()
        with place:
            parts.table([say(f"pages.scenarios.{c}") for c in ("case_name", "how_far", "at")], rows)

    async def again() -> None:
        with telling(visit):
            now = await visit.ask(comparisons.get, view.id)
            if now.ended is not None:
                timer.deactivate()
                ui.navigate.to(visit.here)
                return
            await tell(now)

    async def halt() -> None:
        with telling(visit), parts.busy(button):
            for case in (await visit.ask(comparisons.get, view.id)).cases:
                if case.state in OPEN:
                    await visit.ask(plans.stop, case.plan)

    await tell(view)
    if visit.may(Action.COMPARISON_WRITE):
        with parts.actions():
            button = ui.button(say("pages.scenarios.stop"), icon="stop", on_click=halt)
            button.props("outline")
    timer = ui.timer(_EVERY_SECONDS, again)


async def _stage(visit: Visit, plan: str) -> str:
    """At which level a plan is, and how far from proven."""
    words, now = Words(visit.language), await visit.ask(plans.status, plan)
    if not now.parts:
        return "—"
    part = now.parts[0]
    told = words.term("export.plan_stage", part.stage)
    if part.level:
        told = f"{told} · {words.term('export.plan_level', part.level)}"
    gap = "" if part.gap is None else visit.say("pages.scenarios.gap", gap=f"{part.gap:.1%}")
    return f"{told} {gap}".strip()


def _result(visit: Visit, told: Told) -> None:
    words = told.words
    with parts.section(words("compare.heading.figures")):
        _marks(told)
        _lines(told, told.comparison.figures)
    with parts.section(words("compare.heading.levels")):
        _lines(told, told.comparison.levels)
        for note in told.notes():
            parts.note(note)
    with (
        parts.section(visit.say("pages.scenarios.charts")),
        ui.element("div").classes("desk-charts"),
    ):
        for chart in charts_of(told):
            with ui.element("figure").classes("desk-chart"):
                parts.heading(chart.title, 3)
                shown = ui.echart(dict(chart.options)).style(f"height: {chart.height}px")
                shown.props["role"] = "img"
                shown.props["aria-label"] = chart.title
    with parts.section(words("compare.heading.changes")):
        counts = [[name, *numbers] for name, numbers in told.changes()]
        parts.table([words("compare.column.change"), *told.names], counts)
        _contrasts(visit, told)
    with parts.section(words("compare.heading.programmes")):
        rows = [[name, *map(told.done, cells)] for _, name, cells in told.programmes()]
        parts.table([words("compare.column.programme"), *told.names], rows)
    _clauses(told)


def _marks(told: Told) -> None:
    """What the marks mean."""
    items = "".join(
        f"<li><b>{escape(name)}</b> {escape(meaning)}</li>" for name, meaning in told.marks()
    )
    ui.html(f'<ul class="desk-marks">{items}</ul>', sanitize=False)


def _lines(told: Told, lines: Sequence[Line]) -> None:
    """A row for each figure; under each value its difference, and what that is worth."""
    words = told.words
    heads = [words("compare.column.figure"), words("compare.column.unit"), *told.names]
    top = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(told.label(line))}</th><td>{escape(told.unit(line))}</td>'
        f"{''.join(cell_html(told, line, cell) for cell in line.cells)}</tr>"
        for line in lines
        if any(cell is not None for cell in line.cells)
    )
    whole = (
        f'<table class="desk-table desk-lines"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
    shown = ui.html(whole, sanitize=False).classes("desk-scroll").props("tabindex=0 role=region")
    shown.props["aria-label"] = words("compare.heading.figures")


def cell_html(told: Told, line: Line, cell: Cell | None) -> str:
    """A figure; below it its difference from the base, and what that is worth."""
    value, mark = escape(told.value(line, cell)), told.mark(cell)
    if cell is None or cell.judgement is None or cell.difference is None or not mark:
        same = '<span class="desk-same">=</span>' if cell and cell.difference is not None else ""
        return f'<td class="number">{same}{value}</td>'
    because = cell.judgement.because
    kind = cell.judgement.mark.value
    why = told.words.text(because) if because else told.words(f"compare.explained.{kind}")
    difference = escape(number(line, cell.difference, signed=True))
    return (
        f'<td class="number" data-mark="{kind}" title="{escape(why)}">{value}'
        f"<small>{difference} {escape(mark)}</small></td>"
    )


def _contrasts(visit: Visit, told: Told) -> None:
    """Each visit and each target that is otherwise than in the base, of one scenario."""
    others = {
        n: one.name
        for n, one in enumerate(told.comparison.scenarios)
        if one.contrast is not None and n > 0
    }
    if not others:
        return
    with parts.actions():
        chosen = ui.select(
            others, value=next(iter(others)), label=told.words("compare.column.scenario")
        ).classes("desk-field")
    place = ui.element("div").classes("desk-section")

    def draw() -> None:
        place.clear()
        with place:
            _contrast(visit, told, told.comparison.scenarios[chosen.value])

    chosen.on_value_change(draw)
    draw()


def _contrast(visit: Visit, told: Told, scenario: Scenario) -> None:
    words, contrast = told.words, scenario.contrast
    assert contrast is not None

    def when(day: object, half: str | None) -> str:
        return "" if day is None else f"{day} {words.term('half', half) if half else ''}".strip()

    visits = [
        {
            "target": told.target(one.target),
            "change": words(f"compare.change.{one.kind.value}"),
            "old_start": when(one.old_start, one.old_half),
            "new_start": when(one.new_start, one.new_half),
            "old_team": words.join([told.person(p) for p in one.old_team or ()]),
            "new_team": words.join([told.person(p) for p in one.new_team or ()]),
        }
        for one in contrast.visits[:_MOST_ROWS]
    ]
    hands = [
        {"target": told.target(h.target), "old": told.person(h.old), "new": told.person(h.new)}
        for h in contrast.hands[:_MOST_ROWS]
    ]
    if not visits and not hands:
        parts.note(visit.say("pages.scenarios.unchanged"))
    if len(contrast.visits) > _MOST_ROWS:
        count = len(contrast.visits)
        parts.note(visit.say("pages.scenarios.some", shown=_MOST_ROWS, count=count))
    for title, rows in ((visit.say("pages.scenarios.visits"), visits), (None, hands)):
        if rows:
            parts.heading(title or words("compare.heading.hands"), 3)
            columns = [
                {"field": key, "headerName": words(f"compare.column.{key}"), "flex": 1}
                for key in rows[0]
            ]
            parts.grid(visit, columns, rows).classes("desk-short")


def _clauses(told: Told) -> None:
    """The clauses to which the scenarios stand differently."""
    rows = []
    for clause in told.clause_ids():
        cells = [told.clause(clause_of(one, clause)) for one in told.comparison.scenarios]
        if len(set(cells)) > 1:
            rows.append([clause, told.clause_title(clause), *cells])
    if rows:
        words = told.words
        with parts.section(words("compare.heading.clauses")):
            heads = [words("compare.column.clause"), words("compare.column.title"), *told.names]
            parts.table(heads, rows)
