from pathlib import Path

import pytest

from models.issue import DataError
from scenarios.dataset import read_dataset, write_workbook
from scenarios.draft import checked, issues_of, read_draft, with_cell, without_rows
from scenarios.shipped import find_dataset


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("draft") / "miyi.xlsx"
    write_workbook(read_dataset(find_dataset("miyi-2027")), path)
    return path


def test_what_is_not_changed_is_the_data_set(workbook: Path) -> None:
    assert checked(read_draft(workbook)) == read_dataset(workbook)


def test_a_fault_is_found_in_its_cell_and_mended_there(workbook: Path) -> None:
    draft = read_draft(workbook)
    column = draft.titles("targets").index("学段")
    before = draft.text("targets", (2, column))
    broken = with_cell(draft, "targets", (2, column), "大小学")
    (issue,) = issues_of(broken)
    assert broken.cell_of(issue) == ("targets", (2, column))
    assert issue.found == "大小学"
    assert checked(with_cell(broken, "targets", (2, column), before)) == read_dataset(workbook)


def test_a_row_beyond_the_last_is_one_more_and_can_go_again(workbook: Path) -> None:
    draft = read_draft(workbook)
    last = draft.sheets["inspectors"].rows[-1][0]
    more = with_cell(draft, "inspectors", (last + 1, 0), "D999")
    assert {issue.row for issue in issues_of(more)} == {last + 1}
    assert not issues_of(without_rows(more, "inspectors", frozenset({last + 1})))


def test_a_misspelt_header_is_mended_as_a_cell(workbook: Path) -> None:
    draft = read_draft(workbook)
    column = draft.titles("targets").index("学段")
    broken = with_cell(draft, "targets", (1, column), "学断")
    unknown = next(i for i in issues_of(broken) if i.text.code == "data.column_unknown")
    assert broken.cell_of(unknown) == ("targets", (1, column))
    assert not issues_of(with_cell(broken, "targets", (1, column), "学段"))


def test_a_setting_is_mended_in_its_row(workbook: Path) -> None:
    draft = read_draft(workbook)
    row = next(n for n, cells in draft.sheets["settings"].rows if cells[0] == "年度")
    broken = with_cell(draft, "settings", (row, 1), "1027")
    issue = issues_of(broken)[0]
    assert broken.cell_of(issue) == ("settings", (row, 1))


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"no")
    with pytest.raises(DataError):
        read_draft(tmp_path / "x.xlsx")
