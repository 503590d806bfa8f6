"""What the worker does for meetings: keep lists in step with the content, remind people, and throw away on time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import Session

from app.bijeenkomsten.mails import Site, reference, send
from app.bijeenkomsten.meetings import Meeting
from app.bijeenkomsten.models import Aanmelding, Deelnemerslijst, Stand
from app.bijeenkomsten.services import CONFIRM_WITHIN, REMIND_DAYS, SYSTEM, call_off, fill, lock, record
from app.core.clock import AMSTERDAM
from app.core.outbox import OutboxMessage

KEEP = timedelta(days=30)
"""How long after the end of a meeting we know who was there."""


def keep_in_step(session: Session, *, site: Site, meetings: Iterable[Meeting], now: datetime) -> int:
    """Let every list follow its file: cancelled, moved, or more places; how many mails this gave.

    Everybody with a place or on the waiting list hears once when a meeting is cancelled or moved. More places go to who
    waits longest. Fewer places take no place away.
    """
    known = {meeting.slug: meeting for meeting in meetings}
    sent = 0
    for slug in session.scalars(select(Deelnemerslijst.slug).order_by(Deelnemerslijst.id)).all():
        meeting = known.get(slug)
        if meeting is None or now >= meeting.begins:
            continue
        lijst = lock(session, meeting)
        lijst.titel, lijst.begint_op, lijst.eindigt_op = meeting.meta.titel, meeting.begins, meeting.ends
        people = session.scalars(_placed(lijst)).all()
        if meeting.meta.afgelast and lijst.afgelast_op is None:
            call_off(session, site, meeting, lijst, SYSTEM, meeting.meta.afgelast, now)
            sent += len(people)
        if lijst.afgelast_op is None:
            if lijst.gemeld != meeting.told:
                sent += _tell_moved(session, site, meeting, lijst, people, now)
            sent += fill(session, site=site, meeting=meeting, lijst=lijst, now=now)
    session.flush()
    return sent


def _tell_moved(
    session: Session,
    site: Site,
    meeting: Meeting,
    lijst: Deelnemerslijst,
    people: Sequence[Aanmelding],
    now: datetime,
) -> int:
    lijst.gemeld = meeting.told
    soon = _remind_from(meeting) <= now.astimezone(AMSTERDAM).date()
    for entry in people:
        entry.herinnerd_op = now if soon else None
        waits = entry.stand == Stand.WACHTLIJST
        send(session, site, meeting, entry, "bijeenkomst-verplaatst", now=now, wacht=waits)
    record(session, lijst, SYSTEM, "bijeenkomst-verplaatst", now)
    return len(people)


def send_reminders(session: Session, *, site: Site, meetings: Iterable[Meeting], now: datetime) -> int:
    """Remind everybody with a place two days before, each once; how many. Nobody is reminded after it began."""
    today = now.astimezone(AMSTERDAM).date()
    sent = 0
    for meeting in meetings:
        if not (_remind_from(meeting) <= today and now < meeting.begins) or meeting.meta.afgelast:
            continue
        if session.scalar(select(Deelnemerslijst.id).where(Deelnemerslijst.slug == meeting.slug)) is None:
            continue
        lijst = lock(session, meeting)
        if lijst.afgelast_op is not None:
            continue
        waiting = _placed(lijst).where(Aanmelding.stand == Stand.BEVESTIGD, Aanmelding.herinnerd_op.is_(None))
        for entry in session.scalars(waiting).all():
            entry.herinnerd_op = now
            send(session, site, meeting, entry, "bijeenkomst-herinnering", now=now)
            sent += 1
    session.flush()
    return sent


def count_due(session: Session, *, now: datetime) -> int:
    """How many sign-ups ``purge`` would throw away now."""
    due = select(func.count()).select_from(Aanmelding).join(Aanmelding.lijst).where(_due(now))
    return session.scalar(due) or 0


def purge(session: Session, *, now: datetime) -> int:
    """Throw away who was at a meeting thirty days after it, with the mail about it, and who never confirmed."""
    number = count_due(session, now=now)
    unconfirmed = (Aanmelding.stand == Stand.GEVRAAGD, Aanmelding.gevraagd_op < now - CONFIRM_WITHIN)
    session.execute(delete(Aanmelding).where(*unconfirmed).execution_options(synchronize_session=False))
    for lijst in session.scalars(select(Deelnemerslijst).where(Deelnemerslijst.eindigt_op < now - KEEP)).all():
        session.execute(delete(OutboxMessage).where(OutboxMessage.reference == reference(lijst.id)))
        record(session, lijst, SYSTEM, "deelnemers-gewist", now)
        session.delete(lijst)
    session.flush()
    return number


def _due(now: datetime) -> ColumnElement[bool]:
    never = (Aanmelding.stand == Stand.GEVRAAGD) & (Aanmelding.gevraagd_op < now - CONFIRM_WITHIN)
    return or_(Deelnemerslijst.eindigt_op < now - KEEP, never)


def _placed(lijst: Deelnemerslijst) -> Select[Aanmelding]:
    people = select(Aanmelding).where(Aanmelding.lijst_id == lijst.id, Aanmelding.stand != Stand.GEVRAAGD)
    return people.order_by(Aanmelding.rang)


def _remind_from(meeting: Meeting) -> date:
    return meeting.meta.datum - timedelta(days=REMIND_DAYS)
