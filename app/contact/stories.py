"""Stories that werkgevers told through the form, for the redactie: they consented to that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contact.models import Bericht, Contactverzoek
from app.contact.states import Soort


@dataclass(frozen=True, slots=True)
class ToldStory:
    """One contactverzoek about a story, without how to reach who told it."""

    referentie: str
    organisatie: str
    ingediend_op: datetime
    sector: str | None
    tekst: str


def list_stories(session: Session, subject: str, limit: int = 20) -> list[ToldStory]:
    """The newest requests with this subject, newest first, with the text of the first message."""
    return [
        _told(request, _first(session, request))
        for request in session.scalars(
            select(Contactverzoek)
            .where(Contactverzoek.onderwerp == subject)
            .order_by(Contactverzoek.id.desc())
            .limit(limit)
        )
    ]


def find_story(session: Session, subject: str, referentie: str) -> ToldStory | None:
    """One of them; None when it is no story or is gone."""
    request = session.scalar(
        select(Contactverzoek).where(Contactverzoek.onderwerp == subject, Contactverzoek.referentie == referentie)
    )
    return None if request is None else _told(request, _first(session, request))


def _first(session: Session, request: Contactverzoek) -> str:
    wanted = select(Bericht.tekst).where(Bericht.verzoek_id == request.id, Bericht.soort == Soort.WERKGEVER)
    return session.scalar(wanted.order_by(Bericht.id).limit(1)) or ""


def _told(request: Contactverzoek, text: str) -> ToldStory:
    return ToldStory(request.referentie, request.organisatie, request.ingediend_op, request.werkgever.sector, text)
