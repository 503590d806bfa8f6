"""The rights of a werkgever over its dossier: everything we have on paper or as a file, and being forgotten.

The caller has asked for the password again. Every export and erasure stands in the audit log.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.permissions import Actor, can_lead
from app.contact.dossier import require_dossier
from app.contact.dossier_models import Belmoment, Beoordeling, Checkin, Contactmoment, Opvolging, Plaatsing, Werkblad
from app.contact.models import Bericht, Contactverzoek, Werkgever
from app.contact.quarantine import forget_addresses, list_forms_of
from app.contact.retention import GONE, anonymise_request, erase_werkgever_facts
from app.contact.states import OPEN
from app.contact.team_models import Overdracht
from app.core import audit
from app.core.errors import DomainError, NotAllowed

_OfWerkgever: TypeAlias = Plaatsing | Opvolging | Checkin | Contactmoment


class Wisreden(StrEnum):
    """Why a werkgever is erased. A choice and no text: the audit log is kept."""

    VERZOEK = "verzoek-werkgever"
    GESTOPT = "organisatie-gestopt"
    FOUT = "fout-ingevoerd"

    @property
    def label(self) -> str:
        """As people read it."""
        return WISREDEN_LABELS[self]


WISREDEN_LABELS = {
    Wisreden.VERZOEK: "De werkgever vraagt erom",
    Wisreden.GESTOPT: "De organisatie bestaat niet meer",
    Wisreden.FOUT: "De werkgever is per ongeluk ingevoerd",
}


def export_dossier(session: Session, *, actor: Actor, werkgever_id: int, now: datetime) -> dict[str, Any]:
    """Everything we keep about this werkgever as plain JSON values, internal notes and drafts included."""
    werkgever = require_dossier(session, actor, werkgever_id)
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action="dossier-uitgevoerd",
        object_type="werkgever",
        object_id=werkgever.id,
    )
    manager = werkgever.accountmanager
    return {
        "gemaakt_op": now.isoformat(),
        "werkgever": {
            "naam": werkgever.naam,
            "kvk_nummer": werkgever.kvk_nummer,
            "vestigingsnummer": werkgever.vestigingsnummer,
            "gemeente": werkgever.gemeente,
            "sector": werkgever.sector,
            "grootte": werkgever.grootte,
            "motief": werkgever.motief,
            "ervaring": werkgever.ervaring,
            "hr": werkgever.hr,
            "accountmanager": manager.naam if manager else None,
            "sinds": werkgever.aangemaakt_op.isoformat(),
            "emails": [{"email": row.email, "bevestigd_op": row.bevestigd_op.isoformat()} for row in werkgever.emails],
        },
        "verzoeken": _requests(session, werkgever),
        "plaatsingen": _rows(
            session,
            Plaatsing,
            werkgever,
            *("functie", "startmaand", "regelingen", "beeindigd_op", "checkin_email", "aangemaakt_op"),
        ),
        "opvolgingen": _rows(session, Opvolging, werkgever, "op", "waarom", "stand", "afgehandeld_op"),
        "checkins": _rows(
            session,
            Checkin,
            werkgever,
            *("email", "verstuurd_op", "moment", "antwoord", "taken", "begeleiding", "bellen", "beantwoord_op"),
        ),
        "overdrachten": _handovers(session, werkgever),
        "contactmomenten": _rows(session, Contactmoment, werkgever, "soort", "dag", "tekst", "geschreven_op"),
        "wachtende_formulieren": list_forms_of(session, _addresses(session, werkgever)),
    }


def erase_werkgever(session: Session, *, actor: Actor, werkgever_id: int, reden: Wisreden, now: datetime) -> None:
    """Forget the werkgever: requests are made anonymous, the rest goes. Coördinatoren only.

    Raises DomainError while requests are open: close them first, so that nobody waits for an answer that never comes.
    """
    if not can_lead(actor):
        raise NotAllowed("Alleen de coördinator kan een werkgever wissen.")
    werkgever = require_dossier(session, actor, werkgever_id)
    if werkgever.naam == GONE:
        raise DomainError("Deze werkgever is al gewist.")
    own = select(Contactverzoek).where(Contactverzoek.werkgever_id == werkgever.id)
    if session.scalar(own.where(Contactverzoek.status.in_(OPEN)).limit(1)) is not None:
        raise DomainError("Er staan nog verzoeken open. Sluit die eerst.")
    requests = session.scalars(own.where(Contactverzoek.geanonimiseerd_op.is_(None)).with_for_update()).all()
    forget_addresses(session, _addresses(session, werkgever))
    for request in requests:
        anonymise_request(session, request, now)
    erase_werkgever_facts(session, werkgever)
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action="werkgever-gewist",
        object_type="werkgever",
        object_id=werkgever.id,
        reden=reden.value,
    )


def _addresses(session: Session, werkgever: Werkgever) -> set[str]:
    """From which people of this werkgever wrote, confirmed or not."""
    asked = session.scalars(select(Contactverzoek.contact_email).where(Contactverzoek.werkgever_id == werkgever.id))
    return {row.email for row in werkgever.emails} | set(asked) - {""}


def _requests(session: Session, werkgever: Werkgever) -> list[dict[str, Any]]:
    found = session.scalars(
        select(Contactverzoek)
        .options(selectinload(Contactverzoek.berichten).joinedload(Bericht.medewerker))
        .where(Contactverzoek.werkgever_id == werkgever.id)
        .order_by(Contactverzoek.id)
    ).all()
    ids = [request.id for request in found]
    drafts = session.execute(
        select(Werkblad.verzoek_id, Werkblad.concept).where(Werkblad.verzoek_id.in_(ids), Werkblad.concept != "")
    ).all()
    ratings = {r.verzoek_id: r for r in session.scalars(select(Beoordeling).where(Beoordeling.verzoek_id.in_(ids)))}
    calls = {m.verzoek_id: m for m in session.scalars(select(Belmoment).where(Belmoment.verzoek_id.in_(ids)))}
    fields = (
        "referentie", "organisatie", "contact_naam", "contact_email", "contact_telefoon", "gemeente", "plaats",
        "onderwerp", "status", "kanaal", "beloofd_op", "ingediend_op", "eerste_antwoord_op", "afgesloten_op",
        "keuzehulp", "bijlage", "toewijzing", "geanonimiseerd_op",
    )  # fmt: skip
    return [
        {
            **_values(request, fields),
            "berichten": [
                {
                    "soort": message.soort,
                    "door": message.medewerker.naam if message.medewerker else None,
                    "geschreven_op": message.geschreven_op.isoformat(),
                    "tekst": message.tekst,
                }
                for message in request.berichten
            ],
            "concepten": [row.concept for row in drafts if row.verzoek_id == request.id],
            "beoordeling": _values(ratings.get(request.id), ("geholpen", "tevreden", "gegeven_op")),
            "belmoment": _values(calls.get(request.id), ("dag", "dagdeel", "telefoon")),
        }
        for request in found
    ]


def _handovers(session: Session, werkgever: Werkgever) -> list[dict[str, Any]]:
    found = session.scalars(
        select(Overdracht)
        .options(joinedload(Overdracht.van), joinedload(Overdracht.naar))
        .where(Overdracht.werkgever_id == werkgever.id)
        .order_by(Overdracht.id)
    )
    fields = ("reden", "samenvatting", "stand", "voorgesteld_op", "besloten_op", "bezwaar_op", "bezwaar_klaar_op")
    return [{"van": row.van.naam if row.van else None, "naar": row.naar.naam, **_values(row, fields)} for row in found]


def _rows(session: Session, model: type[_OfWerkgever], werkgever: Werkgever, *fields: str) -> list[dict[str, Any]]:
    found = session.scalars(select(model).where(model.werkgever_id == werkgever.id).order_by(model.id))
    return [_values(row, fields) for row in found]


def _values(row: object | None, fields: tuple[str, ...]) -> dict[str, Any]:
    """Fields of a row as JSON values; nothing without a row."""
    if row is None:
        return {}
    values = {name: getattr(row, name) for name in fields}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
