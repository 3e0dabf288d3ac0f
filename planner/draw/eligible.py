"""Who may be drawn: conditions, exclusions with their reasons, and the numbers they give."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from models.draw import DrawRule, Exclusion, FrozenRule, Quota, Row, Size, Stratum, Where

OUT_OF_SCOPE = "out_of_scope"
"""The reason of whoever does not meet the conditions of a directed draw."""


def meets(row: Row, where: Where) -> bool:
    """Whether a row meets every condition; an empty cell meets none.

    A list asks for one of its values (of a list in the row, for one in common), a whole number or a
    date for at least so much.
    """
    return all(_met(row.get(key), wanted) for key, wanted in where.items())


def _met(found: object, wanted: tuple[str | int, ...] | int | str) -> bool:
    if isinstance(wanted, tuple):
        return any(f in wanted for f in (found if isinstance(found, tuple) else (found,)))
    if isinstance(wanted, int):
        return isinstance(found, int) and found >= wanted
    return isinstance(found, str) and found >= wanted


def exclusions(rule: DrawRule, day: date) -> tuple[Exclusion, ...]:
    """The exclusions with dates in place of numbers of days, and one for each other department."""
    dated = [
        Exclusion(
            name=e.name,
            clause=e.clause,
            where={**e.where, **{k: str(day - timedelta(n)) for k, n in e.within_days.items()}},
        )
        for e in rule.exclusions
    ]
    absent = [
        Exclusion(name=f"not_listed_by:{d.name}", where={"missing_at": (d.name,)})
        for d in rule.departments
        if d.targets
    ]
    return (*dated, *absent)


def excluded(
    rows: Iterable[Row], where: Where, rules: Iterable[Exclusion]
) -> dict[str, tuple[str, ...]]:
    """For each row that may not be drawn, every reason."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        reasons = [] if meets(row, where) else [OUT_OF_SCOPE]
        reasons += [rule.name for rule in rules if meets(row, rule.where)]
        if reasons:
            found[str(row["id"])] = tuple(reasons)
    return found


def sized(sizes: Iterable[Size], rows: Sequence[Row]) -> tuple[Size, ...]:
    """The sizes with their numbers: a share of the candidates it concerns, rounded up."""
    return tuple(
        size
        if size.share is None
        else size.model_copy(
            update={"number": math.ceil(Fraction(size.share) * _count(rows, size.where))}
        )
        for size in sizes
    )


def quotas(sizes: Iterable[Size], strata: Iterable[Stratum], rows: Sequence[Row]) -> list[Quota]:
    """Every number that an outcome must keep: the sizes, then the strata."""
    found = [
        Quota(name=size.name or "size", where=size.where, least=number, most=number)
        for size in sizes
        for number in [size.number or 0]
    ]
    for stratum in strata:
        for name, where in _spread(stratum, rows):
            count = _count(rows, where)
            most = count if stratum.at_most is None else min(count, stratum.at_most)
            found.append(
                Quota(
                    name=name,
                    clause=stratum.clause,
                    where=where,
                    least=stratum.at_least,
                    most=most,
                )
            )
    return found


def _spread(stratum: Stratum, rows: Sequence[Row]) -> list[tuple[str, Where]]:
    if not stratum.each:
        return [(stratum.name, stratum.where)]
    values = {row[stratum.each] for row in rows if stratum.each in row}
    plain = sorted(
        {v for value in values for v in (value if isinstance(value, tuple) else [value])}, key=str
    )
    return [(f"{stratum.name}:{v}", {**stratum.where, stratum.each: (v,)}) for v in plain]


def _count(rows: Iterable[Row], where: Where) -> int:
    return sum(meets(row, where) for row in rows)


def weights(rule: FrozenRule, rows: Iterable[Row]) -> Mapping[str, int]:
    """The weight of each row: that of the first entry it meets, else 1."""
    return {
        str(row["id"]): next((w.weight for w in rule.weights if meets(row, w.where)), 1)
        for row in rows
    }


def is_simple(rule: FrozenRule, rows: Iterable[Row]) -> bool:
    """Whether tickets alone draw: nothing but sizes, and no candidate counts for two of them."""
    if rule.apart or len(rule.quotas) > len(rule.sizes):
        return False
    return all(sum(meets(row, size.where) for size in rule.sizes) <= 1 for row in rows)
