"""The page behind the link in the e-mail about a hand-over. Opening it changes nothing: mail scanners open it too."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template
from werkzeug.wrappers import Response as BaseResponse

from app.contact.handover import object_to_handover
from app.contact.handover_queries import get_employer_handover
from app.core import clock
from app.web.desk import desk
from app.web.gate import public
from app.web.language import prefix
from app.web.state import loket

overdracht = Blueprint("overdracht", __name__)
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@overdracht.get("/contact/overdracht/<token>")
@public
def bekijk(token: str) -> Response:
    """Who it was and who it is, and a button."""
    number = desk().links.read_handover(token)
    with loket().db.reading() as session:
        view = get_employer_handover(session, number)
    return make_response(render_template("overdracht/bezwaar.html", overdracht=view, token=token), PRIVATE)


@overdracht.post("/contact/overdracht/<token>")
@public
def bezwaar(token: str) -> BaseResponse:
    """The werkgever would rather have somebody else."""
    number = desk().links.read_handover(token)
    with loket().db.transaction() as session:
        object_to_handover(session, desk=desk(), handover_id=number, now=clock.now())
    return redirect(f"{prefix()}/contact/overdracht/{token}", 303)
