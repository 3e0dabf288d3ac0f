"""The application: all routes over one store."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from api.accounts.lockout import Lockout
from api.accounts.login import Gate
from api.accounts.passwords import Passwords
from api.desk.plans import progress
from api.desk.world import World
from api.jobs.port import Jobs
from api.service.following import Following
from api.service.heavy import heavy_lanes
from api.service.meters import Meters
from api.service.problems import Problem, add_problems
from api.service.routes import (
    accounts,
    administration,
    changing,
    comparisons,
    datasets,
    docs,
    draws,
    feeds,
    health,
    metrics,
    plans,
    reasons,
    reference,
    results,
    verifypage,
)
from api.service.shell import Service
from api.settings import Settings
from api.store import Store
from api.store.by import Chance
from models.text import Text, say


def _now() -> datetime:
    return datetime.now(UTC)


def make_app(
    settings: Settings,
    store: Store,
    jobs: Jobs,
    *,
    passwords: Passwords | None = None,
    clock: Callable[[], datetime] = _now,
    chance: Chance = secrets.token_bytes,
) -> Service:
    """The application; time and chance may be given by tests."""
    lockout = Lockout(settings.lock_after, timedelta(seconds=settings.lock_seconds))
    gate = Gate(passwords or Passwords(), lockout, timedelta(hours=settings.session_hours))
    meters = Meters(store, clock)
    app = Service(
        settings,
        meters,
        title="dudao",
        version="1",
        openapi_url="/v1/openapi.json",
        description=say(Text(code="openapi.description")),
        docs_url=None,  # the page of FastAPI asks other hosts for its scripts
        redoc_url=None,
        responses={"default": {"model": Problem, "description": "RFC 9457"}},
    )
    app.state.world = World(settings, store, jobs, gate, clock, chance)
    app.state.meters = meters
    app.state.heavy = heavy_lanes()
    app.state.following = Following(partial(progress, store))
    add_problems(app)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(docs.router)
    app.include_router(accounts.router)
    app.include_router(datasets.router)
    app.include_router(administration.router)
    app.include_router(reference.router)
    app.include_router(draws.router)
    app.include_router(draws.public)
    app.include_router(verifypage.router)
    app.include_router(plans.router)
    app.include_router(results.router)
    app.include_router(reasons.router)
    app.include_router(changing.router)
    app.include_router(comparisons.router)
    if settings.oidc_issuer:
        from api.service.routes import oidc

        app.include_router(oidc.router)
    app.include_router(feeds.router)
    return app
