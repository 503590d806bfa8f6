"""Handing over everything of a colleague who leaves: first a preview, then the real thing."""

from __future__ import annotations

from flask import make_response, redirect, render_template
from werkzeug.wrappers import Response

from app.contact.departure import hand_over_all, plan_departure
from app.core import clock
from app.core.errors import Conflict, DomainError, Unavailable
from app.web.beheer.area import LEAD, beheer
from app.web.beheer.forms import DepartureForm
from app.web.beheer.people import accountmanagers, everybody, find_person
from app.web.desk import desk
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket


def _page(number: int, form: DepartureForm, status: int = 200) -> Response:
    """The form with the plan that belongs to it."""
    person = find_person(everybody(), number)
    plan = None
    try:
        with loket().db.reading() as session:
            plan = plan_departure(session, region=loket().region, medewerker_id=number, to=form.to, now=clock.now())
    except DomainError as error:
        form.form_errors.append(str(error))
    form.voorstel.data = plan.fingerprint if plan else ""
    page = render_template("beheer/vertrek.html", mens=person, form=form, plan=plan)
    return make_response(page, status)


def _form(number: int) -> DepartureForm:
    people = everybody()
    find_person(people, number)
    form = DepartureForm([(i, naam) for i, naam in accountmanagers(people) if i != number])
    if form.naar.data not in [value for value, _label in form.naar.choices]:
        form.naar.data = form.naar.choices[0][0]
    return form


@beheer.get("/beheer/mensen/<int:number>/vertrek")
@requires(*LEAD)
def vertrek(number: int) -> Response:
    """The preview when everything is divided by the rules."""
    return _page(number, _form(number))


@beheer.post("/beheer/mensen/<int:number>/vertrek/voorstel")
@requires(*LEAD)
def vertrek_voorstel(number: int) -> Response:
    """Another preview; nothing changes."""
    return _page(number, _form(number))


@beheer.post("/beheer/mensen/<int:number>/vertrek")
@requires(*LEAD)
def vertrek_uitvoeren(number: int) -> Response:
    """Carry out the plan that was shown."""
    form = _form(number)
    if not form.validate_on_submit():
        return _page(number, form, 422)
    try:
        with loket().db.transaction() as session:
            hand_over_all(
                session,
                desk=desk(),
                actor=current_actor(),
                medewerker_id=number,
                to=form.to,
                fingerprint=form.voorstel.data or "",
                reason=form.reden.data,
                summary=form.samenvatting.data,
                now=clock.now(),
            )
    except DomainError as error:
        form.form_errors.append(str(error))
        return _page(number, form, {Conflict: 409, Unavailable: 503}.get(type(error), 422))
    return redirect(f"/beheer/mensen/{number}?gedaan=overgedragen", 303)
