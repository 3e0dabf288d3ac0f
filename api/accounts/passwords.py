"""Passwords: what is too weak, and hashes with argon2."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.text import Text

SHORTEST = 10
LONGEST = 200
"""Longer ones would only keep the service busy."""

AT_ONCE = 4
"""Each takes 64 MiB."""

MOST_WAITING = 8
"""More would take the threads of everybody else's requests."""

_DIFFERENT = 5


class Busy(Exception):  # noqa: N818 - asking again later will do
    """So many passwords are being compared that no other one is taken."""


class Passwords:
    """Hashes and compares passwords, few at once; a hash tells with which effort it was made."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._working = Condition()
        self._at_work = 0
        self.waiting = 0
        self._nobody = self._hasher.hash("nobody")

    def hash(self, password: str) -> str:
        """What is kept in place of the password.

        Raises
        ------
        Busy
            When too many wait.
        """
        with self._turn():
            return self._hasher.hash(password)

    def match(self, hashed: str | None, password: str) -> bool:
        """Whether it is the password; for no hash the answer takes as long, and is no.

        Raises
        ------
        Busy
            When too many wait.
        """
        if len(password) > LONGEST:
            return False
        try:
            with self._turn():
                return self._hasher.verify(hashed or self._nobody, password) and bool(hashed)
        except (VerificationError, InvalidHashError):
            return False

    def outdated(self, hashed: str) -> bool:
        """Whether the hash was made with less effort than new ones are."""
        return self._hasher.check_needs_rehash(hashed)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._working:
            if self._at_work >= AT_ONCE:
                if self.waiting >= MOST_WAITING:
                    raise Busy
                self.waiting += 1
                self._working.wait_for(lambda: self._at_work < AT_ONCE)
                self.waiting -= 1
            self._at_work += 1
        try:
            yield
        finally:
            with self._working:
                self._at_work -= 1
                self._working.notify()


def weakness(password: str, name: str) -> Text | None:
    """Why a password will not do; None when it will."""
    if not SHORTEST <= len(password) <= LONGEST:
        return Text(code="password.length", args={"least": SHORTEST, "most": LONGEST})
    if len(set(password)) < _DIFFERENT:
        return Text(code="password.plain", args={"least": _DIFFERENT})
    if name and name.casefold() in password.casefold():
        return Text(code="password.name")
    return None
