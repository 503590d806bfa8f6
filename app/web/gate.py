"""Default deny: a view without ``@public`` or ``@requires(...)`` refuses everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Flask, abort, current_app, g, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from app.core.errors import NOT_STORED, Unavailable
from app.web.recent import ask, is_recent
from app.web.state import NO_ANSWER


class SignedOut(Exception):
    """A form came in of somebody who is not signed in (any more): the page gives back what was typed."""


F = TypeVar("F", bound=Callable[..., Any])
_MARK = "loket_gate"
_RECENT = "loket_recent"


def public(view: F) -> F:
    """Everybody may see this view."""
    setattr(view, _MARK, ())
    return view


def requires(*roles: str, recent: bool = False) -> Callable[[F], F]:
    """Only a signed-in medewerker with one of ``roles``; without roles any medewerker.

    recent: who proved to be this person at most fifteen minutes ago; others are asked again (``app.web.recent``).
    """

    def mark(view: F) -> F:
        setattr(view, _MARK, roles or ("*",))
        setattr(view, _RECENT, recent)
        return view

    return mark


def gate_of(view: Callable[..., Any] | None) -> tuple[str, ...] | None:
    """() for public, roles for staff, None when nothing was declared."""
    gate: tuple[str, ...] | None = getattr(view, _MARK, None)
    return gate


def wants_recent(view: Callable[..., Any] | None) -> bool:
    """Whether this view asks for a recent proof."""
    return bool(getattr(view, _RECENT, False))


def _check() -> Response | None:
    if request.endpoint is None:
        return None  # no such address: the 404 page
    view = current_app.view_functions.get(request.endpoint)
    gate = gate_of(view)
    if gate == ():
        return None
    if gate is None:
        abort(403)
    if not current_user.is_authenticated:
        if g.get(NO_ANSWER):
            raise Unavailable(NOT_STORED)
        if request.method in ("GET", "HEAD"):
            return redirect(f"/inloggen?verder={quote(request.path)}")
        raise SignedOut
    if "*" not in gate and not set(gate) & set(current_user.rollen):
        abort(403)
    if wants_recent(view) and not is_recent():
        return ask()
    return None


def install(app: Flask) -> None:
    """Put the gate before every view. The files in ``static/`` are the one thing declared public here."""
    public(app.view_functions["static"])
    app.before_request(_check)
