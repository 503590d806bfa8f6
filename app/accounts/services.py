"""Making and changing staff accounts."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from argon2 import PasswordHasher
from argon2.low_level import ARGON2_VERSION
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.models import Accountlink, Inlogstap, Medewerker, Sessie
from app.accounts.passwords import LONGEST, check_password
from app.accounts.permissions import Actor, Rol
from app.core import audit
from app.core.errors import DomainError, NotFound
from app.core.text import clean_line

WERKDAGEN = ("ma", "di", "wo", "do", "vr")
HASHER = PasswordHasher()  # argon2id with the library's current defaults (RFC 9106, low-memory profile)


def hash_of_nobody(hasher: PasswordHasher) -> str:
    """As ``hasher`` makes one, with chance for salt and outcome: checking it takes as long, and nothing fits."""
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, outcome = (
        b64encode(secrets.token_bytes(length)).decode().rstrip("=") for length in (hasher.salt_len, hasher.hash_len)
    )
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${outcome}"


def create_medewerker(
    session: Session,
    *,
    naam: str,
    email: str,
    rollen: Iterable[str],
    now: datetime,
    telefoon: str | None = None,
    werkdagen: Iterable[str] = WERKDAGEN,
    uren: int = 36,
    demo: bool = False,
    by: str = "systeem",
) -> Medewerker:
    """A new account, still without password. Raises DomainError for an unknown role, day or a used e-mail address."""
    naam, email = clean_line(naam), normal_email(email)
    if not naam or "@" not in email:
        raise DomainError("Vul een naam en een e-mailadres in.")
    roles, days = sorted(set(rollen)), set(werkdagen)
    unknown = [r for r in roles if r not in set(Rol)] + sorted(days - set(WERKDAGEN))
    if unknown:
        raise DomainError(f"Onbekend: {', '.join(unknown)}. Rollen zijn: {', '.join(Rol)}.")
    if not roles or not days:
        raise DomainError("Kies ten minste één rol en één werkdag.")
    if not 1 <= uren <= 60:
        raise DomainError("Vul uren per week in van 1 tot en met 60.")
    if session.scalar(select(Medewerker.id).where(Medewerker.email == email)):
        raise DomainError("Er is al een medewerker met dit e-mailadres.")
    medewerker = Medewerker(
        naam=naam,
        email=email,
        telefoon=clean_line(telefoon) if telefoon else None,
        rollen=roles,
        werkdagen=[day for day in WERKDAGEN if day in days],
        uren=uren,
        demo=demo,
        aangemaakt_op=now,
    )
    session.add(medewerker)
    session.flush()
    audit.record(
        session,
        at=now,
        actor=by,
        action="medewerker-nieuw",
        object_type="medewerker",
        object_id=medewerker.id,
        rollen=roles,
    )
    return medewerker


def set_password(
    session: Session,
    *,
    medewerker_id: int,
    password: str,
    now: datetime,
    by: str = "systeem",
    site: str = "",
    known: tuple[str, ...] = (),
    leaked: Path | None = None,
    hashed: str | None = None,
) -> None:
    """Store a new password; all sessions, half-way sign-ins and links to choose a password of this person end.

    known: words of the site that are easy to guess.
    hashed: ``hash_password`` of the same password, made before the transaction began so that nobody waits for it.
    The second factor stays. Raises DomainError for a password that is not good enough (``passwords.check_password``).
    """
    medewerker = get_medewerker(session, medewerker_id)
    own = (medewerker.naam, medewerker.email, site)
    check_password(password, own=own, known=(medewerker.organisatie or "", *known), leaked=leaked)
    medewerker.wachtwoord_hash = hashed or HASHER.hash(password)
    for table in (Sessie, Inlogstap, Accountlink):
        session.execute(delete(table).where(table.medewerker_id == medewerker.id))
    audit.record(
        session, at=now, actor=by, action="wachtwoord-gewijzigd", object_type="medewerker", object_id=medewerker.id
    )


def hash_password(password: str) -> str:
    """What is kept of a password. Slow on purpose; of a text that is too long only the beginning, it is refused."""
    return HASHER.hash(password[: LONGEST + 1])


def get_medewerker(session: Session, medewerker_id: int) -> Medewerker:
    """The account; raises NotFound."""
    medewerker = session.get(Medewerker, medewerker_id)
    if medewerker is None:
        raise NotFound("Deze medewerker bestaat niet (meer).")
    return medewerker


def as_actor(medewerker: Medewerker) -> Actor:
    """The frozen person that services and permissions work with."""
    return Actor(medewerker.id, medewerker.naam, frozenset(Rol(rol) for rol in medewerker.rollen))


def normal_email(email: str) -> str:
    """One spelling for one address: no spaces around it, lower case."""
    return clean_line(email).lower()
