"""Asking again who somebody is, before something that cannot be undone or that takes data out.

A view behind ``@requires(..., recent=True)`` wants a proof of at most fifteen minutes ago. Opening a page without it
goes to the question first. A form that was sent without it is held: sealed, for this person and this address only, and
offered again after the proof, so that nothing typed is lost.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from flask import make_response, redirect, render_template, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import HiddenField, Label, PasswordField

from app.accounts import second_factor, sign_in
from app.accounts.organisation import is_linked
from app.core import clock
from app.core.sealed import Seal
from app.core.tokens import LinkInvalid
from app.web.forms import Form, at_most, required
from app.web.state import loket

RECENT = timedelta(minutes=15)
HOLD_SECONDS = 60 * 60
PATH = "/werkplek/bevestigen"
WRONG = _l("Dit klopt niet. Probeer het opnieuw of wacht een kwartier.")
_NOT_HELD = {"csrf_token", "wachtwoord"}


class ConfirmForm(Form):
    """The password, or a code of the app."""

    bewijs = PasswordField(_l("Wachtwoord"), validators=[required(_l("Vul uw wachtwoord in.")), at_most(200)])
    bewaard = HiddenField()


@dataclass(frozen=True, slots=True)
class Held:
    """A form that waits for a proof: where it goes and what was filled in."""

    path: str
    fields: tuple[tuple[str, str], ...]


def is_recent() -> bool:
    """Whether the signed-in person proved who it is at most fifteen minutes ago."""
    return bool(clock.now() - current_user.confirmed <= RECENT)


def ask() -> Response:
    """To the question; a form that was sent is held there."""
    if request.method in ("GET", "HEAD"):
        target = request.full_path.rstrip("?")
        return redirect(f"{PATH}?verder={_quoted(target)}")
    form = ConfirmForm(formdata=None)
    form.bewaard.data = hold()
    return page(form, status=403)


def page(form: ConfirmForm, *, target: str = "", status: int = 200) -> Response:
    """The question. ``target``: where to go afterwards when no form is held."""
    person = int(current_user.id)
    with loket().db.reading() as session:
        app_too = second_factor.has_second_factor(session, person)
        elsewhere = loket().settings.oidc is not None and is_linked(session, person)
    if app_too:
        form.bewijs.label = Label(form.bewijs.id, _l("Wachtwoord of code uit uw app"))
    held = read_held(form.bewaard.data or "")
    return make_response(
        render_template(
            "auth/bevestigen.html",
            form=form,
            bewaard=held,
            elders=elsewhere,
            alleen_elders=elsewhere and current_user.methode == sign_in.AT_ORGANISATION,
            verder=_quoted(target),
        ),
        status,
        {"Cache-Control": "no-store"},
    )


def hold() -> str:
    """The form of this request, sealed for who is signed in. Passwords and files are not kept."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_HELD]
    return _seal().seal(json.dumps([current_user.id, request.full_path.rstrip("?"), fields]))


def read_held(sealed: str) -> Held | None:
    """The form that was held for who is signed in, or None."""
    try:
        number, path, fields = json.loads(_seal().open(sealed, HOLD_SECONDS))
    except (LinkInvalid, ValueError):
        return None
    return Held(path, tuple((name, value) for name, value in fields)) if number == current_user.id else None


def is_really(proof: str) -> bool:
    """Whether this is the password of who is signed in or a fresh code of the app; attempts count for the limits."""
    parts, person = loket(), int(current_user.id)
    secret_key, secrets, now = parts.settings.secret_key, parts.settings.secrets, clock.now()
    if re.fullmatch(r"\s*\d{3}\s?\d{3}\s*", proof):
        return second_factor.check_code(
            parts.db, medewerker_id=person, code=proof, secret_key=secret_key, secrets=secrets, now=now
        )
    found = sign_in.check_sign_in(
        parts.db,
        email=current_user.email,
        password=proof,
        address=request.remote_addr or "",
        secret_key=secret_key,
        now=now,
        demo_allowed=not parts.settings.production,
    )
    return found == person


def _seal() -> Seal:
    return Seal(loket().settings.secrets, "bewaard-formulier")


def _quoted(target: str) -> str:
    return quote(target, safe="/")
