"""The werkplek: opening a groep, showing and closing it, over time, and files of what may be told."""

from __future__ import annotations

from flask import Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app.core import clock
from app.core.errors import NotFound
from app.core.text import clean_line
from app.spinnenweb.codes import normal_code, spaced
from app.spinnenweb.definition import Spinnenweb, find, newest
from app.spinnenweb.exports import group_rows
from app.spinnenweb.queries import Sessie, count_forms, get_session, list_over_time, list_sessions
from app.spinnenweb.services import NO_CODE, close_session, delete_session, open_session
from app.web.gate import requires
from app.web.spinnenweb.area import download, group_name, spinnenweb
from app.web.spinnenweb.form import OpenForm
from app.web.spinnenweb.outcome import outcome
from app.web.spinnenweb.progress import progress
from app.web.staff import current_actor
from app.web.state import loket

LEADERS = ("accountmanager", "coordinator")
HOME = "/werkplek/spinnenweb"


@spinnenweb.route(HOME, methods=["GET", "POST"])
@requires(*LEADERS)
def groepen() -> BaseResponse:
    """All groepen, with the form to open one."""
    webs = newest(loket().catalogue)
    form = OpenForm(webs)
    if form.validate_on_submit():
        web = next(web for web in webs if web.web == form.web.data)
        with loket().db.transaction() as session:
            code = open_session(
                session,
                actor=current_actor(),
                web=web,
                naam=form.naam.data,
                kvk_nummer=form.kvk_nummer.data or None,
                now=clock.now(),
            )
        return redirect(f"{HOME}/{code}", 303)
    with loket().db.reading() as session:
        rows = list_sessions(session, current_actor(), clock.now())
    page = render_template(
        "spinnenweb/werkplek.html", form=form, webs=webs, rijen=rows, gedaan=request.args.get("gedaan", "")
    )
    return make_response(page, 422 if request.method == "POST" else 200)


def _session(code: str) -> Sessie:
    with loket().db.reading() as session:
        return get_session(session, current_actor(), _normal(code), clock.now())


def _normal(code: str) -> str:
    found = normal_code(code)
    if found is None:
        raise NotFound(NO_CODE)
    return found


def _web(sessie: Sessie) -> Spinnenweb:
    return find(loket().catalogue, sessie.web, sessie.versie)


@spinnenweb.get(f"{HOME}/<code>")
@requires(*LEADERS)
def sessie(code: str) -> str:
    """The screen of one groep: the code while it is open, the two webs when it is closed."""
    found = _session(code)
    with loket().db.reading() as session:
        counts = count_forms(session, found.code)
    return render_template(
        "spinnenweb/sessie.html",
        sessie=found,
        code=spaced(found.code),
        adres=loket().settings.base_url.split("//", 1)[-1] + "/spinnenweb/groep",
        link=f"{loket().settings.base_url}/spinnenweb/groep/{found.code}",
        aantallen=[(group_name(groep), number) for groep, number in counts.items()],
        uitslag=outcome(_web(found), found.told) if found.told else None,
    )


@spinnenweb.post(f"{HOME}/<code>/sluiten")
@requires(*LEADERS)
def sluiten(code: str) -> BaseResponse:
    """Close and show the result; it never opens again."""
    with loket().db.transaction() as session:
        close_session(session, actor=current_actor(), code=_normal(code), now=clock.now())
    return redirect(f"{HOME}/{_normal(code)}", 303)


@spinnenweb.post(f"{HOME}/<code>/verwijderen")
@requires(*LEADERS)
def verwijderen(code: str) -> BaseResponse:
    """Throw a groep away."""
    with loket().db.transaction() as session:
        delete_session(session, actor=current_actor(), code=_normal(code), now=clock.now())
    return redirect(f"{HOME}?gedaan=verwijderd", 303)


@spinnenweb.get(f"{HOME}/<code>/uitslag.<kind>")
@requires(*LEADERS)
def sessie_bestand(code: str, kind: str) -> Response:
    """The result of one groep as a file."""
    if kind not in ("csv", "json"):
        abort(404)
    found = _session(code)
    return download(group_rows([(found, _web(found))]), kind, f"spinnenweb-{found.code}")


def _over_time() -> list[tuple[Sessie, Spinnenweb]]:
    naam, kvk = clean_line(request.args.get("naam", ""))[:120], clean_line(request.args.get("kvk", ""))[:8]
    with loket().db.reading() as session:
        found = list_over_time(session, current_actor(), clock.now(), naam=naam, kvk_nummer=kvk or None)
    if not found:
        raise NotFound("Van deze groep is er nog geen uitslag.")
    return [(one, _web(one)) for one in found]


@spinnenweb.get(f"{HOME}/verloop")
@requires(*LEADERS)
def verloop() -> str | BaseResponse:
    """One groep or one werkgever over time; without either the list to choose from."""
    if not (request.args.get("naam") or request.args.get("kvk")):
        return redirect(HOME)
    found = _over_time()
    return render_template(
        "spinnenweb/verloop.html",
        naam=found[-1][0].naam,
        verloop=progress(found),
        aantal=len(found),
        vraag=request.query_string.decode("ascii", "ignore"),
    )


@spinnenweb.get(f"{HOME}/verloop.<kind>")
@requires(*LEADERS)
def verloop_bestand(kind: str) -> Response:
    """The same as a file."""
    if kind not in ("csv", "json"):
        abort(404)
    return download(group_rows(_over_time()), kind, "spinnenweb-verloop")
