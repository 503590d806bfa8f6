"""Asks the signed-in colleague for the password again."""

from __future__ import annotations

from flask import request
from flask_login import current_user

from app.accounts import sign_in
from app.core import clock
from app.web.staff import current_actor
from app.web.state import loket

WRONG = "Dit wachtwoord klopt niet. Probeer het opnieuw of wacht een kwartier."


def is_really(password: str) -> bool:
    """Whether this is the password of who is signed in; attempts count for the limits of signing in."""
    found = sign_in.check_sign_in(
        loket().db,
        email=current_user.email,
        password=password,
        address=request.remote_addr or "",
        secret_key=loket().settings.secret_key,
        now=clock.now(),
        demo_allowed=not loket().settings.production,
    )
    return found == current_actor().id
