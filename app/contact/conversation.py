"""One request with its conversation, as a colleague sees it and as the werkgever sees it. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.permissions import Actor, can_work_requests
from app.contact.attachments import Attachment, from_json
from app.contact.handover import can_hand_over
from app.contact.links import FollowLink
from app.contact.models import Bericht, Contactverzoek, VerzoekGast, Werkgever
from app.contact.permissions import can_answer, can_assign, can_manage, can_note, can_view
from app.contact.promise import is_late
from app.contact.queries import InboxRow, inbox_row, request_rows
from app.contact.states import ON_US, VISIBLE_TO_EMPLOYER, Soort, Status
from app.core.errors import NotAllowed, NotFound

_WHOLE = (
    selectinload(Contactverzoek.berichten).joinedload(Bericht.medewerker),
    joinedload(Contactverzoek.werkgever).joinedload(Werkgever.accountmanager),
)


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``wie``: the name to show. A NOTITIE must look different from what the werkgever can read."""

    soort: Soort
    wie: str
    tekst: str
    geschreven_op: datetime


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who was invited into the request."""

    id: int
    naam: str
    organisatie: str | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A request as a colleague sees it, with what this colleague may do."""

    referentie: str
    version: int
    status: Status
    onderwerp: str
    organisatie: str
    kvk_nummer: str | None
    contact_naam: str
    contact_email: str
    contact_telefoon: str | None
    gemeente: str | None
    plaats: str | None
    buiten_regio: bool
    spoed: bool
    eigenaar_id: int | None
    eigenaar: str | None
    vaste_contactpersoon: str | None
    beloofd_op: date
    belofte: str
    laat: bool
    waarom: str
    overgeslagen: tuple[str, ...]
    keuzehulp: dict[str, Any] | None
    bijlage: Attachment | None
    berichten: tuple[Message, ...]
    andere_verzoeken: tuple[InboxRow, ...]
    gasten: tuple[Guest, ...]
    mag_beheren: bool
    mag_antwoorden: bool
    mag_notitie: bool
    mag_toewijzen: bool
    werkgever_id: int
    mag_overdragen: bool


@dataclass(frozen=True, slots=True)
class ContactPerson:
    """Who answers, for the werkgever to call. ``werkdagen``: "ma" to "vr"."""

    naam: str
    telefoon: str | None
    werkdagen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmployerView:
    """A request as the werkgever sees it: without notes. Without a mailed link also without answers and history.

    contactpersoon: None means the desk. beloofd_op: None when nothing was promised (answered or closed).
    """

    referentie: str
    status: Status
    onderwerp: str
    organisatie: str
    contactpersoon: ContactPerson | None
    waarom: str | None
    beloofd_op: date | None
    laat: bool
    ingediend_op: datetime
    berichten: tuple[Message, ...]
    mailed: bool
    antwoord_in_mail: bool
    buiten_regio: bool
    bijlage: Attachment | None


