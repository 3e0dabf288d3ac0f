"""`comparison.html`: the comparison as one page that needs neither internet nor script."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from models.comparison import Cell, Comparison, Line
from scenarios.export.comparison.charts import Bar, bars, colour, dash, histogram, lines
from scenarios.export.comparison.told import WHOLE, Told, clause_of, number
from scenarios.export.wording import Words

WEEKS_BETWEEN_LABELS = 8

STYLE = """
:root{color-scheme:light}
body{font:14px/1.5 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC","WenQuanYi Micro Hei",
sans-serif;margin:0 auto;max-width:1180px;padding:16px 24px 48px;color:#222;background:#fff}
h1{font-size:22px;color:#1f4e79;margin:8px 0}
h2{font-size:16px;color:#1f4e79;margin:28px 0 8px;border-bottom:1px solid #c9d6e4}
h3{font-size:13px;margin:0 0 4px}
p{margin:4px 0}
.notice{background:#fce4e4;border-left:4px solid #c00000;padding:4px 10px}
.small{color:#555;font-size:12px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #bfbfbf;padding:3px 8px;text-align:right;vertical-align:top}
th{background:#1f4e79;color:#fff;font-weight:600;text-align:center}
td.words{text-align:left}
td small{display:block;color:#555}
.effect small{color:#0b5e2b;font-weight:600}
.conditional small{color:#7a5200}
.within_gap small,.by_product small{color:#777;font-style:italic}
td.kept{background:#e3f2e6;text-align:center}
td.broken{background:#f8cfcf;text-align:center;font-weight:600}
td.rest{background:#f2f2f2;text-align:center;color:#666}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(460px,1fr));gap:16px}
figure{margin:0;border:1px solid #ddd;padding:8px}
svg{width:100%;height:auto;display:block}
svg text{font-size:11px;fill:#333}
.grid{stroke:#e2e2e2}
.whisker{stroke:#111;stroke-width:1.6}
.key span{display:inline-block;margin-right:14px}
.key i{display:inline-block;width:12px;height:12px;margin-right:5px;vertical-align:-1px}
@media print{body{max-width:none}figure{break-inside:avoid}}
"""


Curves = Sequence[tuple[str, Element]]


def write_page(comparison: Comparison, path: Path, words: Words, curves: Curves = ()) -> None:
    """Write the page; equal comparisons give equal bytes.

    Parameters
    ----------
    curves
        Charts shown before everything else, each with its title.
    """
    html = _page(Told(comparison, words), curves)
    path.write_bytes(b"<!DOCTYPE html>\n" + tostring(html, "utf-8", method="html") + b"\n")


def _page(told: Told, curves: Curves) -> Element:
    words = told.words
    html = Element("html", lang="zh-CN" if words.language == "zh" else words.language)
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    # Whatever a name in the data holds, the page may load and run nothing.
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(head, "title").text = told.title()
    SubElement(head, "style").text = STYLE
    body = SubElement(html, "body")
    SubElement(body, "h1").text = told.title()
    _paragraph(body, told.made_with(), "small")
    for notice in told.notices():
        _paragraph(body, notice, "notice")
    if curves:
        _heading(body, "curves", words)
        grid = SubElement(body, "div", {"class": "charts"})
        for title, svg in curves:
            _chart(grid, title, svg)
    _key(body, told)
    comparison = told.comparison
    _heading(body, "figures", words)
    _lines_table(body, told, comparison.figures, "figure")
    _heading(body, "changes", words)
    titles = [words("compare.column.change"), *told.names]
    rows = [[label, *(_count(n) for n in counts)] for label, counts in told.changes()]
    _table(body, titles, [[(cell, "") for cell in row] for row in rows])
    _charts(body, told)
    _heading(body, "levels", words)
    _lines_table(body, told, comparison.levels, "level")
    _heading(body, "clauses", words)
    _clauses(body, told)
    _heading(body, "programmes", words)
    titles = [words("compare.column.programme"), *told.names]
    _table(
        body,
        titles,
        [
            [(name, ""), *((told.done(one), "") for one in found)]
            for _, name, found in told.programmes()
        ],
    )
    _scenarios(body, told)
    _heading(body, "marks", words)
    for name, meaning in told.marks():
        _paragraph(body, f"{name}: {meaning}", "")
    _heading(body, "notes", words)
    for note in told.notes():
        _paragraph(body, note, "small")
    return html


def _heading(body: Element, code: str, words: Words) -> None:
    SubElement(body, "h2").text = words(f"compare.heading.{code}")


def _paragraph(parent: Element, text: str, style: str) -> None:
    paragraph = SubElement(parent, "p")
    paragraph.text = text
    if style:
        paragraph.set("class", style)


def _key(body: Element, told: Told) -> None:
    """Which colour is which scenario."""
    key = SubElement(body, "p", {"class": "key"})
    for n, name in enumerate(told.names):
        span = SubElement(key, "span")
        swatch = SubElement(span, "i", style=f"background:{colour(n)}")
        swatch.tail = name


def _lines_table(body: Element, told: Told, found: Sequence[Line], first: str) -> None:
    words = told.words
    titles = [words(f"compare.column.{first}"), words("compare.column.unit"), *told.names]
    table = _empty(body, titles)
    for line in found:
        row = SubElement(table, "tr")
        for text in (told.label(line), told.unit(line)):
            SubElement(row, "td", {"class": "words"}).text = text
        for cell in line.cells:
            _figure(row, told, line, cell)


def _figure(row: Element, told: Told, line: Line, cell: Cell | None) -> None:
    """The figure, and below it its difference with what that is worth."""
    box = SubElement(row, "td")
    box.text = told.value(line, cell)
    mark = told.mark(cell)
    if cell is None or cell.difference is None or cell.judgement is None:
        return
    if not mark:
        box.text = told.both(line, cell)
        return
    box.set("class", cell.judgement.mark.value)
    SubElement(box, "small").text = f"{number(line, cell.difference, signed=True)} {mark}"
    because = cell.judgement.because
    explained = told.words(f"compare.explained.{cell.judgement.mark.value}")
    box.set("title", told.words.text(because) if because else explained)


def _charts(body: Element, told: Told) -> None:
    words, scenarios = told.words, told.comparison.scenarios
    shown = [n for n, scenario in enumerate(scenarios) if scenario.account is not None]
    _heading(body, "intervals", words)
    grid = SubElement(body, "div", {"class": "charts"})
    for line in told.comparison.levels:
        items = [
            Bar(
                told.names[n],
                cell.value,
                cell.value if cell.least is None else cell.least,
                told.value(line, cell),
                colour(n),
            )
            for n, cell in enumerate(line.cells)
            if cell is not None
        ]
        if any(abs(item.value) > WHOLE for item in items):
            _chart(grid, f"{told.label(line)} ({told.unit(line)})", bars(items))
    labels, counts = told.histogram()
    _heading(body, "workload", words)
    grid = SubElement(body, "div", {"class": "charts"})
    series = [(told.names[n], colour(n), counts[n]) for n in shown]
    title = f"{words('compare.heading.workload')} ({words('compare.column.days')})"
    _chart(grid, title, histogram(labels, series))
    mondays, starts = told.weeks()
    dated = [(told.names[n], colour(n), dash(n), starts[n]) for n in shown]
    days = [f"{monday:%m-%d}" for monday in mondays]
    _chart(grid, words("compare.heading.weeks"), lines(days, dated, WEEKS_BETWEEN_LABELS))


def _chart(grid: Element, title: str, svg: Element) -> None:
    figure = SubElement(grid, "figure")
    SubElement(figure, "h3").text = title
    svg.set("aria-label", title)
    figure.append(svg)


def _clauses(body: Element, told: Told) -> None:
    """The matrix of clauses and scenarios."""
    words = told.words
    titles = [words("compare.column.clause"), words("compare.column.title"), *told.names]
    rows = []
    for clause in told.clause_ids():
        row = [(clause, "words"), (told.clause_title(clause), "words")]
        for scenario in told.comparison.scenarios:
            found = clause_of(scenario, clause)
            style = "rest"
            if found is not None and (found.kept or found.broken):
                style = "broken" if found.broken else "kept"
            row.append((told.clause(found), style))
        rows.append(row)
    _table(body, titles, rows)


def _scenarios(body: Element, told: Told) -> None:
    words = told.words
    _heading(body, "scenarios", words)
    codes = ("scenario", "overlays", "folder", "gap")
    rows = []
    for one in told.comparison.scenarios:
        gap = f"{one.greatest_gap:.2%}" if one.account else words("compare.refused")
        rows.append([(one.name, ""), (" + ".join(one.overlays), ""), (one.folder, ""), (gap, "")])
    _table(body, [words(f"compare.column.{code}") for code in codes], rows)


def _empty(body: Element, titles: Sequence[str]) -> Element:
    table = SubElement(SubElement(body, "div", {"class": "wide"}), "table")
    row = SubElement(table, "tr")
    for title in titles:
        SubElement(row, "th").text = title
    return table


def _table(body: Element, titles: Sequence[str], rows: Iterable[Sequence[tuple[str, str]]]) -> None:
    """A table of words, each with its style; the first column is a name."""
    table = _empty(body, titles)
    for cells in rows:
        row = SubElement(table, "tr")
        for place, (text, style) in enumerate(cells):
            cell = SubElement(row, "td")
            cell.text = text
            if style or place == 0:
                cell.set("class", style or "words")


def _count(count: int | None) -> str:
    return "–" if count is None else str(count)
