"""Recording a contactverzoek that came by phone, visit or e-mail."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import Field, SelectField, StringField, TextAreaField

from app.contact.calls import Kanaal, add_email, record_request
from app.contact.conversation import get_conversation
from app.contact.request_facts import EMAIL, LONGEST_TEXT, RequestFacts
from app.contact.staffing import PHONE
from app.contact.subjects import BY_ID, ONDERWERPEN
from app.core import clock
from app.core.errors import DomainError, NotAllowed, Unavailable
from app.web.desk import desk
from app.web.forms import ValidationError, at_most, many_lines, one_line, required
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket
from app.web.werkplek.actions import carry_out
from app.web.werkplek.forms import EmailForm, KeyedForm
from app.web.werkplek.views import STAFF, werkplek

ELSEWHERE = "buiten"


class RecordForm(KeyedForm):
    """What the werkgever said."""

    kanaal = SelectField(_l("Hoe kwam de vraag binnen?"))
    onderwerp = SelectField(_l("Waar gaat de vraag over?"), validate_choice=False)
    vraag = TextAreaField(
        _l("De vraag"),
        filters=[many_lines],
        validators=[required(_l("Schrijf op wat de werkgever vroeg.")), at_most(LONGEST_TEXT)],
    )
    organisatie = StringField(
        _l("Naam van de organisatie"),
        filters=[one_line],
        validators=[required(_l("Vul de naam van de organisatie in.")), at_most(200)],
    )
    kvk_nummer = StringField(_l("KvK-nummer"), filters=[one_line], validators=[at_most(12)])
    gemeente = SelectField(_l("Gemeente"), validate_choice=False)
    naam = StringField(
        _l("Naam van de persoon die belde"),
        filters=[one_line],
        validators=[required(_l("Vul een naam in.")), at_most(120)],
    )
    email = StringField(_l("E-mailadres"), filters=[one_line], validators=[at_most(254)])
    telefoon = StringField(_l("Telefoonnummer"), filters=[one_line], validators=[at_most(30)])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        gemeenten = [(g.slug, g.naam) for g in loket().region.gemeenten]
        self.kanaal.choices = [(k.value, k.label) for k in Kanaal]
        self.onderwerp.choices = [("", _("Kies een onderwerp")), *((o.id, o.naam) for o in ONDERWERPEN)]
        self.gemeente.choices = [("", _("Kies een gemeente")), *gemeenten, (ELSEWHERE, _("Een andere gemeente"))]

    def validate_onderwerp(self, field: Field) -> None:
        """One of the list."""
        if field.data not in BY_ID:
            raise ValidationError(_("Kies waar de vraag over gaat."))

    def validate_gemeente(self, field: Field) -> None:
        """One of the list."""
        if not field.data or field.data not in dict(field.choices):
            raise ValidationError(_("Kies een gemeente uit de lijst."))

    def validate_email(self, field: Field) -> None:
        """Needed when the question came by e-mail."""
        if not field.data and self.kanaal.data == Kanaal.EMAIL:
            raise ValidationError(_("Vul het e-mailadres in."))
        if field.data and not EMAIL.match(field.data):
            raise ValidationError(_("Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl."))

    def validate_telefoon(self, field: Field) -> None:
        """Needed without an e-mail address, so that somebody can call."""
        if not self.email.data and not PHONE.match(field.data or ""):
            raise ValidationError(_("Vul een telefoonnummer in, of een e-mailadres."))

    def facts(self) -> RequestFacts:
        """What the service needs; only after validation."""
        subject, elsewhere = BY_ID[self.onderwerp.data], self.gemeente.data == ELSEWHERE
        return RequestFacts(
            key=self.sleutel.data,
            organisatie=self.organisatie.data,
            naam=self.naam.data,
            email=self.email.data,
            onderwerp=subject.naam,
            vraag=self.vraag.data,
            gemeente=None if elsewhere else self.gemeente.data,
            plaats=_("Buiten de regio") if elsewhere else None,
            kvk_nummer=self.kvk_nummer.data or None,
            telefoon=self.telefoon.data or None,
            spoed=subject.spoed,
        )


@werkplek.route("/werkplek/nieuw-verzoek", methods=["GET", "POST"])
@requires(*STAFF)
def nieuw_verzoek() -> Response:
    """The form, or store and route what was told."""
    form = RecordForm()
    if not form.validate_on_submit():
        return _show(form, 422 if form.errors else 200)
    try:
        with loket().db.transaction() as session:
            stored = record_request(
                session,
                desk=desk(),
                actor=current_actor(),
                facts=form.facts(),
                kanaal=Kanaal(form.kanaal.data),
                now=clock.now(),
            )
    except Unavailable as error:
        form.form_errors.append(str(error))
        return _show(form, 503)
    except DomainError as error:
        form.form_errors.append(str(error))
        return _show(form, 422)
    if _may_see(stored.referentie):
        return make_response(redirect(f"/werkplek/verzoeken/{stored.referentie}?gedaan=vastgelegd", 303))
    return make_response(render_template("werkplek/vastgelegd.html", verzoek=stored))


@werkplek.post("/werkplek/verzoeken/<referentie>/email")
@requires(*STAFF)
def email_erbij(referentie: str) -> Response:
    """The werkgever gave an e-mail address after all."""
    form = EmailForm()
    return carry_out(
        referentie,
        "adres",
        form,
        "adres",
        lambda session: add_email(
            session,
            desk=desk(),
            actor=current_actor(),
            referentie=referentie,
            email=form.email.data,
            version=form.version,
            now=clock.now(),
        ),
    )


def _may_see(referentie: str) -> bool:
    try:
        with loket().db.reading() as session:
            get_conversation(session, current_actor(), referentie, today=clock.today())
    except NotAllowed:
        return False
    return True


def _show(form: RecordForm, status: int) -> Response:
    return make_response(render_template("werkplek/nieuw-verzoek.html", form=form), status)
