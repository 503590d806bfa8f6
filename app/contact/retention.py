"""How long we keep what people wrote. After that names and words go; what is left counts in the figures only.

Kept of a request: referentie, gemeente, subject, status, days, who answered, and the two answers about satisfaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from app.contact.dossier_models import (
    Belmoment,
    Checkin,
    Contactmoment,
    Opvolging,
    OpvolgingStand,
    Plaatsing,
    Werkblad,
)
from app.contact.handover_mail import desk_reference, reference_of
from app.contact.models import Bericht, Contactverzoek, Herinnering, VerzoekGast, Werkgever, WerkgeverEmail
from app.contact.office import Bewaartermijnen
from app.contact.promise import local_day
from app.contact.quarantine_models import Quarantaine
from app.contact.states import CLOSED, OPEN
from app.contact.team_models import Overdracht
from app.core import audit
from app.core.db import changed_rows
from app.core.outbox import OutboxMessage
from app.keuzehulp.terms import add_months

GONE = "(gewist)"
BATCH = 200
_Numbered: TypeAlias = Plaatsing | Contactmoment | Checkin | Opvolging | Overdracht | Quarantaine


@dataclass(frozen=True, slots=True)
class Retained:
    """How many of each are (or would be) thrown away."""

    verzoeken: int = 0
    werkgevers: int = 0
    plaatsingen: int = 0
    contactmomenten: int = 0
    checkins: int = 0
    opvolgingen: int = 0
    concepten: int = 0
    belmomenten: int = 0
    overdrachten: int = 0
    quarantaine: int = 0

    @property
    def total(self) -> int:
        """All together."""
        return sum(getattr(self, name) for name in self.__slots__)

    def __add__(self, other: Retained) -> Retained:
        return Retained(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def count_due(session: Session, *, terms: Bewaartermijnen, now: datetime) -> Retained:
    """What ``apply_retention`` would throw away now; a werkgever with only requests that are due comes next."""
    due = _Due(terms, now)

    def number(model: type, condition: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(model).where(condition)) or 0

    return Retained(
        verzoeken=number(Contactverzoek, due.requests),
        werkgevers=number(Werkgever, due.werkgevers),
        plaatsingen=number(Plaatsing, due.placements),
        contactmomenten=number(Contactmoment, due.moments),
        checkins=number(Checkin, due.checkins),
        opvolgingen=number(Opvolging, due.followups),
        concepten=number(Werkblad, due.drafts),
        belmomenten=number(Belmoment, due.calls),
        overdrachten=number(Overdracht, due.handovers),
        quarantaine=number(Quarantaine, due.suspects),
    )


def apply_retention(session: Session, *, terms: Bewaartermijnen, now: datetime, batch: int = BATCH) -> Retained:
    """Throw away at most ``batch`` of each kind; call it again until nothing is left. Doing it twice is harmless."""
    due = _Due(terms, now)
    requests = session.scalars(
        select(Contactverzoek).where(due.requests).order_by(Contactverzoek.afgesloten_op).limit(batch).with_for_update()
    ).all()
    for request in requests:
        anonymise_request(session, request, now)
    session.flush()
    employers = session.scalars(select(Werkgever).where(due.werkgevers).order_by(Werkgever.id).limit(batch)).all()
    for werkgever in employers:
        erase_werkgever_facts(session, werkgever)
        audit.record(
            session,
            at=now,
            actor="systeem",
            action="werkgever-gewist",
            object_type="werkgever",
            object_id=werkgever.id,
            reden="bewaartermijn",
        )
    return Retained(
        verzoeken=len(requests),
        werkgevers=len(employers),
        plaatsingen=_delete_some(session, Plaatsing, due.placements, batch),
        contactmomenten=_delete_some(session, Contactmoment, due.moments, batch),
        checkins=_delete_some(session, Checkin, due.checkins, batch),
        opvolgingen=_delete_some(session, Opvolging, due.followups, batch),
        concepten=_delete(session, Werkblad, due.drafts),
        belmomenten=_delete(session, Belmoment, due.calls),
        overdrachten=_delete_some(session, Overdracht, due.handovers, batch),
        quarantaine=_delete_some(session, Quarantaine, due.suspects, batch),
    )


def anonymise_request(session: Session, request: Contactverzoek, now: datetime) -> None:
    """Names, addresses and every word of the conversation go, also from the outbox; it cannot be opened again."""
    for model in (Bericht, Belmoment, Werkblad, Herinnering, VerzoekGast):
        session.execute(delete(model).where(model.verzoek_id == request.id))
    session.execute(delete(OutboxMessage).where(OutboxMessage.reference == request.referentie))
    session.expire(request, ["berichten", "gasten"])
    request.organisatie = request.contact_naam = GONE
    request.contact_email = ""
    request.contact_telefoon = request.plaats = request.keuzehulp = request.bijlage = None
    request.sleutel = f"gewist-{request.id}"
    request.toewijzing = {
        "regel": request.toewijzing.get("regel"),
        "reden_medewerker": "",
        "reden_werkgever": "",
        "overgeslagen": [],
    }
    request.geanonimiseerd_op = now
    audit.record(
        session,
        at=now,
        actor="systeem",
        action="verzoek-geanonimiseerd",
        object_type="contactverzoek",
        object_id=request.referentie,
    )


def erase_werkgever_facts(session: Session, werkgever: Werkgever) -> None:
    """Name, numbers, addresses and the whole dossier go; the row stays for the figures. Requests are not touched."""
    asked = session.scalars(select(Checkin.id).where(Checkin.werkgever_id == werkgever.id)).all()
    session.execute(delete(OutboxMessage).where(OutboxMessage.reference.in_([f"checkin-{number}" for number in asked])))
    passed_on = session.scalars(select(Overdracht.id).where(Overdracht.werkgever_id == werkgever.id)).all()
    about = [*(reference_of(number) for number in passed_on), desk_reference(werkgever.id)]
    session.execute(delete(OutboxMessage).where(OutboxMessage.reference.in_(about)))
    for model in (Opvolging, Checkin, Contactmoment, Plaatsing, WerkgeverEmail, Overdracht):
        session.execute(delete(model).where(model.werkgever_id == werkgever.id))
    session.expire(werkgever, ["emails"])
    werkgever.naam = GONE
    werkgever.kvk_nummer = werkgever.vestigingsnummer = None
    werkgever.motief = werkgever.ervaring = werkgever.hr = None
    werkgever.accountmanager = None
    werkgever.accountmanager_id = None


class _Due:
    """The conditions, for a moment."""

    def __init__(self, terms: Bewaartermijnen, now: datetime) -> None:
        today = local_day(now)

        def since(months: int) -> datetime:
            return now - (today - add_months(today, -months))

        def day(months: int) -> date:
            return add_months(today, -months)

        self.requests = and_(
            Contactverzoek.geanonimiseerd_op.is_(None),
            or_(
                *(
                    and_(
                        Contactverzoek.status == status, Contactverzoek.afgesloten_op < since(terms.maanden_na(status))
                    )
                    for status in CLOSED
                )
            ),
        )
        quiet = since(terms.werkgever_zonder_contact)
        self.werkgevers = and_(
            Werkgever.naam != GONE,
            Werkgever.aangemaakt_op < quiet,
            ~exists().where(
                Contactverzoek.werkgever_id == Werkgever.id,
                or_(Contactverzoek.status.in_(OPEN), Contactverzoek.geanonimiseerd_op.is_(None)),
            ),
            ~exists().where(Plaatsing.werkgever_id == Werkgever.id, Plaatsing.beeindigd_op.is_(None)),
            ~exists().where(Contactmoment.werkgever_id == Werkgever.id, Contactmoment.geschreven_op >= quiet),
            ~exists().where(Opvolging.werkgever_id == Werkgever.id, Opvolging.stand == OpvolgingStand.GEPLAND),
        )
        old = since(terms.dossier)
        self.placements = Plaatsing.beeindigd_op < day(terms.dossier)
        self.moments = Contactmoment.geschreven_op < old
        self.checkins = Checkin.verstuurd_op < old
        self.followups = Opvolging.afgehandeld_op < old
        self.drafts = Werkblad.gezien_op < now - timedelta(days=terms.concept_dagen)
        self.handovers = func.coalesce(Overdracht.besloten_op, Overdracht.voorgesteld_op) < old
        self.suspects = Quarantaine.besloten_op < now - timedelta(days=terms.quarantaine_dagen)
        self.calls = Belmoment.dag < today - timedelta(days=terms.belmoment_dagen)


def _delete_some(session: Session, model: type[_Numbered], condition: ColumnElement[bool], batch: int) -> int:
    ids = session.scalars(select(model.id).where(condition).limit(batch)).all()
    return _delete(session, model, model.id.in_(ids))


def _delete(session: Session, model: type, condition: ColumnElement[bool]) -> int:
    result = session.execute(delete(model).where(condition).execution_options(synchronize_session=False))
    return changed_rows(result)
