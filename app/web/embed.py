"""Search, the keuzehulp and one regeling inside the site of somebody else: the same pages under ``/inbed``, in a frame.

Only these pages, only for reading, and only in frames of the origins in the settings. There are no cookies: what the
browser sends is dropped before the page is made. Links to any other page open in a window of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, request
from flask_babel import gettext as _
from markupsafe import Markup

from app.settings import Settings
from app.web.security import CSP

PREFIX = "/inbed"
PAGES = re.compile(r"(?:/en)?/(?:zoeken|keuzehulp(?:/vraag|/uitkomst)?|regelingen/[a-z0-9-]{1,80})")
"""Paths that may stand in a frame, without the prefix."""
_KEY = "loket.embed"
_LINK = re.compile(r'<a\b([^>]*?)\shref="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_WHERE = re.compile(r'\s(?:target|rel)="[^"]*"')
_FORM = re.compile(r'(<form\b[^>]*?\saction=")([^"]*)(")')
_STAYS = ("#", "tel:", "mailto:")
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class EmbedPrefix:
    """WSGI layer that recognises ``/inbed``. framed: whether any other origin may show these pages."""

    def __init__(self, inner: Wsgi, *, framed: bool) -> None:
        self._inner = inner
        self._framed = framed

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        reading = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        if not path.startswith(f"{PREFIX}/") or not reading or not PAGES.fullmatch(path.removeprefix(PREFIX)):
            return self._inner(environ, start_response)
        environ["PATH_INFO"] = path.removeprefix(PREFIX)
        environ[_KEY] = True
        environ.pop("HTTP_COOKIE", None)

        def framed(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], Any]:
            kept = [item for item in headers if item[0].lower() != "x-frame-options" or not self._framed]
            write: Callable[[bytes], Any] = start_response(status, kept, exc_info)
            return write

        return self._inner(environ, framed)


def embedded() -> bool:
    """Whether this page is shown in a frame of another site."""
    return bool(request.environ.get(_KEY))


def in_frame(path: str) -> str | None:
    """Address in the frame for a path of the site; None for a page that belongs in a window of its own."""
    plain = path.partition("#")[0].partition("?")[0]
    return PREFIX + path if PAGES.fullmatch(plain) else None


def rewritten(html: str) -> str:
    """The page with links and forms that stay in the frame where they can, and open a window where they cannot."""
    said = Markup('<span class="wl-vh"> ({})</span>').format(_("opent in een nieuw venster"))

    def link(match: re.Match[str]) -> str:
        before, address, after, text = match.groups()
        if address.startswith(_STAYS):
            return match[0]
        inside = in_frame(address)
        if inside is not None:
            return f'<a{before} href="{inside}"{after}>{text}</a>'
        own = _WHERE.sub("", f'{before} href="{address}"{after}')
        return f'<a{own} target="_blank" rel="noopener">{text}{said}</a>'

    return _FORM.sub(lambda found: found[1] + (in_frame(found[2]) or found[2]) + found[3], _LINK.sub(link, html))


def install(app: Flask, settings: Settings) -> None:
    """Put the layer in place; call it after the languages, so that ``/inbed/en`` works."""
    origins = " ".join(settings.embed_origins)
    policy = CSP.replace(
        "frame-ancestors 'none'", f"frame-ancestors {origins}" if origins else "frame-ancestors 'none'"
    )

    @app.after_request
    def fit(response: Response) -> Response:
        if not embedded():
            return response
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Robots-Tag"] = "noindex"
        if response.mimetype == "text/html" and not response.is_streamed:
            response.set_data(rewritten(response.get_data(as_text=True)))
        if response.location and (inside := in_frame(response.location)):
            response.location = inside
        return response

    app.wsgi_app = EmbedPrefix(app.wsgi_app, framed=bool(origins))  # type: ignore[method-assign]  # how a WSGI layer is put on
    app.context_processor(lambda: {"inbed": embedded(), "inbed_origins": origins})
