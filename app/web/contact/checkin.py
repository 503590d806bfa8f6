"""The page behind the link of a check-in. Opening it changes nothing; one button sends the three answers."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse
from wtforms import Field, RadioField

from app.contact.checkins import answer_checkin, read_checkin, renew_link
from app.contact.dossier_models import CheckinAntwoord, Niveau
from app.contact.pulse import GOOD_START, Answers
from app.core import clock
from app.core.errors import Unavailable
from app.core.tokens import LinkExpired
from app.web.contact.follow import PRIVATE
from app.web.contact.views import contact
from app.web.desk import desk
from app.web.forms import Form, ValidationError
from app.web.gate import public
from app.web.language import prefix
from app.web.state import loket

YES, NO = "ja", "nee"


class CheckinAnswerForm(Form):
    """Three choices; no text. Who wants to be called may leave the other two open."""

    taken = RadioField(_l("Hoe gaat het met het werk en de taken?"), validate_choice=False)
    begeleiding = RadioField(_l("Hoe gaat het met de begeleiding?"), validate_choice=False)
    bellen = RadioField(_l("Wilt u dat wij u bellen?"), validate_choice=False)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        levels = [
            (Niveau.GOED.value, _("Goed")),
            (Niveau.KAN_BETER.value, _("Kan beter")),
            (Niveau.NIET_GOED.value, _("Niet goed")),
        ]
        self.taken.choices = self.begeleiding.choices = levels
        self.bellen.choices = [(NO, _("Nee, dat hoeft niet")), (YES, _("Ja, bel mij"))]

    def _level(self, field: Field) -> None:
        """One of the three; may be left open by who wants to be called."""
        if field.data in set(Niveau) or (not field.data and self.bellen.data == YES):
            return
        raise ValidationError(_("Kies een antwoord. Of kies onderaan dat wij u bellen."))

    validate_taken = validate_begeleiding = _level

    def validate_bellen(self, field: Field) -> None:
        """Yes or no."""
        if field.data not in (YES, NO):
            raise ValidationError(_("Kies of wij u bellen."))

    def begin_with(self, answers: Answers) -> None:
        """Choose these answers for the visitor, who still presses the button."""
        self.taken.data = answers.taken.value if answers.taken else ""
        self.begeleiding.data = answers.begeleiding.value if answers.begeleiding else ""
        self.bellen.data = YES if answers.bellen else NO

    @property
    def answers(self) -> Answers:
        """What was chosen; only after validation."""
        levels = [Niveau(field.data) if field.data else None for field in (self.taken, self.begeleiding)]
        return Answers(levels[0], levels[1], self.bellen.data == YES)


@contact.get("/contact/hoe-gaat-het/<token>")
@public
def checkin(token: str) -> Response:
    """The questions; with a word of the link already chosen, for whom it goes well or who wants a call."""
    form = CheckinAnswerForm(formdata=None)
    word = request.args.get("antwoord", "")
    if word == CheckinAntwoord.GOED:
        form.begin_with(GOOD_START)
    elif word == CheckinAntwoord.BEL_MIJ:
        form.begin_with(Answers(None, None, bellen=True))
    return _show(token, form, 200)


@contact.post("/contact/hoe-gaat-het/<token>")
@public
def answer(token: str) -> BaseResponse:
    """Send the answers."""
    form = CheckinAnswerForm()
    if not form.validate_on_submit():
        return _show(token, form, 422)
    try:
        number = desk().links.read_checkin(token)
        with loket().db.transaction() as session:
            answer_checkin(session, desk=desk(), checkin_id=number, answers=form.answers, now=clock.now())
    except LinkExpired:
        return _expired(token)
    except Unavailable as error:
        form.form_errors.append(str(error))
        return _show(token, form, 503)
    return redirect(f"{prefix()}/contact/hoe-gaat-het/{token}?verstuurd=1", 303)


@contact.post("/contact/hoe-gaat-het/<token>/nieuwe-link")
@public
def new_checkin_link(token: str) -> Response:
    """Mail the questions again to the address they went to; the page does not name it."""
    with loket().db.transaction() as session:
        renew_link(session, desk=desk(), token=token, now=clock.now())
    return make_response(render_template("contact/nieuwe-link.html"), PRIVATE)


def _show(token: str, form: CheckinAnswerForm, status: int) -> Response:
    try:
        number = desk().links.read_checkin(token)
    except LinkExpired:
        return _expired(token)
    with loket().db.reading() as session:
        view = read_checkin(session, number)
    if view.antwoorden is not None and status == 200 and form.bellen.data is None:
        form.begin_with(view.antwoorden)
    sent = request.args.get("verstuurd") == "1" and view.antwoorden is not None
    page = render_template("contact/hoe-gaat-het.html", vraag=view, token=token, form=form, verstuurd=sent)
    return make_response(page, status, PRIVATE)


def _expired(token: str) -> Response:
    address = f"{prefix()}/contact/hoe-gaat-het/{token}/nieuwe-link"
    page = render_template("contact/verlopen.html", token=token, adres=address, form=Form(formdata=None))
    return make_response(page, 410, PRIVATE)
