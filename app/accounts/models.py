"""Staff accounts, their sessions and failed attempts to sign in. Persistence only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime


class Medewerker(Base):
    """Somebody who works at the desk. ``rollen`` holds values of ``Rol``; ``werkdagen`` holds "ma" to "vr".

    ``uren`` are contract hours per week; ``vol`` means: no new werkgevers for now (own werkgevers always come through).
    ``vervanger_id``: who steps in on days this person does not work. ``organisatie``: of a guest (UWV, a gemeente, a
    leerwerkloket). ``email`` is stored in lower case. Without ``wachtwoord_hash`` nobody can sign in.
    """

    __tablename__ = "medewerker"
    __table_args__ = (CheckConstraint("uren > 0 AND uren <= 60", name="uren"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    naam: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    telefoon: Mapped[str | None] = mapped_column(String(20), default=None)
    rollen: Mapped[list[str]] = mapped_column(JSON)
    werkdagen: Mapped[list[str]] = mapped_column(JSON)
    uren: Mapped[int] = mapped_column(default=36)
    vol: Mapped[bool] = mapped_column(default=False)
    vervanger_id: Mapped[int | None] = mapped_column(ForeignKey("medewerker.id"), index=True, default=None)
    organisatie: Mapped[str | None] = mapped_column(String(120), default=None)
    actief: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    wachtwoord_hash: Mapped[str | None] = mapped_column(String(200), default=None)
    aangemaakt_op: Mapped[datetime] = mapped_column(UtcDateTime)

    vervanger: Mapped[Medewerker | None] = relationship(remote_side=[id])
    sessies: Mapped[list[Sessie]] = relationship(back_populates="medewerker", cascade="all, delete-orphan")


class Sessie(Base):
    """A signed-in browser. Only the SHA-256 of its token is stored, so a copy of the table opens nothing."""

    __tablename__ = "sessie"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    medewerker_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id", ondelete="CASCADE"), index=True)
    begonnen_op: Mapped[datetime] = mapped_column(UtcDateTime)
    gezien_op: Mapped[datetime] = mapped_column(UtcDateTime)

    medewerker: Mapped[Medewerker] = relationship(back_populates="sessies")


class Inlogpoging(Base):
    """One attempt to sign in. ``sleutel`` is a keyed hash that changes every day: no address can be read from it."""

    __tablename__ = "inlogpoging"
    __table_args__ = (Index("ix_inlogpoging_sleutel_op", "sleutel", "op"), Index("ix_inlogpoging_op", "op"))

    id: Mapped[int] = mapped_column(primary_key=True)
    poging: Mapped[str] = mapped_column(String(32), index=True)
    sleutel: Mapped[str] = mapped_column(String(64))
    op: Mapped[datetime] = mapped_column(UtcDateTime)
