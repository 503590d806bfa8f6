"""The audit log, and mail that could not be delivered."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from app.contact.logbook import list_actions, list_log
from app.contact.undelivered import list_undelivered, send_again
from app.core import clock
from app.core.text import clean_line
from app.web.beheer.area import TEAM, beheer, done
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket


@beheer.get("/beheer/logboek")
@requires(*TEAM)
def logboek() -> str:
    """Who changed what, newest first."""
    action = clean_line(request.args.get("actie", ""))[:60]
    number = clean_line(request.args.get("q", ""))[:40]
    text = request.args.get("pagina", "1")
    page = int(text) if text.isdecimal() and len(text) < 6 else 1
    with loket().db.reading() as session:
        rows, more = list_log(session, current_actor(), action=action, number=number, page=page)
        actions = list_actions(session, current_actor())
    return render_template(
        "beheer/logboek.html", rijen=rows, meer=more, pagina=max(page, 1), acties=actions, actie=action, q=number
    )


@beheer.get("/beheer/e-mail")
@requires(*TEAM)
def mislukte_mail() -> str:
    """Mail that was given up or waits too long: somebody must call."""
    with loket().db.reading() as session:
        rows = list_undelivered(session, current_actor())
    return render_template("beheer/e-mail.html", rijen=rows, gedaan=done())


@beheer.post("/beheer/e-mail/<int:number>/opnieuw")
@requires(*TEAM)
def mail_opnieuw(number: int) -> Response:
    """Try once more."""
    with loket().db.transaction() as session:
        send_again(session, actor=current_actor(), message_id=number, now=clock.now())
    return redirect("/beheer/e-mail?gedaan=opnieuw", 303)
