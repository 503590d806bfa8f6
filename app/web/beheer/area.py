"""The blueprint, who may come in, and what all pages of this area share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.core.errors import Conflict, DomainError, NotAllowed, Unavailable
from app.web.forms import Form
from app.web.state import loket

beheer = Blueprint("beheer", __name__)
LEAD = ("coordinator",)
ACCOUNTS = ("beheerder",)
TEAM = ("coordinator", "beheerder")


def done() -> str:
    """What the page before this one did, for the message on top."""
    return request.args.get("gedaan", "") if request.method == "GET" else ""


def carry_out(form: Form, verb: Callable[[Session], Any], onward: str, show: Callable[[int], Response]) -> Response:
    """Validate, run ``verb`` in a transaction and go ``onward``; a fault comes back with what was typed."""
    if not form.validate_on_submit():
        return show(422)
    try:
        with loket().db.transaction() as session:
            verb(session)
    except DomainError as error:
        form.form_errors.append(str(error))
        return show({Conflict: 409, NotAllowed: 403, Unavailable: 503}.get(type(error), 422))
    return redirect(onward, 303)
