"""A comparison as files: what stands in the workbook, and a page that asks for nothing."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from models.account import Account, ProgrammeAccount
from models.base import rebuilt
from models.changes import ChangeKind, PlanChange
from models.comparison import (
    COMPARISON_SCHEMA,
    Comparison,
    Contrast,
    NewHands,
    Scenario,
)
from models.plan import AnnualPlan, Half, StageFigure, StageStatus
from models.problem import Problem
from models.rollup import ClauseFigures
from models.text import LANGUAGES, Text
from planner.options import Options
from scenarios.compare import Case, compared
from scenarios.compare.lines import Side, figure_lines, level_lines
from scenarios.compare.marks import Proof
from scenarios.export.comparison import write_comparison_json
from scenarios.export.comparison.page import write_page
from scenarios.export.comparison.told import Told
from scenarios.export.comparison.workbook import write_comparison_workbook
from scenarios.export.json_file import read_json
from scenarios.export.wording import Words
from tests.scenarios.export.test_sealed import JOINT, with_sealed

HOSTILE = '<script src="http://x.invalid/a.js">=1+1</script>'


def account(cost: int, left_out: int) -> Account:
    return Account(
        programmes=(
            ProgrammeAccount(
                programme="p",
                name=HOSTILE,
                mandatory=True,
                priority=1,
                due=10,
                done=10 - left_out,
                left_out=left_out,
            ),
        ),
        visits=10 - left_out,
        saved=0,
        travel_km=100.5,
        cost_yuan=cost,
        nights=0,
        half_days={"a": 0, "b": 12, "c": 21},
        able=("a", "b", "c"),
        visits_by_school={"s": 10 - left_out, "t": 2},
        visits_by_week={date(2027, 3, 1): 4, date(2027, 5, 3): 6 - left_out},
        clauses=(
            ClauseFigures(clause="k", kept=1, broken=0, not_applicable=0, findings=0),
            ClauseFigures(
                clause="m", kept=0, broken=int(left_out > 0), not_applicable=0, findings=left_out
            ),
        ),
        headcounts=(),
    )


def stages(travel: tuple[float, float], left_out: int) -> tuple[StageFigure, ...]:
    made = (("left_out", "weight", left_out, left_out), ("travel", "hm", *travel))
    return tuple(
        StageFigure(
            stage="teams",
            level=level,
            unit=unit,
            objective=objective,
            bound=bound,
            status=StageStatus.OPTIMAL if bound == objective else StageStatus.LIMIT,
        )
        for level, unit, bound, objective in made
    )


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    """By hand: a base with an open gap, one that leaves visits out, one without any plan."""
    sides = [
        Side(account(1000, 0), Proof(stages((90, 100), 0), {"s": "a"})),
        Side(account(1200, 3), Proof(stages((95, 95), 3), {"s": "a"})),
        None,
    ]
    change = PlanChange(
        visit="p-s",
        target="s",
        kind=ChangeKind.MOVED_TEAM,
        old_start=date(2027, 3, 1),
        old_half=Half.AM,
        old_team=("a",),
        new_start=date(2027, 3, 2),
        new_half=Half.PM,
        new_team=("b", "c"),
    )
    return Comparison(
        dataset="d",
        name="county",
        year=2027,
        seed=0,
        time_limit_s=5,
        fictional=True,
        provisional=False,
        scenarios=(
            Scenario(
                name="base", folder="base", stages=stages((90, 100), 0), account=account(1000, 0)
            ),
            Scenario(
                name=HOSTILE,
                overlays=("x", "y"),
                folder="x",
                dataset_sha256="1",
                stages=stages((95, 95), 3),
                account=account(1200, 3),
                contrast=Contrast(visits=(change,), hands=(NewHands(target="s", old="a", new=""),)),
            ),
            Scenario(name="none", dataset_sha256="2", refusal=(Text(code="data.not_found"),)),
        ),
        levels=level_lines(sides),
        figures=figure_lines(sides, 21),
        busy_half_days=21,
        people={"a": "Anna", "b": "Bo", "c": "Cai"},
        targets={"s": "school s"},
        titles={"k": ("甲", "K"), "m": ("乙", "M")},
    )


def test_json_there_and_back(comparison: Comparison, tmp_path: Path) -> None:
    write_comparison_json(comparison, tmp_path / "c.json")
    assert read_json(tmp_path / "c.json", Comparison, COMPARISON_SCHEMA) == comparison


def test_marks_by_hand(comparison: Comparison) -> None:
    """3 visits left out for sure are an effect; 95 lies within 90 to 100."""
    told = Told(comparison, Words("en"))
    said = {
        told.label(line): [told.both(line, cell) for cell in line.cells]
        for line in (*comparison.figures, *comparison.levels)
    }
    assert said["mandatory: left out"] == ["0", "3 (+3 effect)", "–"]
    assert said["mandatory: planned"] == ["10", "7 (-3 effect)", "–"]
    assert said["mandatory: due"] == ["10", "10 (=)", "–"]
    assert said["cost"] == ["1,000", "1,200 (+200 by-product)", "–"]
    name = next(name for name in said if name.endswith("travel") or "km" in name)
    travel = next(line for line in comparison.levels if line.code == "travel")
    assert said[told.label(travel)] == ["100 [90 to 100]", "95 (-5 within gap)", "–"], name
    assert said["people above 10.5 days"][:1] == ["0"]
    assert said["workload: greatest"] == ["10.5", "10.5 (=)", "–"]
    assert said["workload: mean"][0] == "5.5"


@pytest.fixture(params=LANGUAGES)
def book(request: Any, comparison: Comparison, tmp_path: Path) -> tuple[Path, str]:
    write_comparison_workbook(comparison, tmp_path / "c.xlsx", Words(request.param))
    return tmp_path / "c.xlsx", request.param


def test_the_workbook_has_every_figure(book: tuple[Path, str], comparison: Comparison) -> None:
    path, language = book
    told = Told(comparison, Words(language))
    sheets = load_workbook(path)
    first, levels = sheets.worksheets[0], sheets.worksheets[1]
    rows = {row[0]: row for row in first.iter_rows(values_only=True) if row[0]}
    for line in comparison.figures:
        base, other, nothing = line.cells
        assert base is not None
        assert other is not None
        assert rows[told.label(line)][2] == pytest.approx(base.value)
        assert rows[told.label(line)][3:5] == (
            pytest.approx(other.value),
            pytest.approx(other.difference),
        )
        assert rows[told.label(line)][5] == (told.mark(other) or None)
        assert nothing is None
        assert rows[told.label(line)][6] is None
    rows = {row[0]: row for row in levels.iter_rows(values_only=True) if row[0]}
    for line in comparison.levels:
        base, other, _ = line.cells
        assert base is not None
        assert other is not None
        assert rows[told.label(line)][2:6] == (base.least, base.value, other.least, other.value)


def test_changes_and_hands_are_listed(book: tuple[Path, str]) -> None:
    path, language = book
    sheets, words = load_workbook(path), Words(language)
    changes = list(sheets[words("compare.sheet.changes")].iter_rows(values_only=True))
    assert len(changes) == 2
    assert changes[1][2:4] == ("p-s", "school s")
    assert changes[1][6] == "Anna"
    assert changes[1][9] == words.join(["Bo", "Cai"])
    hands = list(sheets[words("compare.sheet.hands")].iter_rows(values_only=True))
    assert hands[1] == (HOSTILE, "school s", "Anna", words("compare.nobody"))


def test_charts_are_native_and_name_no_missing_sheet(book: tuple[Path, str]) -> None:
    path, _ = book
    with ZipFile(path) as archive:
        charts = [n for n in archive.namelist() if n.startswith("xl/charts/chart")]
        texts = [archive.read(name).decode() for name in charts]
    assert len(charts) == 4  # workload, weeks, two levels
    assert [re.findall(r'c:errBars>.*?<c:val val="(.*?)"', t) for t in texts].count(["10.0"]) == 1
    assert sum(text.count("<c:errBars>") for text in texts) == 1
    sheets = load_workbook(path)
    for text in texts:
        series = re.findall(r"<c:val><c:numRef>(.*?)</c:numRef></c:val>", text)
        assert series
        for found in series:
            (place,) = re.findall(r"<c:f>(.*?)</c:f>", found)
            sheet, _, area = place.rpartition("!")
            cells = sheets[sheet.strip("'")][area.replace("$", "")]
            column = [row[0].value for row in cells] if isinstance(cells, tuple) else [cells.value]
            assert [float(v) for v in re.findall(r"<c:v>(.*?)</c:v>", found)] == column


def test_no_cell_is_a_formula(book: tuple[Path, str]) -> None:
    for sheet in load_workbook(book[0]).worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


class Page(HTMLParser):
    """Every element with its attributes, and all text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(params=LANGUAGES)
