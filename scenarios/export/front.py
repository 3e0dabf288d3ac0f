"""A front as files: `front.json`, `front.xlsx` with a native chart, and `front.html`."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from models.front import Front
from models.problem import Problem
from scenarios.export import delivery
from scenarios.export.comparison.charts import curve
from scenarios.export.comparison.page import STYLE
from scenarios.export.sheets.page import Cell, Column, Page, Styles
from scenarios.export.wording import Words
from scenarios.sheetwriter import STREAMED

JSON, WORKBOOK, PAGE = "front.json", "front.xlsx", "front.html"
COLUMNS = (
    *("cost", "cost_bound", "value", "bound"),
    *("left_out_mandatory", "left_out_optional", "proven"),
)
FIRST_ROW = 2
"""Below the title and the header."""


def write_front(
    problem: Problem, front: Front, folder: Path, language: str = "zh"
) -> tuple[Path, ...]:
    """Write all files, or none when one fails.

    Raises
    ------
    OSError
        When the folder cannot be written; nothing is changed then.
    """
    words = Words(language)
    with delivery(folder) as fresh:
        (fresh / JSON).write_bytes(front.model_dump_json(indent=1).encode() + b"\n")
        try:
            _write_workbook(problem, front, fresh / WORKBOOK, words)
        except FileCreateError as error:
            raise error.args[0] from None
        html = tostring(_page(problem, front, words), "utf-8", method="html")
        (fresh / PAGE).write_bytes(b"<!DOCTYPE html>\n" + html + b"\n")
    return tuple(folder / name for name in (JSON, WORKBOOK, PAGE))


def titles(front: Front, words: Words) -> list[str]:
    """The headers of the points, with what is weighed against cost."""
    value = words(f"front.value.{front.against.value}")
    return [words(f"front.column.{code}", value=value) for code in COLUMNS]


def rows(front: Front, words: Words) -> Iterator[tuple[Cell, ...]]:
    """One row for each point."""
    for point in front.points:
        yield (
            point.cost_yuan,
            point.cost_bound_yuan,
            point.value,
            point.bound,
            point.left_out_mandatory,
            point.left_out_optional,
            words("truth.yes" if point.proven else "truth.no"),
        )


def title(problem: Problem, front: Front, words: Words) -> str:
    """What is weighed against cost, and where."""
    value = words(f"front.value.{front.against.value}")
    return words("front.title", name=problem.name, year=problem.year, value=value)


def notes(front: Front, words: Words) -> Iterator[str]:
    """How to read the front, and whether there are other points."""
    yield words(f"front.reading.{front.against.value}", total=front.total)
    yield words("front.complete" if front.complete else "front.incomplete")


def _write_workbook(problem: Problem, front: Front, path: Path, words: Words) -> None:
    name = title(problem, front, words)
    with Workbook(str(path), STREAMED) as workbook:
        created = datetime(problem.year, 1, 1)
        workbook.set_properties({"title": name, "author": "dudao", "created": created})
        page = Page(workbook, Styles(workbook), words("front.sheet"), words)
        page.title(name)
        looks = ("yuan", "yuan", "whole", "whole", "whole", "whole", "centre")
        heads = [Column(t, 14, look) for t, look in zip(titles(front, words), looks, strict=True)]
        page.main_table(heads, list(rows(front, words)))
        chart = workbook.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
        sheet, last = words("front.sheet"), FIRST_ROW + len(front.points) - 1
        for column, data in (
            (2, [point.value for point in front.points]),
            (3, [point.bound for point in front.points]),
        ):
            chart.add_series(
                {
                    "name": titles(front, words)[column],
                    "categories": [sheet, FIRST_ROW, 0, last, 0],
                    "values": [sheet, FIRST_ROW, column, last, column],
                    "categories_data": [point.cost_yuan for point in front.points],
                    "values_data": data,
                    "line": {"dash_type": "round_dot"} if column == 3 else {},
                }
            )
        chart.set_title({"name": name, "overlay": False})
        chart.set_x_axis({"name": titles(front, words)[0]})
        chart.set_size({"width": 720, "height": 380})
        page.sheet.insert_chart(1, len(heads) + 1, chart)


def _page(problem: Problem, front: Front, words: Words) -> Element:
    name = title(problem, front, words)
    html = Element("html", lang="zh-CN" if words.language == "zh" else words.language)
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    SubElement(head, "title").text = name
    SubElement(head, "style").text = STYLE
    body = SubElement(html, "body")
    SubElement(body, "h1").text = name
    for note in notes(front, words):
        SubElement(body, "p").text = note
    figure = SubElement(SubElement(body, "div", {"class": "charts"}), "figure")
    figure.append(curve([(float(p.cost_yuan), p.value, p.bound, p.value) for p in front.points]))
    table = SubElement(SubElement(body, "div", {"class": "wide"}), "table")
    header = SubElement(table, "tr")
    for text in titles(front, words):
        SubElement(header, "th").text = text
    for cells in rows(front, words):
        row = SubElement(table, "tr")
        for cell in cells:
            SubElement(row, "td").text = f"{cell:,}" if isinstance(cell, int) else str(cell)
    return html
