"""Roll-ups of several offices, made apart, as one."""

from collections.abc import Iterable, Sequence

from models.issue import DataError, Issue
from models.region import Region, RegionTree
from models.rollup import Figures, OfficeFigures, RollUp
from models.text import Text
from scenarios.rollup.sums import added, totals


def combined(parts: Sequence[tuple[str, RollUp]]) -> RollUp:
    """The offices of all of them, with their sums.

    Parameters
    ----------
    parts
        Each with the name of the file it comes from, for messages.

    Raises
    ------
    DataError
        With everything that does not go together: years, regions, an office that reports twice.
    """
    issues = [*_years(parts), *_offices(parts)]
    regions, clashes = _regions(parts)
    issues += clashes
    if not issues:
        try:
            RegionTree(regions)
        except ValueError as error:
            issues.append(_issue(parts[0][0], "regions", reason=str(error)))
    if issues:
        raise DataError(tuple(issues))
    offices = tuple(office for _, part in parts for office in part.offices)
    titles = {clause: title for _, part in parts for clause, title in part.titles.items()}
    return RollUp(
        year=parts[0][1].year,
        regions=regions,
        titles=titles,
        offices=offices,
        across=added([Figures(clauses=part.across) for _, part in parts]).clauses,
        totals=totals(regions, offices),
    )


def _issue(place: str, code: str, found: str = "", **args: str | int) -> Issue:
    return Issue(place=place, found=found, text=Text(code=f"export.rollup.{code}", args=args))


def _years(parts: Sequence[tuple[str, RollUp]]) -> Iterable[Issue]:
    year = parts[0][1].year
    for place, part in parts:
        if part.year != year:
            yield _issue(place, "year", str(part.year), year=year, first=parts[0][0])


def _offices(parts: Sequence[tuple[str, RollUp]]) -> Iterable[Issue]:
    first: dict[tuple[str, str], str] = {}
    for place, part in parts:
        names = {r.id: r.name for r in part.regions}
        for office in part.offices:
            key = (office.office, office.task)
            if key in first:
                name = names.get(office.office, office.office)
                yield _issue(place, "twice", _key(office), office=name, first=first[key])
            first.setdefault(key, place)


def _key(office: OfficeFigures) -> str:
    return f"{office.office} {office.task}"


def _regions(
    parts: Sequence[tuple[str, RollUp]],
) -> tuple[tuple[Region, ...], list[Issue]]:
    """All regions; one whose data set says nothing of what lies above it takes it from another."""
    found: dict[str, Region] = {}
    places: dict[str, str] = {}
    issues: list[Issue] = []
    for place, part in parts:
        for region in part.regions:
            old = found.setdefault(region.id, region)
            places.setdefault(region.id, place)
            parent = old.parent or region.parent
            if (old.name, old.level) != (region.name, region.level) or (
                region.parent not in (None, parent)
            ):
                issues.append(
                    _issue(place, "region", f"{region.id} {region.name}", first=places[region.id])
                )
            found[region.id] = old.model_copy(update={"parent": parent})
    return tuple(found.values()), issues
