"""What looked like a robot and waits for a person. Persistence only."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Medewerker
from app.core.db import Base, UtcDateTime


class Verdenking(StrEnum):
    """Why somebody has to look first."""

    LOKVELD = "lokveld"
    ADRES = "adres"
    EMAIL = "e-mail"
    DRUKTE = "drukte"


class Lot(StrEnum):
    """What became of it."""

    WACHT = "wacht"
    DOORGELATEN = "doorgelaten"
    WEGGEGOOID = "weggegooid"


class Quarantaine(Base):
    """A form that looked like the work of a robot. ``gegevens``: the fields of RequestFacts, empty once let through.

    ``referentie`` is the number the sender saw and the number of the request when it is let through. ``inhoud``: hash
    of the words without the key of the form, so that sending the same again gives one row. ``reden``: why thrown away.
    """

    __tablename__ = "quarantaine"
    __table_args__ = (
        CheckConstraint(f"verdenking IN ({', '.join(repr(v.value) for v in Verdenking)})", name="verdenking"),
        CheckConstraint(f"lot IN ({', '.join(repr(v.value) for v in Lot)})", name="lot"),
        Index("ix_quarantaine_lot", "lot", "besloten_op"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    referentie: Mapped[str] = mapped_column(String(12), unique=True)
    sleutel: Mapped[str] = mapped_column(String(64), unique=True)
    inhoud: Mapped[str] = mapped_column(String(64), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    gegevens: Mapped[dict[str, Any]] = mapped_column(JSON)
    verdenking: Mapped[str] = mapped_column(String(12))
    lot: Mapped[str] = mapped_column(String(12), default=Lot.WACHT)
    reden: Mapped[str | None] = mapped_column(String(500), default=None)
    ontvangen_op: Mapped[datetime] = mapped_column(UtcDateTime)
    besloten_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    besloten_door_id: Mapped[int | None] = mapped_column(ForeignKey("medewerker.id"), default=None)

    besloten_door: Mapped[Medewerker | None] = relationship()
