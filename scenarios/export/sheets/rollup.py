"""The sheets of the roll-up: one row for each region, and for what each counts by."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from models.region import Region, RegionTree
from models.rollup import Figures, ProgrammeFigures, RegionFigures, RollUp, Scope
from scenarios.export.sheets.page import Cell, Column, Page
from scenarios.export.wording import Words
from scenarios.rollup.sums import in_order

INDENT = "\u3000"
QUARTERS = range(1, 5)

Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Report:
    """A roll-up with the names and words that its sheets show."""

    rollup: RollUp
    words: Words

    @cached_property
    def tree(self) -> RegionTree:
        """The regions as a tree."""
        return RegionTree(self.rollup.regions)

    def place(self, total: RegionFigures) -> Row:
        """Name of the region, further in than the one above it, and what the row adds up."""
        region = self.tree[total.region]
        scope = total.scope.value if total.offices > 1 else Scope.OWN.value
        return self.name(region), self.words.term("rollup_scope", scope)

    def name(self, region: Region) -> str:
        """The region's name, indented by what lies above it."""
        return INDENT * len(self.tree.ancestors(region.id)) + region.name

    def title(self, clause: str) -> str:
        """Title of a clause."""
        zh, en = self.rollup.titles.get(clause, (clause, clause))
        return zh if self.words.language == "zh" else en

    def columns(self, *wanted: tuple[str, float, str]) -> list[Column]:
        """Region, scope, and the columns wanted: code, width and look."""
        codes = (("area", 24, "wrap"), ("scope", 9, "centre"), *wanted)
        return [Column(self.words(f"export.column.{c}"), w, look) for c, w, look in codes]

    def rows(self, of: Callable[[RegionFigures], Iterable[Row]]) -> Iterator[Row]:
        """The rows of each region in the order of the tree."""
        for total in self.rollup.totals:
            place = self.place(total)
            for row in of(total):
                yield (*place, *row)


def fill_overview(page: Page, report: Report) -> None:
    """汇总概况: what each region comes to; regions of the offices' levels that are silent."""
    columns = report.columns(
        ("level", 8, "centre"),
        ("offices", 8, "whole"),
        ("due", 9, "whole"),
        ("planned", 9, "whole"),
        ("missing", 9, "whole"),
        ("rate", 9, "percent"),
        ("joined", 9, "whole"),
        ("made", 9, "whole"),
        ("person_days", 11, "decimal"),
        ("km", 13, "decimal"),
        ("person_nights", 10, "whole"),
        ("yuan", 14, "yuan"),
        ("short_ratios", 9, "whole"),
        ("broken_clauses", 10, "whole"),
    )
    for text in _notices(report):
        page.line(text, len(columns), warn=True)
    page.main_table(columns, _regions(report), frozen_columns=1)


def _notices(report: Report) -> Iterator[str]:
    rollup, words = report.rollup, report.words
    for code in ("fictional", "provisional"):
        if any(getattr(office, code) for office in rollup.offices):
            yield words(f"export.rollup.{code}", year=rollup.year)
    if halted := sum(not office.complete for office in rollup.offices):
        yield words("export.rollup.incomplete", count=halted)
    if withheld := sum(office.figures.withheld for office in rollup.offices):
        yield words("export.rollup.withheld", count=withheld)


def _regions(report: Report) -> Iterator[Row]:
    words, rollup = report.words, report.rollup
    totals: dict[str, list[RegionFigures]] = {}
    for total in rollup.totals:
        totals.setdefault(total.region, []).append(total)
    levels = {report.tree.level(office.office) for office in rollup.offices}
    for region in in_order(rollup.regions):
        level = words.term("level", region.level.value)
        for total in totals.get(region.id, ()):
            yield (*report.place(total), level, total.offices, *_sums(total.figures))
        if region.id not in totals and region.level in levels:
            yield (report.name(region), words("export.rollup.silent"), level, *[None] * 13)


def _sums(figures: Figures) -> Row:
    due = sum(p.due for p in figures.programmes)
    missing = sum(p.left_out for p in figures.programmes)
    return (
        due,
        sum(p.planned for p in figures.programmes),
        missing,
        _rate(due - missing, due),
        sum(p.saved for p in figures.programmes),
        figures.visits,
        figures.person_half_days / 2,
        figures.travel_km,
        figures.nights,
        figures.cost_yuan,
        sum(h.short > 0 for h in figures.headcounts),
        sum(c.broken for c in figures.clauses),
    )


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def fill_headcounts(page: Page, report: Report) -> None:
    """督学配备: people there and demanded by each ratio; what is short adds up by office."""
    columns = report.columns(
        ("clause", 11, "text"),
        ("title", 60, "wrap"),
        ("have", 9, "whole"),
        ("need", 9, "whole"),
        ("short", 9, "whole"),
    )

    def rows(total: RegionFigures) -> Iterable[Row]:
        for h in total.figures.headcounts:
            yield h.clause, report.title(h.clause), h.have, h.need, h.short

    page.main_table(columns, report.rows(rows), frozen_columns=1)


