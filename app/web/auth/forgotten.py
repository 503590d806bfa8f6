"""A link by e-mail to choose a password: after forgetting it, or as an invitation."""

from __future__ import annotations

import time

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app.accounts import links
from app.accounts.services import hash_password
from app.core import clock
from app.core.errors import DomainError, Unavailable
from app.core.tokens import LinkExpired, LinkInvalid
from app.web.auth.area import auth
from app.web.auth.forms import PASSWORD_HELP, ChooseForm, ForgotForm
from app.web.desk import sender
from app.web.gate import public
from app.web.state import loket

LEAST = 0.3
"""Seconds that asking for a link takes at least: longer than writing an e-mail, so that the time tells nothing."""


@auth.route("/wachtwoord-vergeten", methods=["GET", "POST"])
@public
def wachtwoord_vergeten() -> Response:
    """Ask for a link; the answer is the same for every address, and as quick."""
    form = ForgotForm()
    if form.validate_on_submit():
        ready = time.monotonic() + LEAST
        links.ask_reset(
            loket().db,
            email=form.email.data,
            address=request.remote_addr or "",
            sender=sender(),
            secret_key=loket().settings.secret_key,
            now=clock.now(),
        )
        time.sleep(max(0.0, ready - time.monotonic()))
        return redirect("/wachtwoord-vergeten/verstuurd", 303)
    status = 422 if request.method == "POST" else 200
    return _no_store(render_template("auth/vergeten.html", form=form), status)


@auth.get("/wachtwoord-vergeten/verstuurd")
@public
def wachtwoord_verstuurd() -> Response:
    """What to do now."""
    return _no_store(render_template("auth/verstuurd.html"))


@auth.route("/wachtwoord/<token>", methods=["GET", "POST"])
@public
def wachtwoord_kiezen(token: str) -> Response:
    """Choose a password. Opening the page changes nothing, so a mail filter that follows links does no harm."""
    form = ChooseForm()
    try:
        with loket().db.reading() as session:
            opened = links.read_link(session, token, now=clock.now())
        if form.validate_on_submit():
            hashed = hash_password(form.nieuw.data)
            with loket().db.transaction() as session:
                links.choose_password(
                    session,
                    token,
                    password=form.nieuw.data,
                    hashed=hashed,
                    sender=sender(),
                    known=loket().region.known_words,
                    leaked=loket().settings.leaked_passwords,
                    now=clock.now(),
                )
            return redirect("/inloggen?gedaan=wachtwoord", 303)
    except (LinkExpired, LinkInvalid) as error:
        return _no_store(render_template("auth/link-verlopen.html", uitleg=str(error)), 410)
    except Unavailable:
        raise
    except DomainError as error:
        form.nieuw.errors = [str(error)]
    status = 422 if request.method == "POST" else 200
    return _no_store(render_template("auth/kiezen.html", form=form, wie=opened, uitleg=PASSWORD_HELP), status)


def _no_store(page: str, status: int = 200) -> Response:
    return make_response(page, status, {"Cache-Control": "no-store"})
