"""Contact that did not come through the site: a call about a request, and a request by phone or visit."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.accounts.permissions import Actor
from app.accounts.services import get_medewerker, normal_email
from app.contact import notifications
from app.contact.intake import Submitted, submit_contactverzoek
from app.contact.links import Desk
from app.contact.permissions import can_answer, can_manage, can_note
from app.contact.request_facts import EMAIL, LONGEST_TEXT, RequestFacts
from app.contact.services import CHANGED, NOT_YOURS, Stored
from app.contact.states import CLOSED, Soort, Status
from app.contact.steps import find, give, lock, move, say, touch
from app.core import audit
from app.core.errors import Conflict, DomainError, NotAllowed
from app.core.text import clean_text, mask_bsn


class Kanaal(StrEnum):
    """How a request came in when it was not the form."""

    TELEFOON = "telefoon"
    BEZOEK = "bezoek"
    EMAIL = "email"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"telefoon": "Telefoon", "bezoek": "Bezoek", "email": "E-mail"}[self.value]


def log_call(
    session: Session,
    *,
    actor: Actor,
    referentie: str,
    text: str,
    answered: bool,
    version: int,
    key: str,
    now: datetime,
) -> Stored:
    """Write down a call; only colleagues read it.

    answered: the question was answered on the phone. That counts as the answer: the promise is kept and the request
    waits for the werkgever, who sees that there was a call. Everybody who sees the request may log a call, but only
    who may answer can say that it was the answer. Raises Conflict for another version in that case.
    """
    request = lock(session, referentie)
    if not (can_answer(actor, request) if answered else can_note(actor, request)):
        raise NotAllowed(NOT_YOURS)
    if any(message.sleutel == key for message in request.berichten):
        return Stored(referentie)
    text, masked = mask_bsn(clean_text(text))
    if not text or len(text) > LONGEST_TEXT:
        raise DomainError(f"Schrijf in ten hoogste {LONGEST_TEXT} tekens wat u besprak.")
    if not answered:
        say(request, Soort.TELEFOON, text, now=now, key=key, by=actor)
        return Stored(referentie, masked)
    if request.versie != version:
        raise Conflict(CHANGED)
    reopened = request.status in CLOSED
    if request.eigenaar_id is None:
        person, absent = get_medewerker(session, actor.id), request.waarneming_voor_id
        give(session, request, person, actor=actor.audit_name, now=now, why="gebeld", for_absent=absent)
    say(request, Soort.TELEFOON, text, now=now, key=key, by=actor)
    say(request, Soort.SYSTEEM, f"{actor.naam} heeft u gebeld over deze vraag.", now=now)
    request.eerste_antwoord_op = request.eerste_antwoord_op or now
    move(session, request, Status.WACHT_OP_WERKGEVER, actor=actor.audit_name, now=now)
    touch(request, now)
    return Stored(referentie, masked, reopened)


def record_request(
    session: Session, *, desk: Desk, actor: Actor, facts: RequestFacts, kanaal: Kanaal, now: datetime
) -> Submitted:
    """A contactverzoek that came by phone, visit or e-mail: routed and promised as any other, confirmed by e-mail.

    By phone or at a visit nobody needs to give an e-mail address. Then there is a phone number, no mail goes to the
    werkgever and no link exists: the owner calls, and writes the call down.
    """
    if kanaal is Kanaal.EMAIL and not facts.email.strip():
        raise DomainError("Vul het e-mailadres in waar de vraag vandaan kwam.")
    submitted = submit_contactverzoek(session, desk=desk, facts=facts, now=now, recorder=actor.id)
    if submitted.is_new:
        find(session, submitted.referentie).kanaal = kanaal
        audit.record(
            session,
            at=now,
            actor=actor.audit_name,
            action="verzoek-vastgelegd",
            object_type="contactverzoek",
            object_id=submitted.referentie,
            kanaal=kanaal.value,
        )
    return submitted


def add_email(
    session: Session, *, desk: Desk, actor: Actor, referentie: str, email: str, version: int, now: datetime
) -> None:
    """The werkgever of a request without address gives one after all: it gets the link and answers from now on.

    Raises DomainError for what is no address, and when there already is one.
    """
    request = lock(session, referentie)
    if not can_manage(actor, request):
        raise NotAllowed(NOT_YOURS)
    email = normal_email(email)
    if request.contact_email == email:
        return
    if request.versie != version:
        raise Conflict(CHANGED)
    if request.contact_email:
        raise DomainError("Dit verzoek heeft al een e-mailadres.")
    if not EMAIL.match(email) or len(email) > 254:
        raise DomainError("Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl.")
    request.contact_email = email
    touch(request, now)
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action="e-mailadres-toegevoegd",
        object_type="contactverzoek",
        object_id=referentie,
    )
    notifications.send_first_link(session, desk, request, now)
