"""Finished public pages in front of Flask: rendered and compressed once per content version and day.

A view says ``@cached(...)`` when its page is the same for everybody: it depends on the address, the content and the
day in Amsterdam, and on nothing else. Everything kept is dropped at once when another edition is served or the day
turns. What carries or sets a cookie, may not be kept (``no-store``, ``private``) or is no 200 never comes in.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from prometheus_client import Counter

from app.core import clock
from app.kennisbank.store import ContentStore, Edition
from app.settings import Settings
from app.web.journal import HEADER, own_counts
from app.web.staff import cookie_name
from app.web.state import loket

F = TypeVar("F", bound=Callable[..., Any])
Headers = list[tuple[str, str]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Hook = Callable[[dict[str, Any]], None]

MOST_BYTES = 24 * 1024 * 1024
"""What one process keeps: about 450 pages in two languages."""
LONGEST_QUERY = 300
SMALLEST_PACKED = 600
"""Bytes below which compressing gains nothing."""
VERSION_HEADER = "X-Inhoud-Versie"
EXPIRES_HEADER = "X-Accel-Expires"
"""Tells nginx until when it may keep the page; nginx takes it out, browsers go by Cache-Control. Must come first."""
_ready = Counter("loket_kant_en_klaar", "Pagina's die zonder Flask zijn verstuurd", registry=own_counts)
EXTENSION = "loket_paginas"
_MARK = "loket_cached"
_KEY = "loket.page"
_REFUSES_GZIP = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)")
_OF_ONE_REQUEST = frozenset({"date", HEADER.lower()})
_NOT_WITH_304 = frozenset({"content-length", "content-type", "content-encoding"})


def cached(*parameters: str) -> Callable[[F], F]:
    """The page of this view is the same for everybody. ``parameters``: all it reads from the query string.

    An address with another parameter is answered by the view itself and not kept.
    """

    def mark(view: F) -> F:
        setattr(view, _MARK, frozenset(parameters))
        return view

    return mark


def parameters_of(view: Callable[..., Any] | None) -> frozenset[str] | None:
    """The parameters of a page that may be kept; None for any other view."""
    found: frozenset[str] | None = getattr(view, _MARK, None)
    return found


@lru_cache(maxsize=256)
def takes_gzip(accepted: str) -> bool:
    """Whether a browser that sends this Accept-Encoding can read gzip."""
    return "gzip" in accepted and not _REFUSES_GZIP.search(accepted)


@lru_cache(maxsize=8)
def midnight_after(day: date) -> int:
    """The moment in Amsterdam at which ``day`` is over, in seconds since 1970."""
    return int(datetime.combine(day + timedelta(days=1), time(), clock.AMSTERDAM).timestamp())


@dataclass(frozen=True, slots=True)
class Variant:
    """One representation of a page: as it is, or compressed."""

    etag: str
    headers: Headers
    unchanged: Headers
    body: bytes

    @classmethod
    def of(cls, headers: Headers, body: bytes, etag: str, encoding: str = "") -> Variant:
        """``headers`` without those about the body; they are added here."""
        about = [("Content-Length", str(len(body))), ("ETag", etag)]
        about += [("Content-Encoding", encoding)] if encoding else []
        whole = [*headers, *about]
        return cls(etag, whole, [item for item in whole if item[0].lower() not in _NOT_WITH_304], body)


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished page. ``packed``: compressed, None when that gains nothing."""

    plain: Variant
    packed: Variant | None

    @classmethod
    def of(cls, headers: Headers, body: bytes, *, pack: bool) -> Entry:
        """Give the page a strong ETag per representation, and say that there is more than one."""
        own = next((value for name, value in headers if name.lower() == "etag"), "")
        mark = own.strip('"') if own.startswith('"') else hashlib.blake2b(body, digest_size=12).hexdigest()
        dropped = ("content-length", "etag", "vary")
        rest = [item for item in headers if item[0].lower() not in dropped] + [("Vary", "Accept-Encoding")]
        plain = Variant.of(rest, body, f'"{mark}"')
        if not pack or len(body) < SMALLEST_PACKED:
            return cls(plain, None)
        return cls(plain, Variant.of(rest, gzip.compress(body, 9, mtime=0), f'"{mark}-gz"', "gzip"))

    @property
    def size(self) -> int:
        """Bytes this takes, headers guessed."""
        return len(self.plain.body) + (len(self.packed.body) if self.packed else 0) + 4096


