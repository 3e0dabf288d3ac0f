"""From the arguments of the command to scenarios; everything that is wrong is told at once."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from models.issue import DataError, Issue
from models.overlay import Overlay
from models.problem import Problem
from models.text import Text
from scenarios.compare.names import BASE, folder_of
from scenarios.compare.sides import Case
from scenarios.overlay import laid_over, read_overlay

JOIN = "+"


def cases_of(
    problem: Problem, arguments: Sequence[str], base_name: str, language: str = "zh"
) -> tuple[Case, ...]:
    """The base, and a scenario for each argument: a file, or files to be stacked, `A.toml+B.toml`.

    A scenario is called what its overlays are called.

    Raises
    ------
    DataError
        With everything that is wrong with any overlay or with their names, or when there is none.
    """
    issues: list[Issue] = []
    if not arguments:
        issues.append(_issue("", "nothing"))
    read: dict[Path, Overlay | None] = {}
    cases = [Case(base_name, (), problem)]
    for argument in arguments:
        stack = list(_stack(argument, read, issues, language))
        if stack and None not in stack:
            overlays = [overlay for overlay in stack if overlay is not None]
            laid = _laid(problem, overlays, issues, language)
            names = tuple(overlay.name for overlay in overlays)
            cases.append(Case(JOIN.join(names), names, laid or problem))
    issues += _clashes(cases)
    if issues:
        # a file that several scenarios lay over is wrong only once
        raise DataError(tuple(x for n, x in enumerate(issues) if x not in issues[:n]))
    return tuple(cases)


def _stack(
    argument: str, read: dict[Path, Overlay | None], issues: list[Issue], language: str
) -> Iterator[Overlay | None]:
    """The overlays of an argument in order; None for one that cannot be read."""
    parts = [argument] if Path(argument).is_file() else argument.split(JOIN)
    for part in parts:
        path = Path(part)
        if not part:
            issues.append(_issue(argument, "empty"))
            yield None
            continue
        if path not in read:
            try:
                read[path] = read_overlay(path, language)
            except DataError as error:
                issues += error.issues
                read[path] = None
        yield read[path]


def _laid(
    problem: Problem, overlays: Sequence[Overlay], issues: list[Issue], language: str
) -> Problem | None:
    try:
        return laid_over(problem, overlays, language)
    except DataError as error:
        issues += error.issues
        return None


def _clashes(cases: Sequence[Case]) -> Iterator[Issue]:
    """Names, or folders, that several scenarios share."""
    names, folders = {cases[0].name}, {BASE.casefold()}
    for case in cases[1:]:
        folder = folder_of(case.name).casefold()
        if case.name in names:
            yield _issue(case.name, "twice")
        elif not folder or folder in folders:
            yield _issue(case.name, "folder_twice")
        names.add(case.name)
        folders.add(folder)


def _issue(place: str, code: str) -> Issue:
    return Issue(place=place, text=Text(code=f"compare.problem.{code}"))
