"""An overlay as the text of its file."""

from models.overlay import Overlay
from scenarios import tomltext


def overlay_text(overlay: Overlay) -> str:
    """The overlay as TOML; reading it gives an equal overlay."""
    changes = [c.model_dump(by_alias=True, exclude_defaults=True) for c in overlay.changes]
    return tomltext.dumps({"name": overlay.name, "change": changes})
