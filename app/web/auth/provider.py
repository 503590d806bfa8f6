"""Signing in at the organisation's identity provider: OpenID Connect with PKCE, by Authlib.

State, nonce and the PKCE verifier stand in the signed cookie of this browser, so an answer that belongs to another
browser, or that comes twice, is refused. Only tokens signed with a public key are accepted, from the configured issuer
and for this client. The page begins with a link and not with a form: our own content security policy would stop a form
that leads elsewhere.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from flask import abort, current_app, make_response, redirect, render_template, request, session
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import organisation, sign_in
from app.core import clock
from app.core.errors import NotAllowed
from app.settings import Oidc
from app.web.auth.area import ProviderFault, auth, enter, safe_target
from app.web.desk import sender
from app.web.gate import public, requires
from app.web.landing import HOME
from app.web.recent import PATH as CONFIRM
from app.web.staff import set_cookie
from app.web.state import loket

log = logging.getLogger(__name__)
CALLBACK = "/inloggen/terug"
CLIENT = "organisatie-client"
_BEGUN = "organisatie"


@auth.record
def install(state: BlueprintSetupState) -> None:
    """Prepare the client; nothing is asked of the provider before somebody signs in."""
    oidc = state.app.extensions["loket"].settings.oidc
    if oidc is not None:  # a site without provider starts without Authlib
        state.app.extensions[CLIENT] = import_module("app.web.auth.provider_client").Client(state.app, oidc)


@auth.get("/inloggen/organisatie")
@public
def organisatie() -> Response:
    """Off to the provider."""
    oidc = _oidc()
    extra: dict[str, Any] = {"acr_values": " ".join(oidc.acr)} if oidc.acr else {}
    if oidc.max_age is not None:
        extra["max_age"] = oidc.max_age
    return _leave("inloggen", safe_target(request.args.get("verder", HOME)), **extra)


@auth.get(f"{CONFIRM}/organisatie")
@requires()
def bevestigen_bij_organisatie() -> Response:
    """Prove again who you are, at the provider."""
    oidc = _oidc()
    extra = {"acr_values": " ".join(oidc.acr)} if oidc.acr else {}
    target = request.args.get("verder", "")
    return _leave("bevestigen", safe_target(target) if target else "", prompt="login", max_age=0, **extra)


@auth.get(CALLBACK)
@public
def terug() -> Response:
    """Back from the provider."""
    oidc, begun = _oidc(), session.pop(_BEGUN, None) or {}
    try:
        claims = current_app.extensions[CLIENT].claims()
        if begun.get("doel") == "bevestigen":
            return _confirm(oidc, claims, begun)
        with loket().db.transaction() as work:
            found = organisation.person_of(
                work,
                claims,
                oidc=oidc,
                sender=sender(),
                demo_allowed=not loket().settings.production,
                now=clock.now(),
            )
    except NotAllowed as error:
        return _sorry(str(error), 403)
    except (ProviderFault, KeyError, ValueError, RuntimeError) as error:
        log.warning("single sign-on failed: %s", type(error.__cause__ or error).__name__)
        if isinstance(error, ProviderFault) and error.away:
            return _unreachable()
        return _sorry(_("Het inloggen bij uw organisatie is niet gelukt of afgebroken."), 403)
    return enter(found, safe_target(begun.get("verder", HOME)), sign_in.AT_ORGANISATION)


def _confirm(oidc: Oidc, claims: dict[str, Any], begun: dict[str, Any]) -> Response:
    """The same person, who signed in there after being asked."""
    if not current_user.is_authenticated:
        return redirect("/inloggen")
    asked = datetime.fromtimestamp(float(begun.get("sinds", 0)), UTC)
    organisation.require_enough(claims, oidc, now=clock.now(), since=asked)
    with loket().db.transaction() as work:
        if organisation.linked_person(work, claims) != int(current_user.id):
            raise NotAllowed(organisation.REFUSED)
        token = sign_in.confirm_session(work, current_user.token, now=clock.now())
    if token is None:
        return redirect("/inloggen")
    target = begun.get("verder", "")
    response = make_response(redirect(safe_target(target), 303) if target else render_template("auth/bevestigd.html"))
    set_cookie(response, token)
    return response


def _leave(purpose: str, target: str, **extra: Any) -> Response:
    try:
        answer: Response = current_app.extensions[CLIENT].leave(loket().settings.base_url + CALLBACK, **extra)
    except ProviderFault as error:
        log.warning("the identity provider does not answer: %s", type(error.__cause__).__name__)
        return _unreachable()
    session[_BEGUN] = {"doel": purpose, "verder": target, "sinds": clock.now().timestamp()}
    return answer


def _oidc() -> Oidc:
    oidc = loket().settings.oidc
    if oidc is None:
        abort(404)
    return oidc


def _unreachable() -> Response:
    return _sorry(_("De inlog van uw organisatie antwoordt nu niet. Probeer het later opnieuw."), 503)


def _sorry(message: str, status: int) -> Response:
    page = render_template("auth/organisatie.html", uitleg=message)
    return make_response(page, status, {"Cache-Control": "no-store"})
