"""Who signed up for a meeting. Persistence only; everything goes thirty days after the meeting."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime


class Stand(StrEnum):
    """How a sign-up stands. ``gevraagd``: the mailbox did not confirm it yet, so it takes no place."""

    GEVRAAGD = "gevraagd"
    BEVESTIGD = "bevestigd"
    WACHTLIJST = "wachtlijst"


class Deelnemerslijst(Base):
    """The list of one meeting; made when the first person signs up. Whoever changes the list locks this row first.

    titel, begint_op, eindigt_op: the meeting as it was last seen, also when its file is gone. gemeld: what people were
    told about when and where.
    """

    __tablename__ = "deelnemerslijst"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    titel: Mapped[str] = mapped_column(String(90))
    begint_op: Mapped[datetime] = mapped_column(UtcDateTime)
    eindigt_op: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    gemeld: Mapped[str] = mapped_column(Text)
    afgelast_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    afgelast_reden: Mapped[str | None] = mapped_column(String(220), default=None)

    aanmeldingen: Mapped[list[Aanmelding]] = relationship(
        back_populates="lijst", cascade="all, delete-orphan", passive_deletes=True
    )


class Aanmelding(Base):
    """One person: an address stands on a list once, so sending the form twice is harmless.

    code: stands, signed, in the links of the mail.
    rang: place in the order of confirming, the lowest number first; empty until the mailbox confirmed.
    gemaild_op: the last mail that somebody caused with the form. herinnerd_op: the reminder went out, or is not needed.
    """

    __tablename__ = "aanmelding"
    __table_args__ = (
        CheckConstraint("stand IN ('gevraagd', 'bevestigd', 'wachtlijst')", name="stand"),
        UniqueConstraint("lijst_id", "email"),
        UniqueConstraint("lijst_id", "rang"),
        Index("ix_aanmelding_email", "email", "gevraagd_op"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lijst_id: Mapped[int] = mapped_column(ForeignKey("deelnemerslijst.id", ondelete="CASCADE"))
    naam: Mapped[str] = mapped_column(String(120))
    organisatie: Mapped[str | None] = mapped_column(String(200), default=None)
    email: Mapped[str] = mapped_column(String(254))
    stand: Mapped[str] = mapped_column(String(12), default=Stand.GEVRAAGD)
    rang: Mapped[int | None] = mapped_column(default=None)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    gevraagd_op: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    gemaild_op: Mapped[datetime] = mapped_column(UtcDateTime)
    bevestigd_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    herinnerd_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    lijst: Mapped[Deelnemerslijst] = relationship(back_populates="aanmeldingen")
