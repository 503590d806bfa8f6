"""Filling in alone: the start, the form on one page, the result and its files. Nothing is stored."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Response, abort, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.core import clock
from app.core.errors import NotFound, Unavailable
from app.spinnenweb.comparison import Change, compare
from app.spinnenweb.definition import Spinnenweb, help_for, newest
from app.spinnenweb.exports import person_rows
from app.spinnenweb.filled import Filled, fill_in, lowest, read, token_in
from app.web.gate import public
from app.web.language import prefix
from app.web.pagecache import cached
from app.web.spinnenweb.area import download, number, picture, spinnenweb, step, worded
from app.web.spinnenweb.form import CodeForm, EarlierForm, ScoreForm, explained, refuse_empty, score_form
from app.web.state import loket


def _chosen() -> Spinnenweb:
    """The newest version of the web that was asked for; the first one when none was."""
    webs = newest(loket().catalogue)
    wanted = request.values.get("soort", "")
    found = next((web for web in webs if web.web == wanted), webs[0] if webs else None)
    if found is None:
        raise NotFound(_("In deze regio is er geen Spinnenweb. Bel of mail het loket."))
    return found


def _earlier() -> tuple[Filled | None, bool]:
    """The earlier web to compare with, from the address or pasted; and whether what was pasted cannot be read."""
    text = request.args.get("eerder", "").strip()
    token = token_in(text)
    if token is None:
        return None, bool(text)
    try:
        return read(loket().catalogue, token), False
    except (NotFound, Unavailable):
        return None, True


@spinnenweb.get("/spinnenweb")
@public
@cached()
def start() -> str:
    """What it is and where to begin: alone or with a code."""
    return render_template("spinnenweb/start.html", webs=newest(loket().catalogue), form=CodeForm(), woord=worded)


@spinnenweb.route("/spinnenweb/invullen", methods=["GET", "POST"])
@public
def invullen() -> BaseResponse:
    """The form. With notes the result is shown at once, because notes never stand in an address."""
    web, (earlier, _wrong) = _chosen(), _earlier()
    form = score_form(web, alone=True)
    if not form.validate_on_submit() or refuse_empty(form):
        return _form(web, form, earlier)
    filled = fill_in(web, form.scores, clock.today())
    if form.notes:
        page = _result(filled, earlier, wrong=False, notes=form.notes)
        page.headers["Cache-Control"] = "no-store"
        return page
    return redirect(_address(filled, earlier), 303)


def _form(web: Spinnenweb, form: ScoreForm, earlier: Filled | None) -> Response:
    action = f"{prefix()}/spinnenweb/invullen?soort={web.web}" + (f"&eerder={earlier.token}" if earlier else "")
    page = render_template(
        "spinnenweb/invullen.html",
        web=web,
        form=form,
        woord=worded,
        zinnen=explained,
        eerder=earlier,
        actie=action,
    )
    return make_response(page, 422 if request.method == "POST" else 200, {"Cache-Control": "no-store"})


def _address(filled: Filled, earlier: Filled | None = None) -> str:
    more = f"&eerder={earlier.token}" if earlier else ""
    return f"{prefix()}/spinnenweb/uitkomst?web={filled.token}{more}"


@spinnenweb.get("/spinnenweb/uitkomst")
@public
def uitkomst() -> BaseResponse:
    """The web in the address, compared with an earlier one when that is given."""
    if not request.args.get("web"):
        return redirect(f"{prefix()}/spinnenweb")
    earlier, wrong = _earlier()
    return _result(read(loket().catalogue, request.args["web"]), earlier, wrong=wrong, notes={})


@spinnenweb.get("/spinnenweb/uitkomst.<kind>")
@public
def uitkomst_bestand(kind: str) -> Response:
    """The scores in the address as a file."""
    if kind not in ("csv", "json"):
        abort(404)
    return download(person_rows(read(loket().catalogue, request.args.get("web", ""))), kind, "spinnenweb")


def _result(filled: Filled, earlier: Filled | None, *, wrong: bool, notes: dict[str, str]) -> Response:
    low = lowest(filled)
    changes = _changes(filled, earlier)
    then = {change.element.id: change.then for change in changes}
    shapes = [filled.values] + ([[then.get(e.id) for e in filled.web.elementen]] if any(then.values()) else [])
    share = loket().settings.base_url + _address(filled, earlier)
    page = render_template(
        "spinnenweb/uitkomst.html",
        gevuld=filled,
        eerder=earlier,
        eerder_fout=wrong,
        wijzigingen=changes,
        notities=notes,
        form=EarlierForm(),
        laagste=low,
        begin=[(element, score, help_for(loket().catalogue, element)) for element, score in low.begin],
        radar=picture(filled.web, *shapes),
        woord=worded,
        getal=number,
        stap=step,
        deel=share,
        mail=f"mailto:?subject={quote(_('Mijn Spinnenweb'))}&body={quote(share)}",
        contact=_contact(filled),
        opnieuw=f"{prefix()}/spinnenweb/invullen?soort={filled.web.web}&eerder={filled.token}",
        bestand=f"{prefix()}/spinnenweb/uitkomst",
    )
    headers = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Cache-Control": "private, no-cache"}
    return make_response(page, 200, headers)


def _changes(filled: Filled, earlier: Filled | None) -> list[Change]:
    return [] if earlier is None else compare(earlier.web, earlier.scores, filled.web, filled.scores)


def _contact(filled: Filled) -> str:
    """The contact form with the web to go along, for the visitor to see and to leave out."""
    values = {
        "onderwerp": "anders",
        "vraag": _("Ik wil mijn Spinnenweb bespreken."),
        "bijlage": f"/spinnenweb/uitkomst?web={filled.token}",
    }
    return f"{prefix()}/contact?{urlencode(values)}"
