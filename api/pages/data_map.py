"""Where schools and inspectors are; without a tile server on a plain ground."""

import json
from html import escape

from nicegui import ui

from api.pages.visit import Visit
from models.problem import Problem

Points = dict[str, list[tuple[float, float, str]]]
"""Latitude, longitude and name, by kind."""


def points_of(problem: Problem) -> Points:
    """What a map shows of a data set."""
    return {
        "school": [(one.lat, one.lon, one.name) for one in problem.targets],
        "inspector": [(one.lat, one.lon, one.name) for one in problem.inspectors],
    }


def show_map(visit: Visit, points: Points) -> ui.leaflet:
    """A map of points; they are drawn on one canvas, for there may be thousands."""
    marks = "".join(
        f'<span class="desk-mark" data-kind="{kind}"></span>{escape(visit.say(word))}'
        for kind, word in (("school", "pages.data.schools"), ("inspector", "pages.data.inspectors"))
    )
    ui.html(f'<div class="desk-legend">{marks}</div>', sanitize=False)
    shown = ui.leaflet(options={"attributionControl": False, "preferCanvas": True})
    shown.clear_layers()  # NiceGUI puts a public tile server there
    shown.classes("desk-map").props["aria-label"] = visit.say("pages.data.map")
    shown.props["role"] = "region"
    tiles = visit.world.settings.tiles_url
    if tiles:
        shown.tile_layer(url_template=tiles)
    given = json.dumps(points, ensure_ascii=False)
    shown.on("init", lambda: ui.run_javascript(f"deskMap({shown.id}, {given})"))
    return shown
