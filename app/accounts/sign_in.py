"""Signing in and staying signed in, without any web framework.

Limits, per fifteen minutes: 5 attempts for one e-mail address from one place, 20 from one place, 100 for one e-mail
address from everywhere. The last one is high on purpose: nobody can lock a colleague out with a handful of guesses.
Keys of the counters change at midnight, so at midnight the counters start again.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Inlogpoging, Medewerker, Sessie
from app.accounts.permissions import Actor
from app.accounts.services import HASHER, LONGEST_PASSWORD, as_actor, normal_email
from app.core import audit
from app.core.db import Database

REFUSED = "Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het opnieuw of wacht een kwartier."
WINDOW = timedelta(minutes=15)
PER_PAIR, PER_PLACE, PER_EMAIL = 5, 20, 100
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH = timedelta(minutes=1)
_NOBODY = HASHER.hash(secrets.token_urlsafe(24))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A valid session: who it is and when it began."""

    actor: Actor
    email: str
    session_id: int
    begonnen_op: datetime


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
    attempt = secrets.token_hex(16)
    with db.transaction() as session:
        limited = _count_attempt(session, attempt, email=email, address=address, secret_key=secret_key, now=now)
        found = session.scalar(select(Medewerker).where(Medewerker.email == email, Medewerker.actief.is_(True)))
    stored = found.wachtwoord_hash if found else None
    correct = _verify(stored or _NOBODY, password) and stored is not None
    if limited or not correct or found is None or stored is None or (found.demo and not demo_allowed):
        return None
    with db.transaction() as session:
        session.execute(delete(Inlogpoging).where(Inlogpoging.poging == attempt))
        if HASHER.check_needs_rehash(stored):
            session.get_one(Medewerker, found.id).wachtwoord_hash = HASHER.hash(password)
    return found.id


def start_session(session: Session, *, medewerker_id: int, now: datetime) -> str:
    """Begin a session and return its token (256 bits), to be kept only in the cookie of this browser."""
    token = secrets.token_urlsafe(32)
    session.add(Sessie(token_hash=_hashed(token), medewerker_id=medewerker_id, begonnen_op=now, gezien_op=now))
    session.execute(delete(Sessie).where(Sessie.gezien_op < now - ABSOLUTE))
    audit.record(
        session, at=now, actor=str(medewerker_id), action="ingelogd", object_type="medewerker", object_id=medewerker_id
    )
    return token


def find_session(db: Database, token: str, *, now: datetime) -> SignedIn | None:
    """Who holds this token, or None: unknown, idle for 30 minutes, older than 12 hours, or the account is closed."""
    with db.reading() as session:
        row = session.execute(
            select(Sessie, Medewerker).join(Sessie.medewerker).where(Sessie.token_hash == _hashed(token))
        ).one_or_none()
    if row is None:
        return None
    sessie, medewerker = row
    if not medewerker.actief or now - sessie.gezien_op > IDLE or now - sessie.begonnen_op > ABSOLUTE:
        return None
    if now - sessie.gezien_op > TOUCH:
        with db.transaction() as session:
            current = session.get(Sessie, sessie.id)
            if current is None:
                return None
            current.gezien_op = now
    return SignedIn(as_actor(medewerker), medewerker.email, sessie.id, sessie.begonnen_op)


def end_session(session: Session, token: str) -> None:
    """Sign out: the token is worthless from now on."""
    session.execute(delete(Sessie).where(Sessie.token_hash == _hashed(token)))


def end_all_sessions(session: Session, medewerker_id: int) -> None:
    """Sign this person out everywhere."""
    session.execute(delete(Sessie).where(Sessie.medewerker_id == medewerker_id))


def purge_attempts(session: Session, *, now: datetime) -> None:
    """Forget attempts that no longer count and sessions that are over."""
    session.execute(delete(Inlogpoging).where(Inlogpoging.op < now - WINDOW))
    session.execute(delete(Sessie).where(Sessie.begonnen_op < now - ABSOLUTE))


def _count_attempt(session: Session, attempt: str, *, email: str, address: str, secret_key: str, now: datetime) -> bool:
    """Write this attempt down under its three keys, or return True (and write nothing) when one of them is full."""
    daily = hmac.digest(secret_key.encode(), f"inlog:{now:%Y-%m-%d}".encode(), "sha256")
    limits = {
        f"beide:{email}|{address}": PER_PAIR,
        f"plaats:{address}": PER_PLACE,
        f"email:{email}": PER_EMAIL,
    }
    keys = {hmac.new(daily, name.encode(), "sha256").hexdigest(): limit for name, limit in limits.items()}
    for key, limit in keys.items():
        recent = select(func.count()).where(Inlogpoging.sleutel == key, Inlogpoging.op > now - WINDOW)
        if (session.scalar(recent) or 0) >= limit:
            return True
    session.add_all(Inlogpoging(poging=attempt, sleutel=key, op=now) for key in keys)
    return False


def _verify(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password[: LONGEST_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