def may_be_kept(status: str, headers: Headers) -> bool:
    """Whether an answer is the same for everybody, going by what it says itself."""
    if not status.startswith("200 "):
        return False
    found = {name.lower(): value.lower() for name, value in headers}
    private = any(word in found.get("cache-control", "") for word in ("no-store", "private"))
    return not private and "set-cookie" not in found and found.get("vary", "accept-encoding") == "accept-encoding"


class Shelf:
    """The finished pages of one edition on one day. Another edition or day gets a shelf of its own, so nothing old
    can be found among the new."""

    def __init__(self, edition: Edition | None, day: date | None) -> None:
        self.edition = edition
        self.day = day
        self.entries: OrderedDict[tuple[str, str, str], Entry] = OrderedDict()
        self.size = 0


class PageCache:
    """WSGI layer. ``cookies``: names that make a request personal; ``hosts``: names the site is known by.

    on_served: called with the environ of a reading (GET) that Flask does not see. most: bytes to keep.
    """

    def __init__(
        self,
        inner: Wsgi,
        content: ContentStore,
        *,
        cookies: Iterable[str],
        hosts: Iterable[str],
        most: int = MOST_BYTES,
        on_served: Hook | None = None,
    ) -> None:
        self._inner = inner
        self._content = content
        self._cookies = tuple(f"{name}=" for name in cookies)
        self._hosts = frozenset(hosts)
        self._most = most
        self._on_served = on_served
        self._shelf = Shelf(None, None)
        self._lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD") or environ.get("HTTP_HOST") not in self._hosts:
            return self._inner(environ, start_response)
        self._content.follow()
        edition, day = self._content.edition, clock.today()
        shelf = self._shelf
        if shelf.edition is not edition or shelf.day != day:
            shelf = self._shelf = Shelf(edition, day)
        key = (environ["HTTP_HOST"], environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""))
        personal = self._is_personal(environ)
        entry = None if personal else shelf.entries.get(key)
        if entry is None:
            return self._render(environ, start_response, key, shelf, keep=not personal)
        with suppress(KeyError):  # another thread may have dropped it
            shelf.entries.move_to_end(key)
        _ready.inc()
        if self._on_served is not None and method == "GET":
            self._on_served(environ)
        return _send(entry, environ, start_response)

    def _is_personal(self, environ: dict[str, Any]) -> bool:
        if "HTTP_AUTHORIZATION" in environ:
            return True
        cookie = environ.get("HTTP_COOKIE")
        return cookie is not None and any(name in cookie for name in self._cookies)

    @property
    def inner(self) -> Wsgi:
        """What stands behind this layer."""
        return self._inner

    @property
    def kept(self) -> list[str]:
        """Addresses of the pages that are ready, the least used first."""
        return [f"{path}?{query}" if query else path for _host, path, query in self._shelf.entries]

    @property
    def size(self) -> int:
        """Bytes kept now."""
        return self._shelf.size

    def _render(
        self,
        environ: dict[str, Any],
        start_response: Callable[..., Any],
        key: tuple[str, str, str],
        shelf: Shelf,
        *,
        keep: bool,
    ) -> Iterable[bytes]:
        """Let Flask answer; finish and keep the answer when the view says so and nothing in it forbids it."""
        answer, rows = self._ask(environ, environ["REQUEST_METHOD"], start_response, key[2])
        if answer is not None and environ["REQUEST_METHOD"] == "HEAD":  # the headers tell of a page, so make it
            _close(rows)
            answer, rows = self._ask(environ, "GET", start_response, key[2])
        if answer is None:
            return rows
        made, headers = answer
        try:
            body = b"".join(rows)
        finally:
            _close(rows)
        extra = [
            (VERSION_HEADER, made.catalogue.version),
            (EXPIRES_HEADER, f"@{midnight_after(shelf.day or clock.today())}"),
        ]
        if keep:
            headers = [item for item in headers if item[0].lower() not in _OF_ONE_REQUEST]
        entry = Entry.of([*extra, *headers], body, pack=keep)
        if keep:
            self._keep(key, entry, made, shelf)
        return _send(entry, environ, start_response)

    def _ask(
        self, environ: dict[str, Any], method: str, start_response: Callable[..., Any], query: str
    ) -> tuple[tuple[Edition, Headers] | None, Iterable[bytes]]:
        """Let Flask answer. A page that may be kept is held back, with its edition and headers; else None."""
        asked = dict(environ, REQUEST_METHOD=method)
        held: list[tuple[Edition, Headers]] = []

        def hold(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], Any]:
            page = asked.get(_KEY)
            if page is None or not may_be_kept(status, headers) or not _knows(page[1], query):
                write: Callable[[bytes], Any] = start_response(status, headers, exc_info)
                return write
            held.append((page[0], headers))
            return lambda _data: None

        rows = self._inner(asked, hold)
        return (held[0] if held else None), rows

    def _keep(self, key: tuple[str, str, str], entry: Entry, made: Edition, shelf: Shelf) -> None:
        """Keep a page unless it was made of another edition than its shelf is for; the least used ones go."""
        if made is not shelf.edition or entry.size > self._most:
            return
        with self._lock:
            before = shelf.entries.pop(key, None)
            shelf.entries[key] = entry
            shelf.size += entry.size - (before.size if before else 0)
            while shelf.size > self._most:
                shelf.size -= shelf.entries.popitem(last=False)[1].size


