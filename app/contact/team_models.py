"""How the team divides the work: routing rules and hand-overs. Persistence only."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Medewerker
from app.contact.models import Werkgever
from app.core.db import Base, UtcDateTime


class Routeringsregel(Base):
    """New werkgevers that fit go to one of these colleagues. Nothing chosen for gemeenten, sectoren and so on: any.

    ``volgorde``: lowest first. ``medewerkers`` holds ids; whoever has left is passed over when the rule is used.
    ``onderwerpen``: ids of subjects; ``team``: the name that a werkgever reads. A rule with subjects keeps its people
    in ``leden`` and leaves ``medewerkers`` empty, so that a release that knows no subjects does not give it everybody.
    """

    __tablename__ = "routeringsregel"

    id: Mapped[int] = mapped_column(primary_key=True)
    naam: Mapped[str] = mapped_column(String(120))
    volgorde: Mapped[int] = mapped_column(default=100)
    gemeenten: Mapped[list[str]] = mapped_column(JSON)
    sectoren: Mapped[list[str]] = mapped_column(JSON)
    groottes: Mapped[list[str]] = mapped_column(JSON)
    medewerkers: Mapped[list[int]] = mapped_column(JSON)
    onderwerpen: Mapped[list[str] | None] = mapped_column(JSON, default=None)
    leden: Mapped[list[int] | None] = mapped_column(JSON, default=None)
    team: Mapped[str | None] = mapped_column(String(60), default=None)
    gewijzigd_op: Mapped[datetime] = mapped_column(UtcDateTime)


class Stand(StrEnum):
    """Where a hand-over stands."""

    VOORGESTELD = "voorgesteld"
    BEVESTIGD = "bevestigd"
    GEWEIGERD = "geweigerd"
    INGETROKKEN = "ingetrokken"


class Overdracht(Base):
    """A werkgever goes from one accountmanager to another; nothing moves before ``naar`` confirms.

    ``samenvatting`` is for colleagues only. ``bezwaar_op``: when the werkgever objected through the link;
    ``bezwaar_klaar_op``: when a coördinator settled that.
    """

    __tablename__ = "overdracht"
    __table_args__ = (
        CheckConstraint(f"stand IN ({', '.join(repr(s.value) for s in Stand)})", name="stand"),
        Index("ix_overdracht_naar_stand", "naar_id", "stand"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    werkgever_id: Mapped[int] = mapped_column(ForeignKey("werkgever.id", ondelete="CASCADE"), index=True)
    van_id: Mapped[int | None] = mapped_column(ForeignKey("medewerker.id"), default=None)
    naar_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id"))
    door_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id"))
    reden: Mapped[str] = mapped_column(String(500))
    samenvatting: Mapped[str] = mapped_column(Text)
    stand: Mapped[str] = mapped_column(String(12), default=Stand.VOORGESTELD)
    voorgesteld_op: Mapped[datetime] = mapped_column(UtcDateTime)
    besloten_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    bezwaar_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    bezwaar_klaar_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    werkgever: Mapped[Werkgever] = relationship()
    van: Mapped[Medewerker | None] = relationship(foreign_keys=[van_id])
    naar: Mapped[Medewerker] = relationship(foreign_keys=[naar_id])
    door: Mapped[Medewerker] = relationship(foreign_keys=[door_id])
