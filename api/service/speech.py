"""In which language a request is answered: Chinese, unless it prefers another that we speak.

Source: RFC 9110, 12.5.4.
"""

from collections.abc import Iterator

from starlette.datastructures import Headers
from starlette.types import Scope

from models.text import LANGUAGES


def language_of(scope: Scope) -> str:
    """The language a request prefers, by its `Accept-Language`."""
    return preferred(Headers(scope=scope).get("Accept-Language", ""))


def preferred(asked: str) -> str:
    """Of the languages that we speak the one that is weighed highest; of equal ones the first."""
    best = max(_weighed(asked), key=lambda one: one[0], default=(0.0, ""))
    return best[1] if best[0] > 0 else LANGUAGES[0]


def _weighed(asked: str) -> Iterator[tuple[float, str]]:
    for part in asked.lower().split(","):
        tag, _, weight = part.partition(";")
        language = tag.strip().partition("-")[0]
        if language in LANGUAGES:
            try:
                yield (float(weight.strip().removeprefix("q=")) if weight else 1.0), language
            except ValueError:
                continue
