"""The check-in: a mail that asks how it goes, answered with one of two words behind a link. No free text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.permissions import Actor
from app.contact.dossier import addresses_of, require_dossier
from app.contact.dossier_models import Checkin, CheckinAntwoord, Plaatsing
from app.contact.followups import add_followup
from app.contact.links import Desk
from app.contact.promise import local_day
from app.core import audit, mail, outbox
from app.core.errors import DomainError, NotFound

PAUSE = timedelta(days=7)
CALL_ME = "De werkgever vraagt bij de check-in: bel mij."


@dataclass(frozen=True, slots=True)
class CheckinView:
    """What the page behind the link shows."""

    werkgever: str
    functie: str | None
    contactpersoon: str | None
    antwoord: CheckinAntwoord | None


def send_checkin(
    session: Session,
    *,
    desk: Desk,
    actor: Actor,
    werkgever_id: int,
    email: str,
    placement_id: int | None,
    now: datetime,
) -> Checkin:
    """Mail the question to a verified address of the werkgever, about one placement or in general.

    Raises DomainError for another address, and within a week of the last one about the same.
    """
    werkgever = require_dossier(session, actor, werkgever_id)
    if email not in addresses_of(session, werkgever):
        raise DomainError("Kies een e-mailadres uit de lijst.")
    placement = session.get(Plaatsing, placement_id) if placement_id is not None else None
    if placement_id is not None and (placement is None or placement.werkgever_id != werkgever.id):
        raise NotFound("Deze plaatsing bestaat niet (meer).")
    recent = select(Checkin.id).where(
        Checkin.werkgever_id == werkgever.id,
        Checkin.plaatsing_id == placement_id if placement_id else Checkin.plaatsing_id.is_(None),
        Checkin.verstuurd_op > now - PAUSE,
    )
    if session.scalar(recent.limit(1)) is not None:
        raise DomainError("U stuurde hierover deze week al een check-in. Bel anders even.")
    checkin = Checkin(
        werkgever_id=werkgever.id,
        plaatsing_id=placement_id,
        medewerker_id=actor.id,
        email=email,
        verstuurd_op=now,
    )
    session.add(checkin)
    session.flush()
    link = desk.links.checkin(checkin.id)
    composed = mail.compose(
        "checkin",
        to=email,
        reply_to=desk.region.loket.email,
        goed=f"{link}?antwoord={CheckinAntwoord.GOED.value}",
        bel_mij=f"{link}?antwoord={CheckinAntwoord.BEL_MIJ.value}",
        afzender=actor.naam,
        referentie=f"CHECK-IN-{checkin.id}",
        site=desk.region.site,
        loket=desk.region.loket,
    )
    outbox.enqueue(session, composed, reference=f"checkin-{checkin.id}", now=now)
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action="checkin-verstuurd",
        object_type="werkgever",
        object_id=werkgever.id,
        checkin=checkin.id,
    )
    return checkin


def read_checkin(session: Session, checkin_id: int) -> CheckinView:
    """What the link opens; raises NotFound."""
    checkin = _find(session, checkin_id)
    owner = checkin.werkgever.accountmanager
    return CheckinView(
        werkgever=checkin.werkgever.naam,
        functie=checkin.plaatsing.functie if checkin.plaatsing else None,
        contactpersoon=owner.naam if owner else None,
        antwoord=CheckinAntwoord(checkin.antwoord) if checkin.antwoord else None,
    )


def answer_checkin(session: Session, *, desk: Desk, checkin_id: int, antwoord: str, now: datetime) -> None:
    """Remember the answer; the last one counts. "Bel mij" gives a follow-up and a mail. Raises DomainError."""
    checkin = _find(session, checkin_id)
    if antwoord not in set(CheckinAntwoord):
        raise DomainError("Kies een van de twee antwoorden.")
    if checkin.antwoord == antwoord:
        return
    checkin.antwoord, checkin.beantwoord_op = antwoord, now
    if antwoord != CheckinAntwoord.BEL_MIJ:
        return
    add_followup(
        session,
        werkgever_id=checkin.werkgever_id,
        op=local_day(now),
        waarom=CALL_ME,
        key=f"checkin-{checkin.id}",
        now=now,
    )
    owner = checkin.werkgever.accountmanager
    composed = mail.compose(
        "checkin-bel-mij",
        to=owner.email if owner is not None and owner.actief else desk.region.loket.email,
        reply_to=desk.region.loket.email,
        link=desk.links.dossier(checkin.werkgever_id),
        referentie=f"CHECK-IN-{checkin.id}",
        site=desk.region.site,
        loket=desk.region.loket,
    )
    outbox.enqueue(session, composed, reference=f"checkin-{checkin.id}", now=now)


def _find(session: Session, checkin_id: int) -> Checkin:
    checkin = session.get(Checkin, checkin_id)
    if checkin is None:
        raise NotFound("Deze vraag bestaat niet meer. U hoeft niets te doen.")
    return checkin
