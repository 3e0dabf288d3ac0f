"""Appending a pin to the file of an overlay, whose other text stays as it is."""

from pathlib import Path

from models.overlay import AddRows, Overlay, RemoveRows
from models.pin import Pin
from scenarios import tomltext
from scenarios.overlay.reading import read_overlay
from scenarios.overlay.writing import overlay_text
from scenarios.sheets import PINS


def pins_already(path: Path, visit: str, language: str = "zh") -> bool:
    """Whether the overlay pins the visit; no when there is no such file.

    Raises
    ------
    DataError
        When the file is there and is no overlay.
    """
    if not path.exists():
        return False
    changes = read_overlay(path, language).changes
    pins = [c for c in changes if isinstance(c, AddRows) and c.sheet == PINS.key]
    return any(row.get("visit") == visit for change in pins for row in change.rows)


def append_pin(path: Path, pin: Pin, *, again: bool) -> None:
    """Write the pin at the end of the overlay, which is made when it is not there.

    Parameters
    ----------
    again
        The visit is pinned already: that pin is taken away first.
    """
    row = pin.model_dump(mode="python", exclude_defaults=True)
    changes: list[AddRows | RemoveRows] = [AddRows(sheet=PINS.key, rows=(row,))]
    if again:
        changes.insert(0, RemoveRows(sheet=PINS.key, where={"visit": pin.visit}))
    if not path.exists():
        text = overlay_text(Overlay(name=path.stem, changes=tuple(changes)))
        path.write_text(text, "utf-8")
        return
    before = path.read_text("utf-8-sig")
    tables = [c.model_dump(by_alias=True, exclude_defaults=True) for c in changes]
    added = tomltext.dumps({"change": tables})
    path.write_text(f"{before.rstrip()}\n\n{added.lstrip()}", "utf-8")