def _close(rows: Iterable[bytes]) -> None:
    """What every WSGI layer owes the answer of the layer below it."""
    close = getattr(rows, "close", None)
    if close is not None:
        close()


def _knows(parameters: frozenset[str], query: str) -> bool:
    """Whether all that was asked is something the page depends on."""
    if not query:
        return True
    return len(query) <= LONGEST_QUERY and {part.partition("=")[0] for part in query.split("&")} <= parameters


def _send(entry: Entry, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    accepted = environ.get("HTTP_ACCEPT_ENCODING")
    chosen = entry.packed if entry.packed is not None and accepted and takes_gzip(accepted) else entry.plain
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None and _same(known, chosen.etag):
        start_response("304 NOT MODIFIED", list(chosen.unchanged))
        return ()
    start_response("200 OK", list(chosen.headers))
    return (chosen.body,) if environ["REQUEST_METHOD"] == "GET" else ()


def _same(known: str, etag: str) -> bool:
    """Whether If-None-Match names this ETag, with or without the ``W/`` that a proxy put before it."""
    return known.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in known.split(","))


def install(app: Flask, settings: Settings, content: ContentStore, on_served: Hook | None = None) -> None:
    """Put the layer in front of everything else; call it after every other layer."""

    @app.before_request
    def mark() -> None:
        parameters = parameters_of(current_app.view_functions.get(request.endpoint or ""))
        if parameters is not None:
            request.environ[_KEY] = loket().content.edition, parameters

    hosts = {urlsplit(settings.base_url).netloc, *(host for host in settings.trusted_hosts if not host.startswith("."))}
    names = (app.config["SESSION_COOKIE_NAME"], cookie_name(settings))
    layer = PageCache(app.wsgi_app, content, cookies=names, hosts=hosts, on_served=on_served)
    app.extensions[EXTENSION] = layer
    app.wsgi_app = layer  # type: ignore[method-assign]  # how a WSGI layer is put on
