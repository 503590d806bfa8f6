"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when the phone is gone.

A code counts once and for about a minute and a half: its own thirty seconds and those beside it, for clocks that
differ. Codes of the app and recovery codes share one limit for each person: 5 in five minutes, 20 in an hour, 50 in a
day. Whoever can reach that limit knows the password already, so it locks nobody else out.
"""

from __future__ import annotations

import hmac
import json
import logging
import re
import secrets as random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.accounts.attempts import Limit, count_attempt, forget_attempt
from app.accounts.models import Herstelcode, Inlogstap, Medewerker, Sessie, TweedeFactor
from app.accounts.services import hash_of_nobody
from app.core import audit
from app.core.db import Database, changed_rows
from app.core.errors import DomainError
from app.core.sealed import Seal
from app.core.tokens import LinkInvalid

log = logging.getLogger(__name__)
WRONG_CODE = "Deze code klopt niet of is al gebruikt. Wacht op de volgende code, of wacht een kwartier."
STEP = 30
OFFER_SECONDS = 30 * 60
RECOVERY_CODES = 10
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No letters and digits that look alike."""
_OWN_LENGTH = 12
_HASHER = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)  # the codes are random: 54 bits each
_NOTHING = hash_of_nobody(_HASHER)


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret that is shown to one person and not yet in use. ``sealed`` goes along in the form."""

    secret: str
    address: str
    sealed: str

    @property
    def in_groups(self) -> str:
        """The secret to type over, in groups of four."""
        return " ".join(re.findall(".{4}", self.secret))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A recovery code and what is kept of it."""

    code: str
    hash: str


def seal_for(secrets: Sequence[str]) -> Seal:
    """Keeps secrets of second factors; ``secrets``: the secret key and the former ones."""
    return Seal(secrets, "tweede-factor")


def has_second_factor(session: Session, medewerker_id: int) -> bool:
    """Whether this person has an authenticator app."""
    return session.get(TweedeFactor, medewerker_id) is not None


def make_offer(medewerker: Medewerker, *, site: str, secrets: Sequence[str], sealed: str = "") -> Offer:
    """A new secret of 160 bits, or the one that was ``sealed`` earlier for the same person within half an hour."""
    seal = Seal(secrets, "tweede-factor-aanbod")
    try:
        number, secret = json.loads(seal.open(sealed, OFFER_SECONDS))
    except LinkInvalid:
        number, secret = 0, ""
    if number != medewerker.id:
        secret = pyotp.random_base32(32)
    address = pyotp.TOTP(secret).provisioning_uri(name=medewerker.email, issuer_name=site)
    return Offer(secret, address, seal.seal(json.dumps([medewerker.id, secret])))


def draw_codes() -> list[Drawn]:
    """Ten new recovery codes. Slow on purpose, so draw them before a transaction begins."""
    codes = [
        place + "".join(random.choice(LETTERS) for _ in range(_OWN_LENGTH - 1)) for place in LETTERS[:RECOVERY_CODES]
    ]
    return [Drawn(code, _HASHER.hash(code)) for code in codes]


def accept_offer(
    session: Session,
    *,
    medewerker_id: int,
    offer: Offer,
    code: str,
    secrets: Sequence[str],
    drawn: Sequence[Drawn],
    now: datetime,
) -> list[str]:
    """Put the app into use when ``code`` proves that it works; gives the recovery codes, to be shown once.

    An earlier app stops working and the person is signed out everywhere. Raises DomainError when the code is wrong.
    """
    step = _step_of(offer.secret, code, now)
    if step is None:
        raise DomainError("Deze code klopt niet. Neem de code die nu in de app staat.")
    _remove(session, medewerker_id)
    session.add(
        TweedeFactor(
            medewerker_id=medewerker_id,
            geheim=seal_for(secrets).seal(offer.secret),
            laatste_stap=step,
            ingesteld_op=now,
        )
    )
    _record(session, "tweede-factor-ingesteld", medewerker_id, str(medewerker_id), now)
    return keep_codes(session, medewerker_id=medewerker_id, drawn=drawn, now=now)


def keep_codes(session: Session, *, medewerker_id: int, drawn: Sequence[Drawn], now: datetime) -> list[str]:
    """Codes that work once, as they are shown; the earlier ones stop working."""
    session.execute(delete(Herstelcode).where(Herstelcode.medewerker_id == medewerker_id))
    session.add_all(Herstelcode(medewerker_id=medewerker_id, plek=d.code[0], code_hash=d.hash) for d in drawn)
    _record(session, "herstelcodes-gemaakt", medewerker_id, str(medewerker_id), now)
    return ["-".join(re.findall(".{4}", d.code)) for d in drawn]


