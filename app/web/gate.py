"""Default deny: a view without ``@public`` or ``@requires(...)`` refuses everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

F = TypeVar("F", bound=Callable[..., Any])
_MARK = "loket_gate"


def public(view: F) -> F:
    """Everybody may see this view."""
    setattr(view, _MARK, ())
    return view


def requires(*roles: str) -> Callable[[F], F]:
    """Only a signed-in medewerker with one of ``roles``; without roles any medewerker."""

    def mark(view: F) -> F:
        setattr(view, _MARK, roles or ("*",))
        return view

    return mark


def gate_of(view: Callable[..., Any] | None) -> tuple[str, ...] | None:
    """() for public, roles for staff, None when nothing was declared."""
    gate: tuple[str, ...] | None = getattr(view, _MARK, None)
    return gate


def _check() -> Response | None:
    if request.endpoint is None:
        return None  # no such address: the 404 page
    gate = gate_of(current_app.view_functions.get(request.endpoint))
    if gate == ():
        return None
    if gate is None:
        abort(403)
    if not current_user.is_authenticated:
        if request.method in ("GET", "HEAD"):
            return redirect(f"/inloggen?verder={request.path}")
        abort(403)
    if "*" not in gate and not set(gate) & set(current_user.rollen):
        abort(403)
    return None


def install(app: Flask) -> None:
    """Put the gate before every view. The files in ``static/`` are the one thing declared public here."""
    public(app.view_functions["static"])
    app.before_request(_check)
