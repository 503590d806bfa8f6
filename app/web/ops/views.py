"""Health pages and the mail viewer."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, render_template, request
from sqlalchemy import select

from app.core import clock, outbox
from app.core.errors import Unavailable
from app.core.outbox import OutboxMessage
from app.kennisbank import versions
from app.web.gate import public
from app.web.ops.styleguide import ExampleForm
from app.web.state import loket

ops = Blueprint("ops", __name__)


@ops.get("/gezondheid")
@public
def health() -> Response:
    """Whether this process lives, which content it serves, and what is wrong with newer content."""
    content = loket().content
    refused = versions.refused(loket().settings.data_dir)
    return jsonify(
        status="ok",
        inhoud=content.catalogue.version,
        inhoud_fouten=[*(str(problem) for problem in content.problems[:20]), *refused.get("fouten", ())],
    )


@ops.get("/gereed")
@public
def ready() -> tuple[Response, int]:
    """Whether this process can store requests: 200, or 503 when the database does not answer."""
    try:
        with loket().db.reading() as session:
            state = outbox.state(session)
    except Unavailable:
        return jsonify(database="niet bereikbaar", inhoud=loket().catalogue.version), 503
    oldest = (clock.now() - state.oldest).total_seconds() if state.oldest else 0
    return (
        jsonify(
            database="ok",
            inhoud=loket().catalogue.version,
            mail_wacht=state.waiting,
            mail_oudste_seconden=int(oldest),
            mail_mislukt=state.dead,
        ),
        200,
    )


def _viewer_only() -> None:
    if not loket().settings.mail_viewer:
        abort(404)


@ops.get("/ontwikkel/postvak")
@public
def mailbox() -> str:
    """All mail of a development machine, newest first."""
    _viewer_only()
    with loket().db.reading() as session:
        mails = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(100)).all()
    return render_template("ops/postvak.html", mails=mails)


@ops.get("/ontwikkel/postvak/<int:number>")
@public
def mail(number: int) -> str:
    """One mail as text."""
    _viewer_only()
    with loket().db.reading() as session:
        found = session.get(OutboxMessage, number)
    if found is None:
        abort(404)
    return render_template("ops/bericht.html", mail=found)


@ops.get("/ontwikkel/stijlgids")
@public
def styleguide() -> str:
    """Every component on one page."""
    _viewer_only()
    form = ExampleForm(meta={"csrf": False})
    if request.args.get("fouten") == "1":
        form.validate()
    return render_template("components/stijlgids.html", form=form)
