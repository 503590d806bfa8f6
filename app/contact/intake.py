"""A new contactverzoek: stored, routed, confirmed and announced in one transaction."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.services import normal_email
from app.contact import notifications
from app.contact.attachments import check_size
from app.contact.guests import ask_team
from app.contact.links import Desk
from app.contact.models import Bericht, Contactverzoek, Werkgever
from app.contact.promise import local_day, promised_day
from app.contact.references import new_reference
from app.contact.routing import Decision, RoutingFacts, route
from app.contact.rules import load_rules
from app.contact.sizes import Grootte
from app.contact.staffing import PHONE, accountmanager_by_email, find_by_phone, find_werkgever, with_candidates
from app.contact.states import Soort, Status
from app.contact.subjects import ID_OF
from app.core import audit
from app.core.errors import Conflict, DomainError
from app.core.text import clean_line, clean_text, mask_bsn

LONGEST_TEXT = 5000
LONGEST_SUBJECT = 120
LONGEST_KEUZEHULP = 20_000
CONFIRMATIONS_PER_DAY = 10
_KVK = re.compile(r"^\d{8}$")
_SLUG = re.compile(r"^[a-z0-9-]{1,60}$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_REQUESTS, _EMPLOYERS, _MESSAGES = Contactverzoek.__table__.c, Werkgever.__table__.c, Bericht.__table__.c
_OF_EMAIL, _RECENT = _REQUESTS.contact_email == bindparam("email"), _REQUESTS.ingediend_op > bindparam("sinds")
_BY_KEY = select(_REQUESTS.id).where(_REQUESTS.sleutel == bindparam("sleutel"))
_COUNT_OF_EMAIL = select(func.count()).where(_OF_EMAIL, _RECENT)
_SAME_WORDS: Select[int] = (
    select(_REQUESTS.id)
    .join_from(Contactverzoek.__table__, Bericht.__table__)
    .join(Werkgever.__table__)
    .where(
        _RECENT,
        _REQUESTS.onderwerp == bindparam("onderwerp"),
        _REQUESTS.organisatie == bindparam("organisatie"),
        _REQUESTS.contact_naam == bindparam("naam"),
        _REQUESTS.gemeente.is_not_distinct_from(bindparam("gemeente")),
        _EMPLOYERS.kvk_nummer.is_not_distinct_from(bindparam("kvk")),
        _MESSAGES.soort == Soort.WERKGEVER,
        _MESSAGES.tekst == bindparam("vraag"),
    )
    .order_by(_REQUESTS.id)
    .limit(1)
)
_SAME_WORDS_OF_EMAIL = _SAME_WORDS.where(_OF_EMAIL)


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


@dataclass(frozen=True, slots=True)
class Submitted:
    """What the confirmation page may say: no history, only who answers and when.

    contact_naam: None means the desk. masked: how many burgerservicenummers were taken out of the text.
    mailed: False when there is no address, or when it already got so many confirmations today that we sent no other.
    """

    referentie: str
    is_new: bool
    contact_naam: str | None
    beloofd_op: date
    buiten_regio: bool
    masked: int
    mailed: bool


def submit_contactverzoek(
    session: Session,
    *,
    desk: Desk,
    facts: RequestFacts,
    now: datetime,
    recorder: int | None = None,
    referentie: str | None = None,
) -> Submitted:
    """Store, route and announce a request; sending the same form again (also at the same time) gives the first one.

    recorder: id of the colleague who writes down what came by phone or visit. referentie: the number the sender was
    told before. Raises DomainError for values that cannot be right. After the commit the request is safe, whatever the
    mail does.
    """
    facts, masked = clean_facts(desk, facts, recorded=recorder is not None)
    key = fingerprint(facts)
    for _attempt in range(3):
        existing = find_submitted(session, facts, masked, now)
        if existing is not None:
            return existing
        try:
            with session.begin_nested():
                return _store(session, desk, facts, key, masked, now, recorder, referentie)
        except IntegrityError:  # the same form, the same KvK-nummer or the same referentie, stored at this very moment
            continue
    raise Conflict("Wij konden uw vraag niet opslaan. Verstuur het formulier nog een keer.")


def find_submitted(session: Session, facts: RequestFacts, masked: int, now: datetime) -> Submitted | None:
    """The request that these cleaned facts are already, when they were sent before."""
    number = session.scalar(_BY_KEY, {"sleutel": fingerprint(facts)})
    existing = session.get(Contactverzoek, number) if number else _sent_before(session, facts, now)
    if existing is None:
        return None
    return _submitted(existing, is_new=False, masked=masked, mailed=bool(existing.contact_email))


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
    cleaned = RequestFacts(
        key=facts.key,
        organisatie=organisatie,
        naam=naam,
        email=email,
        onderwerp=onderwerp,
        vraag=vraag,
        gemeente=facts.gemeente,
        plaats=plaats,
        kvk_nummer=kvk,
        telefoon=telefoon,
        keuzehulp=facts.keuzehulp,
        spoed=facts.spoed,
        sector=facts.sector,
        grootte=facts.grootte,
        bijlage=facts.bijlage,
    )
    return cleaned, hidden_1 + hidden_2 + hidden_3


def _sent_before(session: Session, facts: RequestFacts, now: datetime) -> Contactverzoek | None:
    """The same words on the same subject from the same werkgever in the last 24 hours: sent again in a new form."""
    number = session.scalar(
        _SAME_WORDS_OF_EMAIL if facts.email else _SAME_WORDS,
        {
            "email": facts.email,
            "sinds": now - timedelta(days=1),
            "onderwerp": facts.onderwerp,
            "organisatie": facts.organisatie,
            "naam": facts.naam,
            "gemeente": facts.gemeente,
            "kvk": facts.kvk_nummer,
            "vraag": facts.vraag,
        },
    )
    found = session.get(Contactverzoek, number) if number else None
    if found is None or (found.keuzehulp, found.contact_telefoon) != (facts.keuzehulp, facts.telefoon):
        return None
    return found if found.bijlage == facts.bijlage else None


def fingerprint(facts: RequestFacts) -> str:
    """The same for the same words in the same form."""
    return hashlib.sha256(json.dumps(asdict(facts), sort_keys=True).encode()).hexdigest()


def _store(
    session: Session,
    desk: Desk,
    facts: RequestFacts,
    key: str,
    masked: int,
    now: datetime,
    recorder: int | None,
    referentie: str | None,
) -> Submitted:
    mailed = bool(facts.email) and _confirmations_today(session, facts.email, now) < CONFIRMATIONS_PER_DAY
    by_phone = None
    if recorder is not None and not facts.email and not facts.kvk_nummer:
        by_phone = find_by_phone(session, naam=facts.organisatie, telefoon=facts.telefoon or "")
    werkgever = by_phone or find_werkgever(session, kvk_nummer=facts.kvk_nummer, email=facts.email)
    gemeente = desk.region.gemeente(facts.gemeente) if facts.gemeente else None
    routing = RoutingFacts(
        staff=(),
        gemeente=facts.gemeente,
        gemeente_naam=gemeente.naam if gemeente else None,
        by_kvk=werkgever.accountmanager_id if werkgever and facts.kvk_nummer else None,
        by_email=accountmanager_by_email(session, facts.email) if facts.email else None,
        by_phone=by_phone.accountmanager_id if by_phone else None,
        sector=(werkgever.sector if werkgever else None) or facts.sector,
        grootte=(werkgever.grootte if werkgever else None) or facts.grootte,
        onderwerp=ID_OF.get(facts.onderwerp),
        rules=load_rules(session),
    )
    routing = with_candidates(session, routing, local_day(now))
    decision = route(routing)
    if werkgever is None:
        werkgever = Werkgever(
            naam=facts.organisatie, kvk_nummer=facts.kvk_nummer, gemeente=facts.gemeente, aangemaakt_op=now
        )
        session.add(werkgever)
    werkgever.sector, werkgever.grootte = routing.sector, routing.grootte
    if werkgever.accountmanager_id is None:
        werkgever.accountmanager_id = decision.relation
    request = Contactverzoek(
        referentie=referentie or new_reference(),
        sleutel=key,
        werkgever=werkgever,
        organisatie=facts.organisatie,
        contact_naam=facts.naam,
        contact_email=facts.email,
        contact_telefoon=facts.telefoon,
        gemeente=facts.gemeente,
        plaats=facts.plaats,
        buiten_regio=facts.gemeente is None,
        onderwerp=facts.onderwerp,
        status=Status.NIEUW,
        eigenaar=session.get(Medewerker, decision.owner) if decision.owner else None,
        waarneming_voor_id=decision.relation if decision.relation != decision.owner else None,
        spoed=facts.spoed,
        beloofd_op=promised_day(desk.region, now, spoed=facts.spoed),
        toewijzing=routing_record(decision, routing),
        keuzehulp=facts.keuzehulp,
        bijlage=facts.bijlage,
        ingediend_op=now,
        gewijzigd_op=now,
        berichten=[Bericht(soort=Soort.WERKGEVER, tekst=facts.vraag, geschreven_op=now)],
    )
    session.add(request)
    session.flush()
    audit.record(
        session,
        at=now,
        actor="werkgever",
        action="verzoek-ingediend",
        object_type="contactverzoek",
        object_id=request.referentie,
        regel=decision.regel,
        eigenaar=decision.owner,
    )
    if mailed:
        notifications.confirm_receipt(session, desk, request, now)
    if recorder is None or decision.owner != recorder:
        notifications.announce_request(session, desk, request, now)
    if decision.helper is not None and decision.team is not None:
        ask_team(session, desk, request, decision.helper, decision.team, now)
    session.flush()
    return _submitted(request, is_new=True, masked=masked, mailed=mailed)


def _confirmations_today(session: Session, email: str, now: datetime) -> int:
    """Requests with this address in the last 24 hours: a stranger's mailbox must not be filled through our form."""
    return session.scalar(_COUNT_OF_EMAIL, {"email": email, "sinds": now - timedelta(days=1)}) or 0


