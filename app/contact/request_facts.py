"""What a form gives about one question: cleaned, checked and recognisable when it is sent twice."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, fields, replace
from typing import Any

from app.accounts.services import normal_email
from app.contact.attachments import check_size
from app.contact.links import Desk
from app.contact.sizes import Grootte
from app.contact.staffing import PHONE
from app.core.errors import DomainError
from app.core.text import clean_line, clean_text, mask_bsn

LONGEST_TEXT = 5000
LONGEST_SUBJECT = 120
LONGEST_KEUZEHULP = 20_000
_KVK = re.compile(r"^\d{8}$")
_SLUG = re.compile(r"^[a-z0-9-]{1,60}$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What the form gives.

    key: random value that stood in the form; the same form sent twice gives one request, changed text a new one.
    gemeente: slug of a gemeente of the region, or None when the werkgever is outside it; then ``plaats`` says where.
    keuzehulp: the outcome of the keuzehulp to attach, as plain JSON values, at most 20,000 characters. bijlage: what
    ``attachments.Attachment`` makes of another tool.
    sector: slug of a term of the content. grootte: a value of ``Grootte``. Both only when the werkgever told us.
    email: empty only when a colleague wrote the request down; then there is a telefoon and nothing is ever mailed.
    """

    key: str
    organisatie: str
    naam: str
    email: str
    onderwerp: str
    vraag: str
    gemeente: str | None
    plaats: str | None = None
    kvk_nummer: str | None = None
    telefoon: str | None = None
    keuzehulp: dict[str, Any] | None = None
    spoed: bool = False
    sector: str | None = None
    grootte: str | None = None
    bijlage: dict[str, Any] | None = None


_NAMES = tuple(field.name for field in fields(RequestFacts))
_in_one_order = json.JSONEncoder(sort_keys=True).encode


def clean_facts(desk: Desk, facts: RequestFacts, *, recorded: bool = False) -> tuple[RequestFacts, int]:
    """The facts as they are stored, and the number of burgerservicenummers taken out. Raises DomainError."""
    organisatie, hidden_1 = mask_bsn(clean_line(facts.organisatie))
    onderwerp, hidden_2 = mask_bsn(clean_line(facts.onderwerp))
    vraag, hidden_3 = mask_bsn(clean_text(facts.vraag))
    naam, email = clean_line(facts.naam), normal_email(facts.email)
    telefoon = clean_line(facts.telefoon or "") or None
    plaats = clean_line(facts.plaats or "") or None
    kvk = re.sub(r"[ .]", "", clean_line(facts.kvk_nummer or "")) or None
    if kvk is not None and not _KVK.match(kvk):
        raise DomainError("Een KvK-nummer heeft 8 cijfers. Controleer het nummer of laat het veld leeg.")
    if recorded and not email:
        if not PHONE.match(telefoon or ""):
            raise DomainError("Vul een telefoonnummer in, of een e-mailadres.")
    elif not EMAIL.match(email) or len(email) > 254:
        raise DomainError("Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl.")
    if facts.gemeente is not None and desk.region.gemeente(facts.gemeente) is None:
        raise DomainError("Kies een gemeente uit de lijst.")
    if facts.sector is not None and not _SLUG.match(facts.sector):
        raise DomainError("Kies een sector uit de lijst.")
    if facts.grootte is not None and facts.grootte not in set(Grootte):
        raise DomainError("Kies uit de lijst hoeveel mensen er werken.")
    limits = (
        ("de naam van uw organisatie", organisatie, 200, True),
        ("uw naam", naam, 120, True),
        ("uw telefoonnummer", telefoon or "", 30, False),
        ("uw plaats", plaats or "", 120, False),
        ("het onderwerp", onderwerp, LONGEST_SUBJECT, True),
        ("uw vraag", vraag, LONGEST_TEXT, True),
    )
    for what, value, longest, required in limits:
        if required and not value:
            raise DomainError(f"Vul {what} in.")
        if len(value) > longest:
            raise DomainError(f"Maak {what} korter: gebruik ten hoogste {longest} tekens.")
    if facts.keuzehulp is not None and len(json.dumps(facts.keuzehulp)) > LONGEST_KEUZEHULP:
        raise DomainError("De uitkomst van de keuzehulp is te groot om mee te sturen. Verstuur uw vraag zonder.")
    check_size(facts.bijlage)
    cleaned = replace(
        facts,
        organisatie=organisatie,
        naam=naam,
        email=email,
        onderwerp=onderwerp,
        vraag=vraag,
        plaats=plaats,
        kvk_nummer=kvk,
        telefoon=telefoon,
    )
    return cleaned, hidden_1 + hidden_2 + hidden_3


def fingerprint(facts: RequestFacts) -> str:
    """The same for the same words in the same form."""
    values = {name: getattr(facts, name) for name in _NAMES}
    return hashlib.sha256(_in_one_order(values).encode()).hexdigest()
