"""Headers, cookies and limits that every answer and request must meet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, Response, abort, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core.tokens import KeptSerializer, KeptSigner
from app.settings import Settings
from app.web.gate import gate_of

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=63072000; includeSubDomains"
MAX_BODY = 512 * 1024
MAX_FIELDS = 500
"""Of a form in either encoding, and parameters of an address."""
MAX_QUERY = 8000
"""Characters."""
YEAR = 31_536_000
csrf = CSRFProtect()


class _Sessions(SecureCookieSessionInterface):
    """Signed cookies; what signs them is made once, the keys of an application never change."""

    _made: Any = None

    def get_signing_serializer(self, app: Flask) -> Any:
        """As the library."""
        if self._made is None:
            options = {"key_derivation": self.key_derivation}
            keys = [*app.config["SECRET_KEY_FALLBACKS"], app.secret_key]
            self._made = KeptSerializer(
                keys, salt=self.salt, serializer=self.serializer, signer=KeptSigner, signer_kwargs=options
            )
        return self._made


def protect(app: Flask, *, production: bool) -> None:
    """Put the headers on every answer of this application, whatever it is."""
    wanted = list((HEADERS | ({"Strict-Transport-Security": HSTS} if production else {})).items())

    @app.after_request
    def headers(response: Response) -> Response:
        there = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - iterating gives pairs
        response.headers.extend([pair for pair in wanted if pair[0].lower() not in there])
        return response


def _within_limits() -> None:
    """Refuse what no page of ours sends, before any work is done for it."""
    query = request.query_string
    if len(query) > MAX_QUERY or query.count(b"&") >= MAX_FIELDS:
        abort(414)
    if request.mimetype == "application/x-www-form-urlencoded" and request.get_data().count(b"&") >= MAX_FIELDS:
        abort(413)


def install(app: Flask, settings: Settings) -> None:
    """Set limits and cookies, and put the headers on every answer."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SESSION_COOKIE_NAME="__Host-loket" if settings.production else "loket",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SECRET_KEY=list(reversed(settings.secrets)),  # the last one signs; a form that is open stays good
        WTF_CSRF_SSL_STRICT=False,  # pages with a signed link send no referrer; the token and SameSite do the work
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
    )
    app.session_interface = _Sessions()
    app.before_request(_within_limits)  # before anything reads the form
    csrf.init_app(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]  # how a WSGI layer is put on

    protect(app, production=settings.production)

    @app.after_request
    def caching(response: Response) -> Response:
        if request.endpoint == "static" and ("v" in request.args or request.path.endswith(".woff2")):
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        elif request.endpoint != "static":
            private = "Set-Cookie" in response.headers or gate_of(app.view_functions.get(request.endpoint or ""))
            response.headers.setdefault("Cache-Control", "no-store" if private else "no-cache")
        return response
