"""Logging in and changing one's password."""

from dataclasses import dataclass
from datetime import timedelta

from api.accounts.lockout import Failures, Lockout
from api.accounts.passwords import Passwords, weakness
from api.store import accounts, sessions, trail
from api.store.accounts import Account
from api.store.by import By
from api.store.engine import Session
from models.text import Text


@dataclass(frozen=True)
class Denied:
    """Why nobody was logged in. `wait` is given when the account is locked."""

    text: Text
    wait: timedelta | None = None


@dataclass(frozen=True)
class Gate:
    """How one logs in here."""

    passwords: Passwords
    lockout: Lockout
    lasts: timedelta

    def log_in(
        self, session: Session, by: By, name: str, password: str
    ) -> tuple[Account, sessions.LoggedIn] | Denied:
        """Log in by name and password.

        An unknown name, a wrong password and an account that is switched off get one answer after
        one time. What is denied must be kept too: failures are counted.
        """
        found = accounts.named(session, name)
        account, hashed, failures = found or (None, None, Failures())
        if wait := failures.locked(by.now):
            seconds = -(-int(wait.total_seconds() * 1000) // 1000)
            return Denied(Text(code="login.locked", args={"seconds": seconds}), wait)
        right = self.passwords.match(hashed, password)
        if account is None:
            return Denied(Text(code="login.wrong"))
        who = By(account.id, by.now, by.chance)
        if not right or not account.active:
            after = self.lockout.failed(failures, by.now)
            accounts.count_failures(session, account.id, after)
            if after.locked_until is not None:
                detail = {"failures": after.count}
                trail.note(session, by, "account.locked", account.id, account.region, detail)
            return Denied(Text(code="login.wrong"))
        accounts.count_failures(session, account.id, Failures())
        if hashed and self.passwords.outdated(hashed):
            accounts.rehash(session, account.id, self.passwords.hash(password))
        trail.note(session, who, "account.login", account.id, account.region)
        return account, sessions.begin(session, who, account.id, self.lasts)

    def admit(
        self, session: Session, by: By, subject: str
    ) -> tuple[Account, sessions.LoggedIn] | Denied:
        """Log in whoever proved elsewhere to be this subject."""
        account = accounts.of_subject(session, subject)
        if account is None or not account.active:
            return Denied(Text(code="login.unlinked", args={"subject": subject}))
        who = By(account.id, by.now, by.chance)
        trail.note(session, who, "account.login", account.id, account.region)
        return account, sessions.begin(session, who, account.id, self.lasts)

    def change_password(
        self, session: Session, by: By, account: Account, old: str, new: str
    ) -> Denied | None:
        """Set a new password, which logs out everywhere; None when it is set."""
        found = accounts.named(session, account.name)
        if found is None or not self.passwords.match(found[1], old):
            return Denied(Text(code="login.wrong"))
        fault = weakness(new, account.name)
        if fault is None and old == new:
            fault = Text(code="password.same")
        if fault is not None:
            return Denied(fault)
        accounts.set_password(session, by, account.id, self.passwords.hash(new))
        return None
