from importlib.util import find_spec

import pytest

from api.accounts.roles import Role
from api.pages.areas import AREAS, Area, areas_of
from models.text import LANGUAGES, catalogue


@pytest.mark.parametrize("one", AREAS, ids=lambda one: one.name)
def test_a_page_has_its_module_and_its_title(one: Area) -> None:
    assert find_spec(f"api.pages.{one.name}")
    for language in LANGUAGES:
        assert f"pages.{one.name}.title" in catalogue(language)


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_page_to_begin_with(role: Role) -> None:
    assert areas_of(role)
    assert all(f"pages.role.{role}" in catalogue(language) for language in LANGUAGES)
