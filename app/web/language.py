"""Dutch at ``/``, English at ``/en``: the prefix moves to SCRIPT_NAME, so every address made in a page keeps it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import Babel

from app.settings import ROOT

LANGUAGES = ("nl", "en")
TRANSLATIONS = ROOT / "translations"
_language: ContextVar[str] = ContextVar("language", default="nl")


class LanguagePrefix:
    """WSGI layer that recognises ``/en``."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self._inner = inner

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/en" or path.startswith("/en/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
            token = _language.set("en")
        else:
            token = _language.set("nl")
        try:
            return self._inner(environ, start_response)
        finally:
            _language.reset(token)


def language() -> str:
    """Language of this request: nl or en."""
    return _language.get()


def prefix() -> str:
    """What stands before every path in this language: "" or "/en"."""
    return "" if language() == "nl" else f"/{language()}"


def compile_catalogues() -> None:
    """Bring the form that gettext reads up to date; does nothing when it is, or when the folder is read-only."""
    for po in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with suppress(PermissionError), po.open("rb") as source:
            aside = mo.with_suffix(f".{os.getpid()}")
            with aside.open("wb") as target:
                write_mo(target, read_po(source, locale=po.parent.parent.name))
            aside.replace(mo)


def install(app: Flask) -> None:
    """Message catalogues in ``translations/``; Dutch is the source language."""
    compile_catalogues()
    app.config["BABEL_DEFAULT_LOCALE"] = "nl"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Amsterdam"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=language)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]  # how a WSGI layer is put on
