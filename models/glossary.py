"""The words of this program, one for one thing, in English and Chinese."""

import tomllib
from functools import cache
from importlib.resources import files

from models.base import Frozen


class Term(Frozen):
    """One thing; several words for it are separated by commas. `code` is its name in the code."""

    en: str
    zh: str
    code: str
    meaning: str


class Section(Frozen):
    """Terms that belong together."""

    title: str
    terms: tuple[Term, ...]


class Glossary(Frozen):
    """All of them."""

    sections: tuple[Section, ...]


@cache
def glossary() -> Glossary:
    """The words that come with the program."""
    text = (files("models") / "glossary.toml").read_text("utf-8")
    return Glossary.model_validate(tomllib.loads(text))
