"""Pictures of work and of headcounts for ECharts."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.desk.burdens import Headcount, OfficeHeads
from api.pages.visit import Visit

_SEEN = 60
"""So many bars are read without moving the window."""
_FONT = {"fontFamily": "inherit"}
_INK, _HAVE, _NEED, _SHORT = "#1c2733", "#5b8fc7", "#1c2733", "#b3261e"


def load_chart(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Days of everybody who works, most first, with the limit of the year where there is one."""
    ordered = sorted(rows, key=lambda row: -row["days"])
    limits = [row.get("use_days_year_limit") for row in ordered]
    days, limit = visit.say("pages.people.days"), visit.say("pages.people.year_limit")
    series: list[dict[str, Any]] = [
        {
            "type": "bar",
            "name": days,
            "data": [row["days"] for row in ordered],
            "itemStyle": {"color": _HAVE},
        }
    ]
    if any(one is not None for one in limits):
        series.append(_marks(limit, limits))
    return {
        **_plain([row["name"] for row in ordered], zoomed=len(ordered) > _SEEN),
        "series": series,
        "dataZoom": _zoom(len(ordered)),
    }


def headcount_chart(
    visit: Visit, offices: Sequence[OfficeHeads], kind: str, clause: str
) -> dict[str, Any]:
    """People there and demanded by one rule, by office; where some are missing the bar is red."""
    found = [
        (office.name, one)
        for office in offices
        for one in office.headcounts
        if (one.kind, one.clause) == (kind, clause)
    ]
    return {
        **_plain([name for name, _ in found], zoomed=len(found) > _SEEN),
        "series": _heads(visit, [one for _, one in found]),
        "dataZoom": _zoom(len(found)),
    }


def rules_chart(visit: Visit, rules: Sequence[tuple[str, Headcount]]) -> dict[str, Any]:
    """People there and demanded by each rule of one office."""
    bars, marks = _heads(visit, [one for _, one in rules])
    bars["label"] = {"show": True, "position": "inside", "color": "#fff"}
    return {**_plain([name for name, _ in rules], zoomed=False), "series": [bars, marks]}


def _heads(visit: Visit, counts: Sequence[Headcount]) -> list[dict[str, Any]]:
    """Bars of people there, red where some are missing, and marks of those demanded."""
    bars: dict[str, Any] = {
        "type": "bar",
        "name": visit.say("pages.people.head.have"),
        "data": [
            {"value": one.have, "itemStyle": {"color": _SHORT if one.short else _HAVE}}
            for one in counts
        ],
        "barMaxWidth": 44,
        "color": _HAVE,
    }
    return [bars, _marks(visit.say("pages.people.head.need"), [one.need for one in counts])]


def _marks(name: str, values: Sequence[float | None]) -> dict[str, Any]:
    """A stroke across each bar at what it is measured by."""
    return {
        "type": "pictorialBar",
        "name": name,
        "data": ["-" if one is None else one for one in values],
        "symbol": "rect",
        "symbolSize": ["90%", 3],
        "symbolPosition": "end",
        "symbolOffset": [0, "-50%"],
        "barMaxWidth": 56,
        "z": 10,
        "itemStyle": {"color": _NEED},
    }


def _plain(names: Sequence[str], *, zoomed: bool) -> dict[str, Any]:
    return {
        "textStyle": _FONT,
        "animation": False,
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0, "textStyle": {"color": _INK}},
        "grid": {
            "left": 8,
            "right": 12,
            "top": 36,
            "bottom": 36 if zoomed else 4,
            "containLabel": True,
        },
        "xAxis": {
            "type": "category",
            "data": list(names),
            "axisLabel": {"rotate": 45 if len(names) > 10 else 0, "color": _INK},
        },
        "yAxis": {"type": "value", "axisLabel": {"color": _INK}},
    }


def _zoom(number: int) -> list[dict[str, Any]]:
    if number <= _SEEN:
        return []
    return [{"type": "slider", "start": 0, "end": 100 * _SEEN / number, "height": 18, "bottom": 6}]
