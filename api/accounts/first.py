"""The first start: an administrator with a password that is shown once."""

import base64
from dataclasses import dataclass

from api.accounts.passwords import Passwords
from api.accounts.roles import Role
from api.store import accounts
from api.store.by import SYSTEM, By, Chance
from api.store.engine import Session

NAME = "admin"
_BYTES = 15


@dataclass(frozen=True)
class First:
    """Who was made; the password is kept nowhere and must be changed at the first login."""

    name: str
    password: str


def one_time_password(chance: Chance) -> str:
    """A password of 120 random bits, easy to type."""
    return base64.b32encode(chance(_BYTES)).decode().lower()


def first_administrator(session: Session, by: By, passwords: Passwords) -> First | None:
    """An administrator of all regions when there is no account yet; else None."""
    if accounts.exist(session):
        return None
    password = one_time_password(by.chance)
    who = By(SYSTEM, by.now, by.chance)
    accounts.add(session, who, NAME, Role.ADMINISTRATOR, None, passwords.hash(password))
    return First(NAME, password)
