"""Mail about great changes: asking, confirming and stopping. The links in mail open a page; only a button changes."""

from __future__ import annotations

from typing import Any, cast

from email_validator import EmailNotValidError, validate_email
from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse
from wtforms import Field, SelectField, StringField

from app.core import clock
from app.core.errors import DomainError
from app.redactie import subscriptions
from app.redactie.news import Topic
from app.web.forms import Form, ValidationError, one_line, required
from app.web.forms.guard import TrappedForm, refuse_flood, status_of
from app.web.gate import public
from app.web.language import language, prefix
from app.web.lezers.area import PRIVATE, lezers, sender
from app.web.pages import localised
from app.web.security import csrf
from app.web.state import loket


class SubscribeForm(TrappedForm):
    """One address and one subject."""

    onderwerp = SelectField(_l("Waarover wilt u nieuws?"))
    email = StringField(_l("E-mailadres"), filters=[one_line], validators=[required(_l("Vul uw e-mailadres in."))])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        catalogue = loket().catalogue
        fasen = [(f"fase:{slug}", getattr(term.label, language())) for slug, term in catalogue.terms["fasen"].items()]
        pages = sorted(catalogue.pages["regelingen"].values(), key=lambda page: page.meta.titel.casefold())
        regelingen = [(f"regeling:{page.slug}", localised(page).meta.titel) for page in pages]
        self.onderwerp.choices = [("", _("Kies een stap of een regeling")), *fasen, *regelingen]

    def validate_onderwerp(self, field: Field) -> None:
        """One of the list."""
        if not field.data:
            raise ValidationError(_l("Kies waarover u nieuws wilt."))

    def validate_email(self, field: Field) -> None:
        """An address that mail can reach."""
        try:
            validate_email(field.data, check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(_l("Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl.")) from None


@lezers.get("/nieuw/abonneren")
@public
def subscribe() -> Response:
    """The form, with the subject the visitor came with filled in."""
    form = SubscribeForm()
    for topic in ("regeling", "fase"):
        if request.args.get(topic):
            form.onderwerp.data = f"{topic}:{request.args[topic]}"
    return _show(form, 200)


@lezers.post("/nieuw/abonneren")
@public
def ask() -> BaseResponse:
    """Mail the question to confirm; the page says the same whoever the address belongs to."""
    form = SubscribeForm()
    if not form.validate_on_submit() or form.trapped():
        return _show(form, 422)
    topic, _colon, slug = form.onderwerp.data.partition(":")
    try:
        with loket().db.transaction() as session:
            refuse_flood(session, "abonnement", form.email.data)
            subscriptions.ask_subscription(
                session,
                sender=sender(),
                catalogue=loket().catalogue,
                email=form.email.data,
                topic=cast(Topic, topic),
                slug=slug,
                now=clock.now(),
            )
    except DomainError as error:
        form.form_errors.append(str(error))
        return _show(form, status_of(error))
    return redirect(f"{prefix()}/nieuw/aangevraagd", 303)


@lezers.get("/nieuw/aangevraagd")
@public
def asked() -> Response:
    """Look in your mailbox."""
    return _message("aangevraagd")


@lezers.get("/nieuw/bevestigen/<sleutel>")
@public
def confirm(sleutel: str) -> Response:
    """A button, because mail programs open links by themselves."""
    with loket().db.reading() as session:
        found = subscriptions.find_subscription(session, sleutel)
        name = found and subscriptions.topic_name(loket().catalogue, found.soort, found.onderwerp)
    if not name:
        return _message("verlopen", 410)
    page = render_template("lezers/bevestigen.html", naam=name, adres=f"/nieuw/bevestigen/{sleutel}", form=Form())
    return make_response(page, PRIVATE)


@lezers.post("/nieuw/bevestigen/<sleutel>")
@public
def do_confirm(sleutel: str) -> BaseResponse:
    """From now on this address gets mail about great changes."""
    with loket().db.transaction() as session:
        found = subscriptions.confirm_subscription(session, key=sleutel, now=clock.now())
    return _message("bevestigd") if found else _message("verlopen", 410)


@lezers.get("/nieuw/afmelden/<sleutel>")
@public
def stop(sleutel: str) -> Response:
    """A button to stop all mail to this address."""
    page = render_template("lezers/afmelden.html", adres=f"/nieuw/afmelden/{sleutel}", form=Form())
    return make_response(page, PRIVATE)


@lezers.post("/nieuw/afmelden/<sleutel>")
@public
def do_stop(sleutel: str) -> Response:
    """Stop at once. Mail programs POST here without a page or a cookie (RFC 8058); the key is the permission."""
    with loket().db.transaction() as session:
        subscriptions.unsubscribe(session, key=sleutel)
    return _message("afgemeld")


csrf.exempt(do_stop)


def _message(name: str, status: int = 200) -> Response:
    return make_response(render_template("lezers/bericht.html", bericht=name), status, PRIVATE)


def _show(form: SubscribeForm, status: int) -> Response:
    return make_response(render_template("lezers/abonneren.html", form=form), status, PRIVATE)
