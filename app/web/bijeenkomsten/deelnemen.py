"""Signing up and off. The links in mail open a page; only a button changes something."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from flask import Response, make_response, redirect, render_template
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse
from wtforms import Field, StringField

from app.bijeenkomsten import services
from app.bijeenkomsten.meetings import Meeting, Toestand
from app.bijeenkomsten.models import Stand
from app.bijeenkomsten.queries import Mine, find_mine
from app.bijeenkomsten.services import SignUpFacts
from app.core import clock
from app.core.errors import Conflict, DomainError, NotFound
from app.web.bijeenkomsten.area import PRIVATE, bijeenkomsten, site
from app.web.forms import Form, ValidationError, at_most, one_line, required
from app.web.forms.guard import TrappedForm, refuse_flood, status_of
from app.web.gate import public
from app.web.language import prefix
from app.web.meetings import NOBODY, meeting, taken
from app.web.state import loket


class SignUpForm(TrappedForm):
    """Who comes."""

    naam = StringField(_l("Uw naam"), filters=[one_line], validators=[required(_l("Vul uw naam in.")), at_most(120)])
    organisatie = StringField(_l("Naam van uw organisatie"), filters=[one_line], validators=[at_most(200)])
    email = StringField(_l("E-mailadres"), filters=[one_line], validators=[required(_l("Vul uw e-mailadres in."))])

    def validate_email(self, field: Field) -> None:
        """An address that mail can reach."""
        try:
            validate_email(field.data, check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(_l("Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl.")) from None


@bijeenkomsten.get("/bijeenkomsten/<slug>/aanmelden")
@public
def aanmelden(slug: str) -> BaseResponse:
    """The form; the page of the meeting says why when nobody can sign up."""
    found = meeting(slug)
    if _state(found) not in (Toestand.OPEN, Toestand.VOL):
        return redirect(f"{prefix()}/bijeenkomsten/{slug}")
    return _show(found, SignUpForm(), 200)


@bijeenkomsten.post("/bijeenkomsten/<slug>/aanmelden")
@public
def meld_aan(slug: str) -> BaseResponse:
    """Mail the question to confirm; the answer is the same whoever the address belongs to."""
    found = meeting(slug)
    form = SignUpForm()
    if not form.validate_on_submit() or form.trapped():
        return _show(found, form, 422)
    facts = SignUpFacts(form.naam.data, form.email.data, form.organisatie.data)
    try:
        with loket().db.transaction() as session:
            refuse_flood(session, "aanmelding", form.email.data)
            services.sign_up(session, site=site(), meeting=found, facts=facts, now=clock.now())
    except DomainError as error:
        form.form_errors.append(str(error))
        return _show(found, form, status_of(error))
    return redirect(f"{prefix()}/bijeenkomsten/{slug}/aangevraagd", 303)


@bijeenkomsten.get("/bijeenkomsten/<slug>/aangevraagd")
@public
def aangevraagd(slug: str) -> Response:
    """Look in your mailbox."""
    return make_response(render_template("bijeenkomsten/aangevraagd.html", bijeenkomst=meeting(slug)), PRIVATE)


@bijeenkomsten.get("/aanmelding/<token>")
@public
def mijn(token: str) -> Response:
    """The own sign-up, with a button to confirm or to sign off."""
    try:
        with loket().db.reading() as session:
            mine = find_mine(session, site().read(token))
    except NotFound:
        return _gone()
    page = render_template(
        "bijeenkomsten/mijn.html",
        mijn=mine,
        bijeenkomst=_meeting_of(mine),
        token=token,
        form=Form(),
        fout=None,
        stand=Stand,
    )
    return make_response(page, PRIVATE)


@bijeenkomsten.post("/aanmelding/<token>/bevestigen")
@public
def bevestig(token: str) -> BaseResponse:
    """The mailbox says yes: a place or the waiting list."""
    code = site().read(token)
    try:
        with loket().db.transaction() as session:
            mine = find_mine(session, code)
            services.confirm(session, site=site(), meeting=meeting(mine.slug), code=code, now=clock.now())
    except (NotFound, Conflict) as error:
        return _gone(str(error))
    return redirect(f"{prefix()}/aanmelding/{token}", 303)


@bijeenkomsten.post("/aanmelding/<token>/afmelden")
@public
def meld_af(token: str) -> Response:
    """Forget this person at once; doing it twice gives the same page."""
    code = site().read(token)
    try:
        with loket().db.transaction() as session:
            found = _meeting_of(find_mine(session, code))
            if found is None:
                services.forget(session, code=code)
            else:
                services.sign_off(session, site=site(), meeting=found, code=code, now=clock.now())
    except NotFound:
        found = None
    return make_response(render_template("bijeenkomsten/afgemeld.html", bijeenkomst=found), PRIVATE)


def _meeting_of(mine: Mine) -> Meeting | None:
    """The meeting of a sign-up; None when its file is gone."""
    try:
        return meeting(mine.slug)
    except NotFound:
        return None


def _gone(why: str = services.GONE) -> Response:
    return make_response(render_template("bijeenkomsten/verlopen.html", waarom=why), 410, PRIVATE)


def _state(found: Meeting) -> Toestand:
    return found.state((taken() or {}).get(found.slug, NOBODY), clock.now())


def _show(found: Meeting, form: SignUpForm, status: int) -> Response:
    full = _state(found) is Toestand.VOL
    page = render_template("bijeenkomsten/aanmelden.html", bijeenkomst=found, form=form, vol=full)
    return make_response(page, status, PRIVATE)
