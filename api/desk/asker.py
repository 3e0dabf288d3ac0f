"""Somebody who is logged in, and what they may do."""

from dataclasses import dataclass

from api.accounts.roles import Action, may
from api.accounts.scope import Relation, relation
from api.desk.denial import Denial
from api.desk.world import World
from api.store import By, regions
from api.store.accounts import Account
from models.text import Text


@dataclass(frozen=True)
class Asker:
    """The account that asks, and the means to see what it may."""

    account: Account
    by: By
    world: World

    def require_role(self, action: Action) -> None:
        """Refuse what the account's role may not even do in its own region."""
        if not may(self.account.role, action, Relation.OWN):
            raise Denial(403, Text(code="problem.forbidden"))

    def require(self, action: Action, region: str | None, kind: str, id_: str) -> None:
        """Refuse what the account may not do.

        What it may not even read does not exist for it, so that nobody learns which ids there are.
        """
        with self.world.store.reading() as session:
            tree = regions.parents(session)
        stands = relation(self.account.region, region, tree)
        if may(self.account.role, action, stands):
            return
        reading = Action(f"{action.rpartition('_')[0]}_read")
        if may(self.account.role, reading, stands):
            raise Denial(403, Text(code="problem.forbidden"))
        raise Denial(404, Text(code="store.missing", args={"kind": kind, "id": id_}))