def routing_record(decision: Decision, facts: RoutingFacts) -> dict[str, Any]:
    """The decision as it is stored with the request: which rule, which facts, who was passed over and why."""
    return {
        "regel": decision.regel.value,
        "verdeelregel": {"id": decision.rule.id, "naam": decision.rule.naam} if decision.rule else None,
        "eigenaar": decision.owner,
        "relatie": decision.relation,
        "vervangt": decision.deputy_for,
        "team": decision.team,
        "meedenker": decision.helper,
        "reden_medewerker": decision.reason_staff,
        "reden_werkgever": decision.reason_employer,
        "overgeslagen": [{"id": s.id, "naam": s.naam, "waarom": s.waarom.value} for s in decision.skipped],
        "feiten": {
            "gemeente": facts.gemeente,
            "sector": facts.sector,
            "grootte": facts.grootte,
            "onderwerp": facts.onderwerp,
            "eigen_via_kvk": facts.by_kvk,
            "eigen_via_email": facts.by_email,
            "eigen_via_telefoon": facts.by_phone,
            "werklast": {
                str(p.id): {"open": p.open_load, "uren": p.uren}
                for p in facts.staff
                if facts.gemeente in p.gemeenten or (decision.rule is not None and p.id in decision.rule.mensen)
            },
        },
    }


def _submitted(request: Contactverzoek, *, is_new: bool, masked: int, mailed: bool) -> Submitted:
    return Submitted(
        referentie=request.referentie,
        is_new=is_new,
        contact_naam=request.eigenaar.naam if request.eigenaar else None,
        beloofd_op=request.beloofd_op,
        buiten_regio=request.buiten_regio,
        masked=masked,
        mailed=mailed,
    )
