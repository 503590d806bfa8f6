"""An answer that is being written: kept per colleague and request, with who has the request open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor
from app.contact.call_moments import call_in_words
from app.contact.dossier_models import Belmoment, Beoordeling, Werkblad
from app.contact.models import Contactverzoek
from app.contact.permissions import can_answer, can_view
from app.contact.request_facts import LONGEST_TEXT
from app.contact.services import NOT_YOURS
from app.contact.steps import find
from app.core.errors import DomainError, NotAllowed
from app.core.text import clean_text, mask_bsn

HERE = timedelta(minutes=10)
"""Who looked at the request this short ago counts as having it open."""
AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Desktop:
    """What stands around the conversation. ook_open: names of colleagues. tevreden: from 1 to 5."""

    concept: str
    ook_open: tuple[str, ...]
    belmoment: str | None
    bel_nummer: str | None
    geholpen: str | None
    tevreden: int | None
    mijn_telefoon: str | None


def get_desktop(session: Session, actor: Actor, referentie: str, *, now: datetime) -> Desktop:
    """The draft of this colleague, who else has the request open, and what the werkgever chose."""
    request = find(session, referentie)
    rows = session.execute(
        select(Werkblad, Medewerker.naam)
        .join(Werkblad.medewerker)
        .where(Werkblad.verzoek_id == request.id)
        .order_by(Medewerker.naam)
    ).all()
    own = next((sheet.concept for sheet, _name in rows if sheet.medewerker_id == actor.id), "")
    others = tuple(name for sheet, name in rows if sheet.medewerker_id != actor.id and now - sheet.gezien_op < HERE)
    call, rating = session.get(Belmoment, request.id), session.get(Beoordeling, request.id)
    return Desktop(
        concept=own,
        ook_open=others,
        belmoment=call_in_words(call) if call else None,
        bel_nummer=call.telefoon if call else None,
        geholpen=rating.geholpen if rating else None,
        tevreden=rating.tevreden if rating else None,
        mijn_telefoon=session.scalar(select(Medewerker.telefoon).where(Medewerker.id == actor.id)),
    )


def needs_mark(session: Session, actor: Actor, referentie: str, *, now: datetime) -> bool:
    """Whether it should be written down (again) that this colleague has the request open."""
    request = find(session, referentie)
    sheet = session.get(Werkblad, (request.id, actor.id))
    return sheet is None or now - sheet.gezien_op > AGAIN


def mark_open(session: Session, actor: Actor, referentie: str, *, now: datetime) -> None:
    """This colleague has the request open now."""
    request = find(session, referentie)
    if can_view(actor, request):
        _sheet(session, actor, request, now)


def save_draft(session: Session, *, actor: Actor, referentie: str, text: str, now: datetime) -> int:
    """Keep an answer that is not sent yet; how many burgerservicenummers were taken out. Raises DomainError."""
    request = find(session, referentie)
    if not can_answer(actor, request):
        raise NotAllowed(NOT_YOURS)
    text, masked = mask_bsn(clean_text(text))
    if len(text) > LONGEST_TEXT:
        raise DomainError(f"Maak uw antwoord korter: gebruik ten hoogste {LONGEST_TEXT} tekens.")
    _sheet(session, actor, request, now).concept = text
    return masked


def drop_draft(session: Session, *, actor: Actor, referentie: str) -> None:
    """The answer was sent: the draft and the mark of this colleague go."""
    ids = select(Contactverzoek.id).where(Contactverzoek.referentie == referentie)
    session.execute(delete(Werkblad).where(Werkblad.medewerker_id == actor.id, Werkblad.verzoek_id.in_(ids)))


def _sheet(session: Session, actor: Actor, request: Contactverzoek, now: datetime) -> Werkblad:
    sheet = session.get(Werkblad, (request.id, actor.id))
    if sheet is None:
        try:
            with session.begin_nested():
                sheet = Werkblad(verzoek_id=request.id, medewerker_id=actor.id, concept="", gezien_op=now)
                session.add(sheet)
        except IntegrityError:  # the same colleague in two tabs at once
            sheet = session.get_one(Werkblad, (request.id, actor.id))
    sheet.gezien_op = now
    return sheet