def page(request: Any, comparison: Comparison, tmp_path: Path) -> tuple[Page, str]:
    write_page(comparison, tmp_path / "c.html", Words(request.param))
    found = Page()
    found.feed((tmp_path / "c.html").read_text("utf-8"))
    return found, request.param


def test_the_page_asks_for_nothing(page: tuple[Page, str]) -> None:
    found, _ = page
    tags = {tag for tag, _ in found.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "a", "use", "image"}
    for tag, attributes in found.elements:
        assert not {"src", "href", "srcset", "action", "xlink:href"} & attributes.keys(), tag
        assert not any(name.startswith("on") for name in attributes), tag
        assert "url(" not in (attributes.get("style") or "")
    policy = [a["content"] for _, a in found.elements if "http-equiv" in a]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_names_are_text_whatever_they_hold(page: tuple[Page, str]) -> None:
    found, _ = page
    assert HOSTILE in found.text


def test_the_page_says_everything(page: tuple[Page, str], comparison: Comparison) -> None:
    found, language = page
    told, text = Told(comparison, Words(language)), "".join(found.text)
    for line in (*comparison.figures, *comparison.levels):
        assert told.label(line) in text
    for notice in (*told.notices(), *told.notes()):
        assert notice in text
    assert dict(found.elements)["html"] == {"lang": "zh-CN" if language == "zh" else "en"}


