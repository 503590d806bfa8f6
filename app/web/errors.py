"""Every error a visitor can meet is a page in Dutch that says what to do, with search and a person on it."""

from __future__ import annotations

import logging

from flask import Flask, current_app, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.core.errors import NOT_STORED, Conflict, DomainError, NotAllowed, NotFound, Unavailable
from app.web.gate import SignedOut, gate_of
from app.web.redirects import moved
from app.web.state import loket

log = logging.getLogger(__name__)
NEVER_REPEATED = frozenset({"csrf_token", "versie"})
SECRETS = ("wachtwoord", "code", "geheim")
"""A field with one of these in its name is never repeated, and its form never offered again."""


def _texts() -> dict[int, tuple[str, str]]:
    return {
        400: (_("Dit verzoek klopt niet"), _("Ga terug en probeer het opnieuw.")),
        401: (_("U bent uitgelogd"), _("Log opnieuw in.")),
        403: (_("U mag deze pagina niet zien"), _("Log in met een account dat dit wel mag, of vraag uw coördinator.")),
        404: (_("Deze pagina bestaat niet"), _("Zoek hieronder wat u nodig hebt, of stel uw vraag.")),
        405: (_("Dit kan hier niet"), _("Ga terug en probeer het opnieuw.")),
        409: (_("Iemand anders was u voor"), _("Ga terug en kijk wat er is veranderd.")),
        413: (_("Uw bericht is te groot"), _("Maak uw bericht korter en stuur het opnieuw. U kunt ons ook bellen.")),
        429: (_("Te veel pogingen"), _("Wacht een kwartier en probeer het opnieuw.")),
        500: (_("Er ging iets mis bij ons"), _("Probeer het later opnieuw. U kunt ons ook bellen.")),
        503: (_("Dit werkt nu even niet"), _("Probeer het over een paar minuten opnieuw of bel ons.")),
    }


def error_page(status: int, message: str | None = None) -> tuple[str, int, dict[str, str]]:
    """The page for ``status``; ``message`` replaces the standard sentence."""
    texts = _texts()
    title, text = texts.get(status, texts[500] if status >= 500 else texts[400])
    typed, again = _typed() if status in (400, 401, 500, 503) else ([], False)
    if status == 503 and message in (None, NOT_STORED):
        title, message = (_("Niet ontvangen"), _not_received()) if typed else (title, None)
    headers = {"Retry-After": "120"} if status == 503 else {}
    try:
        page = render_template(
            "fout.html", status=status, titel=title, uitleg=message or text, getypt=typed, opnieuw=again
        )
    except Exception:  # whatever it was: the sentence must reach the reader; the log has it whole
        if status < 500 or current_app.testing:
            raise
        log.exception("the page of the error cannot be made either")
        page = f"{title}. {message or text} {loket().region.loket.telefoon}\n"
        headers["Content-Type"] = "text/plain; charset=utf-8"
    return page, status, headers


def _not_received() -> str:
    """What to say when a form could not be stored: honest, with what to do and whom to call."""
    return str(
        _(
            "Wij hebben dit niet ontvangen, door een storing bij ons. "
            "Probeer het over een paar minuten opnieuw, of bel %(telefoon)s.",
            telefoon=loket().region.loket.telefoon,
        )
    )


def _typed() -> tuple[list[tuple[str, str]], bool]:
    """What was typed in a form that could not be taken, and whether this page may offer to send it again.

    Only forms of the open site are offered again: behind login a page made by somebody else must not come back with
    a valid token. Forms with a password in them are never repeated.
    """
    if request.method != "POST" or any(secret in name for name in request.form for secret in SECRETS):
        return [], False
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_REPEATED]
    is_open = gate_of(current_app.view_functions.get(request.endpoint or "")) == ()
    return fields, is_open and bool(fields)


def install(app: Flask) -> None:
    """Handlers for everything that can be raised."""

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response | tuple[str, int, dict[str, str]]:
        elsewhere = moved() if error.code == 404 else None
        return elsewhere or error_page(error.code or 500)

    @app.errorhandler(SignedOut)
    def signed_out(_error: SignedOut) -> tuple[str, int, dict[str, str]]:
        return error_page(401, _("U was uitgelogd, dus dit is niet opgeslagen. Kopieer uw tekst en log opnieuw in."))

    @app.errorhandler(CSRFError)
    def csrf(error: CSRFError) -> tuple[str, int, dict[str, str]]:
        return error_page(400, _("Uw formulier was verlopen. Wat u typte staat hieronder. Stuur het nog een keer."))

    @app.errorhandler(DomainError)
    def domain(error: DomainError) -> Response | tuple[str, int, dict[str, str]]:
        kinds = ((NotFound, 404), (NotAllowed, 403), (Conflict, 409), (Unavailable, 503))
        status = next((code for kind, code in kinds if isinstance(error, kind)), 400)
        elsewhere = moved() if status == 404 else None
        return elsewhere or error_page(status, str(error))

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[str, int, dict[str, str]]:
        log.exception("unexpected error at endpoint %s", request.endpoint)
        if app.testing:
            raise error
        return error_page(500)
