"""Staff accounts, how they prove who they are, their sessions and attempts to sign in. Persistence only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime


class Medewerker(Base):
    """Somebody who works at the desk. ``rollen`` holds values of ``Rol``; ``werkdagen`` holds "ma" to "vr".

    ``uren`` are contract hours per week; ``vol`` means: no new werkgevers for now (own werkgevers always come through).
    ``vervanger_id``: who steps in on days this person does not work. ``organisatie``: of a guest (UWV, a gemeente, a
    leerwerkloket). ``werktijden``: per working day "9.00-17.00"; a day that is not in it follows the office hours of
    the desk. ``email`` is stored in lower case. Without ``wachtwoord_hash`` nobody signs in with a password.
    """

    __tablename__ = "medewerker"
    __table_args__ = (CheckConstraint("uren > 0 AND uren <= 60", name="uren"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    naam: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    telefoon: Mapped[str | None] = mapped_column(String(20), default=None)
    rollen: Mapped[list[str]] = mapped_column(JSON)
    werkdagen: Mapped[list[str]] = mapped_column(JSON)
    werktijden: Mapped[dict[str, str] | None] = mapped_column(JSON, default=None)
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
    """A signed-in browser. Only the SHA-256 of its token is stored, so a copy of the table opens nothing.

    ``bevestigd_op``: when the person last proved who it is; empty means at the beginning. ``methode``: wachtwoord, code
    (password and second factor) or organisatie (OIDC).
    """

    __tablename__ = "sessie"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    medewerker_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id", ondelete="CASCADE"), index=True)
    begonnen_op: Mapped[datetime] = mapped_column(UtcDateTime)
    gezien_op: Mapped[datetime] = mapped_column(UtcDateTime)
    bevestigd_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    methode: Mapped[str | None] = mapped_column(String(12), default=None)

    medewerker: Mapped[Medewerker] = relationship(back_populates="sessies")


class Inlogpoging(Base):
    """One attempt to sign in. ``sleutel`` is a keyed hash that changes every day: no address can be read from it."""

    __tablename__ = "inlogpoging"
    __table_args__ = (Index("ix_inlogpoging_sleutel_op", "sleutel", "op"), Index("ix_inlogpoging_op", "op"))

    id: Mapped[int] = mapped_column(primary_key=True)
    poging: Mapped[str] = mapped_column(String(32), index=True)
    sleutel: Mapped[str] = mapped_column(String(64))
    op: Mapped[datetime] = mapped_column(UtcDateTime)


class Dagsleutel(Base):
    """The random key of one day for the counters; gone two days later, and with it the meaning of what is left."""

    __tablename__ = "dagsleutel"

    dag: Mapped[date] = mapped_column(Date, primary_key=True)
    sleutel: Mapped[str] = mapped_column(String(64))


class Inlogstap(Base):
    """Somebody who gave the right password and still owes a second factor. Opens nothing by itself."""

    __tablename__ = "inlogstap"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    medewerker_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id", ondelete="CASCADE"), index=True)
    verder: Mapped[str] = mapped_column(Text)
    begonnen_op: Mapped[datetime] = mapped_column(UtcDateTime)


class TweedeFactor(Base):
    """The authenticator app of one person. ``geheim`` is encrypted; ``laatste_stap``: the last code that was used."""

    __tablename__ = "tweede_factor"

    medewerker_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id", ondelete="CASCADE"), primary_key=True)
    geheim: Mapped[str] = mapped_column(String(300))
    laatste_stap: Mapped[int]
    ingesteld_op: Mapped[datetime] = mapped_column(UtcDateTime)


class Herstelcode(Base):
    """One code for when the phone is gone. ``plek`` is the first character, ``code_hash`` argon2id of the whole."""

    __tablename__ = "herstelcode"
    __table_args__ = (UniqueConstraint("medewerker_id", "plek"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    medewerker_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id", ondelete="CASCADE"))
    plek: Mapped[str] = mapped_column(String(1))
    code_hash: Mapped[str] = mapped_column(String(200))


class Organisatiekoppeling(Base):
    """Which person at the organisation's identity provider this account belongs to: issuer and subject, not e-mail."""

    __tablename__ = "organisatiekoppeling"
    __table_args__ = (UniqueConstraint("uitgever", "onderwerp"),)

    medewerker_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id", ondelete="CASCADE"), primary_key=True)
    uitgever: Mapped[str] = mapped_column(String(200))
    onderwerp: Mapped[str] = mapped_column(String(255))
    gekoppeld_op: Mapped[datetime] = mapped_column(UtcDateTime)


class Accountlink(Base):
    """A link out of an e-mail to choose a password, once. ``soort``: uitnodiging or herstel."""

    __tablename__ = "accountlink"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    medewerker_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id", ondelete="CASCADE"), index=True)
    soort: Mapped[str] = mapped_column(String(12))
    verloopt_op: Mapped[datetime] = mapped_column(UtcDateTime)
