import pytest

from api.language import preferred


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "zh"),
        ([], {"DUDAO_LANG": "en"}, "en"),
        ([], {"DUDAO_LANG": "fr"}, "zh"),
        (["--lang", "en", "plan"], {}, "en"),
        (["plan", "--lang=en"], {}, "en"),
        (["plan", "--lang=zh"], {"DUDAO_LANG": "en"}, "zh"),
        (["plan", "--lang"], {}, "zh"),
    ],
)
def test_option_before_environment_before_default(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert preferred(arguments, environment) == language