def count_recovery_codes(session: Session, medewerker_id: int) -> int:
    """How many are left."""
    return session.scalar(select(func.count()).where(Herstelcode.medewerker_id == medewerker_id)) or 0


def remove_second_factor(session: Session, *, medewerker_id: int, by: str, now: datetime) -> None:
    """Somebody lost phone and codes: the next sign-in asks for a new app. Signed out everywhere."""
    _remove(session, medewerker_id)
    _record(session, "tweede-factor-weggehaald", medewerker_id, by, now)


def check_code(
    db: Database, *, medewerker_id: int, code: str, secret_key: str, secrets: Sequence[str], now: datetime
) -> bool:
    """Whether this is a code of the person's app that was not used before; wrong, used and limited are all False."""
    with db.transaction() as session:
        attempt = count_attempt(session, _limits(medewerker_id), secret_key=secret_key, now=now)
        factor = session.get(TweedeFactor, medewerker_id)
        if attempt is None or factor is None:
            return False
        seal = seal_for(secrets)
        try:
            secret = seal.open(factor.geheim)
        except LinkInvalid:
            log.error("the second factor of medewerker %d cannot be opened with this SECRET_KEY", medewerker_id)
            return False
        step = _step_of(secret, code, now)
        if step is None:
            return False
        fresh = session.execute(
            update(TweedeFactor)
            .where(TweedeFactor.medewerker_id == medewerker_id, TweedeFactor.laatste_stap < step)
            .values(laatste_stap=step, geheim=seal.renewed(factor.geheim))
        )
        if not changed_rows(fresh):
            return False
        forget_attempt(session, attempt)
        return True


def check_recovery_code(db: Database, *, medewerker_id: int, code: str, secret_key: str, now: datetime) -> bool:
    """Whether this is one of the person's recovery codes; it is gone afterwards."""
    plain = re.sub(r"[\s-]+", "", code).upper()[:40]
    with db.transaction() as session:
        attempt = count_attempt(session, _limits(medewerker_id), secret_key=secret_key, now=now)
        found = session.scalar(
            select(Herstelcode).where(Herstelcode.medewerker_id == medewerker_id, Herstelcode.plek == plain[:1])
        )
    right = _verify(found.code_hash if found else _NOTHING, plain)
    if attempt is None or found is None or not right:
        return False
    with db.transaction() as session:
        gone = session.execute(delete(Herstelcode).where(Herstelcode.id == found.id))
        if not changed_rows(gone):
            return False
        forget_attempt(session, attempt)
        _record(session, "herstelcode-gebruikt", medewerker_id, str(medewerker_id), now)
    return True


def renew_secrets(session: Session, secrets: Sequence[str]) -> tuple[int, list[int]]:
    """Seal every secret with the newest key: how many, and the ids of medewerkers whose secret no key opens."""
    seal, lost, done = seal_for(secrets), [], 0
    for factor in session.scalars(select(TweedeFactor).order_by(TweedeFactor.medewerker_id)):
        try:
            factor.geheim = seal.renewed(factor.geheim)
            done += 1
        except LinkInvalid:
            lost.append(factor.medewerker_id)
    return done, lost


def _remove(session: Session, medewerker_id: int) -> None:
    for table in (TweedeFactor, Herstelcode, Sessie, Inlogstap):
        session.execute(delete(table).where(table.medewerker_id == medewerker_id))


def _limits(medewerker_id: int) -> tuple[Limit, ...]:
    name = f"code:{medewerker_id}"
    return (
        Limit(name, 5, timedelta(minutes=5)),
        Limit(name, 20, timedelta(hours=1)),
        Limit(name, 50, timedelta(hours=24)),
    )


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The number of the thirty seconds to which this code belongs: now, just before or just after; else None."""
    digits, current, totp = re.sub(r"\s+", "", code)[:12], int(now.timestamp()) // STEP, pyotp.TOTP(secret)
    found = None
    for step in (current - 1, current + 1, current):
        if hmac.compare_digest(totp.generate_otp(step).encode(), digits.encode()):
            found = step
    return found


def _verify(stored: str, code: str) -> bool:
    try:
        return _HASHER.verify(stored, code)
    except (VerificationError, InvalidHashError):
        return False


def _record(session: Session, action: str, medewerker_id: int, by: str, now: datetime) -> None:
    audit.record(session, at=now, actor=by, action=action, object_type="medewerker", object_id=medewerker_id)
