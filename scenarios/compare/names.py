"""What scenarios are called in files."""

import re

BASE = "base"
"""The folder of the base's plan."""


def folder_of(name: str) -> str:
    """What the folder of a scenario is called, on any file system."""
    return re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", name).strip(". ")[:80]
