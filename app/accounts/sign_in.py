"""Signing in with a password and staying signed in, without any web framework.

Limits on wrong guesses, per fifteen minutes: 5 for one e-mail address from one place, 20 from one place, 100 for one
e-mail address from everywhere, 3000 in all. The third is high on purpose: nobody can lock a colleague out with a
handful of guesses. The last one is a breaker against guessing from many places; sessions and the organisation's own
sign-in go on. Who gets the password right does not count.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session, joinedload

from app.accounts import attempts
from app.accounts.attempts import Limit
from app.accounts.models import Accountlink, Inlogstap, Medewerker, Sessie
from app.accounts.passwords import LONGEST
from app.accounts.permissions import Actor, Rol, can_lead, can_manage_accounts
from app.accounts.services import HASHER, hash_of_nobody, normal_email
from app.core import audit
from app.core.db import Database, changed_rows
from app.core.errors import NotAllowed, NotFound

log = logging.getLogger(__name__)
REFUSED = "Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het opnieuw of wacht een kwartier."
WINDOW = timedelta(minutes=15)
PER_PAIR, PER_PLACE, PER_EMAIL, IN_ALL = 5, 20, 100, 3000
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH = timedelta(minutes=1)
STEP = timedelta(minutes=10)
KEEP_LINKS = timedelta(days=30)
WITH_PASSWORD, WITH_CODE, AT_ORGANISATION = "wachtwoord", "code", "organisatie"
_NOBODY = hash_of_nobody(HASHER)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A valid session: who it is, when it began and when the person last proved who it is (``bevestigd_op``)."""

    actor: Actor
    email: str
    session_id: int
    begonnen_op: datetime
    bevestigd_op: datetime
    methode: str


_SESSION, _PERSON = Sessie.__table__.c, Medewerker.__table__.c
_BY_TOKEN = (
    select(
        _SESSION.id,
        _SESSION.begonnen_op,
        _SESSION.gezien_op,
        _SESSION.bevestigd_op,
        _SESSION.methode,
        _PERSON.id.label("wie"),
        _PERSON.naam,
        _PERSON.email,
        _PERSON.rollen,
        _PERSON.actief,
    )
    .join_from(Sessie.__table__, Medewerker.__table__)
    .where(_SESSION.token_hash == bindparam("token_hash"))
)


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody who gave the right password and is not in yet. ``verder``: where to go afterwards."""

    medewerker_id: int
    verder: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session for the list of who is signed in."""

    id: int
    medewerker_id: int
    naam: str
    methode: str
    begonnen_op: datetime
    gezien_op: datetime


def check_sign_in(
    db: Database,
    *,
    email: str,
    password: str,
    address: str,
    secret_key: str,
    now: datetime,
    demo_allowed: bool = True,
) -> int | None:
    """The id of the medewerker, or None for unknown, wrong, closed and limited alike (show ``REFUSED``).

    demo_allowed: False in production, where demo accounts open nothing.
    address: where the request comes from (IP address). The attempt is counted before the password is checked, so
    guessing in parallel does not help; the slow check itself runs outside any transaction.
    """
    email = normal_email(email)[:254]
    place = attempts.place(address)
    limits = (
        Limit(f"beide:{email}|{place}", PER_PAIR, WINDOW),
        Limit(f"plaats:{place}", PER_PLACE, WINDOW),
        Limit(f"email:{email}", PER_EMAIL, WINDOW),
        Limit("alles", IN_ALL, WINDOW),
    )
    with db.transaction() as session:
        attempt = attempts.count_attempt(session, limits, secret_key=secret_key, now=now)
        found = session.scalar(select(Medewerker).where(Medewerker.email == email, Medewerker.actief.is_(True)))
    stored = found.wachtwoord_hash if found else None
    correct = _verify(stored or _NOBODY, password) and stored is not None
    if attempt is None or not correct or found is None or stored is None or (found.demo and not demo_allowed):
        who = f"medewerker {found.id}" if found else "unknown"
        log.warning("sign-in refused: %s, %s", who, "limited" if attempt is None else "wrong")
        return None
    with db.transaction() as session:
        attempts.forget_attempt(session, attempt)
        if HASHER.check_needs_rehash(stored):
            session.get_one(Medewerker, found.id).wachtwoord_hash = HASHER.hash(password)
    return found.id


def start_step(session: Session, *, medewerker_id: int, verder: str, now: datetime) -> str:
    """The password was right, a second factor is owed: a token for ten minutes that opens nothing else."""
    token = secrets.token_urlsafe(32)
    step = Inlogstap(token_hash=_hashed(token), medewerker_id=medewerker_id, verder=verder, begonnen_op=now)
    session.execute(delete(Inlogstap).where(Inlogstap.begonnen_op < now - STEP))
    session.add(step)
    return token


def find_step(db: Database, token: str, *, now: datetime) -> Step | None:
    """Who is half-way, or None: unknown, older than ten minutes, or the account is closed."""
    with db.reading() as session:
        row = session.execute(
            select(Inlogstap, Medewerker.actief)
            .join(Medewerker, Medewerker.id == Inlogstap.medewerker_id)
            .where(Inlogstap.token_hash == _hashed(token))
        ).one_or_none()
    if row is None or not row[1] or now - row[0].begonnen_op > STEP:
        return None
    return Step(row[0].medewerker_id, row[0].verder)


def end_step(session: Session, token: str) -> bool:
    """The half-way token is worthless from now on; whether it was worth something."""
    gone = session.execute(delete(Inlogstap).where(Inlogstap.token_hash == _hashed(token)))
    return bool(changed_rows(gone))


