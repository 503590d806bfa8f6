"""The sign-in page. Unknown, wrong, closed and limited all get the same answer."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse
from wtforms import PasswordField, StringField

from app.accounts import sign_in
from app.core import clock
from app.web.forms import Form, at_most, one_line, required
from app.web.gate import public, requires
from app.web.landing import HOME
from app.web.staff import clear_cookie, set_cookie
from app.web.state import loket

auth = Blueprint("auth", __name__)


class SignInForm(Form):
    """E-mail and password; pasting and password managers work."""

    email = StringField(
        _l("E-mailadres"), filters=[one_line], validators=[required(_l("Vul uw e-mailadres in.")), at_most(254)]
    )
    wachtwoord = PasswordField(_l("Wachtwoord"), validators=[required(_l("Vul uw wachtwoord in.")), at_most(200)])


def safe_target(target: str) -> str:
    """Where to go after signing in: only a page of the werkplek itself. HOME sends everybody on to their own page."""
    plain = target.startswith((HOME, "/beheer")) and "//" not in target and "\\" not in target and target.isprintable()
    return target if plain else HOME


@auth.route("/inloggen", methods=["GET", "POST"])
@public
def inloggen() -> BaseResponse:
    """Show the form, or sign in and go on."""
    target = safe_target(request.args.get("verder", HOME))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(target)
    form = SignInForm()
    status = 200
    if form.validate_on_submit():
        found = sign_in.check_sign_in(
            loket().db,
            email=form.email.data,
            password=form.wachtwoord.data,
            address=request.remote_addr or "",
            secret_key=loket().settings.secret_key,
            now=clock.now(),
            demo_allowed=not loket().settings.production,
        )
        if found is not None:
            return _enter(found, target)
        form.form_errors.append(sign_in.REFUSED)
        status = 401
    elif request.method == "POST":
        status = 422
    return make_response(render_template("auth/inloggen.html", form=form), status, {"Cache-Control": "no-store"})


def _enter(medewerker_id: int, target: str) -> BaseResponse:
    with loket().db.transaction() as session:
        if current_user.is_authenticated:
            sign_in.end_session(session, current_user.token)
        token = sign_in.start_session(session, medewerker_id=medewerker_id, now=clock.now())
    response = make_response(redirect(target))
    set_cookie(response, token)
    return response


@auth.post("/uitloggen")
@requires()
def uitloggen() -> BaseResponse:
    """Sign out on the server and in the browser."""
    with loket().db.transaction() as session:
        sign_in.end_session(session, current_user.token)
    response = make_response(redirect("/inloggen"))
    clear_cookie(response)
    return response