def get_conversation(session: Session, actor: Actor, referentie: str, *, today: date) -> Conversation:
    """One request for a colleague. Raises NotFound, or NotAllowed when this colleague may not see it."""
    guests = selectinload(Contactverzoek.gasten).joinedload(VerzoekGast.medewerker)
    request = session.scalar(request_rows().where(Contactverzoek.referentie == referentie).options(*_WHOLE, guests))
    if request is None:
        raise NotFound("Dit verzoek bestaat niet (meer). Zoek op de naam van de werkgever.")
    if not can_view(actor, request):
        raise NotAllowed("Dit verzoek is van een collega. Vraag de coördinator als u het nodig hebt.")
    row = inbox_row(request, today)
    others = session.scalars(
        request_rows()
        .where(Contactverzoek.werkgever_id == request.werkgever_id, Contactverzoek.id != request.id)
        .options(selectinload(Contactverzoek.gasten))
        .order_by(Contactverzoek.ingediend_op.desc())
        .limit(10)
    )
    own = request.werkgever.accountmanager
    routing = request.toewijzing
    return Conversation(
        referentie=request.referentie,
        version=request.versie,
        status=row.status,
        onderwerp=request.onderwerp,
        organisatie=request.organisatie,
        kvk_nummer=request.werkgever.kvk_nummer,
        contact_naam=request.contact_naam,
        contact_email=request.contact_email,
        contact_telefoon=request.contact_telefoon,
        gemeente=request.gemeente,
        plaats=request.plaats,
        buiten_regio=request.buiten_regio,
        spoed=request.spoed,
        eigenaar_id=request.eigenaar_id,
        eigenaar=row.eigenaar,
        vaste_contactpersoon=own.naam if own else None,
        beloofd_op=request.beloofd_op,
        belofte=row.belofte,
        laat=row.laat,
        waarom=routing["reden_medewerker"],
        overgeslagen=tuple(f"{s['naam']}: {s['waarom']}" for s in routing["overgeslagen"]),
        keuzehulp=request.keuzehulp,
        bijlage=from_json(request.bijlage),
        berichten=tuple(_message(message, request) for message in _readable(actor, request)),
        andere_verzoeken=tuple(inbox_row(other, today) for other in others if can_view(actor, other)),
        gasten=tuple(Guest(g.medewerker_id, g.medewerker.naam, g.medewerker.organisatie) for g in request.gasten),
        mag_beheren=can_manage(actor, request),
        mag_antwoorden=can_answer(actor, request),
        mag_notitie=can_note(actor, request),
        mag_toewijzen=can_assign(actor, request),
        werkgever_id=request.werkgever_id,
        mag_overdragen=can_hand_over(actor, request.werkgever),
    )


def _readable(actor: Actor, request: Contactverzoek) -> list[Bericht]:
    """Who only was invited reads no notes from before the invitation: those were written for the own team."""
    if can_work_requests(actor):
        return request.berichten
    since = min((g.uitgenodigd_op for g in request.gasten if g.medewerker_id == actor.id), default=request.gewijzigd_op)
    return [m for m in request.berichten if m.soort in VISIBLE_TO_EMPLOYER or m.geschreven_op > since]


def get_employer_view(session: Session, link: FollowLink, *, today: date) -> EmployerView:
    """The request that the link opens, without a single internal note. Raises NotFound.

    Who only has the link of the confirmation page (not the mailed one) sees the own messages, but no answer: the
    address could be somebody else's.
    """
    request = session.scalar(request_rows().where(Contactverzoek.referentie == link.referentie).options(*_WHOLE))
    if request is None or request.geanonimiseerd_op is not None:
        raise NotFound("Deze vraag bestaat niet (meer). Bel ons of stel uw vraag opnieuw.")
    visible = [m for m in request.berichten if m.soort in VISIBLE_TO_EMPLOYER]
    shown = visible if link.mailed else [m for m in visible if m.soort == Soort.WERKGEVER]
    status = Status(request.status)
    waiting = status in ON_US
    owner = request.eigenaar
    return EmployerView(
        referentie=request.referentie,
        status=status,
        onderwerp=request.onderwerp,
        organisatie=request.organisatie,
        contactpersoon=ContactPerson(owner.naam, owner.telefoon, tuple(owner.werkdagen)) if owner else None,
        waarom=request.toewijzing["reden_werkgever"] if link.mailed else None,
        beloofd_op=request.beloofd_op if waiting else None,
        laat=waiting and is_late(request.beloofd_op, today),
        ingediend_op=request.ingediend_op,
        berichten=tuple(_message(message, request) for message in shown),
        mailed=link.mailed,
        antwoord_in_mail=not link.mailed and any(m.soort == Soort.MEDEWERKER for m in visible),
        buiten_regio=request.buiten_regio,
        bijlage=from_json(request.bijlage),
    )


def _message(message: Bericht, request: Contactverzoek) -> Message:
    if message.soort == Soort.WERKGEVER:
        who = request.contact_naam
    elif message.medewerker is not None:
        who = message.medewerker.naam
    else:
        who = "Werkgeversloket"
    return Message(Soort(message.soort), who, message.tekst, message.geschreven_op)
