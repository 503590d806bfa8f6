"""The page behind the link in the e-mail about a hand-over. Opening it changes nothing: mail scanners open it too."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template
from werkzeug.wrappers import Response as BaseResponse

from app.contact.handover import object_to_handover, renew_objection_link
from app.contact.handover_queries import get_employer_handover
from app.core import clock
from app.core.tokens import LinkExpired
from app.web.desk import desk
from app.web.gate import public
from app.web.language import prefix
from app.web.state import loket

overdracht = Blueprint("overdracht", __name__)
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@overdracht.get("/contact/overdracht/<token>")
@public
def bekijk(token: str) -> Response:
    """Who it was and who it is, and a button; an expired link offers a new one."""
    try:
        number = desk().links.read_handover(token)
    except LinkExpired:
        return _expired(token)
    with loket().db.reading() as session:
        view = get_employer_handover(session, number)
    return make_response(render_template("overdracht/bezwaar.html", overdracht=view, token=token), PRIVATE)


@overdracht.post("/contact/overdracht/<token>")
@public
def bezwaar(token: str) -> BaseResponse:
    """The werkgever would rather have somebody else."""
    try:
        number = desk().links.read_handover(token)
    except LinkExpired:
        return _expired(token)
    with loket().db.transaction() as session:
        object_to_handover(session, desk=desk(), handover_id=number, now=clock.now())
    return redirect(f"{prefix()}/contact/overdracht/{token}", 303)


@overdracht.post("/contact/overdracht/<token>/nieuwe-link")
@public
def nieuwe_link(token: str) -> Response:
    """Mail a fresh link to the addresses we know; the page says the same for every link, also for a false one."""
    with loket().db.transaction() as session:
        renew_objection_link(session, desk=desk(), token=token, now=clock.now())
    return make_response(render_template("contact/nieuwe-link.html"), PRIVATE)


def _expired(token: str) -> Response:
    address = f"{prefix()}/contact/overdracht/{token}/nieuwe-link"
    return make_response(render_template("contact/verlopen.html", token=token, adres=address), 410, PRIVATE)
