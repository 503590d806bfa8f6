"""Who is signed in: the server-side session behind a cookie of its own, for Flask-Login and the gate."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, Request, Response, g
from flask_login import LoginManager, UserMixin, current_user

from app.accounts import sign_in
from app.accounts.permissions import Actor
from app.contact.staffing import replaced_by
from app.core import clock
from app.core.errors import Unavailable
from app.settings import Settings
from app.web.state import NO_ANSWER, loket


class StaffUser(UserMixin):  # type: ignore[misc]  # the package has no types
    """The signed-in medewerker as screens see it."""

    def __init__(self, actor: Actor, found: sign_in.SignedIn, token: str) -> None:
        self.id = str(actor.id)
        self.actor = actor
        self.naam = actor.naam
        self.email = found.email
        self.since = found.begonnen_op
        self.confirmed = found.bevestigd_op
        self.methode = found.methode
        self.token = token
        self.rollen = frozenset(rol.value for rol in actor.rollen)


def cookie_name(settings: Settings) -> str:
    """The cookie with the session token; ``__Host-`` ties it to this host and to https."""
    return "__Host-werkplek" if settings.production else "werkplek"


def current_actor() -> Actor:
    """The signed-in medewerker for services; only behind ``@requires``."""
    actor: Actor = current_user.actor
    return actor


def set_cookie(response: Response, token: str) -> None:
    """Keep the token in this browser until it closes; the server decides when it ends."""
    settings = loket().settings
    response.set_cookie(
        cookie_name(settings), token, httponly=True, secure=settings.production, samesite="Lax", path="/"
    )


def clear_cookie(response: Response) -> None:
    """Forget the token and whatever the browser kept of the werkplek."""
    settings = loket().settings
    response.delete_cookie(cookie_name(settings), httponly=True, secure=settings.production, samesite="Lax", path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def install(app: Flask) -> None:
    """Flask-Login without its own cookie: every request asks the sessions table."""
    manager = LoginManager()
    manager.session_protection = None

    def load(request: Request) -> StaffUser | None:
        token = request.cookies.get(cookie_name(loket().settings), "")
        if not token:
            return None
        try:
            found = sign_in.find_session(loket().db, token, now=clock.now())
            if found is None:
                return None
            with loket().db.reading() as session:
                replaces = replaced_by(session, found.actor.id, clock.today())
        except Unavailable:
            setattr(g, NO_ANSWER, True)
            return None
        return StaffUser(replace(found.actor, vervangt=replaces), found, token)

    def never(_user_id: str) -> None:
        return None

    manager.request_loader(load)
    manager.user_loader(never)
    manager.init_app(app, add_context_processor=False)
    # We use no remember cookie, and asking for one would tie every public page to a session (Vary: Cookie).
    app.after_request_funcs[None].remove(manager._update_remember_cookie)
