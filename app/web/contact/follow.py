"""Volg uw vraag: the conversation behind a signed link, without an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from app.contact import closing
from app.contact.call_moments import office_hours
from app.contact.conversation import get_employer_view
from app.contact.links import FollowLink
from app.contact.services import mail_new_link, reply_as_werkgever
from app.core import clock
from app.core.errors import DomainError, NotAllowed, Unavailable
from app.core.tokens import LinkExpired
from app.web.contact.caution import health_words, words_in
from app.web.contact.follow_forms import CallForm, RateForm, ReplyForm
from app.web.contact.views import contact
from app.web.desk import desk
from app.web.forms import Form
from app.web.gate import public
from app.web.language import prefix
from app.web.state import loket

PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
DONE = ("bericht", "ingetrokken", "opgelost", "nog-niet", "beoordeeld", "bellen")


@contact.get("/contact/volg/<token>")
@public
def follow(token: str) -> Response:
    """Status, promised date and conversation; an expired link offers a new one."""
    return _show(token, 200)


@contact.post("/contact/volg/<token>")
@public
def reply(token: str) -> BaseResponse:
    """Add a message of the werkgever."""
    form = ReplyForm()
    if not form.validate_on_submit():
        return _show(token, 422, bericht=form)

    def verb(session: Session, link: FollowLink) -> str:
        stored = reply_as_werkgever(
            session, desk=desk(), link=link, text=form.bericht.data, key=form.sleutel.data, now=clock.now()
        )
        health = bool(words_in(form.bericht.data))
        return ("&bsn=1" if stored.masked else "") + ("&gezondheid=1" if health else "")

    return _carry_out(token, "bericht", "bericht", form, verb)


@contact.post("/contact/volg/<token>/intrekken")
@public
def withdraw(token: str) -> BaseResponse:
    """The question needs no answer any more."""
    return _button(token, "ingetrokken", closing.withdraw)


@contact.post("/contact/volg/<token>/opgelost")
@public
def solved(token: str) -> BaseResponse:
    """The answer helped."""
    return _button(token, "opgelost", closing.mark_solved)


@contact.post("/contact/volg/<token>/nog-niet")
@public
def unsolved(token: str) -> BaseResponse:
    """The answer did not help yet."""
    return _button(token, "nog-niet", closing.mark_unsolved)


@contact.post("/contact/volg/<token>/beoordeling")
@public
def rate(token: str) -> BaseResponse:
    """The two questions after closing."""
    form = RateForm()
    if not form.validate_on_submit():
        return _show(token, 422, beoordeling=form)

    def verb(session: Session, link: FollowLink) -> None:
        closing.rate(session, link=link, geholpen=form.geholpen.data, tevreden=int(form.tevreden.data), now=clock.now())

    return _carry_out(token, "beoordeeld", "beoordeling", form, verb)


@contact.post("/contact/volg/<token>/bellen")
@public
def call(token: str) -> BaseResponse:
    """Choose when to be called."""
    moments = _choices(token).belmomenten
    form = CallForm(moments)
    if moments and not form.validate_on_submit():
        return _show(token, 422, bellen=form)

    def verb(session: Session, link: FollowLink) -> None:
        day, part = form.choice
        closing.choose_call(
            session,
            link=link,
            dag=day,
            dagdeel=part,
            telefoon=form.telefoon.data,
            now=clock.now(),
            office=office_hours(loket().region),
        )

    return _carry_out(token, "bellen", "bellen", form, verb)


@contact.post("/contact/volg/<token>/nieuwe-link")
@public
def new_link(token: str) -> Response:
    """Mail a fresh link to the address we know; the page says so without naming the address."""
    with loket().db.transaction() as session:
        mail_new_link(session, desk=desk(), token=token, now=clock.now())
    return make_response(render_template("contact/nieuwe-link.html"), PRIVATE)


def _choices(token: str) -> closing.Choices:
    """What the link allows now; an expired one allows nothing, and the page says why."""
    try:
        link = desk().links.read(token)
    except LinkExpired:
        return closing.NOTHING
    with loket().db.reading() as session:
        return closing.find_choices(session, link, now=clock.now(), office=office_hours(loket().region))


def _button(token: str, done: str, verb: Callable[..., Any]) -> BaseResponse:
    form = Form()
    if not form.validate_on_submit():
        return _show(token, 422, knop=form)

    def act(session: Session, link: FollowLink) -> None:
        verb(session, desk=desk(), link=link, now=clock.now())

    return _carry_out(token, done, "knop", form, act)


def _carry_out(
    token: str, done: str, name: str, form: Form, verb: Callable[[Session, FollowLink], str | None]
) -> BaseResponse:
    """Run ``verb`` in a transaction and go back to the page; a fault comes back at the form ``name``."""
    try:
        link = desk().links.read(token)
        with loket().db.transaction() as session:
            extra = verb(session, link) or ""
    except LinkExpired:
        return _expired(token)
    except NotAllowed:
        raise
    except (Unavailable, DomainError) as error:
        form.form_errors.append(str(error))
        return _show(token, 503 if isinstance(error, Unavailable) else 422, **{name: form})
    anchor = "#gesprek" if done == "bericht" else ""
    return redirect(f"{prefix()}/contact/volg/{token}?gedaan={done}{extra}{anchor}", 303)


def _show(token: str, status: int, **replaced: Form) -> Response:
    """The page; ``replaced`` are forms that came back with a fault: bericht, beoordeling, bellen or knop."""
    try:
        link = desk().links.read(token)
    except LinkExpired:
        return _expired(token)
    with loket().db.reading() as session:
        view = get_employer_view(session, link, today=clock.today())
        choices = closing.find_choices(session, link, now=clock.now(), office=office_hours(loket().region))
    read_only = request.method == "GET"
    done = request.args.get("gedaan", "") if read_only else ""
    page = render_template(
        "contact/volg.html",
        verzoek=view,
        keuzes=choices,
        token=token,
        form=replaced.get("bericht") or ReplyForm(formdata=None),
        beoordeling=replaced.get("beoordeling") or RateForm(formdata=None),
        bellen=replaced.get("bellen") or CallForm(choices.belmomenten, choices.telefoon, formdata=None),
        fout=next(iter(replaced.values()), None),
        gedaan=done if done in DONE else "",
        bsn=request.args.get("bsn") == "1" and read_only,
        gezondheid=request.args.get("gezondheid") == "1" and read_only,
        gezondheidswoorden=health_words(),
        titel=_("Uw vraag %(referentie)s", referentie=view.referentie),
    )
    return make_response(page, status, PRIVATE)


def _expired(token: str) -> Response:
    return make_response(render_template("contact/verlopen.html", token=token, form=ReplyForm()), 410, PRIVATE)
