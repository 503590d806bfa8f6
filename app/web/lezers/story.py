"""Vertel uw verhaal: a form that becomes a question for the desk, and a draft for the redactie."""

from __future__ import annotations

import re
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import Response, abort, make_response, redirect, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField

from app.contact.intake import Submitted, submit_contactverzoek
from app.contact.quarantine import receive_suspect
from app.contact.request_facts import RequestFacts
from app.contact.stories import find_story
from app.core import clock
from app.core.errors import DomainError
from app.redactie import stories
from app.web.desk import desk
from app.web.forms import ValidationError, at_most, many_lines, one_line, required
from app.web.forms.guard import GuardedForm, status_of
from app.web.gate import public, requires
from app.web.language import language, prefix
from app.web.lezers.area import PRIVATE, lezers
from app.web.state import loket

LONGEST_ANSWER = 1300
ELSEWHERE = "buiten"


class StoryForm(GuardedForm):
    """A story in three answers, who stand in it, and how long it may stay."""

    begin = TextAreaField(
        _l("Hoe begon het?"),
        filters=[many_lines],
        validators=[required(_l("Schrijf kort hoe het begon.")), at_most(LONGEST_ANSWER)],
    )
    verloop = TextAreaField(
        _l("Hoe ging het verder?"),
        filters=[many_lines],
        validators=[required(_l("Schrijf kort hoe het verder ging.")), at_most(LONGEST_ANSWER)],
    )
    raad = TextAreaField(
        _l("Wat raadt u andere werkgevers aan?"),
        filters=[many_lines],
        validators=[required(_l("Schrijf wat u anderen aanraadt.")), at_most(LONGEST_ANSWER)],
    )
    organisatie = StringField(
        _l("Naam van uw organisatie"),
        filters=[one_line],
        validators=[required(_l("Vul de naam van uw organisatie in.")), at_most(200)],
    )
    gemeente = SelectField(_l("Gemeente van uw bedrijf"))
    sector = SelectField(_l("Wat voor bedrijf is het?"))
    naam = StringField(_l("Uw naam"), filters=[one_line], validators=[required(_l("Vul uw naam in.")), at_most(120)])
    email = StringField(_l("E-mailadres"), filters=[one_line], validators=[required(_l("Vul uw e-mailadres in."))])
    telefoon = StringField(_l("Telefoonnummer"), filters=[one_line], validators=[at_most(25)])
    namen = TextAreaField(_l("Wie staan er met naam in?"), filters=[many_lines], validators=[at_most(400)])
    jaren = SelectField(_l("Hoe lang mag uw verhaal op de site staan?"))
    akkoord = BooleanField(
        _l("Ik geef toestemming om dit verhaal op deze site te zetten. Wie er met naam in staat, geeft die ook."),
        validators=[required(_l("Geef toestemming, of stuur uw verhaal niet."))],
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        catalogue = loket().catalogue
        places = [(g.slug, g.naam) for g in catalogue.region.gemeenten]
        self.gemeente.choices = [("", _("Kies uw gemeente")), *places, (ELSEWHERE, _("Een andere gemeente"))]
        sectors = [(slug, getattr(term.label, language())) for slug, term in catalogue.terms["sectoren"].items()]
        self.sector.choices = [("", _("Kies wat er het meest op lijkt")), *sectors]
        self.jaren.choices = [("1", _("1 jaar")), ("2", _("2 jaar")), ("3", _("3 jaar"))]

    def validate_gemeente(self, field: Field) -> None:
        """One of the list."""
        if not field.data:
            raise ValidationError(_l("Kies uw gemeente."))

    def validate_sector(self, field: Field) -> None:
        """One of the list."""
        if not field.data:
            raise ValidationError(_l("Kies wat voor bedrijf het is."))

    def validate_email(self, field: Field) -> None:
        """An address that mail can reach."""
        try:
            validate_email(field.data, check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(_l("Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl.")) from None

    def facts(self) -> RequestFacts:
        """The story as a question; only after validation."""
        today = clock.today()
        until = today.replace(year=today.year + int(self.jaren.data), day=min(today.day, 28))
        names = tuple(dict.fromkeys(filter(None, (one_line(part) for part in re.split(r"[\n,;]", self.namen.data)))))
        story = stories.Story(
            begin=self.begin.data,
            verloop=self.verloop.data,
            raad=self.raad.data,
            namen=names or (self.organisatie.data,),
            gegeven=today,
            tot=until,
        )
        inside = self.gemeente.data != ELSEWHERE
        return RequestFacts(
            key=self.sleutel.data,
            organisatie=self.organisatie.data,
            naam=self.naam.data,
            email=self.email.data,
            onderwerp=stories.SUBJECT,
            vraag=story.as_question(),
            gemeente=self.gemeente.data if inside else None,
            telefoon=self.telefoon.data or None,
            sector=self.sector.data,
        )


@lezers.get("/succesverhalen/vertel")
@public
def tell() -> Response:
    """The empty form."""
    return _show(StoryForm(), 200)


@lezers.post("/succesverhalen/vertel")
@public
def do_tell() -> BaseResponse:
    """Store the story as a question for the desk."""
    form = StoryForm()
    if not form.validate_on_submit() or not form.took_time():
        return _show(form, 422)
    try:
        with loket().db.transaction() as session:
            facts, suspect = form.facts(), form.suspicion(session, form.email.data)
            if suspect is None:
                stored: Submitted | str = submit_contactverzoek(session, desk=desk(), facts=facts, now=clock.now())
            else:
                stored = receive_suspect(session, desk=desk(), facts=facts, verdenking=suspect, now=clock.now())
    except DomainError as error:
        form.form_errors.append(str(error))
        return _show(form, status_of(error))
    if isinstance(stored, str):
        return redirect(f"{prefix()}/contact/ontvangen?nummer={stored}", 303)
    token = desk().links.on_page(stored.referentie).rpartition("/")[2]
    return redirect(f"{prefix()}/contact/bevestiging/{token}", 303)


@lezers.get("/werkplek/verhalen/<referentie>.md")
@requires("redacteur", "coordinator", "loket", "accountmanager")
def draft(referentie: str) -> Response:
    """The story as a file for the content folder, with what is still to be filled in."""
    with loket().db.reading() as session:
        told = find_story(session, stories.SUBJECT, referentie)
    story = stories.read(told.tekst) if told else None
    if told is None or story is None:
        abort(404)
    name, text = stories.as_draft(story, told.organisatie, told.sector or "overig", clock.today())
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, mimetype="text/markdown", headers=headers)


def _show(form: StoryForm, status: int) -> Response:
    return make_response(render_template("lezers/vertel.html", form=form), status, PRIVATE)
