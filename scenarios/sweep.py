"""Sweeps (参数扫描): a template of an overlay, filled with one number after the other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

from models.issue import DataError, Issue
from models.overlay import Overlay
from models.problem import Problem
from models.sweep import Sweep
from models.text import Text, say
from planner.options import Options, Stop
from scenarios.compare import Case, Compared, compare
from scenarios.compare.sides import OutcomeListener
from scenarios.issues import Issues
from scenarios.overlay import filled, is_template, laid_over, read_overlay

MOST_VALUES = 60
"""Every value is a whole plan."""

_FOLDER = Path(str(files("scenarios") / "templates"))
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*:\s*({_NUMBER})\s*:\s*({_NUMBER})\s*")


@dataclass(frozen=True)
class Swept:
    """A sweep with the plans it was made from."""

    sweep: Sweep
    compared: Compared


def shipped_templates() -> tuple[str, ...]:
    """Ids of the templates that come with the program."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.toml")))


def read_template(name_or_path: str, language: str = "zh") -> Overlay:
    """A shipped template by its id, or the user's own by path.

    Raises
    ------
    DataError
        When there is neither, or no number is to be filled in.
    """
    shipped = name_or_path in shipped_templates()
    path = _FOLDER / f"{name_or_path}.toml" if shipped else Path(name_or_path)
    if not path.is_file():
        known = "、".join(shipped_templates())
        alike = Issues().nearest(name_or_path, shipped_templates())
        raise DataError((_issue(name_or_path, "no_template", alike, known=known),))
    overlay = read_overlay(path, language)
    if not is_template(overlay):
        raise DataError((_issue(name_or_path, "no_blank"),))
    if shipped:
        name = say(Text(code=f"sweep.template.{name_or_path}"), language)
        return overlay.model_copy(update={"name": name})
    return overlay


def values_of(text: str) -> tuple[float, ...]:
    """The numbers of `FROM:TO:STEP`, both ends included where the step meets them.

    Raises
    ------
    DataError
        When it is no such range, is empty, or has more than `MOST_VALUES` values.
    """
    found = _RANGE.fullmatch(text)
    if found is None:
        raise DataError((_issue(text, "no_range"),))
    first, last, step = (Fraction(part) for part in found.groups())
    if step == 0 or (last - first) / step < 0:
        raise DataError((_issue(text, "empty_range"),))
    number = (last - first) // step + 1
    if number > MOST_VALUES:
        raise DataError((_issue(text, "long_range", number=int(number), most=MOST_VALUES),))
    return tuple(float(first + n * step) for n in range(int(number)))


def sweep_cases(
    problem: Problem,
    template: Overlay,
    values: Sequence[float],
    base_name: str,
    language: str = "zh",
) -> tuple[Case, ...]:
    """The base, and a scenario for each value.

    Raises
    ------
    DataError
        With everything that is wrong at any value.
    """
    cases, issues = [Case(base_name, (), problem)], list[Issue]()
    for value in values:
        name = f"{template.name} {value:g}"
        try:
            overlay = filled(template, value).model_copy(update={"name": name})
            laid = laid_over(problem, [overlay], language)
        except DataError as error:
            issues += [i for i in error.issues if i not in issues]
            continue
        cases.append(Case(name, (name,), laid))
    if issues:
        raise DataError(tuple(issues))
    return tuple(cases)


def sweep(
    cases: Sequence[Case],
    template: str,
    values: Sequence[float],
    options: Options,
    processes: int = 1,
    on_done: OutcomeListener = lambda _number, _outcome: None,
    stop: Stop = lambda: False,
) -> Swept:
    """Plan the base and every value side by side, each as if it were alone.

    Raises
    ------
    WorkersLostError
        When processes die again and again.
    """
    made = compare(cases, options, processes, on_done, stop)
    swept = Sweep(template=template, values=tuple(values), comparison=made.comparison)
    return Swept(swept, made)


def _issue(found: str, code: str, suggestion: str = "", **args: str | int) -> Issue:
    text = Text(code=f"sweep.problem.{code}", args=args)
    return Issue(place=found, found=found, suggestion=suggestion, text=text)
