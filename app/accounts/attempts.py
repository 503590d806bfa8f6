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
from functools import lru_cache

from sqlalchemy import Connection, bindparam, delete, func, insert, literal, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Dagsleutel, Inlogpoging
from app.core.db import Executor, connection_of
from app.core.prepared import Prepared, adding

KEEP = timedelta(hours=24)
_ATTEMPTS, _DAYS = Inlogpoging.__table__.c, Dagsleutel.__table__.c
_WRITE = adding(Inlogpoging, "poging", "sleutel", "op")
_KEYS = Prepared(
    select(_DAYS.dag, _DAYS.sleutel)
    .where(or_(_DAYS.dag == bindparam("vandaag"), _DAYS.dag == bindparam("gisteren")))
    .order_by(_DAYS.dag.desc())
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` attempts under ``name`` in the time ``within``; never longer than 24 hours."""

    name: str
    most: int
    within: timedelta


def count_attempt(session: Executor, limits: Sequence[Limit], *, secret_key: str, now: datetime) -> str | None:
    """Write one attempt down under every name and return its number, or None when a limit is full (nothing written).

    Attempts queue here until the end of the caller's transaction, so that guessing in parallel does not help.
    """
    connection = connection_of(session)
    newest, *older = _keys(connection, secret_key, now)
    names = [_hashed(newest, limit.name) for limit in limits]
    earlier = [_hashed(older[0], limit.name) for limit in limits] if older else names
    values: dict[str, object] = {}
    for number, limit in enumerate(limits):
        values |= {f"naam{number}": names[number], f"toen{number}": earlier[number], f"op{number}": now - limit.within}
    counts = _counts(len(limits)).one(connection, values)
    if any(count >= limit.most for count, limit in zip(counts, limits, strict=True)):
        return None
    attempt = secrets.token_hex(16)
    _WRITE.write(connection, *({"poging": attempt, "sleutel": name, "op": now} for name in dict.fromkeys(names)))
    return attempt


@lru_cache(maxsize=16)
def _counts(limits: int) -> Prepared:
    """One row with the number of recent attempts for each limit, under today's name and that of yesterday."""
    each = (
        select(func.count())
        .where(
            or_(_ATTEMPTS.sleutel == bindparam(f"naam{number}"), _ATTEMPTS.sleutel == bindparam(f"toen{number}")),
            _ATTEMPTS.op > bindparam(f"op{number}"),
        )
        .scalar_subquery()
        .label(f"aantal{number}")
        for number in range(limits)
    )
    return Prepared(select(*each))


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


def _keys(connection: Connection, secret_key: str, now: datetime) -> list[bytes]:
    """Today's key and yesterday's, when it is there. Today's row is locked: that is the queue."""
    today = _day(now)
    days = {"vandaag": today, "gisteren": today - timedelta(days=1)}
    stored = _KEYS.rows(connection, days)
    if not stored or stored[0].dag != today:
        _make_key(connection, today)
        stored = _KEYS.rows(connection, days)
    return [hmac.digest(secret_key.encode(), f"pogingen:{row.sleutel}".encode(), "sha256") for row in stored]


def _make_key(connection: Connection, day: date) -> None:
    """One random key for the day, also when two processes are first together: the second one finds the first's."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(day.toordinal())))
    fresh = select(literal(day), literal(secrets.token_hex(32))).where(
        ~select(Dagsleutel.dag).where(Dagsleutel.dag == day).exists()
    )
    connection.execute(insert(Dagsleutel).from_select(["dag", "sleutel"], fresh))


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _hashed(key: bytes, name: str) -> str:
    return hmac.new(key, name.encode(), "sha256").hexdigest()
