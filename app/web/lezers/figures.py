"""Cijfers: what everybody may know about the desk, per quarter, as a page, for a spreadsheet and for programs."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Response, abort, jsonify, render_template, request
from flask_babel import gettext as _

from app.core import clock
from app.core.errors import Unavailable
from app.core.spreadsheet import csv_text
from app.kennisbank.catalogue import Page
from app.redactie.feedback import page_at
from app.redactie.public_figures import AFTER, Quarter, list_quarters, next_quarter, quarter_of
from app.web.gate import public
from app.web.lezers.area import lezers
from app.web.pages import localised
from app.web.state import loket

HIDDEN = "x"
LICENCE = "https://creativecommons.org/licenses/by/4.0/deed.nl"


def _quarters() -> list[Quarter]:
    with loket().db.reading() as session:
        return list_quarters(session, examples=not loket().settings.production)


def _next_moment() -> date:
    """When the figures of the next quarter come: of the one before this one while it waits, else of this one."""
    today = clock.today()
    begin = quarter_of(today)
    return begin + AFTER if today < begin + AFTER else next_quarter(begin) + AFTER


def _of_before(moment: date) -> Quarter:
    """Name and days of the quarter that is made on ``moment``."""
    return Quarter(quarter_of(quarter_of(moment) - timedelta(days=1)), {}, None, (), ())


@lezers.get("/cijfers")
@public
def cijfers() -> str:
    """One quarter, the newest unless the address says another; without a database the page still explains itself."""
    wanted, away = request.args.get("kwartaal"), False
    try:
        quarters = _quarters()
    except Unavailable:
        quarters, away = [], True
    chosen = next((each for each in quarters if wanted in (None, each.naam)), None)
    if wanted is not None and chosen is None and not away:
        abort(404)
    moment = _next_moment()
    return render_template(
        "lezers/cijfers.html",
        kwartaal=chosen,
        kwartalen=quarters,
        straks=moment,
        komend=_of_before(moment),
        weg=away,
        woorden=quarter_in_words,
        pagina_van=_page_at,
    )


def quarter_in_words(quarter: Quarter) -> str:
    """ "derde kwartaal van 2026"."""
    order = (_("eerste"), _("tweede"), _("derde"), _("vierde"))[(quarter.eerste.month - 1) // 3]
    return str(_("%(welk)s kwartaal van %(jaar)s", welk=order, jaar=quarter.eerste.year))


def _page_at(path: str) -> Page | None:
    """The page in the language of the reader; None when it is gone since."""
    page = page_at(loket().catalogue, path)
    return localised(page) if page else None


@lezers.get("/cijfers.json")
@public
def cijfers_json() -> Response:
    """All quarters; null is a number that is hidden."""
    return jsonify(
        toelichting=f"{loket().settings.base_url}/cijfers",
        licentie=LICENCE,
        kwartalen=[quarter.as_json() for quarter in _quarters()],
    )


@lezers.get("/cijfers.csv")
@public
def cijfers_csv() -> Response:
    """All quarters, one number per line."""
    lines: list[tuple[object, ...]] = [("kwartaal", "voorbeeld", "soort", "naam", "taal", "aantal")]
    for quarter in _quarters():
        grade = "" if quarter.tevreden is None else f"{quarter.tevreden:.1f}".replace(".", ",")
        rows: list[tuple[str, str, str, object]] = [
            ("getal", name, "", HIDDEN if value is None else value) for name, value in quarter.getallen.items()
        ]
        rows.append(("getal", "tevreden", "", grade or HIDDEN))
        rows += [("gelezen", path, "nl", count) for path, _title, count in quarter.gelezen]
        rows += [("gezocht", words, taal, count) for words, taal, count in quarter.gezocht]
        example = "ja" if quarter.voorbeeld else "nee"
        lines += [(quarter.naam, example, *row) for row in rows]
    response = Response(csv_text(lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="cijfers.csv"'
    return response
