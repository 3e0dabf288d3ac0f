"""Somebody who is logged in, and what they may do."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from api.accounts.roles import Action, may
from api.accounts.scope import Parents, Relation, relation
from api.desk.denial import Denial
from api.desk.world import World
from api.store import By, Session, regions
from api.store.accounts import Account
from models.text import LANGUAGES, Text

Value = TypeVar("Value")


class OfOffice(Protocol):
    """What is kept for an office."""

    @property
    def office(self) -> str:
        """The region of the office."""


Owned = TypeVar("Owned", bound=OfOffice)


@dataclass(frozen=True)
class Asker:
    """The account that asks, and the means to see what it may.

    `end` is the number of the trail's last entry, for a request that changes nothing. `language` is
    the one in which it is answered.
    """

    account: Account
    by: By
    world: World
    end: int | None = None
    language: str = LANGUAGES[0]

    def settled(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What somebody read since the trail's last entry, or else what is read now."""
        return self.world.settled.get(self.end, key, make)

    def tree(self, session: Session) -> Parents:
        """The tree of regions."""
        return self.settled("regions", lambda: regions.parents(session))

    def owned(
        self, get: Callable[[Session, str], Owned], id_: str, kind: str, action: Action
    ) -> Owned:
        """What `get` finds under an id, if the account may do this where its office is.

        Raises
        ------
        Refused
            When there is none.
        Denial
            403 or 404, as of `require`.
        """
        with self.world.store.reading() as session:
            found = get(session, id_)
        self.require(action, found.office, kind, id_)
        return found

    def require_role(self, action: Action) -> None:
        """Refuse what the account's role may not even do in its own region.

        Raises
        ------
        Denial
            403.
        """
        if not may(self.account.role, action, Relation.OWN):
            raise Denial(403, Text(code="problem.forbidden"))

    def require(self, action: Action, region: str | None, kind: str, id_: str) -> None:
        """Refuse what the account may not do.

        What it may not even read does not exist for it, so that nobody learns which ids there are.

        Raises
        ------
        Denial
            403, or 404 when it may not even be read.
        """
        with self.world.store.reading() as session:
            tree = self.tree(session)
        stands = relation(self.account.region, region, tree)
        if may(self.account.role, action, stands):
            return
        reading = Action(f"{action.rpartition('_')[0]}_read")
        if may(self.account.role, reading, stands):
            raise Denial(403, Text(code="problem.forbidden"))
        raise Denial(404, Text(code="store.missing", args={"kind": kind, "id": id_}))
