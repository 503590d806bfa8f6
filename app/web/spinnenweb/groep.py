"""Filling in with a groep, each on their own phone, and the result once the groep is closed."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.core import clock
from app.core.errors import Conflict, NotFound
from app.core.text import clean_line
from app.spinnenweb.codes import normal_code, spaced
from app.spinnenweb.definition import Spinnenweb, find
from app.spinnenweb.models import Groep
from app.spinnenweb.queries import Sessie, find_session
from app.spinnenweb.services import NO_CODE, submit_answers
from app.web.gate import public
from app.web.language import prefix
from app.web.spinnenweb.area import spinnenweb, worded
from app.web.spinnenweb.form import CodeForm, ScoreForm, explained, score_form
from app.web.spinnenweb.outcome import outcome
from app.web.state import loket

FRESH = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@spinnenweb.get("/spinnenweb/groep")
@public
def code() -> BaseResponse:
    """Where somebody types the code of the groep."""
    typed = clean_line(request.args.get("code", ""))[:40]
    found = normal_code(typed)
    if found:
        return redirect(f"{prefix()}/spinnenweb/groep/{found}")
    form = CodeForm(data={"code": typed})
    if typed:
        form.code.errors = [_("Deze code klopt niet. Een code heeft 6 letters en cijfers.")]
    return make_response(render_template("spinnenweb/code.html", form=form))


def _session(code: str) -> tuple[Sessie, Spinnenweb]:
    found = normal_code(code)
    if found is None:
        raise NotFound(NO_CODE)
    with loket().db.reading() as session:
        sessie = find_session(session, found, clock.now())
    return sessie, find(loket().catalogue, sessie.web, sessie.versie)


@spinnenweb.get("/spinnenweb/groep/<code>")
@public
def groep(code: str) -> Response:
    """The form while the groep is open, then waiting, then the result."""
    sessie, web = _session(code)
    if sessie.is_open and request.args.get("klaar") != "1":
        return _form(sessie, web, score_form(web, alone=False))
    page = render_template(
        "spinnenweb/groep.html",
        sessie=sessie,
        laat=request.args.get("laat") == "1",
        uitslag=outcome(web, sessie.told) if sessie.told else None,
    )
    return make_response(page, 200, FRESH)


@spinnenweb.post("/spinnenweb/groep/<code>")
@public
def inzenden(code: str) -> BaseResponse:
    """Keep the answers of one person."""
    sessie, web = _session(code)
    form = score_form(web, alone=False)
    if sessie.is_open and not form.validate_on_submit():
        return _form(sessie, web, form, 422)
    try:
        if sessie.is_open:
            with loket().db.transaction() as session:
                submit_answers(
                    session,
                    code=sessie.code,
                    web=web,
                    groep=Groep(form["groep"].data),
                    scores=form.scores,
                    key=form.sleutel.data,
                    now=clock.now(),
                )
    except Conflict:
        if _session(code)[0].is_open:
            raise
    # Closed meanwhile: the page itself says that this came too late.
    done = "?klaar=1" if sessie.is_open else "?laat=1"
    return redirect(f"{prefix()}/spinnenweb/groep/{sessie.code}{done}", 303)


def _form(sessie: Sessie, web: Spinnenweb, form: ScoreForm, status: int = 200) -> Response:
    page = render_template(
        "spinnenweb/groep-invullen.html",
        sessie=sessie,
        code=spaced(sessie.code),
        web=web,
        form=form,
        woord=worded,
        zinnen=explained,
        actie=f"{prefix()}/spinnenweb/groep/{sessie.code}",
    )
    return make_response(page, status, FRESH)
