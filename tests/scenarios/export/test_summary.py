from pathlib import Path

import pytest

from models.plan import AnnualPlan
from models.problem import Problem
from scenarios.export.summary import write_summary
from scenarios.export.wording import Words


@pytest.fixture
def text(problem: Problem, plan: AnnualPlan, tmp_path: Path) -> str:
    write_summary(problem, plan, tmp_path / "summary.md", Words())
    return (tmp_path / "summary.md").read_text("utf-8")


@pytest.mark.parametrize(
    "words",
    [
        "# 示例县：2027年度计划",
        "test.notice",
        "有 1 次必须开展的督导未能安排",
        "| my.4.1a | 专职督学与学校数不低于1:5，学生多的学校1:1 | 2 | 3 | 1 |",
        "@完全中学、-第一中学（共2所）只能由 王三 负责",
        "| 责任区划分 | 行程 (百米) | 120 | 119 | 0.83% | 有差距 |",
        "| +示例/中心小学 | 责任督学经常性督导 | 是 | test.reason {'day': 3} |",
        "| my.2.2b | 中小学（幼儿园）责任督学挂牌督导全覆盖 | 违反 | test.finding |",
        "随机种子 7",
    ],
)
def test_summary_says(words: str, text: str) -> None:
    assert words in text


def test_names_neither_break_tables_nor_open_tags(
    problem: Problem, plan: AnnualPlan, tmp_path: Path
) -> None:
    left = plan.left_out[0]
    hostile = tuple(left.model_copy(update={"target": t}) for t in ("S04", "S05"))
    write_summary(
        problem, plan.model_copy(update={"left_out": hostile}), tmp_path / "s.md", Words()
    )
    text = (tmp_path / "s.md").read_text("utf-8")
    assert "&lt;b>幼儿园" in text
    assert "甲\\|乙小学" in text


def test_english(problem: Problem, plan: AnnualPlan, tmp_path: Path) -> None:
    write_summary(problem, plan, tmp_path / "summary.md", Words("en"))
    assert "Proof of optimality" in (tmp_path / "summary.md").read_text("utf-8")


def test_what_is_left_out_alike_stands_there_once(
    problem: Problem, plan: AnnualPlan, tmp_path: Path
) -> None:
    left = plan.left_out[0]
    nine = tuple(left.model_copy(update={"id": f"x{n}"}) for n in range(9))
    other = left.model_copy(update={"id": "y", "mandatory": not left.mandatory})
    shortened = plan.model_copy(update={"left_out": (*nine, other)})
    write_summary(problem, shortened, tmp_path / "s.md", Words())
    text = (tmp_path / "s.md").read_text("utf-8")
    assert "| 责任督学经常性督导 × 9 | 是 |" in text
    assert "| 责任督学经常性督导 | 否 |" in text


def test_visits_saved(problem: Problem, plan: AnnualPlan, tmp_path: Path) -> None:
    """Two visits serve three programmes each, one serves two: five visits are saved."""
    several = ("comprehensive", "term-end", "risk")
    first, second, third, *rest = plan.visits
    joined = [v.model_copy(update={"programmes": several}) for v in (first, second)]
    joined.append(third.model_copy(update={"programmes": several[:2]}))
    made = plan.model_copy(update={"visits": (*joined, *rest)})
    assert [(s.visit, s.programme) for s in made.saved][:2] == [
        (first.id, "term-end"),
        (first.id, "risk"),
    ]
    write_summary(problem, made, tmp_path / "s.md", Words())
    text = (tmp_path / "s.md").read_text("utf-8")
    assert "整合减少（次）：5（校（园）长任期结束综合督导 3、热点难点问题专项督导 2）" in text
    row = next(line for line in text.splitlines() if "热点难点问题专项督导 | 4 |" in line)
    assert problem.target_by_id[second.target].name.replace("|", "\\|") in row


def test_no_chapter_without_visits_saved(text: str) -> None:
    assert "整合减少（次）：0" in text
    assert "## 整合实施" not in text
