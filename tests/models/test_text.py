import tomllib
from importlib.resources import files
from string import Formatter
from typing import Any

import pytest

from models.text import LANGUAGES, Text, catalogue, say, templates_of, word


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_languages_have_the_same_codes(language: str) -> None:
    assert set(catalogue(language)) == set(catalogue(LANGUAGES[0]))


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_templates_have_the_same_placeholders(language: str) -> None:
    ours, theirs = catalogue(LANGUAGES[0]), catalogue(language)
    common = ours.keys() & theirs.keys()
    differing = [c for c in common if _placeholders(ours[c]) != _placeholders(theirs[c])]
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_named(language: str) -> None:
    for code, template in catalogue(language).items():
        assert all(name.isidentifier() for name in _placeholders(template)), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_template_is_empty(language: str) -> None:
    assert all(template.strip() for template in catalogue(language).values())


def test_arguments_are_filled_in() -> None:
    assert say(Text(code="export.month", args={"month": 3})) == "3月"


def test_data_in_arguments_are_not_templates() -> None:
    assert say(Text(code="cli.written", args={"path": "{month}"})) == "已写入 {month}"


def test_unknown_code_is_shown_with_its_arguments() -> None:
    assert say(Text(code="no.such", args={"day": 3})) == "no.such {'day': 3}"
    assert word("no.such") == "no.such"


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_read_as_the_toml_they_are(language: str) -> None:
    for file in (files("models") / "catalogue" / language).iterdir():
        text = file.read_text("utf-8")
        flat: dict[str, str] = {}
        _flatten(tomllib.loads(text), "", flat)
        assert dict(templates_of(text)) == flat, file.name


def _flatten(table: dict[str, Any], prefix: str, flat: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{key}.", flat)
        else:
            flat[prefix + key] = value
