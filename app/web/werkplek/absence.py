"""Absence: one's own, and for a coördinator everybody's."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import Field, SelectField

from app.accounts.permissions import can_lead
from app.contact.absence import calendar_weeks, end_absence, last_hand_back, list_absences, register_absence
from app.contact.queries import Colleague, list_colleagues
from app.core import clock
from app.core.errors import DomainError, Unavailable
from app.web.desk import desk
from app.web.forms import Form, ValidationError, required
from app.web.forms.fields import DayField
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket
from app.web.werkplek.views import STAFF, werkplek


class AbsenceForm(Form):
    """From when until when, and who steps in. A coördinator also chooses for whom."""

    medewerker = SelectField(_l("Wie is afwezig?"))
    van = DayField(_l("Eerste dag"), validators=[required(_l("Vul de eerste dag in."))])
    tot = DayField(_l("Laatste dag"), validators=[required(_l("Vul de laatste dag in."))])
    vervanger = SelectField(_l("Vervanger"))

    def __init__(self, colleagues: tuple[Colleague, ...], own: int, lead: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        people = [(str(c.id), c.naam) for c in colleagues]
        self.medewerker.choices = people if lead else [(str(own), "")]
        if not self.medewerker.data or not lead:
            self.medewerker.data = str(own)
        self.vervanger.choices = [("", _("Kies een collega")), *((i, n) for i, n in people if lead or i != str(own))]
        if not self.is_submitted():
            self.van.data = self.van.data or clock.today()

    def validate_vervanger(self, field: Field) -> None:
        """Somebody must step in."""
        if not field.data:
            raise ValidationError(_("Kies wie uw verzoeken beantwoordt."))


def _form() -> AbsenceForm:
    actor = current_actor()
    with loket().db.reading() as session:
        return AbsenceForm(list_colleagues(session, {}), actor.id, can_lead(actor))


def _page(form: AbsenceForm, status: int = 200) -> Response:
    actor, today = current_actor(), clock.today()
    with loket().db.reading() as session:
        rows = list_absences(session, today=today)
        back = last_hand_back(session, medewerker_id=actor.id, today=today)
    page = render_template(
        "werkplek/afwezigheid.html",
        form=form,
        rijen=rows,
        weken=calendar_weeks(rows, today=today),
        terug=back,
        leidt=can_lead(actor),
        ik=actor.id,
        gedaan=request.args.get("gedaan", "") if request.method == "GET" else "",
    )
    return make_response(page, status)


@werkplek.get("/werkplek/afwezigheid")
@requires(*STAFF)
def afwezigheid() -> Response:
    """Who is away when, who steps in, and what happened while I was away."""
    return _page(_form())


@werkplek.post("/werkplek/afwezigheid")
@requires(*STAFF)
def afwezig_melden() -> Response:
    """Register a period; waiting work moves at once when it begins today."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        with loket().db.transaction() as session:
            register_absence(
                session,
                desk=desk(),
                actor=current_actor(),
                medewerker_id=int(form.medewerker.data),
                van=form.van.data,
                tot=form.tot.data,
                vervanger_id=int(form.vervanger.data),
                now=clock.now(),
            )
    except DomainError as error:
        form.form_errors.append(str(error))
        return _page(form, 503 if isinstance(error, Unavailable) else 422)
    return redirect("/werkplek/afwezigheid?gedaan=gemeld", 303)


@werkplek.post("/werkplek/afwezigheid/<int:number>/einde")
@requires(*STAFF)
def afwezigheid_einde(number: int) -> Response:
    """Back earlier; open work comes back at once."""
    with loket().db.transaction() as session:
        end_absence(session, desk=desk(), actor=current_actor(), absence_id=number, now=clock.now())
    return redirect("/werkplek/afwezigheid?gedaan=einde", 303)
