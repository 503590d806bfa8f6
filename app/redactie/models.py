"""What readers and colleagues give back to the editor, and who wants to hear of changes. Persistence only.

Nothing here says who a reader is: no address of a machine, no time of the day, no words that were typed together. The
one exception is the e-mail address of a subscriber, which goes when they unsubscribe.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime


class Terugmelding(Base):
    """An answer to "Heeft deze pagina u geholpen?". ``sleutel`` makes sending it twice harmless."""

    __tablename__ = "terugmelding"
    __table_args__ = (
        CheckConstraint("antwoord IN ('ja', 'nee')", name="antwoord"),
        Index("ix_terugmelding_op", "op"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pagina: Mapped[str] = mapped_column(String(120))
    taal: Mapped[str] = mapped_column(String(2))
    antwoord: Mapped[str] = mapped_column(String(3))
    reden: Mapped[str | None] = mapped_column(String(20), default=None)
    tekst: Mapped[str | None] = mapped_column(Text, default=None)
    sleutel: Mapped[str] = mapped_column(String(64), unique=True)
    op: Mapped[date]


class Uitleg(Base):
    """An accountmanager had to explain this page to a werkgever. Which werkgever or accountmanager is not kept."""

    __tablename__ = "uitleg"

    id: Mapped[int] = mapped_column(primary_key=True)
    pagina: Mapped[str] = mapped_column(String(120))
    sleutel: Mapped[str] = mapped_column(String(64), unique=True)
    op: Mapped[date] = mapped_column(index=True)


class Zoekvraag(Base):
    """How often something was searched for in a week (its Monday), found nothing, and led to a page."""

    __tablename__ = "zoekvraag"

    week: Mapped[date] = mapped_column(primary_key=True)
    taal: Mapped[str] = mapped_column(String(2), primary_key=True)
    vraag: Mapped[str] = mapped_column(String(80), primary_key=True)
    gezocht: Mapped[int] = mapped_column(default=0)
    leeg: Mapped[int] = mapped_column(default=0)
    geopend: Mapped[int] = mapped_column(default=0)


class Lezing(Base):
    """How often a page was opened in a week (its Monday), in any language. ``pagina`` is its path."""

    __tablename__ = "lezing"

    week: Mapped[date] = mapped_column(primary_key=True)
    pagina: Mapped[str] = mapped_column(String(120), primary_key=True)
    aantal: Mapped[int] = mapped_column(default=0)


class Kwartaalcijfers(Base):
    """The public figures of a quarter (its first day), as they were made once: what is hidden is not in it.

    ``voorbeeld``: made up, for an installation that is no real one.
    """

    __tablename__ = "kwartaalcijfers"

    kwartaal: Mapped[date] = mapped_column(primary_key=True)
    cijfers: Mapped[dict[str, Any]] = mapped_column(JSON)
    voorbeeld: Mapped[bool] = mapped_column(default=False)
    gemaakt_op: Mapped[datetime] = mapped_column(UtcDateTime)


class Weekbericht(Base):
    """The weekly list of this week (its Monday) was mailed, so it never goes out twice."""

    __tablename__ = "weekbericht"

    week: Mapped[date] = mapped_column(primary_key=True)
    verstuurd_op: Mapped[datetime] = mapped_column(UtcDateTime)


class Abonnement(Base):
    """Somebody wants mail about great changes of one regeling or fase (``soort``, ``onderwerp`` is its slug).

    ``sleutel`` stands in the links of the mail. Without ``bevestigd_op`` nothing but the question to confirm is sent.
    ``gemaild_op``: the last mail with news to this address.
    """

    __tablename__ = "abonnement"
    __table_args__ = (
        CheckConstraint("soort IN ('regeling', 'fase')", name="soort"),
        UniqueConstraint("email", "soort", "onderwerp"),
        Index("ix_abonnement_bevestigd_op", "bevestigd_op", "aangevraagd_op"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    soort: Mapped[str] = mapped_column(String(10))
    onderwerp: Mapped[str] = mapped_column(String(80))
    sleutel: Mapped[str] = mapped_column(String(64), unique=True)
    aangevraagd_op: Mapped[datetime] = mapped_column(UtcDateTime)
    bevestigd_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    gemaild_op: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Nieuwsbericht(Base):
    """A change note that was seen in the published content, and when: a note can be published later than its date."""

    __tablename__ = "nieuwsbericht"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    gezien_op: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
