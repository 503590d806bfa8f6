"""The blueprint, and the last step of every way to sign in."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import second_factor, sign_in
from app.accounts.models import Medewerker
from app.core import clock
from app.web.landing import HOME
from app.web.staff import set_cookie
from app.web.state import loket

auth = Blueprint("auth", __name__)


class ProviderFault(Exception):
    """Signing in at the organisation did not work. ``away``: its identity provider did not answer."""

    def __init__(self, *, away: bool) -> None:
        super().__init__()
        self.away = away


def safe_target(target: str) -> str:
    """Where to go after signing in: only a page of the werkplek itself. HOME sends everybody on to their own page."""
    plain = target.startswith((HOME, "/beheer")) and "//" not in target and "\\" not in target and target.isprintable()
    return target if plain else HOME


def after_password(medewerker_id: int, target: str) -> BaseResponse:
    """The password was right: on to the second factor, or inside when none is needed."""
    parts = loket()
    with parts.db.transaction() as session:
        has = second_factor.has_second_factor(session, medewerker_id)
        owed = parts.settings.second_factor and not session.get_one(Medewerker, medewerker_id).demo
        if has or owed:
            token = sign_in.start_step(session, medewerker_id=medewerker_id, verder=target, now=clock.now())
    if not has and not owed:
        return enter(medewerker_id, target, sign_in.WITH_PASSWORD)
    response = make_response(redirect("/inloggen/code" if has else "/inloggen/instellen", 303))
    set_step(response, token)
    return response


def enter(medewerker_id: int, target: str, methode: str) -> BaseResponse:
    """Begin the session, with a token that nobody had before, and go on."""
    with loket().db.transaction() as session:
        if current_user.is_authenticated:
            sign_in.end_session(session, current_user.token)
        token = sign_in.start_session(session, medewerker_id=medewerker_id, now=clock.now(), methode=methode)
    response = make_response(redirect(target, 303))
    set_cookie(response, token)
    return response


def step_cookie() -> str:
    """The cookie of somebody who is half-way."""
    return "__Host-inlogstap" if loket().settings.production else "inlogstap"


def current_step() -> tuple[sign_in.Step, str] | None:
    """Who is half-way in this browser, and the token."""
    token = request.cookies.get(step_cookie(), "")
    step = sign_in.find_step(loket().db, token, now=clock.now()) if token else None
    return (step, token) if step else None


def set_step(response: Response, token: str) -> None:
    """Remember in this browser that the password was right; for ten minutes."""
    response.set_cookie(
        step_cookie(),
        token,
        max_age=int(sign_in.STEP.total_seconds()),
        httponly=True,
        secure=loket().settings.production,
        samesite="Lax",
        path="/",
    )


def clear_step(response: BaseResponse) -> None:
    """The half-way state is over."""
    production = loket().settings.production
    response.delete_cookie(step_cookie(), httponly=True, secure=production, samesite="Lax", path="/")
