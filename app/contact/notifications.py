"""Every e-mail about a contactverzoek, written to the outbox in the transaction of the change.

Mail carries a referentie and a link, never what somebody wrote: a mailbox is not a place for personal data, and an
address that nobody verified must not receive words that a stranger typed. Answers go to the desk's watched mailbox.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.contact.links import Desk
from app.contact.models import Contactverzoek
from app.contact.promise import day_in_words
from app.core import mail, outbox
from app.core.db import Executor
from app.core.mail import Mail


class Person(Protocol):
    """Who answers."""

    @property
    def naam(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def telefoon(self) -> str | None: ...
    @property
    def actief(self) -> bool: ...


class Subject(Protocol):
    """What a message tells of a contactverzoek."""

    @property
    def referentie(self) -> str: ...
    @property
    def contact_email(self) -> str: ...
    @property
    def eigenaar(self) -> Person | None: ...
    @property
    def buiten_regio(self) -> bool: ...
    @property
    def spoed(self) -> bool: ...
    @property
    def beloofd_op(self) -> date: ...


def announce_arrival(
    session: Executor, desk: Desk, request: Subject, now: datetime, *, employer: bool, staff: bool
) -> None:
    """There is a new request.

    employer: to the werkgever, that we have it, who answers, by when, and the link to follow it. staff: to the owner,
    or to the desk's mailbox.
    """
    mails = []
    if employer:
        mails.append(_for_employer(desk, request, "ontvangst", buiten_regio=request.buiten_regio))
    if staff:
        mails.append(_for_staff(desk, request, "nieuw-verzoek"))
    outbox.enqueue(session, *mails, reference=request.referentie, now=now)


def announce_request(session: Session, desk: Desk, request: Contactverzoek, now: datetime) -> None:
    """To the owner, or to the desk's mailbox: there is a new request."""
    _to_staff(session, desk, request, "nieuw-verzoek", now)


def announce_reply(session: Session, desk: Desk, request: Contactverzoek, now: datetime) -> None:
    """To the owner, or to the desk's mailbox, and to who was invited: the werkgever reacted."""
    _to_staff(session, desk, request, "reactie", now)
    for guest in request.gasten:
        if guest.medewerker.actief:
            _to_staff(session, desk, request, "reactie", now, to=guest.medewerker.email)


def announce_event(session: Session, desk: Desk, request: Contactverzoek, event: str, now: datetime) -> None:
    """To the owner, or to the desk's mailbox: the werkgever withdrew ("ingetrokken") or is helped ("opgelost")."""
    _to_staff(session, desk, request, "werkgever-sloot", now, gebeurtenis=event)


def announce_assignment(session: Session, desk: Desk, request: Contactverzoek, by: str, now: datetime) -> None:
    """To the new owner, or to the desk's mailbox: a colleague gave you this request."""
    _to_staff(session, desk, request, "toegewezen", now, door=by)


def announce_invitation(
    session: Session, desk: Desk, request: Contactverzoek, guest: Medewerker, by: str, now: datetime
) -> None:
    """To somebody who may read and answer this one request from now on."""
    _to_staff(session, desk, request, "uitnodiging", now, to=guest.email, door=by)


def call_team(
    session: Session, desk: Desk, request: Contactverzoek, member: Medewerker, team: str, now: datetime
) -> None:
    """To somebody of a named team: a werkgever that has somebody else as contact person needs the team."""
    owner = request.eigenaar
    _to_staff(
        session, desk, request, "team", now, to=member.email, team=team, eigenaar=owner.naam if owner else "Het loket"
    )


def tell_new_contact(session: Session, desk: Desk, request: Contactverzoek, now: datetime) -> None:
    """To the werkgever: somebody else answers from now on."""
    _to_employer(session, desk, request, "andere-contactpersoon", now)


def tell_deputy(session: Session, desk: Desk, request: Contactverzoek, absent: str, now: datetime) -> None:
    """To the werkgever: somebody answers while the contact person is away; both are named."""
    own = request.werkgever.accountmanager
    _to_employer(session, desk, request, "vervanging", now, afwezig=absent, vaste=own.naam if own else None)


