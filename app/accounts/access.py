"""What a beheerder does about how colleagues come in: invite, undo a second factor or a link to the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import links, mails, organisation, second_factor
from app.accounts.mails import Sender
from app.accounts.permissions import Actor, can_manage_accounts
from app.accounts.services import get_medewerker
from app.accounts.sign_in import end_all_sessions
from app.core.errors import DomainError, NotAllowed


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody can sign in."""

    wachtwoord: bool
    app: bool
    organisatie: bool


def ways_of(session: Session, medewerker_id: int) -> Ways:
    """How this person can sign in; raises NotFound."""
    person = get_medewerker(session, medewerker_id)
    return Ways(
        person.wachtwoord_hash is not None,
        second_factor.has_second_factor(session, person.id),
        organisation.is_linked(session, person.id),
    )


def invite_colleague(session: Session, *, actor: Actor, medewerker_id: int, sender: Sender, now: datetime) -> None:
    """Mail a link to choose a (new) password; a password that works goes on working until then."""
    _require_accounts(actor)
    links.invite(session, medewerker_id=medewerker_id, sender=sender, now=now, by=actor.audit_name)


def undo_second_factor(session: Session, *, actor: Actor, medewerker_id: int, sender: Sender, now: datetime) -> None:
    """The phone and the codes are gone: the next sign-in asks for a new app. The person is told and signed out."""
    _require_accounts(actor)
    if actor.id == medewerker_id:
        raise DomainError("Uw eigen app maakt u niet los. Vraag een andere beheerder, of stel een andere app in.")
    person = get_medewerker(session, medewerker_id)
    second_factor.remove_second_factor(session, medewerker_id=person.id, by=actor.audit_name, now=now)
    mails.second_factor_changed(session, sender, person, now, "weggehaald")


def undo_organisation(session: Session, *, actor: Actor, medewerker_id: int, now: datetime) -> None:
    """Whoever was linked at the organisation does not come in any more; the next one is linked by e-mail address."""
    _require_accounts(actor)
    person = get_medewerker(session, medewerker_id)
    organisation.unlink(session, medewerker_id=person.id, by=actor.audit_name, now=now)
    end_all_sessions(session, person.id)


def _require_accounts(actor: Actor) -> None:
    if not can_manage_accounts(actor):
        raise NotAllowed("Alleen een beheerder verandert hoe collega's inloggen.")
