"""Speaks with the identity provider through Authlib; imported only by a site that has one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from authlib.oidc.core import CodeIDToken
from flask import Flask
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from app.settings import Oidc
from app.web.auth.area import ProviderFault

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
PATIENCE = 5
"""Seconds that the provider may take for one answer."""
CLOCKS = 60
FAULTS = (AuthlibBaseError, JoseError, requests.RequestException, KeyError, ValueError, RuntimeError)


class WrongProvider(RuntimeError):
    """The provider is not who it should be."""


class Client:
    """The provider in the settings. Making one asks nothing of it; every method raises ``ProviderFault``."""

    def __init__(self, app: Flask, oidc: Oidc) -> None:
        self._oidc = oidc
        self._client = OAuth(app).register(
            "organisatie",
            client_id=oidc.client_id,
            client_secret=oidc.client_secret,
            server_metadata_url=f"{oidc.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": PATIENCE},
        )

    def leave(self, back: str, **extra: Any) -> Response:
        """Off to the provider, which sends the browser to ``back``."""
        with _faults():
            answer: Response = self._checked().authorize_redirect(back, **extra)
            return answer

    def claims(self) -> dict[str, Any]:
        """What the checked token says."""
        options = {
            "iss": {"essential": True, "value": self._oidc.issuer},
            "aud": {"essential": True, "value": self._oidc.client_id},
            "sub": {"essential": True},
            "nonce": {"essential": True},
        }
        with _faults():
            token = self._checked().authorize_access_token(
                claims_options=options, claims_cls=CodeIDToken, leeway=CLOCKS
            )
            claims = token.get("userinfo")
            if not claims:
                raise WrongProvider("no id token")
            return dict(claims)

    def _checked(self) -> Any:
        """Authlib's client, of the right issuer and for signatures that need the provider's private key."""
        metadata = self._client.load_server_metadata()
        if metadata.get("issuer") != self._oidc.issuer:
            raise WrongProvider("the provider calls itself by another name")
        offered = metadata.get("id_token_signing_alg_values_supported") or ALGORITHMS
        metadata["id_token_signing_alg_values_supported"] = [name for name in offered if name in ALGORITHMS]
        return self._client


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except FAULTS as error:
        raise ProviderFault(away=isinstance(error, requests.RequestException)) from error
