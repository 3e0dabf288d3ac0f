"""Seeds: one-time codes committed to beforehand, and public numbers that come afterwards.

Source: draft-thomson-elegy-vrs-00 (chain of codes, HKDF); RFC 5869 (HKDF); RFC 3797, section 4
(canonical form of numbers of several sources).
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256

CODES = 64
"""Links of the chain of codes: one for the draw, the others for replacements."""


def code(secret: bytes, opened: int) -> bytes:
    """The one-time code after so many are open: the secret hashed `CODES − opened` times.

    Code 0 is published with the commitment, code 1 opens the draw, each further one a replacement.
    Hashing a code gives the one before it, so codes can only be opened in their order.

    Raises
    ------
    ValueError
        When no code is left.
    """
    if not 0 <= opened < CODES:
        raise ValueError(f"there are {CODES} one-time codes, number {opened} is not one of them")
    digest = secret
    for _ in range(CODES - opened):
        digest = sha256(digest).digest()
    return digest


def canonical(sources: Iterable[Iterable[int | str]]) -> str:
    """The numbers of all sources as one string, so that the order of reading them does not matter.

    The numbers of each source in ascending order, each followed by a full stop; then a slash. Words
    (a beacon's digest) come after the numbers, in upper case and without anything but letters and
    digits.
    """
    return "".join(
        "".join(f"{value}." for value in sorted(map(_plain, source), key=_rank)) + "/"
        for source in sources
    )


def _plain(value: int | str) -> int | str:
    if isinstance(value, int):
        return value
    return "".join(c for c in value.upper() if c.isalnum())


def _rank(value: int | str) -> tuple[int, int, str]:
    return (0, value, "") if isinstance(value, int) else (1, 0, value)


def extract(salt: bytes, material: bytes) -> bytes:
    """HKDF-Extract of RFC 5869 with SHA-256."""
    return hmac.new(salt, material, sha256).digest()


def expand(key: bytes, label: str) -> bytes:
    """The first 32 bytes of HKDF-Expand of RFC 5869 with SHA-256 and the label as info."""
    return hmac.new(key, label.encode() + b"\x01", sha256).digest()


def seed_of(opened: bytes, sources: Iterable[Iterable[int | str]], committed: bytes) -> bytes:
    """The seed: extracted from public numbers and commitment with the one-time code as salt.

    Parameters
    ----------
    opened
        The one-time code.
    committed
        SHA-256 of the commitment, or of the request for a replacement.
    """
    return extract(opened, canonical(sources).encode() + committed)


def number_below(key: bytes, label: str, below: int) -> int:
    """A whole number from 0 to `below` − 1, each equally likely.

    Blocks that would favour small numbers are thrown away; a remainder alone would not be fair.
    """
    fair = (1 << 256) // below * below
    attempt = 0
    while True:
        value = int.from_bytes(expand(key, f"{label}|{attempt}"), "big")
        if value < fair:
            return value % below
        attempt += 1
