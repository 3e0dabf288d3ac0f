"""The rule of a draw as an office writes it: read from TOML, compared with the data set."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from models.draw import DrawRule, Library
from models.problem import Problem
from planner.draw.lists import COLUMNS
from scenarios.issues import Issues
from scenarios.textfiles import parsed_toml, read_toml, toml_fault
from scenarios.validation import note_table


def read_rule(path: Path) -> DrawRule:
    """The rule of a draw from a TOML file.

    Raises
    ------
    DataError
        With everything that is wrong in it.
    """
    issues = Issues()
    file = read_toml(path, issues)
    issues.stop_if_any()
    assert file is not None
    return rule_of(file.table, path.name)


def rule_of_text(text: str, place: str) -> DrawRule:
    """The rule of a draw from TOML; messages call it `place`.

    Raises
    ------
    DataError
        With everything that is wrong in it.
    """
    issues = Issues()
    table = parsed_toml(text)
    if isinstance(table, int):
        line = (text.splitlines() or [""])[table - 1].strip()
        issues.add(place, toml_fault(line), table, found=line)
    issues.stop_if_any()
    assert not isinstance(table, int)
    return rule_of(table, place)


def rule_of(table: Mapping[str, object], place: str) -> DrawRule:
    """The rule of a draw from a table.

    Raises
    ------
    DataError
        With everything that is wrong in it.
    """
    try:
        return DrawRule.model_validate(table)
    except ValidationError as error:
        issues = Issues()
        note_table(error, place, DrawRule, issues)
        issues.stop_if_any()
        raise


def check_rule(rule: DrawRule, problem: Problem, place: str) -> None:
    """Refuse a rule that names programmes, columns or targets which there are not.

    A misspelt column would be met by nobody, and quietly leave all of them out.

    Raises
    ------
    DataError
        With every such name.
    """
    issues = Issues()

    def known(path: str, name: str, names: Collection[str]) -> None:
        if name not in names:
            nearest = issues.nearest(name, names)
            issues.add(place, "reference_unknown", column=path, found=name, suggestion=nearest)

    if rule.programme:
        known("programme", rule.programme, problem.programme_by_id)
    columns = COLUMNS[rule.library]
    for path, column in _columns(rule):
        known(path, column, columns)
    if rule.library is Library.TARGETS:
        for n, pair in enumerate(rule.apart, 1):
            for name in pair:
                known(f"apart[{n}]", name, problem.target_by_id)
    for n, department in enumerate(rule.departments, 1):
        for name in department.targets:
            known(f"departments[{n}].targets", name, problem.target_by_id)
    issues.stop_if_any()


def _columns(rule: DrawRule) -> Iterator[tuple[str, str]]:
    """Every column that a condition names, with the path of the condition."""
    for column in rule.where:
        yield "where", column
    for n, exclusion in enumerate(rule.exclusions, 1):
        for column in (*exclusion.where, *exclusion.within_days):
            yield f"exclusions[{n}]", column
    for n, size in enumerate(rule.sizes, 1):
        for column in size.where:
            yield f"sizes[{n}].where", column
    for n, weight in enumerate(rule.weights, 1):
        for column in weight.where:
            yield f"weights[{n}].where", column
    for n, stratum in enumerate(rule.strata, 1):
        for column in stratum.where:
            yield f"strata[{n}].where", column
        if stratum.each:
            yield f"strata[{n}].each", stratum.each
