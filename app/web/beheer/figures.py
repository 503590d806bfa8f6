"""Figures per month, on the screen and as a file."""

from __future__ import annotations

import re
from datetime import date

from flask import Response, render_template, request
from flask_babel import format_date
from flask_babel import gettext as _

from app.contact.figures import Figures, Names, as_csv, month_figures, record_export
from app.core import clock
from app.web.beheer.area import LEAD, beheer
from app.web.beheer.rules import sectors
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket

MONTHS = 24


def months(today: date) -> list[date]:
    """The first days of the last two years, newest first."""
    first = today.replace(day=1)
    found = []
    for _number in range(MONTHS):
        found.append(first)
        first = date(first.year - (first.month == 1), first.month - 1 or 12, 1)
    return found


def _month(text: str) -> date:
    wanted = date.fromisoformat(f"{text}-01") if re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text) else clock.today()
    known = months(clock.today())
    return wanted if wanted in known else known[0]


def _figures(month: date) -> Figures:
    catalogue = loket().catalogue
    names = Names(
        gemeenten={g.slug: g.naam for g in catalogue.region.gemeenten},
        sectoren=dict(sectors()),
        regelingen={page.slug: page.meta.titel for page in catalogue.of_kind("regelingen")},
    )
    with loket().db.reading() as session:
        return month_figures(
            session, current_actor(), region=catalogue.region, names=names, month=month, today=clock.today()
        )


def _in_words(month: date) -> str:
    return str(format_date(month, "MMMM y"))


def titles() -> dict[str, str]:
    """Words for columns and tables, the same on the screen and in the file."""
    return {
        "totaal": _("Totaal"),
        "gemeente": _("Gemeente"),
        "sector": _("Sector"),
        "onderwerp": _("Onderwerp"),
        "regeling": _("Regeling"),
        "soort": _("Verdeling"),
        "naam": _("Naam"),
        "aantal": _("Vragen"),
        "op_tijd": _("Eerste antwoord op tijd"),
        "te_laat": _("Te laat"),
        "wacht": _("Wacht, nog op tijd"),
        "zonder": _("Gesloten zonder antwoord"),
        "open": _("Nog open"),
        "ja": _("Geholpen: ja"),
        "deels": _("Geholpen: een beetje"),
        "nee": _("Geholpen: nee"),
        "tevreden": _("Tevreden (1 tot 5)"),
        "plaatsingen": _("Plaatsingen"),
    }


@beheer.get("/beheer/cijfers")
@requires(*LEAD)
def cijfers() -> str:
    """The month on the screen."""
    month = _month(request.args.get("maand", ""))
    return render_template(
        "beheer/cijfers.html",
        cijfers=_figures(month),
        maandnaam=_in_words(month),
        maanden=[(f"{day:%Y-%m}", _in_words(day)) for day in months(clock.today())],
        titels=titles(),
    )


@beheer.post("/beheer/cijfers.csv")
@requires(*LEAD, recent=True)
def cijfers_csv() -> Response:
    """The month as a file; who took it out is written down."""
    month = _month(request.form.get("maand", ""))
    text = as_csv(_figures(month), titles())
    with loket().db.transaction() as session:
        record_export(session, actor=current_actor(), month=month, now=clock.now())
    headers = {
        "Content-Disposition": f"attachment; filename=cijfers-{month:%Y-%m}.csv",
        "Cache-Control": "no-store",
    }
    return Response("\ufeff" + text, headers=headers, mimetype="text/csv")
