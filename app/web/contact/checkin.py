"""The page behind the link of a check-in. Opening it changes nothing; one button sends the answer."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse
from wtforms import Field, RadioField

from app.contact.checkins import answer_checkin, read_checkin
from app.contact.dossier_models import CheckinAntwoord
from app.core import clock
from app.core.errors import Unavailable
from app.web.contact.follow import PRIVATE
from app.web.contact.views import contact
from app.web.desk import desk
from app.web.forms import Form, ValidationError
from app.web.gate import public
from app.web.language import prefix
from app.web.state import loket


class CheckinAnswerForm(Form):
    """One of two answers; no text."""

    antwoord = RadioField(_l("Uw antwoord"), validate_choice=False)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.antwoord.choices = [("goed", _("Het loopt goed")), ("bel-mij", _("Bel mij"))]

    def validate_antwoord(self, field: Field) -> None:
        """One of the two."""
        if field.data not in set(CheckinAntwoord):
            raise ValidationError(_("Kies een van de twee antwoorden."))


@contact.get("/contact/hoe-gaat-het/<token>")
@public
def checkin(token: str) -> Response:
    """The question, with the answer of the link chosen."""
    form = CheckinAnswerForm(formdata=None)
    form.antwoord.data = request.args.get("antwoord", "")
    return _show(token, form, 200)


@contact.post("/contact/hoe-gaat-het/<token>")
@public
def answer(token: str) -> BaseResponse:
    """Send the answer."""
    number = desk().links.read_checkin(token)
    form = CheckinAnswerForm()
    if not form.validate_on_submit():
        return _show(token, form, 422)
    try:
        with loket().db.transaction() as session:
            answer_checkin(session, desk=desk(), checkin_id=number, antwoord=form.antwoord.data, now=clock.now())
    except Unavailable as error:
        form.form_errors.append(str(error))
        return _show(token, form, 503)
    return redirect(f"{prefix()}/contact/hoe-gaat-het/{token}?verstuurd=1", 303)


def _show(token: str, form: CheckinAnswerForm, status: int) -> Response:
    number = desk().links.read_checkin(token)
    with loket().db.reading() as session:
        view = read_checkin(session, number)
    sent = request.args.get("verstuurd") == "1" and view.antwoord is not None
    page = render_template("contact/hoe-gaat-het.html", vraag=view, token=token, form=form, verstuurd=sent)
    return make_response(page, status, PRIVATE)
