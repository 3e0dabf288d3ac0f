"""How the solving of a plan goes: best objective, bound and gap as curves, level by level."""

from collections.abc import Iterable
from typing import Any

from nicegui import ui

from api.desk import courses, plans
from api.desk.courses import Course, Point
from api.pages import parts
from api.pages.notices import reason, telling
from api.pages.visit import SessionOver, Visit
from models.text import catalogue

_LOOK_SECONDS = 1.0
_MOST_DRAWN = 400
_PARTS_TOLD = 3
_LATEST = ""
_COLOURS = ("#1d4e89", "#8a5a00", "#55606d")

Level = tuple[str, str, str]
"""A part of the plan, a stage of it and a level of that."""


class Live:
    """A plan under way in one page, asked for once a second until it is over."""

    def __init__(self, visit: Visit, plan: str) -> None:
        self._visit = visit
        self._plan = plan
        self._course: Course | None = None

    async def show(self, *, stops: bool) -> None:
        """Build it where the page is."""
        say = self._visit.say
        with ui.element("div").classes("desk-live").props("role=status aria-live=polite"):
            self._words = ui.label()
        self._bar = ui.linear_progress(0, show_value=False, size="8px")
        self._bar.props["aria-label"] = say("pages.plan.parts")
        with parts.actions():
            if stops:
                self._stop = ui.button(say("pages.plan.stop"), icon="stop").props("outline")
                self._stop.on_click(self._end)
            self._level = ui.select(
                {_LATEST: say("pages.plan.latest")}, value=_LATEST, label=say("pages.plan.level")
            )
            self._level.classes("desk-field").on_value_change(self._draw)
        self._chart = ui.echart(options(self._visit, ())).classes("desk-chart")
        self._chart.props["role"] = "img"
        self._chart.props["aria-label"] = say("pages.plan.curve")
        self._table = ui.element("div").classes("w-full")
        self._rows: list[tuple[Any, ...]] = []
        await self._look()
        self._timer = ui.timer(_LOOK_SECONDS, self._look)

    async def _look(self) -> None:
        try:
            course = await self._visit.ask(courses.course, self._plan)
        except SessionOver:
            ui.navigate.to("/login")
            return
        except Exception as error:
            # The plan goes on; the next look may find it again.
            self._words.text = reason(self._visit, error)
            return
        if course.status.over:
            ui.navigate.reload()
            return
        self._tell(course)
        if self._course is None or course.points != self._course.points:
            self._course = course
            self._offer(course)
            self._draw()

    def _tell(self, course: Course) -> None:
        say, status = self._visit.say, course.status
        told = [say(f"pages.plan.now.{status.state}")]
        if status.stopping:
            told = [say("pages.plan.stopping")]
        if status.total > 1:
            told.append(say("pages.plan.done_of", done=status.done, total=status.total))
        for one in status.parts[:_PARTS_TOLD]:
            name = level_name(self._visit, one.stage, one.level)
            told.append(f"{course.offices.get(one.part, one.part)} {name}")
        self._words.text = " · ".join(told)
        self._bar.visible = status.total > 1
        self._bar.value = status.done / max(1, status.total)

    def _offer(self, course: Course) -> None:
        levels = dict.fromkeys(_level(point) for point in course.points)
        names = {_key(level): self._name(course, level) for level in levels}
        known = {_LATEST: self._visit.say("pages.plan.latest")} | names
        if known != self._level.options:
            self._level.set_options(known)
        rows = list(table(self._visit, course))
        if rows != self._rows:
            self._rows = rows
            headers = ("level", "objective", "bound", "gap")
            self._table.clear()
            with self._table:
                parts.table(
                    [self._visit.say(f"pages.plan.{name}") for name in headers],
                    rows,
                    self._visit.say("pages.plan.levels"),
                )

    def _name(self, course: Course, level: Level) -> str:
        name = level_name(self._visit, *level[1:])
        several = course.status.total > 1
        return f"{course.offices.get(level[0], level[0])} · {name}" if several else name

    def _draw(self) -> None:
        if self._course is None:
            return
        points = self._course.points
        chosen = self._level.value or ""
        if not chosen and points:
            chosen = _key(_level(points[-1]))
        shown = [point for point in points if _key(_level(point)) == chosen]
        self._chart.options.clear()
        self._chart.options.update(options(self._visit, shown))
        self._chart.update()

    async def _end(self) -> None:
        with telling(self._visit), parts.busy(self._stop):
            await self._visit.ask(plans.stop, self._plan)
            await self._look()


def table(visit: Visit, course: Course) -> Iterable[tuple[str, str, str, str]]:
    """The last that was seen of each level, the latest first."""
    last: dict[Level, Point] = {}
    for point in course.points:
        last.pop(_level(point), None)
        last[_level(point)] = point
    for level, point in reversed(list(last.items())[-12:]):
        name = level_name(visit, *level[1:])
        if course.status.total > 1:
            name = f"{course.offices.get(level[0], level[0])} · {name}"
        gap = "—" if point.gap is None else f"{point.gap * 100:.2f}%"
        yield name, _number(point.objective), _number(point.bound), gap


def level_name(visit: Visit, stage: str, level: str) -> str:
    """Stage and level in words; what no catalogue names is shown as it is."""
    words = catalogue(visit.language)
    told = [words.get(f"export.plan_stage.{stage}", stage)]
    if level:
        told.append(words.get(f"export.plan_level.{level}", level))
    return "：".join(told) if visit.language == "zh" else ": ".join(told)


def options(visit: Visit, points: Iterable[Point]) -> dict[str, Any]:
    """The curves of one level for ECharts: steps, for a value holds until a better one is found."""
    shown = _thinned(list(points))
    say = visit.say
    names = [say(f"pages.plan.{name}") for name in ("objective", "bound", "gap")]
    curves = [
        [[round(p.seconds, 1), p.objective] for p in shown if p.objective is not None],
        [[round(p.seconds, 1), p.bound] for p in shown if p.bound is not None],
        [[round(p.seconds, 1), round(p.gap * 100, 3)] for p in shown if p.gap is not None],
    ]
    return {
        "animation": False,
        "color": list(_COLOURS),
        "legend": {"data": names, "top": 0},
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 16, "right": 16, "top": 44, "bottom": 48, "containLabel": True},
        "xAxis": {
            "type": "value",
            "name": say("pages.plan.second"),
            "nameLocation": "middle",
            "nameGap": 26,
            "scale": True,
        },
        "yAxis": [
            {
                "type": "value",
                "scale": True,
                "name": say("pages.plan.value"),
                "nameTextStyle": {"align": "left"},
            },
            {
                "type": "value",
                "min": 0,
                "name": say("pages.plan.gap_axis"),
                "nameTextStyle": {"align": "right"},
                "splitLine": {"show": False},
            },
        ],
        "series": [
            {
                "name": name,
                "type": "line",
                "step": "end",
                "data": curve,
                "yAxisIndex": int(place == 2),
                "showSymbol": len(curve) < 2,
                "lineStyle": {"type": ("solid", "dashed", "dotted")[place], "width": 2},
            }
            for place, (name, curve) in enumerate(zip(names, curves, strict=True))
        ],
    }


def _thinned(points: list[Point]) -> list[Point]:
    """No more points than can be told apart, the last among them."""
    every = -(-len(points) // _MOST_DRAWN) or 1
    kept = points[::every]
    return kept if not points or kept[-1] is points[-1] else [*kept, points[-1]]


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


def _level(point: Point) -> Level:
    return point.part, point.stage, point.level


def _key(level: Level) -> str:
    return "\n".join(level)
