"""Proving again who you are, and going on with the form that waited."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import sign_in
from app.core import clock
from app.web import recent
from app.web.auth.area import auth, safe_target
from app.web.gate import requires
from app.web.landing import HOME
from app.web.recent import PATH, WRONG, ConfirmForm
from app.web.staff import set_cookie
from app.web.state import loket


@auth.route(PATH, methods=["GET", "POST"])
@requires()
def bevestigen() -> Response:
    """Ask for the password or a code."""
    target = safe_target(request.args.get("verder", HOME))
    form = ConfirmForm()
    if not form.validate_on_submit():
        return recent.page(form, target=target, status=422 if request.method == "POST" else 200)
    if not recent.is_really(form.bewijs.data):
        form.bewijs.errors = [WRONG]
        return recent.page(form, target=target, status=422)
    with loket().db.transaction() as session:
        token = sign_in.confirm_session(session, current_user.token, now=clock.now())
    if token is None:
        return redirect("/inloggen")
    held = recent.read_held(form.bewaard.data or "")
    response = (
        make_response(render_template("auth/verdergaan.html", bewaard=held), 200, {"Cache-Control": "no-store"})
        if held
        else make_response(redirect(target, 303))
    )
    set_cookie(response, token)
    return response
