"""The basket "opvolgen": werkgevers to get back to."""

from __future__ import annotations

from flask import abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app.contact.dossier import settle_followup
from app.contact.dossier_models import OpvolgingStand
from app.contact.followups import list_due
from app.contact.queries import count_baskets
from app.core import clock
from app.web.forms import Form
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket
from app.web.werkplek.views import STAFF, follow_up_counts, werkplek


@werkplek.get("/werkplek/opvolgen")
@requires(*STAFF)
def opvolgen() -> str:
    """What is due within a week, the oldest first."""
    actor, today = current_actor(), clock.today()
    with loket().db.reading() as session:
        rows = list_due(session, actor, today=today)
        baskets = count_baskets(session, actor, today=today)
        due = follow_up_counts(session, actor, today)
    return render_template(
        "werkplek/opvolgen.html",
        rijen=rows,
        manden=baskets,
        mand=None,
        q="",
        opvolgen=due,
        form=Form(formdata=None),
        gedaan=request.args.get("gedaan", ""),
    )


@werkplek.post("/werkplek/opvolgingen/<int:number>/<stand>")
@requires(*STAFF)
def afhandelen(number: int, stand: str) -> Response:
    """Done, or not needed; back to the list or the dossier it came from."""
    if stand not in set(OpvolgingStand):
        abort(404)
    with loket().db.transaction() as session:
        werkgever_id = settle_followup(
            session, actor=current_actor(), followup_id=number, stand=OpvolgingStand(stand), now=clock.now()
        )
    back = f"/werkplek/werkgevers/{werkgever_id}" if request.form.get("terug") == "dossier" else "/werkplek/opvolgen"
    return make_response(redirect(f"{back}?gedaan=afgehandeld", 303))
