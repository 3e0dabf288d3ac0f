"""Words for people: messages as code and arguments, put into words by translation catalogues.

Every sentence a user sees lies in `models/catalogue/<language>/*.toml` as `code = "template"`, with
`{name}` for arguments. A program part returns `Text`; only the edge of the program calls `say`.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from models.base import Frozen

LANGUAGES = ("zh", "en")
_SIMPLE = re.compile(r'([\w-]+) = "([^"\\]*)"', re.ASCII)
_TABLE = re.compile(r"\[([\w.-]+)\]", re.ASCII)


class Text(Frozen):
    """A message: its code in the catalogue and its arguments by name.

    An argument may be a message itself, such as the word for a value, or several, which are
    enumerated.
    """

    code: str
    args: Mapping[str, "str | int | float | Text | tuple[Text, ...]"] = {}


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All templates of a language by code.

    Raises
    ------
    ValueError
        When two files define the same code.
    """
    templates: dict[str, str] = {}
    folder = files("models") / "catalogue" / language
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            for code, template in templates_of(file.read_text("utf-8")):
                if code in templates:
                    raise ValueError(f"{language}: {code} is defined twice")
                templates[code] = template
    return MappingProxyType(templates)


def templates_of(text: str) -> list[tuple[str, str]]:
    """All templates of a file by code.

    Every command begins with this: lines of one plain string are taken as they are, and only the
    others, of which there are few, parsed as TOML.
    """
    plain: list[tuple[str, str]] = []
    others: list[str] = []
    prefix = ""
    for line in text.splitlines():
        if found := _SIMPLE.fullmatch(line):
            plain.append((prefix + found[1], found[2]))
            continue
        others.append(line)
        if table := _TABLE.fullmatch(line):
            prefix = f"{table[1]}."
    return plain + _flat(tomllib.loads("\n".join(others)))


def _flat(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            pairs += _flat(value, f"{prefix}{key}.")
        else:
            pairs.append((prefix + key, str(value)))
    return pairs


def say(text: Text, language: str = "zh") -> str:
    """The message in words; a code that no catalogue knows is shown as it is."""
    return filled(text.code, text.args, language)


def filled(code: str, args: Mapping[str, object], language: str = "zh") -> str:
    """The template of a code with these arguments, as `say` fills it in, but not checked."""
    template = catalogue(language).get(code)
    if template is None:
        return f"{code} {dict(args)}" if args else code
    return template.format_map({name: _spoken(arg, language) for name, arg in args.items()})


def _spoken(argument: object, language: str) -> object:
    if isinstance(argument, Text):
        return say(argument, language)
    if isinstance(argument, tuple):
        return catalogue(language)["text.join"].join(say(part, language) for part in argument)
    return argument


def word(code: str, language: str = "zh") -> str:
    """A single term of the catalogue, such as a column header or the name of a stage."""
    return filled(code, {}, language)
