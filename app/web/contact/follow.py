"""Volg uw vraag: the conversation behind a signed link, without an account."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.contact.conversation import get_employer_view
from app.contact.services import mail_new_link, reply_as_werkgever
from app.core import clock
from app.core.errors import DomainError, Unavailable
from app.core.tokens import LinkExpired
from app.web.contact.form import ReplyForm
from app.web.contact.views import contact
from app.web.desk import desk
from app.web.gate import public
from app.web.language import prefix
from app.web.state import loket

PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@contact.get("/contact/volg/<token>")
@public
def follow(token: str) -> Response:
    """Status, promised date and conversation; an expired link offers a new one."""
    return _show(token, ReplyForm(), 200)


@contact.post("/contact/volg/<token>")
@public
def reply(token: str) -> BaseResponse:
    """Add a message of the werkgever."""
    form = ReplyForm()
    if not form.validate_on_submit():
        return _show(token, form, 422)
    try:
        link = desk().links.read(token)
        with loket().db.transaction() as session:
            stored = reply_as_werkgever(
                session, desk=desk(), link=link, text=form.bericht.data, key=form.sleutel.data, now=clock.now()
            )
    except LinkExpired:
        return _expired(token)
    except (Unavailable, DomainError) as error:
        form.form_errors.append(str(error))
        return _show(token, form, 503 if isinstance(error, Unavailable) else 422)
    extra = "&bsn=1" if stored.masked else ""
    return redirect(f"{prefix()}/contact/volg/{token}?verstuurd=1{extra}#gesprek", 303)


@contact.post("/contact/volg/<token>/nieuwe-link")
@public
def new_link(token: str) -> Response:
    """Mail a fresh link to the address we know; the page says so without naming the address."""
    with loket().db.transaction() as session:
        mail_new_link(session, desk=desk(), token=token, now=clock.now())
    return make_response(render_template("contact/nieuwe-link.html"), PRIVATE)


def _show(token: str, form: ReplyForm, status: int) -> Response:
    try:
        link = desk().links.read(token)
    except LinkExpired:
        return _expired(token)
    with loket().db.reading() as session:
        view = get_employer_view(session, link, today=clock.today())
    page = render_template(
        "contact/volg.html",
        verzoek=view,
        token=token,
        form=form,
        verstuurd=request.args.get("verstuurd") == "1" and request.method == "GET",
        bsn=request.args.get("bsn") == "1",
        titel=_("Uw vraag %(referentie)s", referentie=view.referentie),
    )
    return make_response(page, status, PRIVATE)


def _expired(token: str) -> Response:
    return make_response(render_template("contact/verlopen.html", token=token, form=ReplyForm()), 410, PRIVATE)
