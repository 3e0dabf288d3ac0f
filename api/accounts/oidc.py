"""Logging in at an OpenID Connect provider: the authorization code flow with PKCE.

The browser keeps one secret in a cookie; state, nonce and verifier follow from it, so that an
answer is only taken from the browser that asked, and nothing is kept here meanwhile.

Source: OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9700, 2.1.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from models.text import Text

_SECONDS = 10.0
_LEEWAY_SECONDS = 60
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures alone: `none` and secrets shared with others prove nothing."""


class SignOnError(Exception):
    """Nobody was logged in; `away`: the provider cannot be asked now."""

    def __init__(self, code: str, *, away: bool = False) -> None:
        super().__init__(code)
        self.text = Text(code=f"login.{code}")
        self.away = away


@dataclass(frozen=True)
class Provider:
    """Where one logs in, and as whom this service is known there."""

    issuer: str
    client_id: str
    client_secret: str
    redirect: str

    def address(self, secret: str) -> str:
        """Where the browser that keeps the secret is sent.

        Raises
        ------
        SignOnError
            When the provider cannot be asked.
        """
        where = self._described()
        with self._client() as client:
            address, _ = client.create_authorization_url(
                where["authorization_endpoint"],
                state=_derived(secret, "state"),
                code_verifier=_derived(secret, "verifier"),
                nonce=_derived(secret, "nonce"),
            )
        return str(address)

    def subject(self, secret: str, state: str, code: str, now: datetime) -> str:
        """Who came back with a code, by the name that the provider gives them for ever.

        Raises
        ------
        SignOnError
            When the answer is not of this browser, or does not prove who it is.
        """
        if not compare_digest(state.encode(), _derived(secret, "state").encode()):
            raise SignOnError("oidc_refused")
        where = self._described()
        try:
            with self._client() as client:
                given = client.fetch_token(
                    where["token_endpoint"], code=code, code_verifier=_derived(secret, "verifier")
                )
                keys = client.request("GET", where["jwks_uri"], withhold_token=True)
            token = jwt.decode(
                given["id_token"], KeySet.import_key_set(keys.json()), algorithms=_ALGORITHMS
            )
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={"iss": {"value": self.issuer}, "aud": {"value": self.client_id}},
                params={
                    "nonce": _derived(secret, "nonce"),
                    "client_id": self.client_id,
                    "access_token": given.get("access_token"),
                },
            )
            claims.validate(now=int(now.timestamp()), leeway=_LEEWAY_SECONDS)
        except httpx.TransportError as error:
            raise SignOnError("oidc_away", away=True) from error
        except (AuthlibBaseError, JoseError, httpx.HTTPError, LookupError, ValueError) as error:
            raise SignOnError("oidc_refused") from error
        return str(claims["sub"])

    def _described(self) -> dict[str, Any]:
        address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            described: dict[str, Any] = httpx.get(address, timeout=_SECONDS).json()
        except (httpx.HTTPError, ValueError) as error:
            raise SignOnError("oidc_away", away=True) from error
        needed = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        whole = isinstance(described, dict) and all(name in described for name in needed)
        if not whole or described["issuer"] != self.issuer:
            raise SignOnError("oidc_away", away=True)
        return described

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            self.client_id,
            self.client_secret,
            scope="openid",
            redirect_uri=self.redirect,
            code_challenge_method="S256",
            timeout=_SECONDS,
        )


def _derived(secret: str, purpose: str) -> str:
    return sha256(f"{purpose} {secret}".encode()).hexdigest()
