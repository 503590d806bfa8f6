"""What is kept about a werkgever besides its requests: placements, follow-ups, moments of contact. Persistence only."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Medewerker
from app.contact.models import Contactverzoek, Werkgever
from app.core.db import Base, UtcDateTime


class Dagdeel(StrEnum):
    """When a werkgever wants to be called."""

    OCHTEND = "ochtend"
    MIDDAG = "middag"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"ochtend": "'s ochtends", "middag": "'s middags"}[self.value]


class Contactsoort(StrEnum):
    """How there was contact with a werkgever; a notitie is only something to remember."""

    TELEFOON = "telefoon"
    BEZOEK = "bezoek"
    EMAIL = "email"
    NOTITIE = "notitie"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"telefoon": "Gebeld", "bezoek": "Bezoek", "email": "E-mail", "notitie": "Notitie"}[self.value]


class OpvolgingStand(StrEnum):
    """A follow-up waits, is done, or was not needed."""

    GEPLAND = "gepland"
    GEDAAN = "gedaan"
    VERVALLEN = "vervallen"


class CheckinAntwoord(StrEnum):
    """A check-in in one word: nothing to do, or somebody has to call."""

    GOED = "goed"
    BEL_MIJ = "bel-mij"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"goed": "Loopt goed", "bel-mij": "Bel mij"}[self.value]


class Niveau(StrEnum):
    """How something goes, in the words of a check-in; the best first."""

    GOED = "goed"
    KAN_BETER = "kan-beter"
    NIET_GOED = "niet-goed"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"goed": "Goed", "kan-beter": "Kan beter", "niet-goed": "Niet goed"}[self.value]

    @property
    def rang(self) -> int:
        """3 for the best, 1 for the worst."""
        return 3 - list(Niveau).index(self)


def _in(column: str, values: type[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(v.value) for v in values)})"


class Beoordeling(Base):
    """What the werkgever said after closing, once. ``tevreden`` runs from 1 to 5. Nobody's name stands in it."""

    __tablename__ = "beoordeling"
    __table_args__ = (
        CheckConstraint("geholpen IN ('ja', 'deels', 'nee')", name="geholpen"),
        CheckConstraint("tevreden BETWEEN 1 AND 5", name="tevreden"),
    )

    verzoek_id: Mapped[int] = mapped_column(ForeignKey("contactverzoek.id", ondelete="CASCADE"), primary_key=True)
    geholpen: Mapped[str] = mapped_column(String(6))
    tevreden: Mapped[int]
    gegeven_op: Mapped[datetime] = mapped_column(UtcDateTime)

    verzoek: Mapped[Contactverzoek] = relationship()


class Belmoment(Base):
    """When the werkgever wants to be called about a request; the last choice counts.

    ``van`` and ``tot``: between which times, as the working hours of the contact person were when it was chosen.
    """

    __tablename__ = "belmoment"
    __table_args__ = (CheckConstraint(_in("dagdeel", Dagdeel), name="dagdeel"),)

    verzoek_id: Mapped[int] = mapped_column(ForeignKey("contactverzoek.id", ondelete="CASCADE"), primary_key=True)
    dag: Mapped[date]
    dagdeel: Mapped[str] = mapped_column(String(10))
    van: Mapped[time | None] = mapped_column(default=None)
    tot: Mapped[time | None] = mapped_column(default=None)
    telefoon: Mapped[str] = mapped_column(String(30))
    gekozen_op: Mapped[datetime] = mapped_column(UtcDateTime)

    verzoek: Mapped[Contactverzoek] = relationship()


class Werkblad(Base):
    """A colleague has a request open (``gezien_op``), perhaps with an answer that is not sent yet (``concept``)."""

    __tablename__ = "werkblad"
    __table_args__ = (Index("ix_werkblad_gezien", "gezien_op"),)

    verzoek_id: Mapped[int] = mapped_column(ForeignKey("contactverzoek.id", ondelete="CASCADE"), primary_key=True)
    medewerker_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id", ondelete="CASCADE"), primary_key=True)
    concept: Mapped[str] = mapped_column(Text, default="")
    gezien_op: Mapped[datetime] = mapped_column(UtcDateTime)

    medewerker: Mapped[Medewerker] = relationship()


