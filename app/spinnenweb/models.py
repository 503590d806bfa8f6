"""Groepen that fill in a web together. Persistence only.

The answers of people live as short as possible: they are thrown away when the session closes, see ``statistics``.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Medewerker
from app.core.db import Base, UtcDateTime


class Groep(StrEnum):
    """On whose behalf somebody fills in."""

    WERKGEVERS = "werkgevers"
    PROFESSIONALS = "professionals"


class Spinnenwebsessie(Base):
    """One time that people fill in together. ``reeks`` (the name in lower case) or ``kvk_nummer`` ties times together.

    ``uitslag`` is what may be told, by Groep; empty until the session closes. After ``bewaren_tot`` it is deleted.
    """

    __tablename__ = "spinnenwebsessie"
    __table_args__ = (
        Index("ix_spinnenwebsessie_open", "gesloten_op", "open_tot"),
        Index("ix_spinnenwebsessie_kvk", "kvk_nummer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    naam: Mapped[str] = mapped_column(String(120))
    reeks: Mapped[str] = mapped_column(String(120), index=True)
    kvk_nummer: Mapped[str | None] = mapped_column(String(8), default=None)
    web: Mapped[str] = mapped_column(String(80))
    versie: Mapped[int]
    medewerker_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id"), index=True)
    geopend_op: Mapped[datetime] = mapped_column(UtcDateTime)
    open_tot: Mapped[datetime] = mapped_column(UtcDateTime)
    gesloten_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    bewaren_tot: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    uitslag: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)

    medewerker: Mapped[Medewerker] = relationship()
    inzendingen: Mapped[list[Spinnenwebinzending]] = relationship(
        back_populates="sessie", cascade="all, delete-orphan", passive_deletes=True
    )

    def is_open(self, now: datetime) -> bool:
        """Whether people can fill in."""
        return self.gesloten_op is None and now < self.open_tot


class Spinnenwebinzending(Base):
    """The answers of one person, without who or when. ``sleutel`` stood in the form: sending twice counts once."""

    __tablename__ = "spinnenwebinzending"
    __table_args__ = (
        UniqueConstraint("sessie_id", "sleutel"),
        CheckConstraint("groep IN ('werkgevers', 'professionals')", name="groep"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sessie_id: Mapped[int] = mapped_column(ForeignKey("spinnenwebsessie.id", ondelete="CASCADE"))
    groep: Mapped[str] = mapped_column(String(20))
    sleutel: Mapped[str] = mapped_column(String(64))
    scores: Mapped[dict[str, int | None]] = mapped_column(JSON)

    sessie: Mapped[Spinnenwebsessie] = relationship(back_populates="inzendingen")
