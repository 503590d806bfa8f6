"""Dutch at ``/``, English at ``/en``: the prefix moves to SCRIPT_NAME, so every address made in a page keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, request
from flask_babel import Babel

LANGUAGES = ("nl", "en")
_KEY = "loket.language"


class LanguagePrefix:
    """WSGI layer that recognises ``/en``."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self._inner = inner

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/en" or path.startswith("/en/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
            environ[_KEY] = "en"
        return self._inner(environ, start_response)


def language() -> str:
    """Language of this request: nl or en."""
    return str(request.environ.get(_KEY, "nl"))


def prefix() -> str:
    """What stands before every path in this language: "" or "/en"."""
    return "" if language() == "nl" else f"/{language()}"


def install(app: Flask) -> None:
    """Message catalogues in ``translations/``; Dutch is the source language."""
    app.config["BABEL_DEFAULT_LOCALE"] = "nl"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Amsterdam"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "../translations"
    Babel(app, locale_selector=language)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
