"""What a plan comes to (账目), by the auditor's own count, to be compared and summed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeVar

from pydantic import Field

from models.base import Frozen
from models.rollup import ClauseFigures, HeadcountFigure

DECIMALS = 4
_Key = TypeVar("_Key")


class ProgrammeAccount(Frozen):
    """Visits of one programme: due, in the plan, missing; a joined visit counts for each."""

    programme: str
    name: str
    mandatory: bool
    priority: int
    due: int = Field(ge=0)
    done: int = Field(ge=0)
    left_out: int = Field(ge=0)


class Account(Frozen):
    """What a plan of one office, or of several, comes to.

    `visits` counts a joined visit once; `saved` are those that joining spares the schools.
    `half_days` lists everybody's half-days of visits, `able` the people who can work at all in the
    year. `visits_by_school` lists every school, `visits_by_week` the visits that start in each week
    by its Monday. `withheld` are sealed visits of which nothing else here tells.
    """

    programmes: tuple[ProgrammeAccount, ...]
    visits: int
    saved: int
    travel_km: float
    cost_yuan: int
    nights: int
    half_days: Mapping[str, int]
    able: tuple[str, ...]
    visits_by_school: Mapping[str, int]
    visits_by_week: Mapping[date, int]
    clauses: tuple[ClauseFigures, ...]
    headcounts: tuple[HeadcountFigure, ...]
    withheld: int = 0

    def due(self, *, mandatory: bool) -> int:
        """Visits due of mandatory programmes, or of the others."""
        return sum(p.due for p in self.programmes if p.mandatory is mandatory)

    def done(self, *, mandatory: bool) -> int:
        """Visits in the plan of mandatory programmes, or of the others."""
        return sum(p.done for p in self.programmes if p.mandatory is mandatory)

    def left_out(self, *, mandatory: bool) -> int:
        """Visits missing of mandatory programmes, or of the others."""
        return sum(p.left_out for p in self.programmes if p.mandatory is mandatory)

    @property
    def kept(self) -> int:
        """Clauses kept; of several offices each counts."""
        return sum(c.kept for c in self.clauses)

    @property
    def broken(self) -> int:
        """Clauses broken; of several offices each counts."""
        return sum(c.broken for c in self.clauses)

    @property
    def not_applicable(self) -> int:
        """Clauses that were not to be judged; of several offices each counts."""
        return sum(c.not_applicable for c in self.clauses)

    @property
    def findings(self) -> int:
        """Everything that was found wrong."""
        return sum(c.findings for c in self.clauses)

    @property
    def short(self) -> int:
        """People missing by the headcounts of the policy, each by itself."""
        return sum(h.short for h in self.headcounts)

    @property
    def loads(self) -> tuple[int, ...]:
        """Half-days of the people who can work, least first."""
        return tuple(sorted(self.half_days[person] for person in self.able))

    @property
    def person_half_days(self) -> int:
        """Half-days of visits of everybody together."""
        return sum(self.half_days.values())

    @property
    def mean_half_days(self) -> float:
        """Half-days of visits of one of those who can work, on average."""
        return round(sum(self.loads) / len(self.loads), DECIMALS) if self.loads else 0.0

    @property
    def most_half_days(self) -> int:
        """Half-days of whoever works most."""
        return max(self.half_days.values(), default=0)

    @property
    def gini(self) -> float:
        """How unevenly work is spread over those who can work; 0 when all work alike."""
        return gini(self.loads)

    def above(self, half_days: int) -> int:
        """How many people work more than so many half-days."""
        return sum(n > half_days for n in self.half_days.values())

    @property
    def least_visits(self) -> int:
        """Visits of the school with fewest."""
        return min(self.visits_by_school.values(), default=0)

    @property
    def most_visits(self) -> int:
        """Visits of the school with most."""
        return max(self.visits_by_school.values(), default=0)


def gini(values: Sequence[int]) -> float:
    """The mean difference between two of the values, as a share of twice their mean.

    Source: C. Gini, Variabilità e mutabilità, 1912.
    """
    number, total = len(values), sum(values)
    if not total:
        return 0.0
    ranked = sum(rank * value for rank, value in enumerate(sorted(values), 1))
    exact = Fraction(2 * ranked, number * total) - Fraction(number + 1, number)
    return round(float(exact), DECIMALS)


def summed(accounts: Sequence[Account], across: Sequence[ClauseFigures] = ()) -> Account:
    """The account of several plans together, such as those of all offices of a data set.

    Parameters
    ----------
    across
        How the clauses stand that bind all of them together.
    """
    return Account(
        programmes=tuple(_programmes(accounts)),
        visits=sum(a.visits for a in accounts),
        saved=sum(a.saved for a in accounts),
        travel_km=round(sum(a.travel_km for a in accounts), 1),
        cost_yuan=sum(a.cost_yuan for a in accounts),
        nights=sum(a.nights for a in accounts),
        half_days=_added(a.half_days for a in accounts),
        able=tuple(dict.fromkeys(person for a in accounts for person in a.able)),
        visits_by_school=_added(a.visits_by_school for a in accounts),
        visits_by_week=dict(sorted(_added(a.visits_by_week for a in accounts).items())),
        clauses=tuple(_clauses([*(a.clauses for a in accounts), across])),
        headcounts=tuple(h for a in accounts for h in a.headcounts),
        withheld=sum(a.withheld for a in accounts),
    )


def _added(tables: Iterable[Mapping[_Key, int]]) -> dict[_Key, int]:
    total: Counter[_Key] = Counter()
    for table in tables:
        for key, number in table.items():
            total[key] += number
    return dict(total)


def _programmes(accounts: Iterable[Account]) -> Iterator[ProgrammeAccount]:
    table: dict[str, list[ProgrammeAccount]] = {}
    for account in accounts:
        for one in account.programmes:
            table.setdefault(one.programme, []).append(one)
    for same in table.values():
        yield same[0].model_copy(
            update={
                "due": sum(one.due for one in same),
                "done": sum(one.done for one in same),
                "left_out": sum(one.left_out for one in same),
            }
        )


def _clauses(verdicts: Iterable[Sequence[ClauseFigures]]) -> Iterator[ClauseFigures]:
    table: dict[str, list[ClauseFigures]] = {}
    for verdict in verdicts:
        for one in verdict:
            table.setdefault(one.clause, []).append(one)
    for clause, same in table.items():
        yield ClauseFigures(
            clause=clause,
            kept=sum(one.kept for one in same),
            broken=sum(one.broken for one in same),
            not_applicable=sum(one.not_applicable for one in same),
            findings=sum(one.findings for one in same),
        )
