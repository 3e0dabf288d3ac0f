"""Passwords: what is too weak, and hashes with argon2."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.text import Text

SHORTEST = 10
LONGEST = 200
"""Longer ones would only keep the service busy."""

_DIFFERENT = 5


class Passwords:
    """Hashes and compares passwords; a hash tells with which effort it was made."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash("nobody")

    def hash(self, password: str) -> str:
        """What is kept in place of the password."""
        return self._hasher.hash(password)

    def match(self, hashed: str | None, password: str) -> bool:
        """Whether it is the password; for no hash the answer takes as long, and is no."""
        if len(password) > LONGEST:
            return False
        try:
            return self._hasher.verify(hashed or self._nobody, password) and bool(hashed)
        except (VerificationError, InvalidHashError):
            return False

    def outdated(self, hashed: str) -> bool:
        """Whether the hash was made with less effort than new ones are."""
        return self._hasher.check_needs_rehash(hashed)


def weakness(password: str, name: str) -> Text | None:
    """Why a password will not do; None when it will."""
    if not SHORTEST <= len(password) <= LONGEST:
        return Text(code="password.length", args={"least": SHORTEST, "most": LONGEST})
    if len(set(password)) < _DIFFERENT:
        return Text(code="password.plain", args={"least": _DIFFERENT})
    if name and name.casefold() in password.casefold():
        return Text(code="password.name")
    return None
