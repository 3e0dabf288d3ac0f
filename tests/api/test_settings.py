from pathlib import Path

import pytest

from api.settings import Settings, read_settings
from models.issue import DataError


def test_without_any_there_is_a_file_in_the_data_folder() -> None:
    settings = read_settings({"PATH": "/bin", "DUDAO_LANG": "en"})
    assert settings == Settings()
    assert settings.store_url == f"sqlite:///{Path('dudao-data/dudao.sqlite').absolute()}"


def test_values_come_from_the_environment_given() -> None:
    settings = read_settings({"DUDAO_DATABASE_URL": "postgresql://db/dudao", "DUDAO_SLOTS": "4"})
    assert (settings.store_url, settings.slots) == ("postgresql://db/dudao", 4)


def test_everything_wrong_is_told_at_once() -> None:
    given = {
        "DUDAO_SLOT": "2",
        "DUDAO_PORT": "eighty",
        "DUDAO_PUBLIC_URL": "ftp://x",
    }
    with pytest.raises(DataError) as caught:
        read_settings(given)
    issues = caught.value.issues
    assert [i.place for i in issues] == ["DUDAO_SLOT", "DUDAO_PORT", "DUDAO_PUBLIC_URL"]
    assert issues[0].suggestion == "DUDAO_SLOTS"
    assert issues[1].found == "eighty"


def test_single_sign_on_is_whole_or_absent() -> None:
    with pytest.raises(DataError) as caught:
        read_settings({"DUDAO_OIDC_ISSUER": "https://id"})
    assert [i.place for i in caught.value.issues] == ["DUDAO_OIDC_*"]


def test_secrets_are_not_repeated() -> None:
    with pytest.raises(DataError) as caught:
        read_settings({"DUDAO_OIDC_CLIENT_SECRET": "hush"})
    assert "hush" not in str([i.model_dump() for i in caught.value.issues])
