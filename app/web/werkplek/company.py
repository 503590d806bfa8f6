"""Around a conversation with a werkgever: what we know of the company, the sheet to prepare, and the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import Form as PlainForm
from wtforms import SelectMultipleField

from app.behoud.content import definition, pages
from app.behoud.schema import EersteGesprek
from app.contact.company import describe_company
from app.contact.preparation import prepare
from app.contact.report import Quote, get_report, list_quotes
from app.core import clock
from app.web.gate import requires
from app.web.office import office
from app.web.staff import current_actor
from app.web.state import loket
from app.web.werkplek.dossier import carry_out, find_dossier, regelingen
from app.web.werkplek.dossier_forms import CompanyForm
from app.web.werkplek.pulse import progress
from app.web.werkplek.views import STAFF, werkplek

EXCERPT = 160
"""Characters of a note by which somebody recognises it."""


class QuoteForm(PlainForm):  # type: ignore[misc]  # the package has no types
    """Which words go into the report; nothing is chosen to begin with."""

    tekst = SelectMultipleField(_l("Welke woorden gaan in het rapport?"), validate_choice=False)

    def __init__(self, quotes: Sequence[Quote], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tekst.choices = [(quote.id, _worded(quote)) for quote in quotes]


def _worded(quote: Quote) -> str:
    day = format_date(quote.dag, "d MMMM y")
    text = " ".join(quote.tekst.split())
    short = text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…"
    who = _("de werkgever") if quote.eigen else _("intern: %(wat)s", wat=quote.wat.lower())
    return f"{day}, {who}: {short}"


@werkplek.post("/werkplek/werkgevers/<int:number>/bedrijf")
@requires(*STAFF)
def bedrijf(number: int) -> Response:
    """Keep what we know of the company."""
    form = CompanyForm()

    def verb(session: Session) -> None:
        describe_company(session, actor=current_actor(), werkgever_id=number, facts=form.company_facts, now=clock.now())

    return carry_out(number, "bedrijf", form, "bedrijf", verb)


@werkplek.get("/werkplek/werkgevers/<int:number>/gesprek")
@requires(*STAFF)
def gesprek(number: int) -> str:
    """The sheet to prepare a conversation, for the phase that was chosen or fits."""
    found = find_dossier(number)
    catalogue, today = loket().catalogue, clock.today()
    guide = definition(catalogue, EersteGesprek)
    sheet = prepare(found, guide, chosen=request.args.get("fase", ""), today=today)
    return render_template(
        "werkplek/gesprek.html",
        werkgever=found,
        blad=sheet,
        gids=guide,
        sector=catalogue.terms["sectoren"].get(found.sector or ""),
        paginas=pages(catalogue, sheet.fase.paginas),
        titels=dict(regelingen()),
        verlopen=progress(found),
        vandaag=today,
    )


@werkplek.get("/werkplek/werkgevers/<int:number>/rapport")
@requires(*STAFF)
def rapport(number: int) -> str:
    """Choose which words go into the report."""
    found = find_dossier(number)
    with loket().db.reading() as session:
        quotes = list_quotes(session, number)
    return render_template("werkplek/rapport-kiezen.html", werkgever=found, form=QuoteForm(quotes), citaten=quotes)


@werkplek.get("/werkplek/werkgevers/<int:number>/rapport/afdruk")
@requires(*STAFF)
def rapport_afdruk(number: int) -> str:
    """The report itself, to print; only the words in the address are in it."""
    with loket().db.reading() as session:
        report = get_report(
            session,
            current_actor(),
            number,
            chosen=request.args.getlist("tekst"),
            plan=office().plan,
            facts=loket().catalogue.facts,
            today=clock.today(),
        )
    return render_template(
        "werkplek/rapport.html",
        rapport=report,
        werkgever=report.dossier,
        titels=dict(regelingen()),
        verlopen=progress(report.dossier),
        vandaag=clock.today(),
    )
