"""What all of the service shares: settings, the store, jobs, the time, chance, how one logs in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import HTTPConnection

from api.accounts.login import Gate
from api.desk.held import Held, HeldBytes
from api.desk.settled import Settled
from api.desk.unsaved import Bench
from api.jobs.port import Jobs
from api.settings import Settings
from api.store import Store
from api.store.by import Chance


@dataclass(frozen=True)
class World:
    """What all of the service shares."""

    settings: Settings
    store: Store
    jobs: Jobs
    gate: Gate
    clock: Callable[[], datetime]
    chance: Chance
    held: Held = field(default_factory=Held)
    written: HeldBytes = field(default_factory=HeldBytes)
    settled: Settled = field(default_factory=Settled)
    bench: Bench = field(default_factory=Bench)


def world_of(request: HTTPConnection) -> World:
    """The world of the application that was asked."""
    world = request.app.state.world
    assert isinstance(world, World)
    return world
