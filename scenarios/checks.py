"""What no single cell shows: rows that repeat or contradict each other."""

from collections.abc import Iterable, Sequence
from datetime import date

from models.policy import Policy
from models.programme import Programme
from models.region import Level
from scenarios.columns import Sheet
from scenarios.issues import Issues
from scenarios.records import Record


def check_ids(records: Iterable[Record], issues: Issues) -> None:
    """No id occurs twice."""
    first: dict[str, Record] = {}
    for record in records:
        if not record.has("id"):
            continue
        one = first.setdefault(str(record.values["id"]), record)
        if one is not record:
            issues.add(
                record.place,
                "duplicate_id",
                record.row,
                record.header("id"),
                found=str(record.values["id"]),
                first=one.row or 0,
            )


def check_rows(records: Iterable[Record], sheet: Sheet, issues: Issues) -> None:
    """No row repeats another."""
    first: dict[tuple[object, ...], Record] = {}
    for record in records:
        if record.broken:
            continue
        one = first.setdefault(tuple(record.values.get(c.field) for c in sheet.columns), record)
        if one is not record:
            issues.add(record.place, "duplicate_row", record.row, first=one.row or 0)


def check_pairs(distances: Iterable[Record], issues: Issues) -> None:
    """No way from one place to another has two lengths."""
    first: dict[tuple[object, object], Record] = {}
    for record in distances:
        if record.broken:
            continue
        one = first.setdefault((record.values["start"], record.values["end"]), record)
        if any(one.values.get(name) != record.values.get(name) for name in ("km", "minutes")):
            issues.add(
                record.place,
                "distance_twice",
                record.row,
                record.header("km"),
                found=record.found.get("km", ""),
                first=one.row or 0,
            )


def check_partners(records: Iterable[Record], issues: Issues) -> None:
    """A pair is two people, of whom no other row says something else."""
    first: dict[frozenset[object], Record] = {}
    for record in records:
        if not record.has("first", "second"):
            continue
        people = frozenset((record.values["first"], record.values["second"]))
        header, found = record.header("second"), record.found.get("second", "")
        if len(people) == 1:
            issues.add(record.place, "pair_alone", record.row, header, found=found)
            continue
        one = first.setdefault(people, record)
        if one is not record and one.values != record.values:
            args = {"first": one.row or 0}
            issues.add(record.place, "pair_twice", record.row, header, found=found, args=args)


def check_exchanges(
    records: Iterable[Record],
    names: tuple[str, str],
    regions: Iterable[Record],
    year: object,
    issues: Issues,
) -> None:
    """Two regions that check each other, or must not, are different ones of one level, in the past.

    Parameters
    ----------
    names
        The fields that hold the two regions.
    year
        The planned year, when it is known.
    """
    levels = {r.values.get("id"): r.values.get("level") for r in regions}
    for record in records:
        one, other = (record.values.get(name) for name in names)
        found, header = record.found.get(names[1], ""), record.header(names[1])
        if one is not None and one == other:
            issues.add(record.place, "regions_alike", record.row, header, found=found)
        elif record.has(*names) and levels.get(one) != levels.get(other):
            issues.add(record.place, "regions_of_levels", record.row, header, found=found)
        past = record.values.get("year")
        if isinstance(past, int) and isinstance(year, int) and past >= year:
            found = record.found.get("year", "")
            args = {"year": year}
            header = record.header("year")
            issues.add(record.place, "check_not_past", record.row, header, found=found, args=args)


def check_clauses(records: Iterable[Record], policy: Policy | None, issues: Issues) -> None:
    """The clauses that rows name are the policy's."""
    known = [] if policy is None else [clause.id for clause in policy.clauses]
    _check_known(records, "clause", known, issues)


def check_programmes(
    records: Iterable[Record], programmes: Iterable[Programme], issues: Issues
) -> None:
    """The programmes that rows name are those of the data set."""
    _check_known(records, "programme", [p.id for p in programmes], issues)


def _check_known(
    records: Iterable[Record], column: str, known: Sequence[str], issues: Issues
) -> None:
    for record in records if known else ():
        name = str(record.values.get(column, ""))
        if name and name not in known:
            alike, header = issues.nearest(name, known), record.header(column)
            issues.add(
                record.place,
                "reference_unknown",
                record.row,
                header,
                found=name,
                suggestion=alike,
            )


