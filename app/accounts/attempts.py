"""Counting attempts across all processes, without keeping who or where.

A counter has a keyed hash as its name. The key is made from the secret key and from a random key of the day, which
stands in the database and is thrown away. While it lives, a copy of the database alone does not give an address away;
once it is gone nobody can find it again, not even with the secret key. Yesterday's key still counts, so that midnight
gives no new chances.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, func, insert, literal, select
from sqlalchemy.orm import Session

from app.accounts.models import Dagsleutel, Inlogpoging

KEEP = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` attempts under ``name`` in the time ``within``; never longer than 24 hours."""

    name: str
    most: int
    within: timedelta


def count_attempt(session: Session, limits: Sequence[Limit], *, secret_key: str, now: datetime) -> str | None:
    """Write one attempt down under every name and return its number, or None when a limit is full (nothing written).

    Attempts queue here until the end of the caller's transaction, so that guessing in parallel does not help.
    """
    keys = _keys(session, secret_key, now)
    for limit in limits:
        names = [_hashed(key, limit.name) for key in keys]
        recent = select(func.count()).where(Inlogpoging.sleutel.in_(names), Inlogpoging.op > now - limit.within)
        if (session.scalar(recent) or 0) >= limit.most:
            return None
    attempt = secrets.token_hex(16)
    names = [_hashed(keys[0], name) for name in dict.fromkeys(limit.name for limit in limits)]
    session.add_all(Inlogpoging(poging=attempt, sleutel=name, op=now) for name in names)
    return attempt


def forget_attempt(session: Session, attempt: str) -> None:
    """It succeeded, so it does not count."""
    session.execute(delete(Inlogpoging).where(Inlogpoging.poging == attempt))


def purge(session: Session, *, now: datetime) -> None:
    """Throw attempts away after 24 hours, and the keys of the days before yesterday."""
    session.execute(delete(Inlogpoging).where(Inlogpoging.op < now - KEEP))
    session.execute(delete(Dagsleutel).where(Dagsleutel.dag < _day(now) - timedelta(days=1)))


def place(address: str) -> str:
    """Where a request comes from: the IPv4 address, or the network (/64) of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "onbekend"
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _keys(session: Session, secret_key: str, now: datetime) -> list[bytes]:
    """Today's key and yesterday's, when it is there. Today's row is locked: that is the queue."""
    today = _day(now)
    _make_key(session, today)
    stored = session.scalars(
        select(Dagsleutel)
        .where(Dagsleutel.dag.in_((today, today - timedelta(days=1))))
        .order_by(Dagsleutel.dag.desc())
        .with_for_update()
    ).all()
    return [hmac.digest(secret_key.encode(), f"pogingen:{row.sleutel}".encode(), "sha256") for row in stored]


def _make_key(session: Session, day: date) -> None:
    """One random key for the day, also when two processes are first together: the second one finds the first's."""
    there = select(Dagsleutel.dag).where(Dagsleutel.dag == day)
    if session.scalar(there) is not None:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(day.toordinal())))
    fresh = select(literal(day), literal(secrets.token_hex(32))).where(~there.exists())
    session.execute(insert(Dagsleutel).from_select(["dag", "sleutel"], fresh))


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _hashed(key: bytes, name: str) -> str:
    return hmac.new(key, name.encode(), "sha256").hexdigest()
