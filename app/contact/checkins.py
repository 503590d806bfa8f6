"""The check-in: a mail that leads to three questions on one page, answered with one button. No free text.

A colleague sends it, or the worker does on the planned moments of a placement (``send_planned``). What gets worse
reaches whoever answers for the werkgever today, by mail and in the basket "opvolgen".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor
from app.contact.dossier import addresses_of, require_dossier
from app.contact.dossier_models import Checkin, CheckinAntwoord, OpvolgingStand, Plaatsing
from app.contact.followups import add_followup
from app.contact.links import Desk
from app.contact.models import Werkgever
from app.contact.office import Opvolgplan
from app.contact.promise import local_day
from app.contact.pulse import Answers, Signal, answers_of, in_words, signals
from app.contact.reminders import works_before
from app.contact.routing import working_deputy
from app.contact.staffing import load_staff
from app.core import audit, mail, outbox
from app.core.errors import DomainError, NotFound
from app.core.outbox import OutboxMessage
from app.core.workdays import is_workday
from app.keuzehulp.terms import add_months

PAUSE = timedelta(days=7)
LATE = timedelta(days=14)
"""A planned check-in that could not be sent in two weeks is not sent any more."""
RENEW_AFTER = timedelta(minutes=10)
INCOMPLETE = "Beantwoord de vragen. Wilt u alleen gebeld worden? Kies dat dan bij de laatste vraag."


@dataclass(frozen=True, slots=True)
class CheckinView:
    """What the page behind the link shows. antwoorden: None while nothing was answered."""

    werkgever: str
    functie: str | None
    contactpersoon: str | None
    antwoorden: Answers | None
    signalen: tuple[Signal, ...]


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
    """Mail the questions to a verified address of the werkgever, about one placement or in general.

    Raises DomainError for another address, and within a week of the last one about the same.
    """
    werkgever = require_dossier(session, actor, werkgever_id)
    if email not in addresses_of(session, werkgever):
        raise DomainError("Kies een e-mailadres uit de lijst.")
    placement = session.get(Plaatsing, placement_id) if placement_id is not None else None
    if placement_id is not None and (placement is None or placement.werkgever_id != werkgever.id):
        raise NotFound("Deze plaatsing bestaat niet (meer).")
    if _sent_since(session, werkgever.id, placement_id, now - PAUSE):
        raise DomainError("U stuurde hierover deze week al een check-in. Bel anders even.")
    made = _store(session, werkgever, placement, email, now, medewerker_id=actor.id)
    _mail(session, desk, made, actor.naam, now)
    _audit(session, made, actor.audit_name, now)
    return made


def send_planned(session: Session, *, desk: Desk, plan: Opvolgplan, now: datetime) -> int:
    """Mail what the plan asks for today, each moment of a placement once; how many. Nothing on days without work.

    Only for running placements for which a colleague chose an address, and only while that address is confirmed.
    """
    today = local_day(now)
    if not plan.momenten or not is_workday(today):
        return 0
    oldest = add_months(today - LATE, -max(moment.maanden for moment in plan.momenten))
    running = session.scalars(
        select(Plaatsing)
        .options(joinedload(Plaatsing.werkgever).selectinload(Werkgever.emails))
        .where(
            Plaatsing.checkin_email.is_not(None),
            Plaatsing.beeindigd_op.is_(None),
            Plaatsing.startmaand >= oldest.replace(day=1),
        )
        .order_by(Plaatsing.id)
    ).all()
    sent = 0
    for placement in running:
        key = due_moment(placement.startmaand, plan, today)
        werkgever, email = placement.werkgever, placement.checkin_email
        if key is None or email not in {row.email for row in werkgever.emails}:
            continue
        asked = select(Checkin.id).where(Checkin.plaatsing_id == placement.id, Checkin.moment == key)
        if session.scalar(asked) is not None or _sent_since(session, werkgever.id, placement.id, now - PAUSE):
            continue
        made = _store(session, werkgever, placement, email, now, moment=key)
        owner = werkgever.accountmanager
        _mail(session, desk, made, owner.naam if owner is not None else desk.region.loket.naam, now)
        _audit(session, made, "systeem", now)
        sent += 1
    return sent


def due_moment(start: date, plan: Opvolgplan, today: date) -> str | None:
    """The planned moment that began at most two weeks ago, for a placement that began in the month of ``start``."""
    due = [m.maanden for m in plan.momenten if timedelta() <= today - add_months(start, m.maanden) <= LATE]
    return f"moment-{max(due)}" if due else None


def read_checkin(session: Session, checkin_id: int) -> CheckinView:
    """What the link opens; raises NotFound."""
    checkin = _find(session, checkin_id)
    owner = checkin.werkgever.accountmanager
    answers = answers_of(checkin)
    return CheckinView(
        werkgever=checkin.werkgever.naam,
        functie=checkin.plaatsing.functie if checkin.plaatsing else None,
        contactpersoon=owner.naam if owner else None,
        antwoorden=answers,
        signalen=signals(answers, _earlier(session, checkin)) if answers else (),
    )


def answer_checkin(session: Session, *, desk: Desk, checkin_id: int, answers: Answers, now: datetime) -> None:
    """Remember the answers; the last ones count. What is new and worse gives a follow-up for today and a mail.

    Raises DomainError when a level is missing and nobody asked for a call.
    """
    checkin = _find(session, checkin_id, lock=True)
    if not answers.complete:
        raise DomainError(INCOMPLETE)
    before, earlier = answers_of(checkin), _earlier(session, checkin)
    if before == answers:
        return
    known = set(signals(before, earlier)) if before else set()
    found = signals(answers, earlier)
    checkin.taken, checkin.begeleiding, checkin.bellen = answers.taken, answers.begeleiding, answers.bellen
    checkin.antwoord = CheckinAntwoord.BEL_MIJ if found else CheckinAntwoord.GOED
    checkin.beantwoord_op = now
    if set(found) - known:
        _tell(session, desk, checkin, found, now)


def renew_link(session: Session, *, desk: Desk, token: str, now: datetime) -> None:
    """Mail the questions again to the address of the check-in; ``token`` may be expired but must be genuine.

    Within ten minutes of the last mail nothing is sent again.
    """
    checkin = _find(session, desk.links.read_expired_checkin(token))
    recent = select(OutboxMessage.id).where(
        OutboxMessage.reference == reference_of(checkin.id),
        OutboxMessage.kind == "checkin",
        OutboxMessage.created_at > now - RENEW_AFTER,
    )
    if session.scalar(recent.limit(1)) is not None:
        return
    owner = checkin.werkgever.accountmanager
    _mail(session, desk, checkin, owner.naam if owner is not None else desk.region.loket.naam, now)


def reference_of(checkin_id: int) -> str:
    """What the mails about one check-in carry as their reference."""
    return f"checkin-{checkin_id}"


def reader_today(session: Session, werkgever: Werkgever, today: date) -> tuple[Medewerker | None, str | None]:
    """Who reads something about this werkgever today, and in whose place; nobody means the desk.

    The accountmanager; when absent the named deputy (and theirs); on a day off the standing vervanger.
    """
    owner = werkgever.accountmanager
    if owner is None or not owner.actief:
        return None, None
    staff = {person.id: person for person in load_staff(session, today)}
    if staff[owner.id].absent:
        deputy = working_deputy(staff[owner.id], staff, [])
        return (session.get(Medewerker, deputy.id) if deputy else None), owner.naam
    if not is_workday(today) or works_before(owner.werkdagen, today, today):
        return owner, None
    stand_in = owner.vervanger
    there = stand_in is not None and stand_in.actief and not staff[stand_in.id].absent
    if stand_in is not None and there and works_before(stand_in.werkdagen, today, today):
        return stand_in, owner.naam
    return None, owner.naam


def _tell(session: Session, desk: Desk, checkin: Checkin, found: tuple[Signal, ...], now: datetime) -> None:
    today, reference = local_day(now), reference_of(checkin.id)
    why = in_words(found)
    followup = add_followup(session, werkgever_id=checkin.werkgever_id, op=today, waarom=why, key=reference, now=now)
    followup.waarom, followup.op = why, today
    followup.stand, followup.afgehandeld_op = OpvolgingStand.GEPLAND, None
    reader, instead_of = reader_today(session, checkin.werkgever, today)
    composed = mail.compose(
        "checkin-bel-mij",
        to=reader.email if reader is not None else desk.region.loket.email,
        reply_to=desk.region.loket.email,
        link=desk.links.dossier(checkin.werkgever_id),
        bellen=Signal.BELLEN in found,
        minder=any(signal is not Signal.BELLEN for signal in found),
        namens=instead_of,
        referentie=reference.upper(),
        site=desk.region.site,
        loket=desk.region.loket,
    )
    outbox.enqueue(session, composed, reference=reference, now=now)


def _earlier(session: Session, checkin: Checkin) -> Answers | None:
    """The last answer with a level before this check-in, about the same placement (or about none)."""
    same = Checkin.plaatsing_id == checkin.plaatsing_id if checkin.plaatsing_id else Checkin.plaatsing_id.is_(None)
    rows = session.scalars(
        select(Checkin)
        .where(
            Checkin.werkgever_id == checkin.werkgever_id, same, Checkin.id < checkin.id, Checkin.antwoord.is_not(None)
        )
        .order_by(Checkin.id.desc())
        .limit(20)
    )
    found = (answers_of(row) for row in rows)
    return next((a for a in found if a is not None and a.taken is not None and a.begeleiding is not None), None)


def _sent_since(session: Session, werkgever_id: int, placement_id: int | None, since: datetime) -> bool:
    recent = select(Checkin.id).where(
        Checkin.werkgever_id == werkgever_id,
        Checkin.plaatsing_id == placement_id if placement_id else Checkin.plaatsing_id.is_(None),
        Checkin.verstuurd_op > since,
    )
    return session.scalar(recent.limit(1)) is not None


def _store(
    session: Session,
    werkgever: Werkgever,
    placement: Plaatsing | None,
    email: str,
    now: datetime,
    *,
    medewerker_id: int | None = None,
    moment: str | None = None,
) -> Checkin:
    made = Checkin(
        werkgever=werkgever,
        plaatsing=placement,
        medewerker_id=medewerker_id,
        email=email,
        moment=moment,
        verstuurd_op=now,
    )
    session.add(made)
    session.flush()
    return made


def _mail(session: Session, desk: Desk, checkin: Checkin, sender: str, now: datetime) -> None:
    reference = reference_of(checkin.id)
    composed = mail.compose(
        "checkin",
        to=checkin.email,
        reply_to=desk.region.loket.email,
        link=desk.links.checkin(checkin.id),
        afzender=sender,
        referentie=reference.upper(),
        site=desk.region.site,
        loket=desk.region.loket,
    )
    outbox.enqueue(session, composed, reference=reference, now=now)


def _audit(session: Session, checkin: Checkin, actor: str, now: datetime) -> None:
    audit.record(
        session,
        at=now,
        actor=actor,
        action="checkin-verstuurd",
        object_type="werkgever",
        object_id=checkin.werkgever_id,
        checkin=checkin.id,
    )


def _find(session: Session, checkin_id: int, *, lock: bool = False) -> Checkin:
    checkin = session.get(Checkin, checkin_id, with_for_update={"of": Checkin} if lock else None)
    if checkin is None:
        raise NotFound("Deze vraag bestaat niet meer. U hoeft niets te doen.")
    return checkin
