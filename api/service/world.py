"""What all routes share: settings, the store, the time, chance and how one logs in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from api.accounts.login import Gate
from api.settings import Settings
from api.store import Store
from api.store.by import Chance


@dataclass(frozen=True)
class World:
    """What all routes share."""

    settings: Settings
    store: Store
    gate: Gate
    clock: Callable[[], datetime]
    chance: Chance


def world_of(request: Request) -> World:
    """The world of the application that was asked."""
    world = request.app.state.world
    assert isinstance(world, World)
    return world
