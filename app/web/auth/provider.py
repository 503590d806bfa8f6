"""Signing in at the organisation's identity provider: OpenID Connect with PKCE, by Authlib.

State, nonce and the PKCE verifier stand in the signed cookie of this browser, so an answer that belongs to another
browser, or that comes twice, is refused. Only tokens signed with a public key are accepted, from the configured issuer
and for this client. The page begins with a link and not with a form: our own content security policy would stop a form
that leads elsewhere.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any, cast

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from authlib.oidc.core import CodeIDToken
from flask import Flask, abort, current_app, make_response, redirect, render_template, request, session
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from app.accounts import organisation, sign_in
from app.core import clock
from app.core.errors import NotAllowed
from app.settings import Oidc
from app.web.auth.area import auth, enter, safe_target
from app.web.desk import sender
from app.web.gate import public, requires
from app.web.landing import HOME
from app.web.recent import PATH as CONFIRM
from app.web.staff import set_cookie
from app.web.state import loket

log = logging.getLogger(__name__)
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
CALLBACK = "/inloggen/terug"
PATIENCE = 5
"""Seconds that the provider may take for one answer."""
CLOCKS = 60
_BEGUN = "organisatie"
FAULTS = (AuthlibBaseError, JoseError, requests.RequestException, KeyError, ValueError, RuntimeError)


class WrongProvider(RuntimeError):
    """The provider is not who it should be."""


@auth.record
def install(state: BlueprintSetupState) -> None:
    """Prepare the client; nothing is asked of the provider before somebody signs in."""
    app = cast(Flask, state.app)
    oidc = app.extensions["loket"].settings.oidc
    if oidc is not None:
        OAuth(app).register(
            "organisatie",
            client_id=oidc.client_id,
            client_secret=oidc.client_secret,
            server_metadata_url=f"{oidc.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": PATIENCE},
        )


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
        claims = _claims(oidc)
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
    except FAULTS as error:
        log.warning("single sign-on failed: %s", type(error).__name__)
        away = isinstance(error, requests.RequestException)
        return (
            _unreachable() if away else _sorry(_("Het inloggen bij uw organisatie is niet gelukt of afgebroken."), 403)
        )
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
        client = _client(_oidc())
        answer: Response = client.authorize_redirect(loket().settings.base_url + CALLBACK, **extra)
    except FAULTS as error:
        log.warning("the identity provider does not answer: %s", type(error).__name__)
        return _unreachable()
    session[_BEGUN] = {"doel": purpose, "verder": target, "sinds": clock.now().timestamp()}
    return answer


def _claims(oidc: Oidc) -> dict[str, Any]:
    """What the checked token says. Raises one of ``FAULTS``."""
    options = {
        "iss": {"essential": True, "value": oidc.issuer},
        "aud": {"essential": True, "value": oidc.client_id},
        "sub": {"essential": True},
        "nonce": {"essential": True},
    }
    token = _client(oidc).authorize_access_token(claims_options=options, claims_cls=CodeIDToken, leeway=CLOCKS)
    claims = token.get("userinfo")
    if not claims:
        raise WrongProvider("no id token")
    return dict(claims)


def _client(oidc: Oidc) -> Any:
    """Authlib's client, of the right issuer and for signatures that need the provider's private key."""
    client = current_app.extensions["authlib.integrations.flask_client"].organisatie
    metadata = client.load_server_metadata()
    if metadata.get("issuer") != oidc.issuer:
        raise WrongProvider("the provider calls itself by another name")
    offered = metadata.get("id_token_signing_alg_values_supported") or ALGORITHMS
    metadata["id_token_signing_alg_values_supported"] = [name for name in offered if name in ALGORITHMS]
    return client


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
