"""Logging in and changing one's password."""

from dataclasses import dataclass
from datetime import timedelta

from api.accounts.lockout import Failures, Lockout
from api.accounts.passwords import Busy, Passwords, weakness
from api.store import accounts, sessions, strangers, trail
from api.store.accounts import Account
from api.store.by import By
from api.store.engine import Session, Store
from models.text import Text

BUSY_FOR = timedelta(seconds=5)


@dataclass(frozen=True)
class Denied:
    """Why nobody was logged in. `wait` is given when asking later may do."""

    text: Text
    wait: timedelta | None = None


@dataclass(frozen=True)
class Gate:
    """How one logs in here."""

    passwords: Passwords
    lockout: Lockout
    lasts: timedelta

    def log_in(
        self, store: Store, by: By, name: str, password: str
    ) -> tuple[Account, sessions.LoggedIn] | Denied:
        """Log in by name and password.

        An unknown name, a wrong password and an account that is switched off get one answer after
        one time, and are locked alike.
        """
        with store.reading() as session:
            account, hashed, failures = _known(session, name, lock=False)
        if wait := failures.locked(by.now):
            return _locked(wait)
        # Outside of any transaction: it takes long, and nobody else could write meanwhile.
        try:
            right = self.passwords.match(hashed, password)
            weak = right and self.passwords.outdated(hashed or "")
            anew = self.passwords.hash(password) if weak else None
        except Busy:
            return _BUSY
        with store.writing() as session:
            account, now_hashed, failures = _known(session, name)
            # Of many guesses at the same moment only so many count as one after another would.
            if wait := failures.locked(by.now):
                return _locked(wait)
            if account is None or not right or not account.active or now_hashed != hashed:
                self._failed(session, by, account, name, failures)
                return _WRONG
            who = By(account.id, by.now, by.chance)
            accounts.count_failures(session, account.id, Failures())
            if anew is not None:
                accounts.rehash(session, account.id, anew)
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
        self, store: Store, by: By, account: Account, old: str, new: str
    ) -> Denied | None:
        """Set a new password, which logs out everywhere; None when it is set.

        A wrong old one counts as a failed login, so that it cannot be guessed here either.
        """
        with store.reading() as session:
            _, hashed, failures = _known(session, account.name, lock=False)
        if wait := failures.locked(by.now):
            return _locked(wait)
        try:
            right = self.passwords.match(hashed, old)
            fault = weakness(new, account.name)
            if fault is None and old == new:
                fault = Text(code="password.same")
            kept = self.passwords.hash(new) if right and fault is None else ""
        except Busy:
            return _BUSY
        with store.writing() as session:
            found, now_hashed, failures = _known(session, account.name)
            if wait := failures.locked(by.now):
                return _locked(wait)
            if not right or now_hashed != hashed:
                self._failed(session, by, found, account.name, failures)
                return _WRONG
            if fault is not None:
                return Denied(fault)
            accounts.set_password(session, by, account.id, kept)
        return None

    def _failed(
        self, session: Session, by: By, account: Account | None, name: str, failures: Failures
    ) -> None:
        """Count a failure; of a name that no account has too."""
        after = self.lockout.failed(failures, by.now)
        if account is None:
            strangers.count_failures(session, by, accounts.folded(name), after)
            return
        accounts.count_failures(session, account.id, after)
        if after.locked_until is not None:
            detail = {"failures": after.count}
            trail.note(session, by, "account.locked", account.id, account.region, detail)


_WRONG = Denied(Text(code="login.wrong"))
_BUSY = Denied(Text(code="login.busy"), BUSY_FOR)


def _known(
    session: Session, name: str, *, lock: bool = True
) -> tuple[Account | None, str | None, Failures]:
    """The account of a name, if there is one, its password's hash, and how often logins failed."""
    found = accounts.named(session, name, lock=lock)
    if found is not None:
        return found
    return None, None, strangers.failures(session, accounts.folded(name))


def _locked(wait: timedelta) -> Denied:
    seconds = -(-int(wait.total_seconds() * 1000) // 1000)
    return Denied(Text(code="login.locked", args={"seconds": seconds}), wait)
