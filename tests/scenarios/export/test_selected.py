"""The sheet 风险选取 shows what makes each score, and is there only when something was chosen."""

from pathlib import Path

from openpyxl import load_workbook

from models.plan import AnnualPlan, ScoreTerm, Selected
from models.problem import Problem
from models.risk import RiskTerm
from scenarios.export.report import score_terms
from scenarios.export.wording import Words
from scenarios.export.workbook import write_workbook

CHOSEN = (
    Selected(
        programme="risk",
        target="S03",
        score=18.35,
        terms=(
            ScoreTerm(term=RiskTerm.REPORTS, figure=2.5, points=10),
            ScoreTerm(term=RiskTerm.DAYS, figure=417, points=8.35),
        ),
    ),
)


def test_a_score_with_its_terms(problem: Problem, plan: AnnualPlan, tmp_path: Path) -> None:
    shown = plan.model_copy(update={"selected": CHOSEN})
    write_workbook(problem, shown, tmp_path / "plan.xlsx", Words())
    sheet = load_workbook(tmp_path / "plan.xlsx")["风险选取"]
    _, titles, row = sheet.iter_rows(values_only=True)
    assert titles == (
        *("督导项目", "督导对象", "风险分"),
        *("每千名学生举报数", "得分", "距上次督导天数", "得分"),
    )
    programme = problem.programme_by_id["risk"].name
    target = problem.target_by_id["S03"].name
    assert row == (programme, target, 18.35, 2.5, 10, 417, 8.35)
    assert sheet["C3"].number_format == "#,##0.00"


def test_no_sheet_without_a_choice(problem: Problem, plan: AnnualPlan, tmp_path: Path) -> None:
    write_workbook(problem, plan.model_copy(update={"selected": ()}), tmp_path / "p.xlsx", Words())
    assert "风险选取" not in load_workbook(tmp_path / "p.xlsx").sheetnames


def test_terms_in_words() -> None:
    told = score_terms(Words(), CHOSEN[0])
    assert told == "每千名学生举报数 2.5 → 10 分、距上次督导天数 417 → 8.35 分"
    assert "Reports per 1,000 pupils 2.5 → 10 points" in score_terms(Words("en"), CHOSEN[0])
