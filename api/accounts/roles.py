"""What each role may do, and to whose data: one table."""

from collections.abc import Mapping
from enum import StrEnum

from api.accounts.scope import Relation


class Role(StrEnum):
    """What somebody is to this service."""

    VIEWER = "viewer"
    PLANNER = "planner"
    DRAW_OFFICER = "draw_officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What somebody may do with the data of a region."""

    DATASET_READ = "dataset_read"
    DATASET_WRITE = "dataset_write"
    PLAN_READ = "plan_read"
    PLAN_WRITE = "plan_write"
    SEALED_READ = "sealed_read"
    DRAW_READ = "draw_read"
    DRAW_WRITE = "draw_write"
    COMPARISON_READ = "comparison_read"
    COMPARISON_WRITE = "comparison_write"
    FEED_READ = "feed_read"
    FEED_WRITE = "feed_write"
    TRAIL_READ = "trail_read"
    ACCOUNT_READ = "account_read"
    ACCOUNT_WRITE = "account_write"
    SERVICE_READ = "service_read"


class Reach(StrEnum):
    """Whose data: nobody's, those of one's own region alone, or also those of regions below."""

    NONE = "-"
    OWN = "own"
    DOWN = "down"


_COLUMNS = (Role.VIEWER, Role.PLANNER, Role.DRAW_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR)
_ROWS = """
                   viewer  planner  draw_officer  auditor  administrator
dataset_read       down    down     down          down     down
dataset_write      -       own      -             -        own
plan_read          down    down     down          down     down
plan_write         -       own      -             -        own
sealed_read        -       own      -             -        -
draw_read          down    down     down          down     down
draw_write         -       -        own           -        -
comparison_read    down    down     down          down     down
comparison_write   -       own      -             -        own
feed_read          -       own      -             -        own
feed_write         -       own      -             -        own
trail_read         -       -        -             down     down
account_read       -       -        -             down     down
account_write      -       -        -             -        down
service_read       -       -        -             down     down
"""
"""The one who plans sees sealed visits; an administrator, who plans nothing, does not (`sj.3.3`).
Draws are the draw officer's alone, so that nobody both plans and draws."""


def _table() -> Mapping[Role, Mapping[Action, Reach]]:
    header, *lines = _ROWS.strip().splitlines()
    assert tuple(header.split()) == _COLUMNS
    cells = {Action(line.split()[0]): [Reach(cell) for cell in line.split()[1:]] for line in lines}
    assert set(cells) == set(Action)
    return {
        role: {action: reaches[place] for action, reaches in cells.items()}
        for place, role in enumerate(_COLUMNS)
    }


TABLE = _table()
_REACHED: Mapping[Reach, frozenset[Relation]] = {
    Reach.NONE: frozenset(),
    Reach.OWN: frozenset({Relation.OWN}),
    Reach.DOWN: frozenset({Relation.OWN, Relation.BELOW}),
}


def may(role: Role, action: Action, relation: Relation) -> bool:
    """Whether a role may do this with data that stand so to its region."""
    return relation in _REACHED[TABLE[role][action]]
