"""What single targets ask of programmes: the sheet that also names programmes."""

from collections.abc import Iterable, Sequence
from typing import cast

from models.programme import Programme, TargetDemand
from scenarios.building import built
from scenarios.checks import check_order
from scenarios.issues import Issues
from scenarios.records import Record, read_records
from scenarios.references import Directory, directory_of, resolved
from scenarios.sheets import DEMANDS
from scenarios.tables import Source


def demands_of(
    source: Source, targets: Iterable[Record], programmes: Sequence[Programme], issues: Issues
) -> tuple[TargetDemand, ...]:
    """The demands, with ids in place of references; whatever is wrong becomes an issue."""
    grid = source.grids.get(DEMANDS.key)
    if grid is None:
        return ()
    directories = {
        "targets": directory_of(targets),
        "programmes": Directory((p.id, p.name) for p in programmes),
    }
    records = resolved(read_records(grid, DEMANDS, issues), DEMANDS, directories, issues)
    check_order(records, "first", "last", issues)
    found = cast(tuple[TargetDemand, ...], built(DEMANDS.key, records, issues))
    whole = [record for record in records if not record.broken]
    first: dict[tuple[object, object], Record] = {}
    for record in whole:
        one = first.setdefault((record.values["target"], record.values["programme"]), record)
        if one is not record:
            issues.add(record.place, "duplicate_row", record.row, first=one.row or 0)
    if len(found) == len(whole):
        for record, demand in zip(whole, found, strict=True):
            _check_gaps(record, demand, programmes, issues)
    return found


def _check_gaps(
    record: Record, demand: TargetDemand, programmes: Sequence[Programme], issues: Issues
) -> None:
    """The gaps asked for go together with those of the programme."""
    programme = next(p for p in programmes if p.id == demand.programme)
    for frequency in (programme.frequency, *(case.frequency for case in programme.cases)):
        try:
            demand.laid_over(frequency)
        except ValueError:
            issues.add(record.place, "gaps_crossed", record.row, record.header("least_days"))
            return
