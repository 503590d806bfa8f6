"""The only place that reads the time. Tests pin it; the rest of the code asks ``now()`` and ``today()``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_pinned: ContextVar[datetime | None] = ContextVar("pinned_clock", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _pinned.get() or datetime.now(UTC)


def pinned_moment() -> datetime | None:
    """The moment the clock is pinned to in this context; ``core.db.now`` follows it, so one pin holds for both."""
    return _pinned.get()


def today() -> date:
    """Today's date as people in Amsterdam see it: status badges and promises turn at their midnight."""
    return now().astimezone(AMSTERDAM).date()


@contextmanager
def pinned(moment: datetime) -> Iterator[None]:
    """Let ``now()`` return ``moment`` (aware) in this context. For tests and for previews of another date."""
    if moment.tzinfo is None:
        raise ValueError("pin the clock to an aware datetime")
    token = _pinned.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pinned.reset(token)
