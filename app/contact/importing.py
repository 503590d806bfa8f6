"""Day one: the werkgevers a servicepunt already knows, out of a CSV file. Running it again changes nothing.

Every line gives a report. A line with a fault is left out; the others are stored. What we already know is never
overwritten with something else: an accountmanager is only set where there is none.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Rol
from app.accounts.services import normal_email
from app.contact.models import Werkgever, WerkgeverEmail
from app.core import audit
from app.core.errors import DomainError
from app.core.text import clean_line
from app.kennisbank.region import Regio

COLUMNS = ("kvk", "naam", "gemeente", "sector", "e-mail", "accountmanager")
MOST_LINES = 20_000
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


class Uitkomst(StrEnum):
    """What happened with a line."""

    NIEUW = "nieuw"
    AANGEVULD = "aangevuld"
    BEKEND = "al bekend"
    FOUT = "fout"


@dataclass(frozen=True, slots=True)
class Regel:
    """One line of the file, cleaned. ``nummer`` counts from 2: the first line has the names of the columns."""

    nummer: int
    kvk: str
    naam: str
    gemeente: str
    sector: str
    email: str
    accountmanager: str


@dataclass(frozen=True, slots=True)
class Verslag:
    """What happened with one line, and why."""

    nummer: int
    naam: str
    uitkomst: Uitkomst
    waarom: str = ""


def read_lines(text: str) -> list[Regel]:
    """The lines of a CSV file with a comma or semicolon between the columns; raises DomainError for other columns."""
    text = text.removeprefix("\ufeff")
    header = text.splitlines()[0] if text.strip() else ""
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if header.count(";") > header.count(",") else ",")
    names = {clean_line(name or "").casefold(): name for name in reader.fieldnames or ()}
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise DomainError(f"In de eerste regel ontbreekt: {', '.join(missing)}. Nodig is: {', '.join(COLUMNS)}.")
    lines = []
    for number, row in enumerate(reader, 2):
        values = [clean_line(row[names[column]] or "") for column in COLUMNS]
        if any(values):
            lines.append(Regel(number, *values))
    if len(lines) > MOST_LINES:
        raise DomainError(f"Het bestand heeft meer dan {MOST_LINES} regels. Splits het.")
    return lines


def import_werkgevers(
    session: Session, lines: Iterable[Regel], *, region: Regio, sectors: Mapping[str, str], now: datetime
) -> list[Verslag]:
    """Store what is new and fill in what was unknown; a report per line, in order.

    sectors: slug to label. For a dry run: roll the transaction back.
    """
    managers = {
        person.email: person
        for person in session.scalars(select(Medewerker).where(Medewerker.actief.is_(True)))
        if Rol.ACCOUNTMANAGER in person.rollen
    }
    places = {name.casefold(): g.slug for g in region.gemeenten for name in (g.slug, g.naam)}
    kinds = {name.casefold(): slug for slug, label in sectors.items() for name in (slug, label)}
    seen: dict[str, int] = {}
    report = []
    for line in lines:
        fault = _fault(line, places, kinds, managers, seen)
        if fault:
            report.append(Verslag(line.nummer, line.naam, Uitkomst.FOUT, fault))
            continue
        seen[line.kvk or line.email] = line.nummer
        report.append(_store(session, line, places, kinds, managers, now))
    return report


def _fault(
    line: Regel,
    places: Mapping[str, str],
    kinds: Mapping[str, str],
    managers: Mapping[str, Medewerker],
    seen: Mapping[str, int],
) -> str:
    email = normal_email(line.email)
    checks = (
        (not line.naam or len(line.naam) > 200, "Vul een naam in van ten hoogste 200 tekens."),
        (bool(line.kvk) and not re.fullmatch(r"[0-9]{8}", line.kvk), "Een KvK-nummer heeft 8 cijfers."),
        (not line.kvk and not email, "Vul een KvK-nummer of een e-mailadres in."),
        (bool(email) and (not _EMAIL.match(email) or len(email) > 254), "Dit is geen e-mailadres."),
        (
            bool(line.gemeente) and line.gemeente.casefold() not in places,
            f"'{line.gemeente}' is geen gemeente van deze regio.",
        ),
        (bool(line.sector) and line.sector.casefold() not in kinds, f"'{line.sector}' is geen bekende sector."),
        (
            bool(line.accountmanager) and normal_email(line.accountmanager) not in managers,
            f"Er is geen accountmanager met het e-mailadres '{line.accountmanager}'.",
        ),
        (
            (line.kvk or line.email) in seen,
            f"Deze werkgever staat ook op regel {seen.get(line.kvk or line.email)}.",
        ),
    )
    return next((why for wrong, why in checks if wrong), "")


def _store(
    session: Session,
    line: Regel,
    places: Mapping[str, str],
    kinds: Mapping[str, str],
    managers: Mapping[str, Medewerker],
    now: datetime,
) -> Verslag:
    email = normal_email(line.email)
    found = _find(session, line.kvk, email)
    if isinstance(found, str):
        return Verslag(line.nummer, line.naam, Uitkomst.FOUT, found)
    manager = managers.get(normal_email(line.accountmanager)) if line.accountmanager else None
    werkgever = found or Werkgever(naam=line.naam, kvk_nummer=line.kvk or None, aangemaakt_op=now)
    added = []
    for name, value in (
        ("kvk_nummer", line.kvk or None),
        ("gemeente", places.get(line.gemeente.casefold())),
        ("sector", kinds.get(line.sector.casefold())),
        ("accountmanager_id", manager.id if manager else None),
    ):
        if value is not None and getattr(werkgever, name) is None:
            setattr(werkgever, name, value)
            added.append(name.removesuffix("_id").replace("_", "-"))
    if found is None:
        session.add(werkgever)
        session.flush()
    if email and email not in {row.email for row in werkgever.emails}:
        werkgever.emails.append(WerkgeverEmail(email=email, bevestigd_op=now))
        added.append("e-mail")
    session.flush()
    other = manager is not None and werkgever.accountmanager_id != manager.id
    why = "Heeft al een andere accountmanager; die blijft." if other else ""
    if found is not None and not added:
        return Verslag(line.nummer, line.naam, Uitkomst.BEKEND, why)
    audit.record(
        session,
        at=now,
        actor="systeem",
        action="werkgever-geimporteerd",
        object_type="werkgever",
        object_id=werkgever.id,
        velden=added,
        nieuw=found is None,
    )
    if found is None:
        return Verslag(line.nummer, line.naam, Uitkomst.NIEUW, why)
    return Verslag(
        line.nummer, line.naam, Uitkomst.AANGEVULD, " ".join((f"Aangevuld: {', '.join(added)}.", why)).strip()
    )


def _find(session: Session, kvk: str, email: str) -> Werkgever | str | None:
    """The werkgever of this line, None when it is new, or why it cannot be told."""
    by_kvk = session.scalar(select(Werkgever).where(Werkgever.kvk_nummer == kvk)) if kvk else None
    if by_kvk is not None or not email:
        return by_kvk
    known = session.scalars(
        select(Werkgever).join(Werkgever.emails).where(WerkgeverEmail.email == email).order_by(Werkgever.id)
    ).all()
    same = [werkgever for werkgever in known if not kvk or werkgever.kvk_nummer is None]
    if len(same) > 1:
        return "Dit e-mailadres hoort bij meer werkgevers. Vul een KvK-nummer in."
    return same[0] if same else None
