"""The year as a heat map, with the months in figures beneath it."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from api.desk.year import Year
from api.pages.parts import Cell
from api.pages.visit import Visit
from api.pages.year_drawn import Drawing
from api.pages.year_look import Count, by_day
from api.store.visits import Entry

_SHADES = ["#dbe8f5", "#a9c8e8", "#6ea3d3", "#3a78b5", "#1d4e89", "#0f2f57"]
_SHUT, _AWAY = "#c9ced5", "#f1efe6"
_TICKS = 6


def counts(shown: Sequence[Entry], year: Year, count: Count) -> Mapping[date, int]:
    """Visits under way on each day, or people who are out."""
    found = by_day(shown, year)
    if count is Count.VISITS:
        return {day: len(those) for day, those in found.items()}
    return {day: len({p for one in those for p in one.team}) for day, those in found.items()}


def chart(drawing: Drawing, shown: Sequence[Entry], count: Count) -> dict[str, Any]:
    """The options of the chart: days with visits by shade, closed days grey."""
    year, visit = drawing.year, drawing.visit
    by = counts(shown, year, count)
    unit = visit.say(f"pages.year.unit.{count}")
    days: list[dict[str, Any]] = []
    free: list[dict[str, Any]] = []
    for day in year.calendar.days():
        why = drawing.closed(day)
        told = " · ".join(filter(None, [day.isoformat(), why]))
        if n := by.get(day):
            days.append({"value": [day.isoformat(), n], "name": escape(f"{told}：{n} {unit}")})
        elif why:
            shut = not year.calendar.is_working_day(day)
            free.append({"value": [day.isoformat(), int(shut)], "name": escape(told)})
    language = "ZH" if visit.language == "zh" else "EN"
    most = max(by.values(), default=1)
    return {
        "aria": {"enabled": False},
        "animation": False,
        "textStyle": {"fontFamily": "inherit"},
        "tooltip": {":formatter": "p => p.name"},
        "calendar": {
            "range": str(year.calendar.year),
            "top": 26,
            "left": 40,
            "right": 8,
            "bottom": 44,
            "cellSize": ["auto", "auto"],
            "itemStyle": {"color": "#fff", "borderColor": "#e3e7ec", "borderWidth": 1},
            "splitLine": {"lineStyle": {"color": "#7a8593", "width": 1}},
            "dayLabel": {"firstDay": 1, "nameMap": language, "color": "#55606d"},
            "monthLabel": {"nameMap": language, "color": "#1c2733"},
            "yearLabel": {"show": False},
        },
        "visualMap": [
            {
                "type": "piecewise",
                "seriesIndex": 0,
                "pieces": _pieces(most),
                "orient": "horizontal",
                "left": 36,
                "bottom": 4,
                "itemHeight": 12,
                "itemWidth": 14,
                "textGap": 4,
                "textStyle": {"color": "#1c2733"},
            },
            {
                "type": "piecewise",
                "seriesIndex": 1,
                "pieces": [
                    {"value": 1, "color": _SHUT, "label": visit.say("pages.year.free")},
                    {"value": 0, "color": _AWAY, "label": visit.say("pages.year.away")},
                ],
                "orient": "horizontal",
                "right": 8,
                "bottom": 4,
                "itemHeight": 12,
                "itemWidth": 14,
                "textGap": 4,
                "selectedMode": False,
                "textStyle": {"color": "#1c2733"},
            },
        ],
        "series": [
            {"type": "heatmap", "coordinateSystem": "calendar", "data": days},
            {"type": "heatmap", "coordinateSystem": "calendar", "data": free},
        ],
    }


def _pieces(most: int) -> list[dict[str, Any]]:
    """At most six equal steps from 1 on."""
    step = max(1, -(-most // _TICKS))
    firsts = range(1, most + 1, step)
    shades = _SHADES[-len(firsts) :] if len(firsts) < len(_SHADES) else _SHADES
    return [
        {
            "min": first,
            "max": first + step - 1,
            "color": shade,
            "label": str(first) if step == 1 else f"{first}–{first + step - 1}",
        }
        for first, shade in zip(firsts, shades, strict=False)
    ]


def months(visit: Visit, shown: Sequence[Entry]) -> tuple[list[str], list[list[Cell]]]:
    """Headers and rows of the table of the months: visits of each kind, schools, people, days."""
    kinds = sorted({e.kind for e in shown})
    names = ["month", "visits", "targets", "people", "days"]
    headers = [visit.say(f"pages.year.{name}") for name in names]
    headers[1:1] = [visit.say(f"programme_kind.{kind}") for kind in kinds]
    parts: list[tuple[str, list[Entry]]] = [
        (visit.say(f"pages.year.month_name.{n}"), [e for e in shown if e.start.month == n])
        for n in range(1, 13)
    ]
    parts.append((visit.say("pages.year.whole"), list(shown)))
    return headers, [[name, *_figures(those, kinds)] for name, those in parts]


def _figures(those: Sequence[Entry], kinds: Sequence[str]) -> list[Cell]:
    halves = sum(len(e.team) * e.half_days for e in those)
    return [
        *(sum(e.kind == kind for e in those) for kind in kinds),
        len(those),
        len({e.target for e in those}),
        len({person for e in those for person in e.team}),
        halves / 2 if halves % 2 else halves // 2,
    ]
