"""How long a visit lasts, as rows of visits state it: a part of the day and a number."""

from typing import cast

from models.plan import Half
from scenarios.issues import Issues
from scenarios.records import Record
from scenarios.words import DayPart

MAX_HALF_DAYS = 200


def length_of(record: Record, issues: Issues) -> tuple[Half, int]:
    """Half and number of half-days; 0 of them, with an issue, when they do not go together."""
    part = DayPart(str(record.values.get("half", DayPart.AM)))
    half_days = cast(int, record.values.get("half_days", 2 if part is DayPart.DAY else 1))
    half = Half.PM if part is DayPart.PM else Half.AM
    where = record.place, record.row, record.header("half_days")
    found = record.found.get("half_days", "")
    if half_days < 1:
        issues.add(record.place, "at_least", *where[1:], found=found, limit=1)
    elif half_days > MAX_HALF_DAYS:
        issues.add(record.place, "at_most", *where[1:], found=found, limit=MAX_HALF_DAYS)
    elif part is DayPart.PM and half_days > 1:
        issues.add(record.place, "plan_half_start", *where[1:], found=found)
    elif part is DayPart.DAY and half_days < 2:
        issues.add(record.place, "plan_half_days", *where[1:], found=found)
    else:
        return half, half_days
    return half, 0
