"""Which file is meant where a command takes a plan."""

from pathlib import Path

from api.failures import fail
from api.language import tr


def plan_file(given: Path) -> Path:
    """The path given, or the `plan.json` of the folder given; ends the command without either."""
    if not given.exists():
        fail(tr("cli.no_such_plan", path=str(given)))
    inside = given / "plan.json"
    return inside if inside.is_file() else given
