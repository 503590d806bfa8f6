"""A meeting with two places, and shortcuts for what people and the worker do with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.bijeenkomsten import chores, services
from app.bijeenkomsten.mails import Site
from app.bijeenkomsten.meetings import Meeting
from app.bijeenkomsten.models import Aanmelding, Deelnemerslijst, Stand
from app.bijeenkomsten.services import SignUpFacts
from app.core import clock
from app.core.db import Database
from app.kennisbank.catalogue import Page
from app.kennisbank.frontmatter import Source
from app.kennisbank.schema import Bijeenkomst
from tests.support.factories import REGION, mails

SITE = Site(REGION, "https://loket.example", "geheim-voor-de-test-en-lang-genoeg")


def a_meeting(slug: str = "aan-tafel", **changes: Any) -> Meeting:
    """Tuesday 8 December 2026, 14.00 to 16.00, two places; other values where the test needs them."""
    values: dict[str, Any] = {
        "titel": "Voorbeeld - Aan tafel",
        "samenvatting": "Praat met andere werkgevers.",
        "datum": date(2026, 12, 8),
        "van": "14:00",
        "tot": "16:00",
        "vorm": "op-locatie",
        "plek": {"naam": "Dijkhuis", "adres": "Dijkweg 1, 1111 AA Aastad"},
        "voor_wie": "Werkgevers.",
        "plaatsen": 2,
        "organisator": "Het loket",
        "eigenaar": "redactie",
        "nagekeken_op": date(2026, 11, 22),
        "nakijken_voor": date(2027, 5, 1),
        "voorbeeld": True,
    }
    meta = Bijeenkomst.model_validate(values | changes)
    return Meeting(Page("bijeenkomsten", slug, meta, "", Source(f"bijeenkomsten/{slug}.md", {}, "", 1)))


@dataclass
class Desk:
    """One meeting in one database; ``meeting`` can be replaced, as a publication does."""

    db: Database
    meeting: Meeting

    def changes(self, **changes: Any) -> None:
        """The file of the meeting is published with other values."""
        meta = Bijeenkomst.model_validate(self.meeting.meta.model_dump() | changes)
        self.meeting = Meeting(replace(self.meeting.page, meta=meta))

    def asks(self, name: str, organisatie: str | None = None) -> None:
        """Somebody fills in the form."""
        facts = SignUpFacts(name, email_of(name), organisatie)
        with self.db.transaction() as session:
            services.sign_up(session, site=SITE, meeting=self.meeting, facts=facts, now=clock.now())

    def confirms(self, name: str) -> Stand:
        """The link in the mail, and the button behind it."""
        with self.db.transaction() as session:
            return services.confirm(session, site=SITE, meeting=self.meeting, code=self.code(name), now=clock.now())

    def joins(self, *names: str) -> list[Stand]:
        """Fill in the form and confirm, one after the other."""
        found = []
        for name in names:
            self.asks(name)
            found.append(self.confirms(name))
        return found

    def leaves(self, name: str) -> None:
        """The link in the mail, and the button to sign off."""
        code = self.code(name)
        with self.db.transaction() as session:
            services.sign_off(session, site=SITE, meeting=self.meeting, code=code, now=clock.now())

    def follows(self) -> int:
        """The chore that keeps lists in step with the content."""
        with self.db.transaction() as session:
            return chores.keep_in_step(session, site=SITE, meetings=[self.meeting], now=clock.now())

    def reminds(self) -> int:
        """The chore that reminds."""
        with self.db.transaction() as session:
            return chores.send_reminders(session, site=SITE, meetings=[self.meeting], now=clock.now())

    def purges(self) -> int:
        """The chore that throws away."""
        with self.db.transaction() as session:
            return chores.purge(session, now=clock.now())

    def code(self, name: str) -> str:
        """What stands in the newest mail to somebody, signed."""
        newest = [mail for mail in mails(self.db) if mail.to == email_of(name) and "/aanmelding/" in mail.text][-1]
        found = re.search(r"/aanmelding/(\S+)", newest.text)
        assert found
        return SITE.read(found[1])

    def people(self, stand: Stand) -> list[str]:
        """Names with this stand, in the order of confirming."""
        with self.db.reading() as session:
            rows = session.scalars(select(Aanmelding).where(Aanmelding.stand == stand).order_by(Aanmelding.rang))
            return [row.naam for row in rows]

    @property
    def placed(self) -> list[str]:
        return self.people(Stand.BEVESTIGD)

    @property
    def waiting(self) -> list[str]:
        return self.people(Stand.WACHTLIJST)

    def mailed(self, name: str) -> list[str]:
        """What somebody got, in order, without the beginning that all kinds share."""
        return [mail.kind.removeprefix("bijeenkomst-") for mail in mails(self.db) if mail.to == email_of(name)]

    def rows(self) -> tuple[int, int]:
        """How many sign-ups and lists there are."""
        with self.db.reading() as session:
            return len(session.scalars(select(Aanmelding)).all()), len(session.scalars(select(Deelnemerslijst)).all())


def email_of(name: str) -> str:
    return f"{name.split()[0].lower()}@bedrijf.example"


def on(day: int, month: int = 12, hour: int = 10, year: int = 2026) -> datetime:
    """A moment in Amsterdam."""
    return datetime(year, month, day, hour, tzinfo=clock.AMSTERDAM)
