"""Charts of a comparison, as options of ECharts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.comparison import Line
from scenarios.export.comparison.charts import colour
from scenarios.export.comparison.told import WHOLE, Told, number

KEY_FIGURES = (
    *("left_out_mandatory", "left_out_optional", "cost", "km"),
    *("nights", "most", "gini"),
)
MOST_LEVELS = 6
_INK, _LINE = "#1c2733", "#d5dae0"


@dataclass(frozen=True)
class Chart:
    """A chart with its title and height in pixels."""

    title: str
    options: Mapping[str, Any]
    height: int = 300


def charts_of(told: Told) -> Iterator[Chart]:
    """Figures that matter, levels that are not alike or not proven, workload, and the year."""
    for line in told.comparison.figures:
        if line.code in KEY_FIGURES and _told(line):
            yield bars(told, line)
    open_levels = [line for line in told.comparison.levels if _told(line) and _apart(line)]
    for line in open_levels[:MOST_LEVELS]:
        yield bars(told, line)
    yield workload(told)
    yield weeks(told)


def bars(told: Told, line: Line) -> Chart:
    """One bar a scenario: solid as far as is proven, hatched up to the value that was found."""
    cells = [(n, cell) for n, cell in enumerate(line.cells) if cell is not None]
    least = [cell.value if cell.least is None else min(cell.least, cell.value) for _, cell in cells]
    solid = [
        {"value": round(value, 4), "itemStyle": {"color": colour(n)}}
        for value, (n, _) in zip(least, cells, strict=True)
    ]
    hatched = [
        {
            "value": round(cell.value - value, 4),
            "itemStyle": {
                "color": colour(n),
                "opacity": 0.45,
                "decal": {"symbol": "rect", "rotation": 0.8, "dashArrayX": [1, 0]},
            },
            "label": {
                "show": True,
                "position": "right",
                "color": _INK,
                "opacity": 1,
                "formatter": number(line, cell.value),
            },
        }
        for value, (n, cell) in zip(least, cells, strict=True)
    ]
    names = [told.names[n] for n, _ in cells]
    options = {
        **_common(),
        "grid": {"left": 8, "right": 64, "top": 4, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}, "confine": True},
        "yAxis": {
            "type": "category",
            "data": names,
            "inverse": True,
            "axisTick": {"show": False},
            "axisLabel": {"width": 96, "overflow": "truncate", "color": _INK},
        },
        "xAxis": {"type": "value", "axisLabel": {"show": False}, "splitLine": {"show": False}},
        "series": [
            _bar(told.words("pages.scenarios.proven"), solid),
            _bar(told.words("pages.scenarios.unproven"), hatched),
        ],
    }
    return Chart(f"{told.label(line)} ({told.unit(line)})", options, 28 * len(cells) + 24)


def workload(told: Told) -> Chart:
    """How many people have how much work, in each scenario."""
    labels, counts = told.histogram()
    title = f"{told.words('compare.heading.workload')} ({told.words('compare.column.days')})"
    series = [{**_bar(told.names[n], counts[n]), "stack": None} for n in _planned(told)]
    return Chart(title, _over(labels, series, told))


def weeks(told: Told) -> Chart:
    """How many visits begin in each week."""
    mondays, starts = told.weeks()
    series = [
        {"type": "line", "name": told.names[n], "data": starts[n], "showSymbol": False}
        for n in _planned(told)
    ]
    labels = [f"{monday:%m-%d}" for monday in mondays]
    return Chart(told.words("compare.heading.weeks"), _over(labels, series, told))


def _over(
    labels: Sequence[str], series: Sequence[Mapping[str, Any]], told: Told
) -> Mapping[str, Any]:
    return {
        **_common(),
        "color": [colour(n) for n in _planned(told)],
        "legend": {"top": 0, "type": "scroll"},
        "grid": {"left": 8, "right": 8, "top": 36, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "confine": True},
        "xAxis": {"type": "category", "data": list(labels)},
        "yAxis": {
            "type": "value",
            "minInterval": 1,
            "splitLine": {"lineStyle": {"color": _LINE}},
        },
        "series": list(series),
    }


def _common() -> dict[str, Any]:
    return {"animation": False, "textStyle": {"fontFamily": "inherit", "color": _INK}}


def _bar(name: str, data: Sequence[Any]) -> dict[str, Any]:
    return {"type": "bar", "name": name, "stack": "all", "barMaxWidth": 18, "data": list(data)}


def _planned(told: Told) -> list[int]:
    return [n for n, one in enumerate(told.comparison.scenarios) if one.account is not None]


def _told(line: Line) -> bool:
    return any(cell is not None and abs(cell.value) > WHOLE for cell in line.cells)


def _apart(line: Line) -> bool:
    cells = [cell for cell in line.cells if cell is not None]
    least = {cell.value if cell.least is None else cell.least for cell in cells}
    return len({*least, *(cell.value for cell in cells)}) > 1
