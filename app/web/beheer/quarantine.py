"""Forms that look like the work of a robot: a coördinator reads them and decides."""

from __future__ import annotations

from flask import make_response, redirect, render_template
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField

from app.contact.quarantine import LONGEST_REASON, let_through, list_held, throw_away
from app.contact.quarantine_models import Lot
from app.core import clock
from app.core.errors import Conflict, DomainError, NotFound, Unavailable
from app.web.beheer.area import LEAD, beheer, carry_out, done
from app.web.desk import desk
from app.web.forms import Form, at_most, one_line, required
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket


class ThrowAwayForm(Form):
    """Why it can go."""

    reden = StringField(
        _l("Waarom kan dit weg?"),
        filters=[one_line],
        validators=[required(_l("Schrijf waarom dit weg kan.")), at_most(LONGEST_REASON)],
    )


def _form(number: int) -> ThrowAwayForm:
    """One of several on the page, so its fields carry the number."""
    return ThrowAwayForm(prefix=f"q{number}")


def _page(status: int = 200, form: ThrowAwayForm | None = None, number: int = 0, fault: str = "") -> Response:
    actor = current_actor()
    with loket().db.reading() as session:
        waiting, thrown = list_held(session, actor), list_held(session, actor, Lot.WEGGEGOOID)
    forms = {row.id: form if form is not None and row.id == number else _form(row.id) for row in waiting}
    page = render_template(
        "beheer/quarantaine.html", rijen=waiting, weggegooid=thrown, formulieren=forms, fout=fault, gedaan=done()
    )
    return make_response(page, status)


@beheer.get("/beheer/quarantaine")
@requires(*LEAD)
def quarantaine() -> Response:
    """What waits for a person, and what was thrown away lately."""
    return _page()


@beheer.post("/beheer/quarantaine/<int:number>/doorlaten")
@requires(*LEAD)
def doorlaten(number: int) -> Response:
    """A person sent it: it becomes a request, with the promise counted from now."""
    try:
        with loket().db.transaction() as session:
            stored = let_through(session, desk=desk(), actor=current_actor(), number=number, now=clock.now())
    except NotFound:
        raise
    except DomainError as error:
        return _page({Conflict: 409, Unavailable: 503}.get(type(error), 422), fault=str(error))
    return redirect(f"/werkplek/verzoeken/{stored.referentie}", 303)


@beheer.post("/beheer/quarantaine/<int:number>/weggooien")
@requires(*LEAD)
def weggooien(number: int) -> Response:
    """No person sent it; a reason is needed."""
    form = _form(number)
    return carry_out(
        form,
        lambda session: throw_away(
            session, actor=current_actor(), number=number, reason=form.reden.data, now=clock.now()
        ),
        "/beheer/quarantaine?gedaan=weggegooid",
        lambda status: _page(status, form, number, "" if form.errors else " ".join(form.form_errors)),
    )
