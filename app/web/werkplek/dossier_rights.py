"""Right of access and erasure of a werkgever; both ask for a recent proof of who asks."""

from __future__ import annotations

import json

from flask import make_response, redirect, render_template
from werkzeug.wrappers import Response

from app.contact.dossier_rights import Wisreden, erase_werkgever, export_dossier
from app.core import clock
from app.core.errors import DomainError, NotAllowed, NotFound
from app.web.forms import Form
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket
from app.web.werkplek.dossier import find_dossier
from app.web.werkplek.dossier_forms import AccessForm, EraseForm
from app.web.werkplek.views import STAFF, werkplek


@werkplek.route("/werkplek/werkgevers/<int:number>/inzage", methods=["GET", "POST"])
@requires(*STAFF, recent=True)
def inzage(number: int) -> Response:
    """Everything we keep of one werkgever, to print or as a file."""
    form = AccessForm()
    if not form.validate_on_submit():
        return _ask("werkplek/inzage.html", number, form)
    with loket().db.transaction() as session:
        found = export_dossier(session, actor=current_actor(), werkgever_id=number, now=clock.now())
    if form.vorm.data == "afdruk":
        return make_response(render_template("werkplek/afdruk.html", inhoud=found, nummer=number))
    response = make_response(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="werkgever-{number}.json"'
    return response


@werkplek.route("/werkplek/werkgevers/<int:number>/wissen", methods=["GET", "POST"])
@requires("coordinator", recent=True)
def wissen(number: int) -> Response:
    """Forget one werkgever."""
    form = EraseForm()
    if not form.validate_on_submit():
        return _ask("werkplek/wissen.html", number, form)
    try:
        with loket().db.transaction() as session:
            erase_werkgever(
                session,
                actor=current_actor(),
                werkgever_id=number,
                reden=Wisreden(form.reden.data),
                now=clock.now(),
            )
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        form.form_errors.append(str(error))
        return make_response(render_template("werkplek/wissen.html", werkgever=find_dossier(number), form=form), 422)
    return redirect("/werkplek/werkgevers?gedaan=gewist", 303)


def _ask(template: str, number: int, form: Form) -> Response:
    page = render_template(template, werkgever=find_dossier(number), form=form)
    return make_response(page, 422 if form.errors else 200)