def fill_programmes(page: Page, report: Report) -> None:
    """督导项目: visits due, planned, missing and saved of each programme, and of all."""
    columns = report.columns(
        ("programme", 34, "wrap"),
        ("kind", 12, "centre"),
        ("due", 9, "whole"),
        ("planned", 9, "whole"),
        ("missing", 9, "whole"),
        ("rate", 9, "percent"),
        ("joined", 9, "whole"),
    )

    def rows(total: RegionFigures) -> Iterable[Row]:
        for name, kind, group in _by_programme(report, total):
            due, missing = sum(p.due for p in group), sum(p.left_out for p in group)
            planned, saved = sum(p.planned for p in group), sum(p.saved for p in group)
            yield name, kind, due, planned, missing, _rate(due - missing, due), saved

    page.main_table(columns, report.rows(rows), frozen_columns=1)


def fill_quarters(page: Page, report: Report) -> None:
    """季度进度: visits planned in each quarter, cumulative, and as a share of those due."""
    columns = report.columns(("programme", 34, "wrap"), ("due", 9, "whole"))
    for code, look in (("quarter", "whole"), ("until_quarter", "whole"), ("part", "percent")):
        columns += [Column(report.words(f"export.{code}", quarter=n), 9, look) for n in QUARTERS]

    def rows(total: RegionFigures) -> Iterable[Row]:
        for name, _, group in _by_programme(report, total):
            due = sum(p.due for p in group)
            planned = [sum(column) for column in zip(*(p.quarters for p in group), strict=True)]
            until = list(accumulate(planned))
            yield name, due, *planned, *until, *(_rate(n, due) for n in until)

    page.main_table(columns, report.rows(rows), frozen_columns=3)


def _by_programme(
    report: Report, total: RegionFigures
) -> Iterator[tuple[str, str, Sequence[ProgrammeFigures]]]:
    """Name, kind and figures of each programme, then of all together."""
    programmes, words = total.figures.programmes, report.words
    for one in programmes:
        yield one.name, words.term("programme_kind", one.kind.value), (one,)
    if len(programmes) > 1:
        yield words("export.column.total"), "", programmes


def fill_load(page: Page, report: Report) -> None:
    """督学工作量: how many days people inspect, and how evenly."""
    words = report.words
    columns = report.columns(
        ("employment", 12, "centre"),
        ("people", 9, "whole"),
        ("working", 9, "whole"),
        ("days", 11, "decimal"),
        ("mean_days", 10, "decimal"),
        ("most_days", 10, "decimal"),
        ("gini", 10, "score"),
    )

    def rows(total: RegionFigures) -> Iterable[Row]:
        for w in total.workload:
            yield (
                words.term("employment", w.employment.value)
                if w.employment
                else words("export.column.total"),
                w.people,
                w.working,
                w.half_days / 2,
                w.half_days / 2 / w.people if w.people else None,
                w.most_half_days / 2,
                w.gini,
            )

    page.main_table(columns, report.rows(rows), frozen_columns=1)


def fill_clauses(page: Page, report: Report) -> None:
    """条款执行: how many offices keep and break each clause; first what binds several at once."""
    columns = report.columns(
        ("clause", 11, "text"),
        ("title", 60, "wrap"),
        ("kept", 9, "whole"),
        ("broken", 9, "whole"),
        ("not_applicable", 9, "whole"),
        ("number_of_findings", 9, "whole"),
    )

    def clauses(figures: Figures) -> Iterable[Row]:
        for c in figures.clauses:
            title = report.title(c.clause)
            yield c.clause, title, c.kept, c.broken, c.not_applicable, c.findings

    across = Figures(clauses=report.rollup.across)
    rows = [
        *((report.words("export.rollup.across"), "", *row) for row in clauses(across)),
        *report.rows(lambda total: clauses(total.figures)),
    ]
    page.main_table(columns, rows, frozen_columns=1)


def fill_offices(page: Page, report: Report) -> None:
    """上报单位: which plans the figures are of."""
    words = report.words
    codes = (
        *(("area", 24), ("task", 24), ("dataset", 28), ("policy", 20)),
        *(("run", 10), ("fictional", 10), ("provisional", 10)),
    )
    columns = [Column(words(f"export.column.{code}"), width) for code, width in codes]
    rows = [
        (
            report.tree[office.office].name,
            words.term("rollup_task", office.task),
            office.dataset,
            office.policy,
            words.term("plan_status", "complete" if office.complete else "interrupted"),
            words("truth.yes" if office.fictional else "truth.no"),
            words("truth.yes" if office.provisional else "truth.no"),
        )
        for office in report.rollup.offices
    ]
    page.main_table(columns, rows, frozen_columns=1)
