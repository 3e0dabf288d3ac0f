"""Starting quickly: the solver's Python layer without pandas, of which no plan needs anything."""

import atexit
import gc
import sys
from types import ModuleType

SELDOM = 1_000_000
"""New objects between two searches for cycles: data and plans are large and have none."""


def load_solver() -> None:
    """Import `cp_model`, which loads pandas to take series of variables, as if there were none.

    Pandas would take as long to load as a small county to replan. Nothing here passes a series,
    and whoever imports pandas later gets it.

    Python's search for cycles in memory, a tenth of the time of a short command, becomes rare, and
    is left out at the end, when the system takes all memory back.
    """
    gc.set_threshold(SELDOM, 20, 20)
    atexit.register(gc.freeze)
    if "pandas" in sys.modules or "ortools.sat.python.cp_model" in sys.modules:
        return
    stand_in = ModuleType("pandas")
    for name in ("Index", "Series"):
        setattr(stand_in, name, type(name, (), {}))
    sys.modules["pandas"] = stand_in
    try:
        import ortools.sat.python.cp_model  # noqa: F401
    finally:
        del sys.modules["pandas"]
