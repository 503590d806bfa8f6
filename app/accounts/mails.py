"""E-mail about an account, written to the outbox in the transaction of the change. Never with a password or code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.core import mail, outbox
from app.core.clock import AMSTERDAM


@dataclass(frozen=True, slots=True)
class Sender:
    """Where account mail comes from. ``base_url`` has no slash at the end; ``loket``: naam, telefoon, tel and email."""

    site: str
    base_url: str
    loket: Any


def write(sender: Sender, message: str, person: Medewerker, now: datetime, **context: Any) -> mail.Mail:
    """The e-mail ``message`` to this person, not yet sent."""
    local = now.astimezone(AMSTERDAM)
    return mail.compose(
        message,
        to=person.email,
        reply_to=sender.loket.email,
        naam=person.naam,
        site=sender.site,
        adres=sender.base_url,
        loket=sender.loket,
        moment=f"{local.day}-{local.month}-{local.year} om {local:%H.%M} uur",
        **context,
    )


def send(session: Session, sender: Sender, message: str, person: Medewerker, now: datetime, **context: Any) -> None:
    """Write it to the outbox."""
    outbox.enqueue(session, write(sender, message, person, now, **context), reference=f"account-{person.id}", now=now)


def password_changed(session: Session, sender: Sender, person: Medewerker, now: datetime) -> None:
    """Somebody chose a new password for this account."""
    send(session, sender, "account-wachtwoord", person, now)


def second_factor_changed(session: Session, sender: Sender, person: Medewerker, now: datetime, what: str) -> None:
    """``what``: ingesteld, weggehaald, herstelcodes (new ones) or herstelcode (one was used)."""
    send(session, sender, "account-tweede-factor", person, now, wat=what)


def new_way_to_sign_in(session: Session, sender: Sender, person: Medewerker, now: datetime) -> None:
    """The account can be opened from the organisation's identity provider from now on."""
    send(session, sender, "account-koppeling", person, now)
