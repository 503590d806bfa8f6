"""Health pages and the mail viewer."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, render_template, request
from sqlalchemy import select

from app.core.outbox import OutboxMessage
from app.kennisbank import versions
from app.web.gate import public
from app.web.ops.readiness import check
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
    """Whether this process can take requests, and what a watcher must know. The rules stand in docs/beheer.md."""
    found = check(loket())
    return jsonify(found), 200 if found["gereed"] else 503


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
