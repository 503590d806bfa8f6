"""The contact form and its confirmation."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.contact.attachments import LONGEST_ADDRESS, Attachment, from_address
from app.contact.conversation import get_employer_view
from app.contact.intake import Submitted, submit_contactverzoek
from app.contact.quarantine import receive_suspect
from app.contact.references import normal_reference
from app.contact.subjects import BY_ID, ONDERWERPEN
from app.core import clock
from app.core.db import objects
from app.core.errors import DomainError, Unavailable
from app.core.text import clean_line, clean_text, mask_bsn
from app.kennisbank.terms import Term
from app.keuzehulp.summary import Summary, from_query
from app.web.contact import caution
from app.web.contact.form import ContactForm
from app.web.desk import desk
from app.web.gate import public
from app.web.language import prefix
from app.web.office import office
from app.web.state import loket

contact = Blueprint("contact", __name__)
OWN_WORDS = ("vraag", "organisatie")
"""Fields in which people may write about somebody's health or number without thinking."""


def _suggestions() -> list[tuple[str, bool, list[tuple[str, str]]]]:
    """Per subject: its id, whether it is urgent, and regelingen (title, slug) to look at before asking."""
    catalogue, found = loket().catalogue, office().suggesties
    rows = []
    for subject in ONDERWERPEN:
        pages = [catalogue.page("regelingen", slug) for slug in found.get(subject.id, ())]
        shown = [(page.meta.titel, page.slug) for page in pages if page and page.regeling.status != "vervallen"]
        if shown or subject.spoed:
            rows.append((subject.id, subject.spoed, shown))
    return rows


def _summary(form: ContactForm) -> Summary | None:
    """The result of the keuzehulp that the visitor came with, worked out again from its address."""
    query = str(form.keuzehulp.data or "")
    return from_query(loket().catalogue, query, clock.today()) if query else None


def _attachment(form: ContactForm) -> Attachment | None:
    """What the visitor filled in with another tool, worked out again from its address."""
    return from_address(loket().catalogue, str(form.bijlage.data or ""), clock.today())


@contact.get("/contact")
@public
def form() -> Response:
    """The empty form, with what the visitor came with filled in."""
    asked = ContactForm(loket().catalogue)
    asked.keuzehulp.data = clean_line(request.args.get("keuzehulp", ""))[:2000]
    asked.keuzehulp_mee.data = bool(asked.keuzehulp.data)
    asked.bijlage.data = clean_line(request.args.get("bijlage", ""))[:LONGEST_ADDRESS]
    asked.bijlage_mee.data = bool(asked.bijlage.data)
    asked.vraag.data = clean_text(request.args.get("vraag", ""))[:500]
    if request.args.get("onderwerp") in BY_ID:
        asked.onderwerp.data = request.args["onderwerp"]
    if request.args.get("over"):
        asked.onderwerp.data = "site"
        asked.vraag.data = (
            _("Dit gaat over de pagina %(pagina)s.", pagina=clean_line(request.args["over"])[:200]) + "\n\n"
        )
    return _show(asked, 200)


@contact.post("/contact")
@public
def submit() -> BaseResponse:
    """Store and route the question; with a fault the form comes back with everything still in it."""
    asked, here = ContactForm(loket().catalogue), desk()
    if not asked.validate_on_submit() or not asked.took_time():
        return _show(asked, 422)
    summary = _summary(asked) if asked.keuzehulp_mee.data else None
    outcome: dict[str, Any] | None = json.loads(summary.to_json()) if summary else None
    along = _attachment(asked) if asked.bijlage_mee.data else None
    try:
        facts = asked.facts(outcome, along.to_json() if along else None)
        with loket().db.writing() as connection:
            suspect = asked.suspicion(connection, facts.email)
            if suspect is None:
                stored: Submitted | str = submit_contactverzoek(connection, desk=here, facts=facts, now=clock.now())
            else:
                with objects(connection) as session:
                    stored = receive_suspect(session, desk=here, facts=facts, verdenking=suspect, now=clock.now())
    except Unavailable:
        asked.form_errors.append(
            _(
                "Wij hebben uw vraag niet ontvangen. Probeer het over een paar minuten opnieuw, of bel %(telefoon)s.",
                telefoon=loket().region.loket.telefoon,
            )
        )
        return _show(asked, 503)
    except DomainError as error:
        asked.form_errors.append(str(error))
        return _show(asked, 422)
    if isinstance(stored, str):
        return redirect(f"{prefix()}/contact/ontvangen?nummer={stored}", 303)
    token = here.links.on_page(stored.referentie).rpartition("/")[2]
    notes = {
        **({"bsn": 1} if stored.masked else {}),
        **({} if stored.mailed else {"mail": 0}),
        **({"gezondheid": 1} if caution.words_in(asked.vraag.data, along.words if along else "") else {}),
    }
    return redirect(f"{prefix()}/contact/bevestiging/{token}" + (f"?{urlencode(notes)}" if notes else ""), 303)


@contact.get("/contact/bevestiging/<token>")
@public
def confirmation(token: str) -> Response:
    """Reference, who answers and when; nothing about earlier contact."""
    link = desk().links.read(token)
    with loket().db.reading() as session:
        view = get_employer_view(session, link, today=clock.today())
    page = render_template(
        "contact/bevestiging.html",
        verzoek=view,
        token=token,
        bsn=request.args.get("bsn") == "1",
        buiten=view.buiten_regio,
        gemaild=request.args.get("mail") != "0",
        gezondheid=request.args.get("gezondheid") == "1",
    )
    return make_response(page, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


@contact.get("/contact/ontvangen")
@public
def received() -> Response:
    """We have it, and a person reads it before it goes on."""
    number = normal_reference(request.args.get("nummer", ""))
    page = render_template("contact/ontvangen.html", nummer=number)
    return make_response(page, {"Cache-Control": "no-store"})


def _portals() -> list[Term]:
    """Uitvoerders with a portal of their own for forms about people, as far as this region names them."""
    known = loket().catalogue.terms["uitvoerders"]
    return [known[slug] for slug in ("uwv", "belastingdienst", "rvo") if slug in known and known[slug].url]


def _show(asked: ContactForm, status: int) -> Response:
    typed, along = [str(asked[name].data or "") for name in OWN_WORDS], _attachment(asked)
    page = render_template(
        "contact/formulier.html",
        form=asked,
        samenvatting=_summary(asked),
        suggesties=_suggestions(),
        bijlage=along,
        gezondheid=caution.words_in(*typed, along.words if along else ""),
        gezondheidswoorden=caution.health_words(),
        bsn=any(mask_bsn(text)[1] for text in typed),
        portalen=_portals(),
    )
    # Who comes back to the empty form sees the same form with the same key, so sending it again gives one request.
    headers = {"Cache-Control": "private, no-cache" if status == 200 else "no-store"}
    if status == 503:
        headers["Retry-After"] = "120"
    return make_response(page, status, headers)
