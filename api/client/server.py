"""Which server the command talks to, and on whose behalf."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from api.failures import fail
from api.language import tr

TOKEN = "DUDAO_TOKEN"


@dataclass(frozen=True)
class Server:
    """The address of a service, without a slash at its end, and a token of an account there.

    `exposed`: the token travels unencrypted over a network.
    """

    url: str
    token: str = field(repr=False)
    exposed: bool = False


def server_at(url: str, environment: Mapping[str, str]) -> Server:
    """The server of an address, with the token of the environment; ends the command without.

    An address with a name and password in it is refused: command lines are seen by others.
    """
    split = _split(url)
    if split is None:
        fail(tr("client.address"))
    token = environment.get(TOKEN, "").strip()
    if not token:
        fail(tr("client.no_token"))
    if not (token.isascii() and token.isprintable()) or " " in token:
        fail(tr("client.bad_token"))
    exposed = split.scheme == "http" and not _loopback(split.hostname or "")
    return Server(url.rstrip("/"), token, exposed)


def _split(url: str) -> SplitResult | None:
    """The pieces of an address; None when it is none of a service."""
    try:
        split = urlsplit(url)
        good = split.port != 0 and bool(split.hostname)
    except ValueError:
        return None
    plain = url.isascii() and url.isprintable() and " " not in url
    extra = "@" in split.netloc or "?" in url or "#" in url
    return split if good and plain and not extra and split.scheme in {"http", "https"} else None


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
