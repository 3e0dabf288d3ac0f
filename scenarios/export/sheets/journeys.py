"""The sheet 行程: where each person goes, day by day and night by night."""

from collections.abc import Iterator

from models.plan import Trip
from scenarios.export.sheets.page import Cell, Column, Page
from scenarios.export.tally import Tally
from scenarios.export.wording import Names


def fill_trips(page: Page, names: Names, tally: Tally) -> None:
    """行程: each person's trips in the order of their days."""
    words = names.words
    columns = (
        Column(words("export.column.inspector"), 12),
        Column(words("export.column.trip"), 8, "text"),
        Column(words("export.column.start"), 12, "centre"),
        Column(words("export.column.end"), 12, "centre"),
        Column(words("export.column.nights"), 7, "whole"),
        Column(words("export.column.way"), 60),
        Column(words("export.column.with"), 24),
        Column(words("export.column.km"), 10, "decimal"),
    )
    targets = {visit.id: visit.target for visit in tally.plan.visits}
    rows: Iterator[tuple[Cell, ...]] = (
        (
            names.inspector(person),
            trip.id,
            names.day(trip.start),
            names.day(trip.end),
            trip.nights or None,
            words("export.then").join(names.target(targets.get(v, v)) for v in trip.visits),
            names.people(tuple(p for p in trip.people if p != person)),
            tally.trip_km(person, trip),
        )
        for person, trips in _in_order_of_people(tally)
        for trip in trips
    )
    page.title(words("export.sheet.trips"))
    page.main_table(columns, rows, frozen_columns=1)


def _in_order_of_people(tally: Tally) -> list[tuple[str, list[Trip]]]:
    table = tally.trips_of_inspector
    return [(p.id, table[p.id]) for p in tally.problem.inspectors if p.id in table]
