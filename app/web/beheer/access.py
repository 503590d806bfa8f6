"""How colleagues come in: invitations, lost phones, links to the organisation, and who is signed in now."""

from __future__ import annotations

from flask import redirect, render_template
from werkzeug.wrappers import Response

from app.accounts import access, links, sign_in
from app.core import clock
from app.web.beheer.area import ACCOUNTS, TEAM, beheer, done
from app.web.desk import sender
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket


@beheer.post("/beheer/mensen/<int:number>/uitnodigen")
@requires(*ACCOUNTS, recent=True)
def mens_uitnodigen(number: int) -> Response:
    """Mail a link to choose a password."""
    with loket().db.transaction() as session:
        access.invite_colleague(session, actor=current_actor(), medewerker_id=number, sender=sender(), now=clock.now())
    return redirect(f"/beheer/mensen/{number}?gedaan=uitgenodigd", 303)


@beheer.post("/beheer/uitnodigingen")
@requires(*ACCOUNTS, recent=True)
def uitnodigingen() -> Response:
    """A new invitation for everybody whose invitation expired."""
    with loket().db.transaction() as session:
        links.renew_invitations(session, actor=current_actor(), sender=sender(), now=clock.now())
    return redirect("/beheer?gedaan=uitgenodigd", 303)


@beheer.post("/beheer/mensen/<int:number>/app-los")
@requires(*ACCOUNTS, recent=True)
def mens_app_los(number: int) -> Response:
    """Somebody lost phone and codes."""
    with loket().db.transaction() as session:
        access.undo_second_factor(
            session, actor=current_actor(), medewerker_id=number, sender=sender(), now=clock.now()
        )
    return redirect(f"/beheer/mensen/{number}?gedaan=app-los", 303)


@beheer.post("/beheer/mensen/<int:number>/organisatie-los")
@requires(*ACCOUNTS, recent=True)
def mens_organisatie_los(number: int) -> Response:
    """The person at the organisation is not this colleague any more."""
    with loket().db.transaction() as session:
        access.undo_organisation(session, actor=current_actor(), medewerker_id=number, now=clock.now())
    return redirect(f"/beheer/mensen/{number}?gedaan=organisatie-los", 303)


@beheer.get("/beheer/sessies")
@requires(*TEAM)
def sessies() -> str:
    """Who is signed in, and since when."""
    with loket().db.reading() as session:
        rows = sign_in.list_sessions(session, current_actor(), now=clock.now())
    return render_template("beheer/sessies.html", rijen=rows, gedaan=done())


@beheer.post("/beheer/sessies/<int:number>/einde")
@requires(*TEAM)
def sessie_einde(number: int) -> Response:
    """Sign a colleague out. No proof is asked: in a hurry this must be quick, and it takes nothing away."""
    with loket().db.transaction() as session:
        sign_in.end_session_of(session, current_actor(), number, now=clock.now())
    return redirect("/beheer/sessies?gedaan=einde", 303)
