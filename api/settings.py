"""Settings of the service, from the environment: `DUDAO_DATABASE_URL` and the like."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError, model_validator

from models.base import Frozen
from models.issue import DataError, Issue
from models.text import Text

PREFIX = "DUDAO_"
_SQLITE = "sqlite:///"
_ISSUER = r"^(https://[^\s?#]+|http://(localhost|127\.0\.0\.1)(:\d+)?(/[^\s?#]*)?)?$"
_OF_THE_COMMAND = frozenset({"DUDAO_LANG", "DUDAO_DEBUG", "DUDAO_SERVER", "DUDAO_TOKEN"})
"""Variables with the prefix that the command reads, not the service."""


class Settings(Frozen):
    """How this service runs; every field is set by the variable of its name in capitals.

    Without a `database_url` the database is one SQLite file in `data_folder`. `slots` are plans and
    offices solved at once on this machine. `public_url` is how users reach the service: cookies are
    marked secure when it is https, and calendar feeds carry it. `trusted_proxies` are addresses
    whose word on where a request came from is taken. `max_open_plans` may wait or be solved, of all
    accounts together. So many `failed_logins_a_minute` are taken from one address. With a
    `metrics_token` `/metrics` answers those who give it, without one those on this machine.
    `tiles_url` is a tile server as in `http://host/{z}/{x}/{y}.png`; without it maps have no
    background. `oidc_*` are all given or none.
    """

    data_folder: Path = Path("dudao-data")
    database_url: str = Field(default="", pattern=r"^((sqlite:///|postgresql://).+)?$")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = Field(default="", pattern=r"^(https?://[^\s?#]+)?$")
    trusted_proxies: str = "127.0.0.1"
    slots: int = Field(default=1, ge=1, le=256)
    upload_megabytes: int = Field(default=50, ge=1, le=1000)
    max_open_plans: int = Field(default=200, ge=1)
    failed_logins_a_minute: int = Field(default=30, ge=1)
    session_hours: int = Field(default=12, ge=1, le=24 * 30)
    lock_after: int = Field(default=5, ge=1, le=100)
    lock_seconds: int = Field(default=60, ge=1)
    metrics_token: SecretStr = SecretStr("")
    tiles_url: str = Field(default="", pattern=r"^(https?://[^\s/;,]+/[^\s;,]*\{z\}[^\s;,]*)?$")
    oidc_issuer: str = Field(default="", pattern=_ISSUER)
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _oidc_whole(self) -> Self:
        given = [self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret.get_secret_value()]
        if any(given) and not all(given):
            raise ValueError("oidc_issuer, oidc_client_id and oidc_client_secret belong together")
        if any(given) and not self.public_url:
            raise ValueError("oidc needs public_url, where the provider sends browsers back to")
        return self

    @property
    def secure(self) -> bool:
        """Whether users reach the service by https, so that browsers must not use it without."""
        return self.public_url.startswith("https:")

    @property
    def store_url(self) -> str:
        """The address of the database."""
        if self.database_url:
            return self.database_url
        return f"{_SQLITE}{(self.data_folder / 'dudao.sqlite').absolute()}"

    @property
    def jobs_url(self) -> str:
        """Where jobs keep their ids: a schema of PostgreSQL, or a second file beside SQLite's."""
        if not self.store_url.startswith(_SQLITE):
            return self.store_url
        path = Path(self.store_url.removeprefix(_SQLITE))
        return f"{_SQLITE}{path.with_name(f'{path.stem}-jobs{path.suffix}')}"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings that the environment gives.

    Raises
    ------
    DataError
        With every variable that is unknown or has a value that cannot be used.
    """
    names = {f"{PREFIX}{field}".upper(): field for field in Settings.model_fields}
    given = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    issues = [_unknown(name, names) for name in sorted(given.keys() - names - _OF_THE_COMMAND)]
    values = {names[name]: value for name, value in given.items() if name in names}
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        issues += [_wrong(dict(one), given) for one in error.errors(include_url=False)]
    if issues:
        raise DataError(tuple(issues))
    return settings


def _unknown(name: str, names: Mapping[str, str]) -> Issue:
    alike = get_close_matches(name, names, n=1)
    text = Text(code="settings.unknown", args={"known": "、".join(names)})
    return Issue(place=name, text=text, suggestion=alike[0] if alike else "")


def _wrong(error: Mapping[str, object], given: Mapping[str, str]) -> Issue:
    location = error["loc"]
    field = str(location[0]) if isinstance(location, tuple) and location else ""
    name = f"{PREFIX}{field}".upper() if field else f"{PREFIX}OIDC_*"
    secret = any(
        word in name for word in ("SECRET", "TOKEN", "URL")
    )  # addresses of databases hold passwords
    return Issue(
        place=name,
        found="" if secret else given.get(name, ""),
        text=Text(code="settings.wrong", args={"reason": str(error["msg"])}),
    )
