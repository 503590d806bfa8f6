"""The relation with a werkgever and its contactverzoeken. Persistence only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Medewerker
from app.contact.states import Soort, Status
from app.core.db import Base, UtcDateTime


def _one_of(column: str, values: type[Status] | type[Soort]) -> str:
    return f"{column} IN ({', '.join(repr(v.value) for v in values)})"


def _of_known(column: str, name: str, *columns: str) -> Index:
    """An index of the rows in which this column is filled in: a new row costs it nothing."""
    known = text(f"{column} IS NOT NULL")
    return Index(name, *columns, sqlite_where=known, postgresql_where=known)


class Werkgever(Base):
    """One employer organisation. ``accountmanager_id`` is its vaste contactpersoon.

    Without KvK-nummer a werkgever is known by its verified e-mail addresses. ``gemeente`` is a slug of the region,
    empty for a werkgever elsewhere. ``sector``: slug of a term; ``grootte``: a value of ``Grootte``; when told.
    ``motief``, ``ervaring`` and ``hr``: values of ``company.py``, what a colleague knows for the first conversation.
    """

    __tablename__ = "werkgever"

    id: Mapped[int] = mapped_column(primary_key=True)
    naam: Mapped[str] = mapped_column(String(200), index=True)
    kvk_nummer: Mapped[str | None] = mapped_column(String(8), unique=True, default=None)
    vestigingsnummer: Mapped[str | None] = mapped_column(String(12), default=None)
    gemeente: Mapped[str | None] = mapped_column(String(60), default=None)
    sector: Mapped[str | None] = mapped_column(String(60), default=None)
    grootte: Mapped[str | None] = mapped_column(String(10), default=None)
    motief: Mapped[str | None] = mapped_column(String(20), default=None)
    ervaring: Mapped[str | None] = mapped_column(String(20), default=None)
    hr: Mapped[str | None] = mapped_column(String(20), default=None)
    accountmanager_id: Mapped[int | None] = mapped_column(ForeignKey("medewerker.id"), index=True, default=None)
    aangemaakt_op: Mapped[datetime] = mapped_column(UtcDateTime)

    accountmanager: Mapped[Medewerker | None] = relationship()
    emails: Mapped[list[WerkgeverEmail]] = relationship(back_populates="werkgever", cascade="all, delete-orphan")
    verzoeken: Mapped[list[Contactverzoek]] = relationship(back_populates="werkgever")


class WerkgeverEmail(Base):
    """An address of which somebody used a link that we mailed, or that the servicepunt gave on day one. Lower case."""

    __tablename__ = "werkgever_email"
    __table_args__ = (UniqueConstraint("werkgever_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    werkgever_id: Mapped[int] = mapped_column(ForeignKey("werkgever.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254), index=True)
    bevestigd_op: Mapped[datetime] = mapped_column(UtcDateTime)

    werkgever: Mapped[Werkgever] = relationship(back_populates="emails")


class Territorium(Base):
    """A gemeente (slug) in which an accountmanager takes new werkgevers."""

    __tablename__ = "territorium"
    __table_args__ = (UniqueConstraint("gemeente", "medewerker_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gemeente: Mapped[str] = mapped_column(String(60))
    medewerker_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id", ondelete="CASCADE"), index=True)

    medewerker: Mapped[Medewerker] = relationship()


class Afwezigheid(Base):
    """A period in which somebody is away, first and last day included, with the colleague who answers meanwhile."""

    __tablename__ = "afwezigheid"
    __table_args__ = (
        CheckConstraint("tot >= van", name="periode"),
        CheckConstraint("vervanger_id <> medewerker_id", name="vervanger"),
        Index("ix_afwezigheid_periode", "tot", "van"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    medewerker_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id", ondelete="CASCADE"), index=True)
    vervanger_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id"), index=True)
    van: Mapped[date]
    tot: Mapped[date]
    aangemaakt_op: Mapped[datetime] = mapped_column(UtcDateTime)

    medewerker: Mapped[Medewerker] = relationship(foreign_keys=[medewerker_id])
    vervanger: Mapped[Medewerker] = relationship(foreign_keys=[vervanger_id])


class Contactverzoek(Base):
    """One request with its conversation; the question itself is the first Bericht.

    ``eigenaar_id`` empty means: in the desk queue. ``waarneming_voor_id``: the absent medewerker to whom the request
    goes back; until then the owner answers in their place. ``beloofd_op`` is the last day of the current promise and
    only counts while the request waits on us. ``toewijzing`` holds the last routing decision with facts and reasons.
    ``versie`` grows with every change. ``plaats`` is what the werkgever gave as place when it is outside the region.
    ``kanaal`` is empty for the form, else how it came in. ``geanonimiseerd_op``: names and words are gone for good.
    """

    __tablename__ = "contactverzoek"
    __table_args__ = (
        CheckConstraint(_one_of("status", Status), name="status"),
        Index("ix_contactverzoek_mand", "status", "eigenaar_id", "beloofd_op"),
        Index("ix_contactverzoek_team", "status", "beloofd_op"),
        _of_known("waarneming_voor_id", "ix_contactverzoek_waarneming", "waarneming_voor_id", "status"),
        _of_known("afgesloten_op", "ix_contactverzoek_afgerond", "eigenaar_id", "afgesloten_op"),
        Index("ix_contactverzoek_ingediend", "ingediend_op"),
        _of_known("afgesloten_op", "ix_contactverzoek_bewaren", "geanonimiseerd_op", "afgesloten_op"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    referentie: Mapped[str] = mapped_column(String(12), unique=True)
    sleutel: Mapped[str] = mapped_column(String(64), unique=True)
    werkgever_id: Mapped[int] = mapped_column(ForeignKey("werkgever.id"), index=True)
    organisatie: Mapped[str] = mapped_column(String(200))
    contact_naam: Mapped[str] = mapped_column(String(120))
    contact_email: Mapped[str] = mapped_column(String(254), index=True)
    contact_telefoon: Mapped[str | None] = mapped_column(String(30), default=None)
    gemeente: Mapped[str | None] = mapped_column(String(60), default=None)
    plaats: Mapped[str | None] = mapped_column(String(120), default=None)
    buiten_regio: Mapped[bool] = mapped_column(default=False)
    onderwerp: Mapped[str] = mapped_column(String(120))
    status: Mapped[str] = mapped_column(String(20), default=Status.NIEUW)
    eigenaar_id: Mapped[int | None] = mapped_column(ForeignKey("medewerker.id"), default=None)
    waarneming_voor_id: Mapped[int | None] = mapped_column(ForeignKey("medewerker.id"), default=None)
    spoed: Mapped[bool] = mapped_column(default=False)
    beloofd_op: Mapped[date]
    toewijzing: Mapped[dict[str, Any]] = mapped_column(JSON)
    keuzehulp: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    bijlage: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    kanaal: Mapped[str | None] = mapped_column(String(12), default=None)
    versie: Mapped[int] = mapped_column(default=1)
    ingediend_op: Mapped[datetime] = mapped_column(UtcDateTime)
    gewijzigd_op: Mapped[datetime] = mapped_column(UtcDateTime)
    eerste_antwoord_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    afgesloten_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    geanonimiseerd_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    werkgever: Mapped[Werkgever] = relationship(back_populates="verzoeken")
    eigenaar: Mapped[Medewerker | None] = relationship(foreign_keys=[eigenaar_id])
    waarneming_voor: Mapped[Medewerker | None] = relationship(foreign_keys=[waarneming_voor_id])
    gasten: Mapped[list[VerzoekGast]] = relationship(back_populates="verzoek", cascade="all, delete-orphan")
    berichten: Mapped[list[Bericht]] = relationship(
        back_populates="verzoek", order_by="Bericht.id", cascade="all, delete-orphan"
    )


class VerzoekGast(Base):
    """A colleague from elsewhere (or from the team) who was invited into one request; the owner stays the owner."""

    __tablename__ = "verzoek_gast"
    __table_args__ = (UniqueConstraint("verzoek_id", "medewerker_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    verzoek_id: Mapped[int] = mapped_column(ForeignKey("contactverzoek.id", ondelete="CASCADE"))
    medewerker_id: Mapped[int] = mapped_column(ForeignKey("medewerker.id"), index=True)
    uitgenodigd_op: Mapped[datetime] = mapped_column(UtcDateTime)

    verzoek: Mapped[Contactverzoek] = relationship(back_populates="gasten")
    medewerker: Mapped[Medewerker] = relationship()


class Herinnering(Base):
    """A reminder that was sent about one promise; each kind at most once."""

    __tablename__ = "herinnering"
    __table_args__ = (UniqueConstraint("verzoek_id", "soort", "beloofd_op"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    verzoek_id: Mapped[int] = mapped_column(ForeignKey("contactverzoek.id", ondelete="CASCADE"))
    soort: Mapped[str] = mapped_column(String(12))
    beloofd_op: Mapped[date]
    verstuurd_op: Mapped[datetime] = mapped_column(UtcDateTime)


class Bericht(Base):
    """One message in the conversation, plain text. ``sleutel`` makes sending it twice harmless."""

    __tablename__ = "bericht"
    __table_args__ = (
        CheckConstraint(_one_of("soort", Soort), name="soort"),
        UniqueConstraint("verzoek_id", "sleutel"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    verzoek_id: Mapped[int] = mapped_column(ForeignKey("contactverzoek.id", ondelete="CASCADE"), index=True)
    soort: Mapped[str] = mapped_column(String(12))
    medewerker_id: Mapped[int | None] = mapped_column(ForeignKey("medewerker.id"), default=None)
    tekst: Mapped[str] = mapped_column(Text)
    sleutel: Mapped[str | None] = mapped_column(String(64), default=None)
    geschreven_op: Mapped[datetime] = mapped_column(UtcDateTime)

    verzoek: Mapped[Contactverzoek] = relationship(back_populates="berichten")
    medewerker: Mapped[Medewerker | None] = relationship()
