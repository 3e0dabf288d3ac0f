"""The language the command speaks: `--lang`, else DUDAO_LANG, else Chinese."""

import os
import sys
from collections.abc import Mapping, Sequence

from models.text import LANGUAGES, Text, catalogue, say


def preferred(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language asked for, known before options are parsed because help texts need it."""
    asked = environment.get("DUDAO_LANG", "")
    for word, following in zip(arguments, [*arguments[1:], ""], strict=False):
        name, _, value = word.partition("=")
        if name == "--lang":
            asked = value or following
    return asked if asked in LANGUAGES else LANGUAGES[0]


_spoken = [preferred(sys.argv[1:], os.environ)]


def current() -> str:
    """The language in use."""
    return _spoken[0]


def choose(language: str) -> None:
    """Speak this language from now on."""
    _spoken[0] = language


def tr(code: str, **args: str | int | float) -> str:
    """The words for a code of the catalogue."""
    return say(Text(code=code, args=args), current())


def term(prefix: str, key: str) -> str:
    """The word for a value; an unknown value stays as it is."""
    return catalogue(current()).get(f"{prefix}.{key}", key)