def check_order(records: Iterable[Record], start: str, end: str, issues: Issues) -> None:
    """No period ends before it starts."""
    for record in records:
        if record.has(start, end):
            first, last = record.values[start], record.values[end]
            if isinstance(first, date) and isinstance(last, date) and last < first:
                issues.add(
                    record.place,
                    "ends_before_start",
                    record.row,
                    record.header(end),
                    found=record.found.get(end, last.isoformat()),
                )


def check_positions(records: Iterable[Record], issues: Issues) -> None:
    """Longitude and latitude lie on the globe, come together and are not exchanged."""
    for record in records:
        lon, lat = record.values.get("lon"), record.values.get("lat")
        cell = record.place, record.row
        if not isinstance(lon, float) or not isinstance(lat, float):
            if record.has("lon") != record.has("lat") and not record.broken:
                missing = "lat" if record.has("lon") else "lon"
                issues.add(*cell[:1], "half_position", cell[1], record.header(missing))
        elif abs(lat) > 90 and abs(lon) <= 90 and abs(lat) <= 180:
            issues.add(
                record.place,
                "position_exchanged",
                record.row,
                record.header("lat"),
                found=record.found.get("lat", ""),
            )
        else:
            for name, value, limit in (("lon", lon, 180), ("lat", lat, 90)):
                if abs(value) > limit:
                    issues.add(
                        record.place,
                        "off_the_globe",
                        record.row,
                        record.header(name),
                        found=record.found.get(name, ""),
                        limit=limit,
                    )


def check_regions(regions: Sequence[Record], issues: Issues) -> None:
    """Regions form a tree in which each lies in a higher one."""
    by_id, parents = _tree(regions)
    in_cycle = check_tree(regions, "region_cycle", issues)
    for key, parent in parents.items():
        above, below = (by_id[k].values.get("level") for k in (parent, key))
        if above is None or below is None or key in in_cycle:
            continue
        if Level(str(below)).rank <= Level(str(above)).rank:
            record = by_id[key]
            issues.add(
                record.place,
                "level_order",
                record.row,
                record.header("level"),
                found=record.found.get("level", ""),
                parent=str(by_id[parent].values.get("name", parent)),
            )
    _check_roots(regions, issues)


def _check_roots(regions: Sequence[Record], issues: Issues) -> None:
    """Only regions of the highest level there is lie in no other."""
    ranks = [Level(str(r.values["level"])).rank for r in regions if r.has("level")]
    for record in regions:
        if record.has("level") and not record.has("parent") and not record.broken:
            level = Level(str(record.values["level"]))
            if level.rank > min(ranks):
                issues.add(record.place, "no_parent", record.row, record.header("parent"))


def _tree(records: Sequence[Record]) -> tuple[dict[str, Record], dict[str, str]]:
    """Records by id, and for each id its parent's, where that is there."""
    by_id = {str(r.values["id"]): r for r in records if r.has("id")}
    parents = {
        key: str(r.values["parent"]) for key, r in by_id.items() if r.values.get("parent") in by_id
    }
    return by_id, parents


def check_tree(records: Sequence[Record], code: str, issues: Issues) -> set[str]:
    """Report each circle of parents once, under `code`; returns all ids on circles."""
    by_id, parents = _tree(records)
    done: set[str] = set()
    on_circles: set[str] = set()
    for start in by_id:
        trail: dict[str, None] = {}
        current: str | None = start
        while current is not None and current not in done and current not in trail:
            trail[current] = None
            current = parents.get(current)
        if current in trail:
            steps = [*trail]
            circle = steps[steps.index(current) :]
            on_circles.update(circle)
            names = [str(by_id[k].values.get("name", k)) for k in (*circle, circle[0])]
            record = by_id[circle[0]]
            issues.add(
                record.place,
                code,
                record.row,
                record.header("parent"),
                found=str(parents[circle[0]]),
                cycle=" → ".join(names),
            )
        done.update(trail)
    return on_circles


def check_year(record: Record, name: str, year: int, issues: Issues, *, later: int = 0) -> None:
    """The date lies in the planned year, or up to so many years later."""
    day = record.values.get(name)
    if isinstance(day, date) and not year <= day.year <= year + later:
        found = record.found.get(name, "")
        header = record.header(name)
        issues.add(record.place, "plan_outside_year", record.row, header, found=found, year=year)
