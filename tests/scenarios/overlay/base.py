"""Overlays laid over the sample data set."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.base import rebuilt
from models.issue import DataError, Issue
from models.overlay import Overlay
from models.problem import Problem
from models.text import catalogue, say
from models.travel import Travel
from scenarios.dataset import read_dataset, write_dataset
from scenarios.issues import Issues
from scenarios.overlay import laid_over, overlay_of
from tests.scenarios.data.sample import sample


def stated(text: str, name: str = "甲") -> Overlay:
    """The overlay of these changes."""
    issues = Issues()
    overlay = overlay_of(f'name = "{name}"\n{text}', "甲.toml", issues)
    issues.stop_if_any()
    assert overlay is not None
    return overlay


def changed(text: str, travel: Travel | None = None) -> Problem:
    """The sample with these changes; what comes out is a data set like any other."""
    new = laid_over(sample(travel), [stated(text)])
    with tempfile.TemporaryDirectory() as folder:
        write_dataset(new, Path(folder) / "data")
        assert read_dataset(Path(folder) / "data") == rebuilt(new, overlays=())
    return new


@contextmanager
def refused() -> Iterator[list[Issue]]:
    """What is wrong with an overlay: each issue in words, with its line."""
    found: list[Issue] = []
    with pytest.raises(DataError) as caught:
        yield found
    found += caught.value.issues
    worded(found)


def worded(issues: Iterable[Issue]) -> None:
    """Hold that something is told, and all of it in words of both languages."""
    assert list(issues)
    for issue in issues:
        assert issue.place
        for language in ("zh", "en"):
            assert issue.text.code in catalogue(language), issue.text.code
            words = say(issue.text, language)
            assert not re.search(r"\{\w+\}", words), words


def codes(found: list[Issue]) -> list[tuple[str, int | None]]:
    """What is wrong, and where."""
    return [(i.text.code.removeprefix("data."), i.row) for i in found]