def test_an_open_gap_has_a_whisker(page: tuple[Page, str]) -> None:
    """One of the two levels that are not 0 has one interval: a line and its two ends."""
    found, _ = page
    whiskers = [a for tag, a in found.elements if tag == "line" and a.get("class") == "whisker"]
    assert len(whiskers) == 3
    bars = [a for tag, a in found.elements if tag == "rect" and a.get("height") == "22"]
    assert len(bars) == 2 * 2
    long, short = (float(a["width"] or 0) for a in bars[2:])
    assert short == pytest.approx(0.95 * long, abs=0.02)
    start, end = float(whiskers[0]["x1"] or 0), float(whiskers[0]["x2"] or 0)
    assert end - start == pytest.approx(0.1 * long, abs=0.02)


def test_histogram_counts_people(comparison: Comparison) -> None:
    """Nobody works 0 half-days but Anna; 6 and 10.5 days are Bo's and Cai's."""
    labels, counts = Told(comparison, Words("en")).histogram()
    assert labels[0] == "0"
    assert counts[0][0] == 1
    assert sum(counts[0]) == 3
    assert {labels[n] for n in range(1, len(labels)) if counts[0][n]} == {"≤6", "≤11"}
    assert sum(counts[2]) == 0


def test_weeks_count_visits(comparison: Comparison) -> None:
    mondays, counts = Told(comparison, Words("en")).weeks()
    assert all(monday.weekday() == 0 for monday in mondays)
    assert mondays[0] <= date(2027, 1, 1)
    assert (date(2027, 12, 31) - mondays[-1]).days < 7
    assert counts[0][mondays.index(date(2027, 3, 1))] == 4
    assert [sum(row) for row in counts] == [10, 7, 0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_equal_comparisons_give_equal_bytes(
    comparison: Comparison, tmp_path: Path, language: str
) -> None:
    for name in ("a", "b"):
        write_page(comparison, tmp_path / f"{name}.html", Words(language))
        write_comparison_workbook(comparison, tmp_path / f"{name}.xlsx", Words(language))
    for suffix in ("html", "xlsx"):
        first, second = (tmp_path / f"{name}.{suffix}" for name in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()


def test_sealed_visits_are_not_told(problem: Problem, plan: AnnualPlan, tmp_path: Path) -> None:
    """Two plans that differ in their sealed visits alone give the same comparison."""
    office = rebuilt(problem, programmes=(*problem.programmes, JOINT))
    cases = (Case("base", (), office), Case("other", ("other",), office))
    options = Options(time_limit_s=5)
    made = [
        compared(cases, (with_sealed(plan, *visit), with_sealed(plan, *visit)), options)
        for visit in (
            ("S03", date(2027, 5, 18), "D/1", "D/3"),
            ("S07", date(2027, 10, 12), "D/0", "D/4", "D/2"),
        )
    ]
    assert made[0].comparison == made[1].comparison
    one = compared(cases, (made[0].outcomes[0], made[1].outcomes[0]), options).comparison
    contrast = one.scenarios[1].contrast
    assert contrast is not None
    assert contrast.visits == ()
    assert one.scenarios[1].account is not None
    assert one.scenarios[1].account.withheld
    write_comparison_json(one, tmp_path / "c.json")
    assert "joint-S" not in (tmp_path / "c.json").read_text("utf-8")
