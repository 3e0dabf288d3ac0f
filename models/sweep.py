"""One number of a template over a range (参数扫描): each value a scenario beside the base."""

from models.base import Frozen
from models.comparison import Cell, Comparison, Line

SWEEP_SCHEMA = "dudao.sweep/1"


class Sweep(Frozen):
    """The scenarios of `comparison` after its base are the template filled with `values`.

    The curve of a figure is its line without the base's cell.
    """

    schema_id: str = SWEEP_SCHEMA
    template: str
    values: tuple[float, ...]
    comparison: Comparison

    def curve(self, line: Line) -> tuple[tuple[float, Cell | None], ...]:
        """Each value with the figure; None where the scenario has no plan."""
        return tuple(zip(self.values, line.cells[1:], strict=True))
