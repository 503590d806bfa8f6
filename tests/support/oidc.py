"""Identity providers for the tests: the well-known mock as a process, and one of our own that can lie."""

from __future__ import annotations

import base64
import hmac
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.support.certificates import Certificate
from tests.support.postgres import free_port

UP_WITHIN = 30.0
CLIENT, SECRET = "loket", "geheim-van-de-client"


@contextmanager
def mock_provider(folder: Path, *people: dict[str, Any]) -> Iterator[str]:
    """oidc-provider-mock on a free port, with these people; gives its issuer."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    for person in people:
        command += ["--user-claims", json.dumps(person)]
    with (folder / "oidc.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    issuer = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + UP_WITHIN
        while True:
            try:
                requests.get(f"{issuer}/.well-known/openid-configuration", timeout=2).raise_for_status()
                break
            except requests.ConnectionError:
                if time.monotonic() > until or process.poll() is not None:
                    raise
                time.sleep(0.1)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


def agrees(address: str, sub: str) -> str:
    """The person at the mock says yes; gives the address that the browser is sent back to."""
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
    assert answer.status_code in (302, 303), answer.text
    return answer.headers["Location"]


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class LyingProvider:
    """Answers every code with a token of which the test chooses the claims, the key and the algorithm."""

    issuer: str
    claims: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    wrong_key: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)
    nonce: str = ""
    challenge: str = ""
    seen: list[dict[str, str]] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "een"}))

    def discovery(self) -> dict[str, Any]:
        """What the provider says about itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        } | self.metadata

    def follow(self, address: str) -> str:
        """A browser comes with this address; the callback it is sent to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.seen.append(asked)
        self.nonce, self.challenge = asked["nonce"], asked.get("code_challenge", "")
        return f"{asked['redirect_uri']}?code=eenmalig&state={asked['state']}"

    def token(self) -> str:
        """The id token."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "persoon-1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "email": "aida@loket.example",
            "email_verified": True,
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": "een"}
        if self.algorithm in ("none", "HS256"):
            body = ".".join(_encoded(json.dumps(part).encode()) for part in (header, claims))
            public = self.key.as_pem(private=False)
            mac = hmac.digest(public, body.encode(), "sha256") if self.algorithm == "HS256" else b""
            return f"{body}.{_encoded(mac)}"
        key = RSAKey.generate_key(2048, {"kid": "een"}) if self.wrong_key else self.key
        return jwt.encode(header, claims, key)


@contextmanager
def lying_provider(certificate: Certificate | None = None) -> Iterator[LyingProvider]:
    """A provider of our own on a free port; with a certificate it speaks https."""
    provider: LyingProvider

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = {"/.well-known/openid-configuration": provider.discovery(),
                     "/jwks": {"keys": [provider.key.as_dict(private=False)]}}  # fmt: skip
            self._answer(known[self.path])

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            provider.seen.append({name: values[0] for name, values in parse_qs(body).items()})
            answer: dict[str, Any] = {"access_token": "toegang", "token_type": "Bearer", "expires_in": 300}
            if provider.algorithm != "geen":
                answer["id_token"] = provider.token()
            self._answer(answer)

        def _answer(self, value: dict[str, Any]) -> None:
            data = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate:
        server.socket = certificate.context().wrap_socket(server.socket, server_side=True)
    provider = LyingProvider(f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
