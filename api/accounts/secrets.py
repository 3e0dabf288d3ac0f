"""Secrets of tokens, sessions and feeds: 256 random bits, of which only the digest is kept.

They are random, so that a plain SHA-256 of them cannot be reversed and needs no salt.
"""

import base64
import hashlib
from collections.abc import Callable
from enum import StrEnum

BYTES = 32


class Kind(StrEnum):
    """What a secret opens; it begins with this, so that leaked ones are recognised."""

    TOKEN = "dudao-t-"
    SESSION = "dudao-s-"
    CSRF = "dudao-c-"
    FEED = "dudao-f-"


def new_secret(kind: Kind, chance: Callable[[int], bytes]) -> str:
    """A secret fit for a header and an address."""
    return kind + base64.urlsafe_b64encode(chance(BYTES)).decode().rstrip("=")


def digest(secret: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