class Plaatsing(Base):
    """Somebody began to work at a werkgever: which job and from which month, never who.

    ``startmaand`` is the first day of the month. ``regelingen``: list of {"slug", "tot"}; ``tot`` is an ISO date out
    of the decision of the uitvoerder, or None. ``beeindigd_op``: the job is over; nothing is followed up any more.
    ``checkin_email``: where the check-ins of the planned moments go; None: a colleague calls.
    """

    __tablename__ = "plaatsing"

    id: Mapped[int] = mapped_column(primary_key=True)
    werkgever_id: Mapped[int] = mapped_column(ForeignKey("werkgever.id", ondelete="CASCADE"), index=True)
    functie: Mapped[str] = mapped_column(String(120))
    startmaand: Mapped[date] = mapped_column(index=True)
    regelingen: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    beeindigd_op: Mapped[date | None] = mapped_column(default=None)
    checkin_email: Mapped[str | None] = mapped_column(String(254), default=None)
    medewerker_id: Mapped[int | None] = mapped_column(ForeignKey("medewerker.id"), default=None)
    aangemaakt_op: Mapped[datetime] = mapped_column(UtcDateTime)

    werkgever: Mapped[Werkgever] = relationship()


class Opvolging(Base):
    """A day on which somebody gets back to a werkgever. ``sleutel`` says why, so proposing it twice gives one row."""

    __tablename__ = "opvolging"
    __table_args__ = (
        CheckConstraint(_in("stand", OpvolgingStand), name="stand"),
        UniqueConstraint("werkgever_id", "sleutel"),
        Index("ix_opvolging_stand", "stand", "op"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    werkgever_id: Mapped[int] = mapped_column(ForeignKey("werkgever.id", ondelete="CASCADE"))
    plaatsing_id: Mapped[int | None] = mapped_column(ForeignKey("plaatsing.id", ondelete="CASCADE"), index=True)
    sleutel: Mapped[str] = mapped_column(String(80))
    op: Mapped[date]
    waarom: Mapped[str] = mapped_column(String(300))
    stand: Mapped[str] = mapped_column(String(10), default=OpvolgingStand.GEPLAND)
    afgehandeld_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    aangemaakt_op: Mapped[datetime] = mapped_column(UtcDateTime)

    werkgever: Mapped[Werkgever] = relationship()
    plaatsing: Mapped[Plaatsing | None] = relationship()


class Checkin(Base):
    """A mail that asks how it goes, answered with three choices: ``taken``, ``begeleiding`` and ``bellen``.

    ``antwoord`` is their sum in one word; answers of before the three questions have only that. ``moment``: the
    planned moment ("moment-3"), so that it is asked once; None when a colleague sent it.
    """

    __tablename__ = "checkin"
    __table_args__ = (
        CheckConstraint(_in("antwoord", CheckinAntwoord), name="antwoord"),
        Index("ix_checkin_moment", "plaatsing_id", "moment", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    werkgever_id: Mapped[int] = mapped_column(ForeignKey("werkgever.id", ondelete="CASCADE"), index=True)
    plaatsing_id: Mapped[int | None] = mapped_column(ForeignKey("plaatsing.id", ondelete="SET NULL"), default=None)
    medewerker_id: Mapped[int | None] = mapped_column(ForeignKey("medewerker.id"), default=None)
    email: Mapped[str] = mapped_column(String(254))
    verstuurd_op: Mapped[datetime] = mapped_column(UtcDateTime)
    antwoord: Mapped[str | None] = mapped_column(String(8), default=None)
    taken: Mapped[str | None] = mapped_column(String(10), default=None)
    begeleiding: Mapped[str | None] = mapped_column(String(10), default=None)
    bellen: Mapped[bool | None] = mapped_column(default=None)
    moment: Mapped[str | None] = mapped_column(String(20), default=None)
    beantwoord_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    werkgever: Mapped[Werkgever] = relationship()
    plaatsing: Mapped[Plaatsing | None] = relationship()


class Contactmoment(Base):
    """Something a colleague wrote down about a werkgever outside a request. Never sent to anybody."""

    __tablename__ = "contactmoment"
    __table_args__ = (
        CheckConstraint(_in("soort", Contactsoort), name="soort"),
        UniqueConstraint("werkgever_id", "sleutel"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    werkgever_id: Mapped[int] = mapped_column(ForeignKey("werkgever.id", ondelete="CASCADE"))
    soort: Mapped[str] = mapped_column(String(10))
    dag: Mapped[date]
    tekst: Mapped[str] = mapped_column(Text)
    sleutel: Mapped[str] = mapped_column(String(64))
    medewerker_id: Mapped[int | None] = mapped_column(ForeignKey("medewerker.id"), default=None)
    geschreven_op: Mapped[datetime] = mapped_column(UtcDateTime)

    werkgever: Mapped[Werkgever] = relationship()
    medewerker: Mapped[Medewerker | None] = relationship()
