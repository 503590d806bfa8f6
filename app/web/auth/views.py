"""The sign-in page. Unknown, wrong, closed and limited all get the same answer."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import sign_in
from app.core import clock
from app.web.auth.area import after_password, auth, clear_step, safe_target
from app.web.auth.forms import SignInForm
from app.web.gate import public, requires
from app.web.landing import HOME
from app.web.staff import clear_cookie
from app.web.state import loket


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
            return after_password(found, target)
        form.form_errors.append(sign_in.REFUSED)
        status = 401
    elif request.method == "POST":
        status = 422
    page = render_template(
        "auth/inloggen.html",
        form=form,
        verder=target,
        organisatie=loket().settings.oidc is not None,
        gedaan=request.args.get("gedaan", "") if request.method == "GET" else "",
    )
    return make_response(page, status, {"Cache-Control": "no-store"})


@auth.post("/uitloggen")
@requires()
def uitloggen() -> BaseResponse:
    """Sign out on the server and in the browser."""
    with loket().db.transaction() as session:
        sign_in.end_session(session, current_user.token, now=clock.now())
    response = make_response(redirect("/inloggen"))
    clear_cookie(response)
    clear_step(response)
    return response
