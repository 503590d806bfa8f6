"""Inbox and the page of one request."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.accounts.permissions import Actor, can_work_requests
from app.contact import drafts
from app.contact.canned import appended
from app.contact.conversation import get_conversation
from app.contact.followups import count_due
from app.contact.guests import list_possible_guests
from app.contact.queries import BasketCount, Mand, count_baskets, list_basket, list_colleagues, search_requests
from app.contact.staffing import open_loads
from app.contact.undelivered import find_trouble, list_undelivered_about
from app.core import clock
from app.core.errors import Unavailable
from app.core.text import clean_line
from app.keuzehulp.summary import Summary
from app.web.gate import requires
from app.web.landing import HOME, landing_for
from app.web.staff import current_actor
from app.web.state import loket
from app.web.werkplek.explained import page_choices, tick
from app.web.werkplek.forms import (
    AnswerForm,
    AssignForm,
    CallLogForm,
    EmailForm,
    InviteForm,
    NoteForm,
    ReferForm,
    VersionForm,
)
from app.web.werkplek.helping import choices, insertion

werkplek = Blueprint("werkplek", __name__)
STAFF = ("accountmanager", "coordinator", "loket")
INVITED = (*STAFF, "gast")


@werkplek.get("/werkplek")
@requires()
def inbox() -> str | Response:
    """One basket at a time, or what was searched for. Who works on no requests goes on to the own page."""
    actor, today = current_actor(), clock.today()
    if (begin := landing_for(current_user.rollen)) != HOME:
        return redirect(begin)
    q = clean_line(request.args.get("q", ""))[:200]
    wanted = request.args.get("mand", "")
    number = request.args.get("pagina", "1")
    page = int(number) if number.isdecimal() and len(number) < 5 else 1
    with loket().db.reading() as session:
        baskets = count_baskets(session, actor, today=today)
        known = {basket.mand.value: basket.mand for basket in baskets}
        mand = known.get(wanted) or _first(baskets)
        if q:
            rows, more = search_requests(session, actor, q, today=today), False
        else:
            rows, more = list_basket(session, actor, mand, today=today, page=page)
        due = follow_up_counts(session, actor, today)
        trouble = find_trouble(session, actor)
    return render_template(
        "werkplek/postvak.html",
        manden=baskets,
        mand=mand,
        rijen=rows,
        meer=more,
        pagina=page,
        q=q,
        opvolgen=due,
        onbezorgd=trouble,
    )


def follow_up_counts(session: Session, actor: Actor, today: date) -> tuple[int, int] | None:
    """For the tab "opvolgen": how many within a week and how many of them are over; None for a guest."""
    return count_due(session, actor, today=today) if can_work_requests(actor) else None


def _first(baskets: tuple[BasketCount, ...]) -> Mand:
    """What the team is late with comes first for a coördinator; then the first basket with work in it, else Nieuw."""
    if any(basket.mand is Mand.TEAM and basket.laat for basket in baskets):
        return Mand.TEAM
    filled = [basket.mand for basket in baskets if basket.aantal and basket.mand is not Mand.TEAM]
    return filled[0] if filled else baskets[0].mand


@dataclass
class Forms:
    """The forms of one page; a form with a fault keeps what was typed, the others are fresh."""

    antwoord: AnswerForm
    notitie: NoteForm
    toewijzen: AssignForm
    knop: VersionForm
    uitnodigen: InviteForm
    gebeld: CallLogForm
    doorverwijzen: ReferForm
    adres: EmailForm

    @classmethod
    def fresh(cls, session: Session, version: int) -> Forms:
        """Empty forms for a request in this version."""
        colleagues = list_colleagues(session, open_loads(session))
        forms = cls(
            AnswerForm(formdata=None),
            NoteForm(formdata=None),
            AssignForm(colleagues, formdata=None),
            VersionForm(formdata=None),
            InviteForm(list_possible_guests(session), formdata=None),
            CallLogForm(formdata=None),
            ReferForm(formdata=None),
            EmailForm(formdata=None),
        )
        for form in (
            forms.antwoord,
            forms.notitie,
            forms.toewijzen,
            forms.knop,
            forms.gebeld,
            forms.doorverwijzen,
            forms.adres,
        ):
            form.versie.data = str(version)
        return forms


def request_page(referentie: str, **replaced: Any) -> str:
    """The page of a request; ``replaced`` are forms that came back with a fault."""
    with loket().db.reading() as session:
        conversation = get_conversation(session, current_actor(), referentie, today=clock.today())
        desktop = drafts.get_desktop(session, current_actor(), referentie, now=clock.now())
        unmarked = drafts.needs_mark(session, current_actor(), referentie, now=clock.now())
        forms = Forms.fresh(session, conversation.version)
        undelivered = list_undelivered_about(session, current_actor(), conversation)
    if unmarked:
        _mark_open(referentie)
    forms.antwoord.antwoord.data = desktop.concept
    wanted = insertion(request.args.get("standaard", ""), conversation, desktop) if request.method == "GET" else ""
    if wanted:
        forms.antwoord.antwoord.data = appended(desktop.concept, wanted)
    if request.method == "GET":
        tick(forms.antwoord, request.args)
    for name, form in replaced.items():
        if isinstance(form, VersionForm):
            form.versie.data = str(conversation.version)
        setattr(forms, name, form)
    forms.antwoord.invoegen.choices = choices(conversation)
    forms.antwoord.uitlegpagina.choices = page_choices(conversation)
    forms.toewijzen.without(conversation.eigenaar_id)
    return render_template(
        "werkplek/verzoek.html",
        verzoek=conversation,
        formulieren=forms,
        bureau=desktop,
        niet_aangekomen=undelivered,
        fout=next(iter(replaced.values()), None),
        samenvatting=Summary.from_json(json.dumps(conversation.keuzehulp)) if conversation.keuzehulp else None,
        gedaan=request.args.get("gedaan", "") if request.method == "GET" else "",
    )


def _mark_open(referentie: str) -> None:
    """Colleagues see who has the request open; when the database cannot write now, reading goes on."""
    with suppress(Unavailable), loket().db.transaction() as session:
        drafts.mark_open(session, current_actor(), referentie, now=clock.now())


@werkplek.get("/werkplek/verzoeken/<referentie>")
@requires(*INVITED)
def verzoek(referentie: str) -> str:
    """Conversation, facts and what this colleague may do."""
    return request_page(referentie)
