"""Somebody who looks at a page: who they are, in which language, with what in the address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.requests import HTTPConnection

from api.accounts.roles import Action, may
from api.accounts.scope import Relation
from api.desk.asker import Asker
from api.desk.world import World
from api.service.identity import COOKIE
from api.store import By, accounts, regions, sessions
from api.store.accounts import Account
from models.text import LANGUAGES, Text, say

P = ParamSpec("P")
T = TypeVar("T")
WORLD = "dudao.world"
"""Where `guard.py` leaves the world in the scope of a request."""
LANGUAGE = "dudao-language"
KEPT = ("dataset", "plan")
"""What of an address goes along to the next page."""


class SessionOver(Exception):  # noqa: N818 - an answer, not a fault
    """Whoever asks is logged in no longer."""


@dataclass(frozen=True)
class Visit:
    """One page in one browser. The account is as it was when the page was opened."""

    world: World
    secret: str
    language: str
    account: Account
    office: str
    path: str
    parameters: Mapping[str, str]

    def say(self, message: str | Text, **args: str | int | float | Text | tuple[Text, ...]) -> str:
        """A message, or one of a code and its arguments, in the language of this page."""
        text = message if isinstance(message, Text) else Text(code=message, args=args)
        return say(text, self.language)

    async def ask(
        self, action: Callable[Concatenate[Asker, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do something of `api.desk` in a thread, as whoever is logged in by then.

        Raises
        ------
        SessionOver
            When nobody is.
        Denial, DataError, Refused, Unavailable
            As the action does; see `notices.telling`.
        """
        return await run_sync(self._asked, lambda who: action(who, *args, **kwargs))

    def _asked(self, action: Callable[[Asker], T]) -> T:
        who = asker_of(self.world, self.secret)
        if who is None or who.account.must_change:
            raise SessionOver
        return action(who)

    def may(self, action: Action) -> bool:
        """Whether a button for this is worth showing; the desk judges again, by whose data."""
        return may(self.account.role, action, Relation.OWN)

    @property
    def here(self) -> str:
        """The address of this page."""
        return _address(self.path, self.parameters)

    def to(self, path: str, **parameters: str | None) -> str:
        """The address of a page; the data set and the plan of this one go along.

        A parameter that is None is left out.
        """
        kept = {name: self.parameters[name] for name in KEPT if name in self.parameters}
        given = kept | parameters
        return _address(path, {name: value for name, value in given.items() if value is not None})

    def at(self, **parameters: str | None) -> str:
        """The address of this page with some parameters changed; None removes one."""
        given = {**self.parameters, **parameters}
        return _address(self.path, {n: v for n, v in given.items() if v is not None})


async def visit_of(request: HTTPConnection) -> Visit | None:
    """Who opens a page; None when nobody is logged in."""
    world = request.scope[WORLD]
    assert isinstance(world, World)
    secret = request.cookies.get(COOKIE, "")
    return await run_sync(
        partial(_visit, world, secret, language_of(request), request.url.path),
        dict(request.query_params),
    )


def _visit(
    world: World, secret: str, language: str, path: str, parameters: Mapping[str, str]
) -> Visit | None:
    who = asker_of(world, secret)
    if who is None:
        return None
    with world.store.reading() as session:
        named = regions.names(session)
    office = named.get(who.account.region or "", who.account.region or "")
    return Visit(world, secret, language, who.account, office, path, parameters)


def asker_of(world: World, secret: str) -> Asker | None:
    """Who a session's cookie belongs to now; None when it is over."""
    now = world.clock()
    with world.store.reading() as session:
        holder = sessions.holder(session, secret, now) if secret else None
        if holder is None:
            return None
        account = accounts.get(session, holder)
    return Asker(account, By(account.id, now, world.chance), world)


def language_of(request: HTTPConnection) -> str:
    """The language that a browser chose; Chinese first."""
    chosen = request.cookies.get(LANGUAGE, "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def _address(path: str, parameters: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(parameters)}" if parameters else path
