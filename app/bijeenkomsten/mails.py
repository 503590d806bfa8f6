"""The mail about a meeting, and the addresses in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.bijeenkomsten.meetings import Meeting
from app.bijeenkomsten.models import Aanmelding
from app.core import mail, outbox
from app.core.clock import AMSTERDAM
from app.core.tokens import LinkInvalid, Signer
from app.kennisbank.facts import MONTHS_NL
from app.kennisbank.region import Regio

DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_LONGEST_CODE = 32


@dataclass(frozen=True, slots=True)
class Site:
    """From which site the mail comes. ``base_url`` has no slash at the end; ``secrets`` as for ``tokens.Signer``."""

    region: Regio
    base_url: str
    secrets: str | Sequence[str] = field(repr=False)

    def mine(self, code: str) -> str:
        """The whole address where one person sees, confirms and withdraws the own sign-up."""
        return f"{self.base_url}/aanmelding/{self._signer.sign(code)}"

    def read(self, token: str) -> str:
        """The code in the token of such an address; raises LinkInvalid. It works as long as we keep the sign-up."""
        value = self._signer.read(token, None)
        if not isinstance(value, str) or len(value) > _LONGEST_CODE:
            raise LinkInvalid("Deze link klopt niet. Gebruik de hele link uit de e-mail.")
        return value

    def page(self, meeting: Meeting) -> str:
        """The whole address of the meeting."""
        return f"{self.base_url}/bijeenkomsten/{meeting.slug}"

    @property
    def _signer(self) -> Signer:
        return Signer(self.secrets, "bijeenkomst")


def when(meeting: Meeting) -> str:
    """dinsdag 8 december 2026, van 14.00 tot 16.00 uur."""
    day = meeting.begins.astimezone(AMSTERDAM)
    hours = f"van {meeting.meta.van.replace(':', '.')} tot {meeting.meta.tot.replace(':', '.')} uur"
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS_NL[day.month - 1]} {day.year}, {hours}"


def send(
    session: Session, site: Site, meeting: Meeting, entry: Aanmelding, message: str, *, now: datetime, **more: Any
) -> None:
    """Write one mail to one person to the outbox. ``message``: folder of the template; ``more``: what it needs too."""
    composed = mail.compose(
        message,
        to=entry.email,
        reply_to=site.region.loket.email,
        site=site.region.site,
        loket=site.region.loket,
        naam=entry.naam,
        titel=meeting.meta.titel,
        wanneer=when(meeting),
        waar=meeting.where,
        online=meeting.meta.link,
        pagina=site.page(meeting),
        link=site.mine(entry.code),
        **more,
    )
    outbox.enqueue(session, composed, reference=reference(entry.lijst_id), now=now)


def reference(list_id: int) -> str:
    """How the outbox names mail about one meeting, so that it can be thrown away with the list."""
    return f"bijeenkomst-{list_id}"
