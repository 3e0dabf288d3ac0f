"""Overlays (情景): a file of changes, laid over a data set before it is planned."""

from scenarios.overlay.filling import filled, is_template
from scenarios.overlay.laying import laid_over
from scenarios.overlay.pinning import append_pin, pins_already
from scenarios.overlay.reading import overlay_of, read_overlay, read_overlays
from scenarios.overlay.writing import overlay_text

__all__ = [
    "append_pin",
    "filled",
    "is_template",
    "laid_over",
    "overlay_of",
    "overlay_text",
    "pins_already",
    "read_overlay",
    "read_overlays",
]
