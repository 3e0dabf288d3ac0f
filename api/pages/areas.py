"""The pages of the left-hand navigation, in its order, and who may open each."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.accounts.roles import TABLE, Action, Reach, Role


@dataclass(frozen=True)
class Area:
    """A page: its module in `api/pages` and its words `pages.<name>` have its name.

    `action` is what a role must be able to do to somebody's data to open it. `wide` pages use the
    whole screen; what is not in the `menu` is reached from elsewhere. `chooses`: it is about a data
    set or a plan, to be chosen in the header.
    """

    name: str
    icon: str
    action: Action
    wide: bool = False
    menu: bool = True
    chooses: bool = True

    @property
    def path(self) -> str:
        """Where it is."""
        return f"/{self.name}"


AREAS: tuple[Area, ...] = (
    Area("data", "table_view", Action.DATASET_READ),
    Area("plan", "event_note", Action.PLAN_READ),
    Area("year", "calendar_month", Action.PLAN_READ, wide=True),
    Area("map", "map", Action.PLAN_READ, wide=True),
    Area("people", "groups", Action.PLAN_READ, wide=True),
    Area("compliance", "fact_check", Action.PLAN_READ),
    Area("scenarios", "compare_arrows", Action.COMPARISON_READ),
    Area("draw", "casino", Action.DRAW_READ, chooses=False),
    Area("administration", "manage_accounts", Action.ACCOUNT_READ, chooses=False),
    Area("me", "person", Action.DATASET_READ, menu=False, chooses=False),
)
"""Only pages that exist; each is one line here."""


FIRST: Mapping[Role, str] = {
    Role.VIEWER: "year",
    Role.PLANNER: "data",
    Role.DRAW_OFFICER: "draw",
    Role.AUDITOR: "compliance",
    Role.ADMINISTRATOR: "administration",
}
"""Where somebody begins: at what is theirs to do."""


def area(name: str) -> Area:
    """The area of a name."""
    return next(one for one in AREAS if one.name == name)


def open_to(role: Role, one: Area) -> bool:
    """Whether a role may open a page."""
    return TABLE[role][one.action] is not Reach.NONE


def areas_of(role: Role) -> tuple[Area, ...]:
    """The pages a role may open."""
    return tuple(one for one in AREAS if open_to(role, one))
