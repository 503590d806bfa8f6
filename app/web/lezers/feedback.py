"""Heeft deze pagina u geholpen? A form on a page of its own, so that the page itself is the same for everybody."""

from __future__ import annotations

from flask import Response, abort, make_response, redirect, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse
from wtforms import Field, HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.core import clock
from app.core.errors import DomainError
from app.kennisbank.catalogue import Page
from app.redactie.feedback import LONGEST_TEXT, REDENEN, page_at, store_feedback
from app.web.forms import OnceForm, ValidationError, at_most, many_lines
from app.web.forms.guard import TrappedForm, refuse_flood, status_of
from app.web.gate import public
from app.web.language import language, prefix
from app.web.lezers.area import PRIVATE, lezers
from app.web.pages import localised
from app.web.state import loket

ANSWERS = ("ja", "nee")


class FeedbackForm(TrappedForm, OnceForm):
    """Why it did not help, in a choice and a few words."""

    pagina = HiddenField()
    antwoord = HiddenField()
    reden = RadioField(
        _l("Wat is er aan de hand?"),
        choices=[
            SelectChoice("onduidelijk", _l("Het is onduidelijk")),
            SelectChoice("past-niet", _l("Het past niet bij mijn situatie")),
            SelectChoice("klopt-niet", _l("Er klopt iets niet")),
            SelectChoice("iets-anders", _l("Ik zoek iets anders")),
        ],
        validate_choice=False,
    )
    tekst = TextAreaField(_l("Wilt u er iets bij zeggen?"), filters=[many_lines], validators=[at_most(LONGEST_TEXT)])

    def validate_reden(self, field: Field) -> None:
        """Needed when the page did not help."""
        if self.antwoord.data == "nee" and field.data not in REDENEN:
            raise ValidationError(_l("Kies wat er aan de hand is."))


def _asked(pagina: str | None, antwoord: str | None) -> tuple[Page, str]:
    """The page and the answer of a link; 404 when we never made such a link."""
    page = page_at(loket().catalogue, pagina or "")
    if page is None or antwoord not in ANSWERS:
        abort(404)
    return localised(page), antwoord


@lezers.get("/feedback")
@public
def feedback() -> Response:
    """The form. Following the link stores nothing: robots follow links too."""
    page, antwoord = _asked(request.args.get("pagina"), request.args.get("antwoord"))
    form = FeedbackForm()
    form.pagina.data, form.antwoord.data = f"/{page.kind}/{page.slug}", antwoord
    return _show(form, page, antwoord, 200)


@lezers.post("/feedback")
@public
def give_feedback() -> BaseResponse:
    """Keep the answer, without anything about who gave it."""
    form = FeedbackForm()
    page, antwoord = _asked(form.pagina.data, form.antwoord.data)
    if not form.validate_on_submit() or form.trapped():
        return _show(form, page, antwoord, 422)
    path = f"/{page.kind}/{page.slug}"
    try:
        with loket().db.transaction() as session:
            refuse_flood(session, "feedback")
            store_feedback(
                session,
                pagina=path,
                taal=language(),
                antwoord=antwoord,
                reden=form.reden.data or None,
                tekst=form.tekst.data,
                key=form.sleutel.data,
                day=clock.today(),
            )
    except DomainError as error:
        form.form_errors.append(str(error))
        return _show(form, page, antwoord, status_of(error))
    return redirect(f"{prefix()}/feedback/bedankt?pagina={path}&antwoord={antwoord}", 303)


@lezers.get("/feedback/bedankt")
@public
def thanks() -> Response:
    """Thank you, the way back, and a person when it did not help."""
    page, antwoord = _asked(request.args.get("pagina"), request.args.get("antwoord"))
    return make_response(render_template("lezers/bedankt.html", page=page, antwoord=antwoord), PRIVATE)


def _show(form: FeedbackForm, page: Page, antwoord: str, status: int) -> Response:
    page_text = render_template("lezers/feedback.html", form=form, page=page, antwoord=antwoord)
    return make_response(page_text, status, PRIVATE)