def start_session(session: Session, *, medewerker_id: int, now: datetime, methode: str = WITH_PASSWORD) -> str:
    """Begin a session and return its token (256 bits), to be kept only in the cookie of this browser."""
    token = secrets.token_urlsafe(32)
    session.add(
        Sessie(
            token_hash=_hashed(token),
            medewerker_id=medewerker_id,
            begonnen_op=now,
            gezien_op=now,
            bevestigd_op=now,
            methode=methode,
        )
    )
    session.execute(delete(Sessie).where(Sessie.gezien_op < now - ABSOLUTE))
    _record(session, "ingelogd", str(medewerker_id), medewerker_id, now, methode=methode)
    return token


def confirm_session(session: Session, token: str, *, now: datetime) -> str | None:
    """The person proved again who it is: the new token of the same session, or None when it has ended meanwhile."""
    fresh = secrets.token_urlsafe(32)
    sessie = session.scalar(select(Sessie).where(Sessie.token_hash == _hashed(token)).with_for_update())
    if sessie is None:
        return None
    sessie.token_hash, sessie.bevestigd_op, sessie.gezien_op = _hashed(fresh), now, now
    _record(session, "opnieuw-bevestigd", str(sessie.medewerker_id), sessie.medewerker_id, now)
    return fresh


def find_session(db: Database, token: str, *, now: datetime) -> SignedIn | None:
    """Who holds this token, or None: unknown, idle for 30 minutes, older than 12 hours, or the account is closed."""
    with db.reading() as session:
        found = session.execute(_BY_TOKEN, {"token_hash": _hashed(token)}).one_or_none()
    if found is None or not found.actief or now - found.gezien_op > IDLE or now - found.begonnen_op > ABSOLUTE:
        return None
    if now - found.gezien_op > TOUCH:
        with db.transaction() as session:
            current = session.get(Sessie, found.id)
            if current is None:
                return None
            current.gezien_op = now
    return SignedIn(
        Actor(found.wie, found.naam, frozenset(Rol(rol) for rol in found.rollen)),
        found.email,
        found.id,
        found.begonnen_op,
        found.bevestigd_op or found.begonnen_op,
        found.methode or WITH_PASSWORD,
    )


def end_session(session: Session, token: str, *, now: datetime | None = None) -> None:
    """Sign out: the token is worthless from now on. With ``now`` it is written down."""
    found = session.scalar(select(Sessie).where(Sessie.token_hash == _hashed(token)))
    if found is not None:
        session.delete(found)
        if now is not None:
            _record(session, "uitgelogd", str(found.medewerker_id), found.medewerker_id, now)


def end_all_sessions(session: Session, medewerker_id: int) -> None:
    """Sign this person out everywhere, also half-way, and make links to choose a password worthless."""
    for table in (Sessie, Inlogstap, Accountlink):
        session.execute(delete(table).where(table.medewerker_id == medewerker_id))


def list_sessions(session: Session, actor: Actor, *, now: datetime, own: bool = False) -> tuple[SessionRow, ...]:
    """Who is signed in, longest first. ``own``: only the sessions of ``actor``; else for coördinator and beheerder."""
    if not own and not _leads(actor):
        raise NotAllowed("Dit is voor de coördinator en de beheerder.")
    alive = select(Sessie).where(Sessie.gezien_op >= now - IDLE, Sessie.begonnen_op >= now - ABSOLUTE)
    if own:
        alive = alive.where(Sessie.medewerker_id == actor.id)
    rows = session.scalars(alive.options(joinedload(Sessie.medewerker)).order_by(Sessie.begonnen_op, Sessie.id))
    return tuple(
        SessionRow(
            row.id, row.medewerker_id, row.medewerker.naam, row.methode or WITH_PASSWORD, row.begonnen_op, row.gezien_op
        )
        for row in rows
    )


def end_session_of(session: Session, actor: Actor, number: int, *, now: datetime) -> None:
    """End one session: the own, or for coördinator and beheerder anybody's. Raises NotFound or NotAllowed."""
    found = session.get(Sessie, number)
    if found is None:
        raise NotFound("Deze collega is al uitgelogd.")
    if found.medewerker_id != actor.id and not _leads(actor):
        raise NotAllowed("Alleen de coördinator en de beheerder loggen een collega uit.")
    session.delete(found)
    _record(session, "sessie-beeindigd", actor.audit_name, found.medewerker_id, now)


def end_other_sessions(session: Session, medewerker_id: int, token: str) -> None:
    """Sign this person out everywhere but here."""
    session.execute(delete(Sessie).where(Sessie.medewerker_id == medewerker_id, Sessie.token_hash != _hashed(token)))


def purge_attempts(session: Session, *, now: datetime) -> None:
    """Forget attempts and keys after a day, and sessions, half-way sign-ins and links that are over."""
    attempts.purge(session, now=now)
    session.execute(delete(Sessie).where(Sessie.begonnen_op < now - ABSOLUTE))
    session.execute(delete(Inlogstap).where(Inlogstap.begonnen_op < now - STEP))
    session.execute(delete(Accountlink).where(Accountlink.verloopt_op < now - KEEP_LINKS))


def _leads(actor: Actor) -> bool:
    return can_lead(actor) or can_manage_accounts(actor)


def _record(session: Session, action: str, by: str, medewerker_id: int, now: datetime, **details: str) -> None:
    audit.record(session, at=now, actor=by, action=action, object_type="medewerker", object_id=medewerker_id, **details)


def _verify(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
