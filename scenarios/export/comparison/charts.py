"""Charts as SVG: bars with whiskers, a histogram of several series, and lines.

Each mark carries its figure as a `title`, which browsers show under the pointer. Drawn here, not by
a charting library, because three shapes of chart need no script: the page stays small, prints as it
looks, and equal comparisons give equal bytes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

WIDTH = 520
ROW, GAP, LABEL, RIGHT = 22, 8, 130, 90
PLOT_HEIGHT, LEFT, BOTTOM, TOP = 200, 44, 34, 12
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#8C6D31", "#444444")
"""Apart for the colour-blind. Source: Okabe and Ito, Color universal design, 2008."""
DASHES = ("", "6 3", "2 2", "8 3 2 3")


@dataclass(frozen=True)
class Bar:
    """A value found, the least it could be, and its words."""

    name: str
    value: float
    least: float
    words: str
    colour: str


def colour(number: int) -> str:
    """The colour of the scenario of that number."""
    return COLOURS[number % len(COLOURS)]


def dash(number: int) -> str:
    """How the line of the scenario of that number is dashed, when colours repeat."""
    return DASHES[number // len(COLOURS) % len(DASHES)]


def bars(items: Sequence[Bar]) -> Element:
    """A bar for each scenario from 0 to its value, with a whisker down to the least it could be."""
    svg = _svg(WIDTH, len(items) * (ROW + GAP) + GAP)
    most = max((item.value for item in items), default=0) or 1
    scale = (WIDTH - LABEL - RIGHT) / most
    for number, item in enumerate(items):
        top = GAP + number * (ROW + GAP)
        middle = top + ROW / 2
        group = SubElement(svg, "g")
        SubElement(group, "title").text = f"{item.name}: {item.words}"
        _text(group, LABEL - 8, middle + 4, _short(item.name), "end")
        end = LABEL + item.value * scale
        _add(
            group, "rect", x=LABEL, y=top, width=max(end - LABEL, 0.5), height=ROW, fill=item.colour
        )
        if item.value - item.least > 1e-9:
            start = LABEL + item.least * scale
            _line(group, start, middle, end, middle, "whisker")
            for x in (start, end):
                _line(group, x, middle - 6, x, middle + 6, "whisker")
        _text(group, end + 6, middle + 4, item.words, "start")
    return svg


def histogram(labels: Sequence[str], series: Sequence[tuple[str, str, Sequence[int]]]) -> Element:
    """Counts by bin, the series beside each other; a series is name, colour and counts."""
    svg, most = _plot([n for _, _, counts in series for n in counts])
    slot = (WIDTH - LEFT - GAP) / max(1, len(labels))
    width = slot * 0.8 / max(1, len(series))
    for place, label in enumerate(labels):
        left = LEFT + slot * (place + 0.1)
        for number, (name, fill, counts) in enumerate(series):
            height = PLOT_HEIGHT * counts[place] / most
            bar = _add(
                svg,
                "rect",
                x=left + number * width,
                y=TOP + PLOT_HEIGHT - height,
                width=width * 0.92,
                height=height,
                fill=fill,
            )
            SubElement(bar, "title").text = f"{name}, {label}: {counts[place]}"
        _text(svg, LEFT + slot * (place + 0.5), TOP + PLOT_HEIGHT + 16, label, "middle")
    return svg


def lines(
    labels: Sequence[str], series: Sequence[tuple[str, str, str, Sequence[int]]], every: int
) -> Element:
    """A line for each series: name, colour, dashes and counts; every so many labels are written."""
    svg, most = _plot([n for *_, counts in series for n in counts])
    step = (WIDTH - LEFT - GAP) / max(1, len(labels) - 1)
    for name, stroke, dashes, counts in series:
        points = [
            f"{_number(LEFT + n * step)},{_number(TOP + PLOT_HEIGHT * (1 - count / most))}"
            for n, count in enumerate(counts)
        ]
        line = _add(svg, "polyline", points=" ".join(points), fill="none", stroke=stroke)
        line.set("stroke-width", "1.8")
        if dashes:
            line.set("stroke-dasharray", dashes)
        SubElement(line, "title").text = name
    for n, label in enumerate(labels):
        if n % every == 0:
            _text(svg, LEFT + n * step, TOP + PLOT_HEIGHT + 16, label, "middle")
    return svg


def curve(points: Sequence[tuple[float, float, float, float]]) -> Element:
    """A line through points, each x, value, least and most it could be, with a whisker between."""
    svg = _svg(WIDTH, TOP + PLOT_HEIGHT + BOTTOM)
    every = [v for _, *values in points for v in values]
    low, high = min(every, default=0), max(every, default=1)
    first, last = min((p[0] for p in points), default=0), max((p[0] for p in points), default=1)
    left, width = LEFT + 2 * GAP, WIDTH - LEFT - 4 * GAP

    def across(x: float) -> float:
        return left + width * (x - first) / ((last - first) or 1)

    def up(value: float) -> float:
        return TOP + PLOT_HEIGHT * (1 - (value - low) / ((high - low) or 1))

    for part in range(5):
        value = low + (high - low) * part / 4
        _line(svg, left, up(value), left + width, up(value), "grid")
        _text(svg, left - 6, up(value) + 4, f"{value:.4g}", "end")
    path = " ".join(f"{_number(across(x))},{_number(up(value))}" for x, value, *_ in points)
    line = _add(svg, "polyline", points=path, fill="none", stroke=COLOURS[0])
    line.set("stroke-width", "1.8")
    for x, value, least, most in points:
        if most - least > 1e-9:
            _line(svg, across(x), up(least), across(x), up(most), "whisker")
        dot = _add(svg, "circle", cx=across(x), cy=up(value), r=3, fill=COLOURS[0])
        SubElement(dot, "title").text = f"{x:g}: {value:g} [{least:g}, {most:g}]"
    labels = dict.fromkeys([first, (first + last) / 2, last])
    for x in labels:
        _text(svg, across(x), TOP + PLOT_HEIGHT + 16, f"{x:g}", "middle")
    return svg


def _plot(values: Sequence[int]) -> tuple[Element, float]:
    """An empty plot with its upright axis, and the value at its top."""
    svg = _svg(WIDTH, TOP + PLOT_HEIGHT + BOTTOM)
    step = _step(max(values, default=1) or 1)
    most = step * math.ceil((max(values, default=1) or 1) / step)
    for n in range(round(most / step) + 1):
        y = TOP + PLOT_HEIGHT * (1 - n * step / most)
        _line(svg, LEFT, y, WIDTH - GAP, y, "grid")
        _text(svg, LEFT - 6, y + 4, f"{n * step:g}", "end")
    return svg, most


def _step(most: float) -> float:
    """A round number of which about five reach the greatest value."""
    rough = most / 5
    power: float = 10 ** math.floor(math.log10(rough))
    return max(1.0, next(f * power for f in (1, 2, 5, 10) if f * power >= rough))


def _svg(width: float, height: float) -> Element:
    return Element("svg", viewBox=f"0 0 {_number(width)} {_number(height)}", role="img")


def _add(parent: Element, tag: str, **attributes: float | str) -> Element:
    values = {k: v if isinstance(v, str) else _number(v) for k, v in attributes.items()}
    return SubElement(parent, tag, values)


def _line(parent: Element, x: float, y: float, x2: float, y2: float, style: str) -> None:
    _add(parent, "line", x1=x, y1=y, x2=x2, y2=y2).set("class", style)


def _text(parent: Element, x: float, y: float, words: str, anchor: str) -> None:
    text = _add(parent, "text", x=x, y=y)
    text.set("text-anchor", anchor)
    text.text = words


def _short(name: str) -> str:
    """As much of a name as its place holds; the whole stands in the title."""
    width, kept = 0, ""
    for character in name:
        width += 12 if ord(character) > 0x2E7F else 7
        if width > LABEL - 24:
            return kept + "…"
        kept += character
    return kept


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