def hand_over_work(
    session: Session, desk: Desk, message: str, requests: Sequence[Contactverzoek], colleague: str, now: datetime
) -> None:
    """One summary to who gets these requests: "waarneming" for the deputy, "terug" for who is back. Not empty."""
    names = tuple(request.referentie for request in requests)
    _to_staff(session, desk, requests[0], message, now, collega=colleague, referenties=names, alleen_bellen=False)


def remind(
    session: Session,
    desk: Desk,
    request: Contactverzoek,
    message: str,
    now: datetime,
    to: str | None,
    namens: str | None = None,
) -> None:
    """To the owner (or the desk's mailbox), or to ``to``: the promise comes near or was missed.

    namens: the owner who does not work before the promise ends; the reader stands in for this person.
    """
    _to_staff(session, desk, request, message, now, to=to, namens=namens)


def tell_missed(session: Session, desk: Desk, request: Contactverzoek, now: datetime) -> None:
    """To the werkgever: we did not keep our promise, and whom to call."""
    _to_employer(session, desk, request, "belofte-gemist", now)


def tell_answer(session: Session, desk: Desk, request: Contactverzoek, by: str, now: datetime) -> None:
    """To the werkgever: who answered, and the link to read it."""
    _to_employer(session, desk, request, "antwoord", now, door=by)


def tell_closed(session: Session, desk: Desk, request: Contactverzoek, now: datetime) -> None:
    """To the werkgever: closed, and a reaction opens it again."""
    _to_employer(session, desk, request, "afgesloten", now)


def send_new_link(session: Session, desk: Desk, request: Contactverzoek, now: datetime) -> None:
    """To the werkgever: a fresh link, because the old one expired."""
    _to_employer(session, desk, request, "nieuwe-link", now)


def send_first_link(session: Session, desk: Desk, request: Contactverzoek, now: datetime) -> None:
    """To a werkgever that gave an address after all: the link to a request that a colleague wrote down."""
    _to_employer(session, desk, request, "eerste-link", now)


def _to_employer(
    session: Session, desk: Desk, request: Contactverzoek, message: str, now: datetime, **context: Any
) -> None:
    """Nothing goes to a werkgever without address: a colleague wrote the request down, and calls."""
    if request.contact_email:
        composed = _for_employer(desk, request, message, **context)
        outbox.enqueue(session, composed, reference=request.referentie, now=now)


def _to_staff(
    session: Session,
    desk: Desk,
    request: Contactverzoek,
    message: str,
    now: datetime,
    to: str | None = None,
    **context: Any,
) -> None:
    composed = _for_staff(desk, request, message, to, **context)
    outbox.enqueue(session, composed, reference=request.referentie, now=now)


def _for_employer(desk: Desk, request: Subject, message: str, **context: Any) -> Mail:
    owner = request.eigenaar
    shown = {
        "link": desk.links.mailed(request.referentie),
        "contactpersoon": owner.naam if owner else None,
        "contact_telefoon": owner.telefoon if owner else None,
    }
    return _compose(desk, request, message, request.contact_email, shown, context)


def _for_staff(desk: Desk, request: Subject, message: str, to: str | None = None, **context: Any) -> Mail:
    context.setdefault("alleen_bellen", not request.contact_email)
    context |= {"voor_loket": request.eigenaar is None, "spoed": request.spoed}
    shown: dict[str, str | None] = {"link": desk.links.werkplek(request.referentie)}
    return _compose(desk, request, message, to or _staff_address(desk, request.eigenaar), shown, context)


def _staff_address(desk: Desk, owner: Person | None) -> str:
    return owner.email if owner is not None and owner.actief else desk.region.loket.email


def _compose(
    desk: Desk, request: Subject, message: str, to: str, shown: dict[str, str | None], context: dict[str, Any]
) -> Mail:
    shown |= {"referentie": request.referentie, "beloofd_op": day_in_words(request.beloofd_op)}
    return mail.compose(
        message,
        to=to,
        reply_to=desk.region.loket.email,
        shown=shown,
        site=desk.region.site,
        loket=desk.region.loket,
        **context,
    )
