"""A comparison in words: what its terminal tables, workbook and page all say."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models.account import ProgrammeAccount
from models.changes import ChangeKind
from models.comparison import Cell, Comparison, Line, Mark, Scenario
from models.rollup import ClauseFigures
from models.text import Text
from scenarios.export.wording import Words

WHOLE = 1e-6
BIN_DAYS = (1, 2, 5, 10, 20, 50)
MOST_BINS = 12


@dataclass(frozen=True)
class Told:
    """A comparison in the words of one language."""

    comparison: Comparison
    words: Words

    @property
    def names(self) -> list[str]:
        """The scenarios in their order."""
        return [scenario.name for scenario in self.comparison.scenarios]

    @property
    def planned(self) -> list[Scenario]:
        """The scenarios that have a plan."""
        return [s for s in self.comparison.scenarios if s.account is not None]

    def title(self) -> str:
        """What is compared."""
        comparison = self.comparison
        return self.words("compare.title", name=comparison.name, year=comparison.year)

    def made_with(self) -> str:
        """The options of the run."""
        comparison = self.comparison
        return self.words(
            "compare.made_with",
            seed=comparison.seed,
            seconds=f"{comparison.time_limit_s:g}",
            dataset=comparison.dataset,
        )

    def notices(self) -> Iterator[str]:
        """What a reader must know before anything else."""
        comparison, words = self.comparison, self.words
        if comparison.fictional:
            yield words("compare.fictional")
        if comparison.provisional:
            yield words("compare.provisional", year=comparison.year)
        for one in comparison.scenarios:
            if one.refusal:
                reasons = words.join([words.text(text) for text in one.refusal])
                yield words("compare.refusal", name=one.name, reasons=reasons)
        halted = [one.name for one in comparison.scenarios if one.interrupted]
        if halted:
            yield words("compare.interrupted", names=words.join(halted))
        base = comparison.scenarios[0]
        for one in comparison.scenarios[1:]:
            same = (one.dataset_sha256, one.policy_sha256)
            if same == (base.dataset_sha256, base.policy_sha256):
                yield words("compare.same_data", name=one.name)

    def notes(self) -> Iterator[str]:
        """How to read it, and upon what each conditional difference depends."""
        words, comparison = self.words, self.comparison
        yield words("compare.reading")
        greatest = max((s.greatest_gap for s in comparison.scenarios), default=0.0)
        yield words("compare.open_gap", gap=f"{greatest:.2%}")
        for line in (*comparison.figures, *comparison.levels):
            for name, cell in zip(self.names, line.cells, strict=True):
                because = cell and cell.judgement and cell.judgement.because
                if because:
                    yield words(
                        "compare.conditional_on",
                        figure=self.label(line),
                        name=name,
                        because=words.text(because),
                    )

    def marks(self) -> list[tuple[str, str]]:
        """Each mark with what it means."""
        words = self.words
        return [
            (words(f"compare.mark.{m.value}"), words(f"compare.explained.{m.value}")) for m in Mark
        ]

    def label(self, line: Line) -> str:
        """What a line is about."""
        if line.stage:
            stage = self.words.term("export.plan_stage", line.stage)
            return f"{stage} · {self.words.term('export.plan_level', line.code)}"
        days = f"{self.comparison.busy_half_days / 2:g}"
        code = f"compare.figure.{line.code}"
        return self.words.text(Text(code=code, args={"days": days}))

    def unit(self, line: Line) -> str:
        """The unit of a line."""
        return self.words.term("export.unit" if line.stage else "compare.unit", line.unit)

    def value(self, line: Line, cell: Cell | None) -> str:
        """The figure itself; with its interval where that is more than one value."""
        if cell is None:
            return "–"
        value = number(line, cell.value)
        if cell.least is None or cell.most is None or cell.most - cell.least <= WHOLE:
            return value
        least, most = number(line, cell.least), number(line, cell.most)
        return self.words("compare.interval", value=value, least=least, most=most)

    def mark(self, cell: Cell | None) -> str:
        """What the difference is worth; nothing where there is none."""
        if cell is None or cell.judgement is None or _nothing(cell):
            return ""
        return self.words(f"compare.mark.{cell.judgement.mark.value}")

    def both(self, line: Line, cell: Cell | None) -> str:
        """The figure, and its difference from the base with the mark."""
        value = self.value(line, cell)
        if cell is None or cell.difference is None:
            return value
        if _nothing(cell):
            return self.words("compare.unchanged", value=value)
        return self.words(
            "compare.changed",
            value=value,
            difference=number(line, cell.difference, signed=True),
            mark=self.mark(cell),
        )

    def changes(self) -> list[tuple[str, list[int | None]]]:
        """How many visits and zones differ from the base's, by what became of them."""
        contrasts = [scenario.contrast for scenario in self.comparison.scenarios]
        counts = [Counter(change.kind for change in c.visits) if c else None for c in contrasts]
        rows: list[tuple[str, list[int | None]]] = [
            (
                self.words(f"compare.change.{kind.value}"),
                [None if c is None else c[kind] for c in counts],
            )
            for kind in ChangeKind
        ]
        hands: list[int | None] = [len(c.hands) if c else None for c in contrasts]
        return [*rows, (self.words("compare.change.hands"), hands)]

    def programmes(self) -> list[tuple[str, str, list[ProgrammeAccount | None]]]:
        """Id and name of each programme, and its visits in each scenario."""
        table: dict[str, str] = {}
        for scenario in self.planned:
            for p in scenario.account.programmes if scenario.account else ():
                table.setdefault(p.programme, p.name)
        return [
            (programme, name, [programme_of(s, programme) for s in self.comparison.scenarios])
            for programme, name in table.items()
        ]

    def done(self, found: ProgrammeAccount | None) -> str:
        """Visits planned of those due, and how many are missing."""
        if found is None:
            return "–"
        if not found.left_out:
            return f"{found.done}/{found.due}"
        words = {"done": found.done, "due": found.due, "left_out": found.left_out}
        return self.words("compare.done_of", **words)

    def clause_ids(self) -> list[str]:
        """All clauses of any scenario."""
        found = [c.clause for s in self.planned for c in (s.account.clauses if s.account else ())]
        return list(dict.fromkeys(found))

    def clause_title(self, clause: str) -> str:
        """Title of a clause."""
        zh, en = self.comparison.titles.get(clause, (clause, clause))
        return zh if self.words.language == "zh" else en

    def clause(self, figures: ClauseFigures | None) -> str:
        """How a scenario stands to a clause."""
        if figures is None:
            return "–"
        kept, broken, rest = figures.kept, figures.broken, figures.not_applicable
        if kept + broken + rest > 1:
            args = {"kept": kept, "broken": broken, "rest": rest}
            return self.words("compare.several", findings=figures.findings, **args)
        if broken:
            return self.words("compare.broken_count", findings=figures.findings)
        return self.words("compare.kept_count" if kept else "compare.not_applicable_count")

    def person(self, inspector: str) -> str:
        """Name of a person; of nobody a word."""
        if not inspector:
            return self.words("compare.nobody")
        return self.comparison.people.get(inspector, inspector)

    def target(self, target: str) -> str:
        """Name of a target."""
        return self.comparison.targets.get(target, target)

    def histogram(self) -> tuple[list[str], list[list[int]]]:
        """How many of those who can work have how much work: bins, and counts of each scenario."""
        loads = [list(s.account.loads) if s.account else [] for s in self.comparison.scenarios]
        most = max((n for own in loads for n in own), default=0) / 2
        width = next((w for w in BIN_DAYS if most <= w * MOST_BINS), BIN_DAYS[-1])
        number = max(1, math.ceil(most / width))
        edges = [width * (n + 1) for n in range(number)]
        labels = ["0", *(f"≤{edge:g}" for edge in edges)]
        return labels, [[_held(own, width, n) for n in range(-1, number)] for own in loads]

    def weeks(self) -> tuple[list[date], list[list[int]]]:
        """Mondays of the year, and the visits of each scenario that start in their weeks."""
        tables = [s.account.visits_by_week if s.account else {} for s in self.comparison.scenarios]
        first = date(self.comparison.year, 1, 1)
        monday = first - timedelta(first.weekday())
        mondays = [monday + timedelta(7 * n) for n in range(54)]
        mondays = [m for m in mondays if m.year <= self.comparison.year]
        return mondays, [[table.get(m, 0) for m in mondays] for table in tables]


def _held(loads: list[int], width: float, number: int) -> int:
    """How many loads of half-days lie in the bin of that number; -1 is that of no work at all."""
    if number < 0:
        return sum(n == 0 for n in loads)
    return sum(width * number < n / 2 <= width * (number + 1) for n in loads)


def clause_of(scenario: Scenario, clause: str) -> ClauseFigures | None:
    """How a scenario stands to a clause; None where it does not know it."""
    if scenario.account is None:
        return None
    return next((c for c in scenario.account.clauses if c.clause == clause), None)


def programme_of(scenario: Scenario, programme: str) -> ProgrammeAccount | None:
    """Visits of a programme; None where the scenario has none."""
    if scenario.account is None:
        return None
    return next((p for p in scenario.account.programmes if p.programme == programme), None)


def number(line: Line, value: float, *, signed: bool = False) -> str:
    """A figure as people read it: whole where it is whole."""
    decimals = {"share": 3, "km": 1, "days": 1}.get(line.unit, 0 if value == round(value) else 1)
    sign = "+" if signed else ""
    return f"{value:{sign},.{decimals}f}"


def _nothing(cell: Cell) -> bool:
    return cell.difference is not None and abs(cell.difference) < WHOLE
