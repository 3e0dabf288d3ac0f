"""A first overlay laid over a shipped data set."""

from pathlib import Path

from models.overlay import Overlay
from scenarios.dataset import read_dataset
from scenarios.issues import Issues
from scenarios.overlay import laid_over, overlay_of, overlay_text
from scenarios.shipped import find_dataset

TEXT = """
name = "三人病假"

[[change]]
remove = "督学"
ids = ["I001"]

[[change]]
close = ["S001"]
from = 2027-03-10
until = 2027-03-12

[[change]]
settings = { detour = 1.5 }
"""


def _overlay(text: str) -> Overlay:
    issues = Issues()
    overlay = overlay_of(text, "a.toml", issues)
    issues.stop_if_any()
    assert overlay is not None
    return overlay


def test_changes_are_laid_over_the_data() -> None:
    problem = read_dataset(find_dataset("miyi-2027"))
    new = laid_over(problem, [_overlay(TEXT)])
    assert "I001" in problem.inspector_by_id
    assert "I001" not in new.inspector_by_id
    assert new.travel.detour == 1.5
    assert [c.target for c in new.closures] == ["S001"]
    assert new.overlays == ("三人病假",)


def test_the_text_of_an_overlay_reads_back() -> None:
    overlay = _overlay(TEXT)
    assert _overlay(overlay_text(overlay)) == overlay


def test_shipped_data_exist() -> None:
    assert Path(find_dataset("miyi-2027")).exists()
