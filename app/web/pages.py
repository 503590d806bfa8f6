"""What every page needs: region, language, addresses of files, the person who is signed in."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, current_app, request
from flask_login import current_user
from jinja2 import StrictUndefined
from markupsafe import Markup

from app.core import clock
from app.core.icons import drawings
from app.kennisbank.catalogue import Page
from app.web.gate import gate_of
from app.web.language import LANGUAGES, language, prefix
from app.web.photos import photo_card, photo_figure
from app.web.state import loket

STATIC = Path(__file__).resolve().parent.parent / "static"


@lru_cache(maxsize=256)
def _fingerprint(path: str, _mtime: float) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """Address of a static file with its fingerprint, so that browsers may keep it for a year."""
    path = f"{STATIC}/{name}"
    return f"/static/{name}?v={_fingerprint(path, os.stat(path).st_mtime)}"  # noqa: PTH116 - a page asks this often


def brand_css() -> bytes:
    """The brand file of the region, or nothing when the region uses the default colours."""
    path = loket().content.edition.folder / "regio" / f"{loket().region.slug}.css"
    return path.read_bytes() if path.is_file() else b""


@lru_cache(maxsize=8)
def _brand_url(_file: str, _mtime: float) -> str:
    return f"/merk.css?v={hashlib.sha256(brand_css()).hexdigest()[:12]}"


def brand_url() -> str:
    """Address of the brand file, with its fingerprint."""
    file = f"{loket().content.edition.folder}/regio/{loket().region.slug}.css"
    try:
        return _brand_url(file, os.stat(file).st_mtime)  # noqa: PTH116 - every page asks this
    except OSError:
        return _brand_url(file, 0.0)


def local_path(path: str) -> str:
    """A path of the site in the language of the page: pad("/regelingen")."""
    return prefix() + path


def language_url(target: str) -> str:
    """This page in another language."""
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string and request.method == "GET" else ""
    return ("" if target == "nl" else f"/{target}") + _quoted(request.path or "/") + query


_quoted = lru_cache(maxsize=256)(quote)


def localised(page: Page) -> Page:
    """The page in the language of the reader when it exists, else in Dutch."""
    return loket().catalogue.localised(page, language())


def foreign(page: Page) -> Markup:
    """The lang attribute for words of a page that are not in the language of the reader, else nothing."""
    return Markup(' lang="nl"') if page.language != language() else Markup("")


def _signed_in() -> Any:
    """The medewerker on pages of the werkplek; public pages never look, so that they are the same for everybody."""
    view = current_app.view_functions.get(request.endpoint or "")
    return current_user if gate_of(view) and current_user.is_authenticated else None


def _context() -> dict[str, Any]:
    catalogue = loket().catalogue
    return {
        "regio": catalogue.region,
        "versie": catalogue.version,
        "taal": language(),
        "talen": LANGUAGES,
        "taal_url": language_url,
        "asset": asset,
        "merk_url": brand_url(),
        "pad": local_path,
        "path": request.path,
        "vandaag": clock.today(),
        "medewerker": _signed_in(),
        "ontwikkel": not loket().settings.production,
        "term": catalogue.term,
        "vreemd_van": foreign,
        "foto_van": photo_figure,
        "foto_kaart": photo_card,
    }


def install(app: Flask) -> None:
    """Strict templates with the shared context."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["iconen"] = {name: Markup(lines) for name, lines in drawings().items()}  # noqa: S704 - ours
    app.context_processor(_context)
