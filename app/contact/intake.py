"""A new contactverzoek: stored, routed, confirmed and announced in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection, Select, bindparam, func, literal_column, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.contact import notifications
from app.contact.guests import ask_team
from app.contact.links import Desk
from app.contact.models import Bericht, Contactverzoek, Werkgever
from app.contact.promise import local_day, promised_day
from app.contact.references import new_reference
from app.contact.request_facts import RequestFacts, clean_facts, fingerprint
from app.contact.routing import Decision, RoutingFacts, route
from app.contact.rules import load_rules
from app.contact.staffing import Employer, find_by_phone, find_employer, with_candidates
from app.contact.states import Soort, Status
from app.contact.subjects import ID_OF
from app.core import audit
from app.core.db import Executor, connection_of, objects, table_of
from app.core.driver import savepoint
from app.core.errors import Conflict
from app.core.prepared import Prepared, adding

CONFIRMATIONS_PER_DAY = 10
_EMPLOYER_ROWS, _REQUEST_ROWS, _MESSAGE_ROWS = table_of(Werkgever), table_of(Contactverzoek), table_of(Bericht)
_REQUESTS, _EMPLOYERS, _MESSAGES = _REQUEST_ROWS.c, _EMPLOYER_ROWS.c, _MESSAGE_ROWS.c
_OF_EMAIL, _RECENT = _REQUESTS.contact_email == bindparam("email"), _REQUESTS.ingediend_op > bindparam("sinds")
_BY_KEY = select(_REQUESTS.id).where(_REQUESTS.sleutel == bindparam("sleutel"))
_COUNT_OF_EMAIL = select(func.count()).where(_OF_EMAIL, _RECENT)
_SAME_WORDS: Select[int] = (
    select(_REQUESTS.id)
    .join_from(_REQUEST_ROWS, _MESSAGE_ROWS)
    .join(_EMPLOYER_ROWS)
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
    .limit(literal_column("1"))
)


def _seen(same_words: Select[int]) -> Select[Any]:
    """What is there already: the same form, the same words, and how many of this address in the last 24 hours."""
    found = (("sleutel", _BY_KEY), ("woorden", same_words), ("aantal", _COUNT_OF_EMAIL))
    return select(*(each.scalar_subquery().label(name) for name, each in found))


_SEEN, _SEEN_OF_EMAIL = Prepared(_seen(_SAME_WORDS)), Prepared(_seen(_SAME_WORDS.where(_OF_EMAIL)))
_ADD_EMPLOYER = adding(
    Werkgever, "naam", "kvk_nummer", "gemeente", "sector", "grootte", "accountmanager_id", "aangemaakt_op",
    returning="id",
)  # fmt: skip
_ADD_REQUEST = adding(
    Contactverzoek, "referentie", "sleutel", "werkgever_id", "organisatie", "contact_naam", "contact_email",
    "contact_telefoon", "gemeente", "plaats", "buiten_regio", "onderwerp", "status", "eigenaar_id",
    "waarneming_voor_id", "spoed", "beloofd_op", "toewijzing", "keuzehulp", "bijlage", "ingediend_op", "gewijzigd_op",
    returning="id",
)  # fmt: skip
_ADD_MESSAGE = adding(Bericht, "verzoek_id", "soort", "tekst", "geschreven_op")


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
    session: Executor,
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
    if isinstance(session, Session):
        session.flush()  # what the caller wrote; from here on most statements go around the session
    connection, key = connection_of(session), fingerprint(facts)
    for _attempt in range(3):
        seen = _look(connection, facts, key, now)
        existing = _existing(session, facts, seen, masked)
        if existing is not None:
            return existing
        routed = _route(connection, desk, facts, now, recorder)
        try:
            with savepoint(connection):
                arrived = _insert(connection, desk, facts, routed, key, referentie or new_reference(), now)
        except IntegrityError:  # the same form, the same KvK-nummer or the same referentie, stored at this very moment
            continue
        mailed = bool(facts.email) and seen.aantal < CONFIRMATIONS_PER_DAY
        _follow_up(session, desk, arrived, routed, now, mailed=mailed, recorder=recorder)
        return _submitted(arrived, is_new=True, masked=masked, mailed=mailed)
    raise Conflict("Wij konden uw vraag niet opslaan. Verstuur het formulier nog een keer.")


def find_submitted(session: Executor, facts: RequestFacts, masked: int, now: datetime) -> Submitted | None:
    """The request that these cleaned facts are already, when they were sent before."""
    return _existing(session, facts, _look(connection_of(session), facts, fingerprint(facts), now), masked)


class _Seen(Protocol):
    """What is there already; the first two are ids."""

    @property
    def sleutel(self) -> int | None: ...
    @property
    def woorden(self) -> int | None: ...
    @property
    def aantal(self) -> int: ...


def _look(connection: Connection, facts: RequestFacts, key: str, now: datetime) -> _Seen:
    """One row: the request with this key, the one with the same words of the last 24 hours, and their number.

    ``aantal`` counts the requests with this address in 24 hours: a stranger's mailbox must not be filled through our
    form.
    """
    seen: _Seen = (_SEEN_OF_EMAIL if facts.email else _SEEN).one(
        connection,
        {
            "sleutel": key,
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
    return seen


def _existing(session: Executor, facts: RequestFacts, seen: _Seen, masked: int) -> Submitted | None:
    """The request that was sent before: with the same form, or with the same words in a new one."""
    number = seen.sleutel if seen.sleutel is not None else seen.woorden
    if number is None:
        return None
    with objects(session) as looking:
        found = looking.get_one(Contactverzoek, number)
        same = (found.keuzehulp, found.contact_telefoon, found.bijlage)
        if seen.sleutel is None and same != (facts.keuzehulp, facts.telefoon, facts.bijlage):
            return None
        return _submitted(found, is_new=False, masked=masked, mailed=bool(found.contact_email))


@dataclass(frozen=True, slots=True)
class _Routed:
    """Who answers, and what that was decided on."""

    employer: Employer | None
    facts: RoutingFacts
    decision: Decision
    owner: notifications.Person | None


@dataclass(frozen=True, slots=True)
class _Arrived:
    """The request that was stored, as far as the messages about it go."""

    id: int
    referentie: str
    contact_email: str
    eigenaar: notifications.Person | None
    buiten_regio: bool
    spoed: bool
    beloofd_op: date


def _route(session: Executor, desk: Desk, facts: RequestFacts, now: datetime, recorder: int | None) -> _Routed:
    by_phone = None
    if recorder is not None and not facts.email and not facts.kvk_nummer:
        by_phone = find_by_phone(session, naam=facts.organisatie, telefoon=facts.telefoon or "")
    employer, of_address = find_employer(session, kvk_nummer=facts.kvk_nummer, email=facts.email, number=by_phone)
    own = employer.accountmanager_id if employer else None
    gemeente = desk.region.gemeente(facts.gemeente) if facts.gemeente else None
    routing, addresses = with_candidates(
        session,
        RoutingFacts(
            staff=(),
            gemeente=facts.gemeente,
            gemeente_naam=gemeente.naam if gemeente else None,
            by_kvk=own if facts.kvk_nummer else None,
            by_email=of_address,
            by_phone=own if by_phone is not None else None,
            sector=(employer.sector if employer else None) or facts.sector,
            grootte=(employer.grootte if employer else None) or facts.grootte,
            onderwerp=ID_OF.get(facts.onderwerp),
            rules=load_rules(session),
        ),
        local_day(now),
    )
    decision = route(routing)
    return _Routed(employer, routing, decision, addresses[decision.owner] if decision.owner else None)


def _insert(
    connection: Connection, desk: Desk, facts: RequestFacts, routed: _Routed, key: str, referentie: str, now: datetime
) -> _Arrived:
    decision = routed.decision
    werkgever_id = routed.employer.id if routed.employer else _insert_employer(connection, facts, routed, now)
    promised = promised_day(desk.region, now, spoed=facts.spoed)
    outside = facts.gemeente is None
    number = _ADD_REQUEST.one(
        connection,
        {
            "referentie": referentie,
            "sleutel": key,
            "werkgever_id": werkgever_id,
            "organisatie": facts.organisatie,
            "contact_naam": facts.naam,
            "contact_email": facts.email,
            "contact_telefoon": facts.telefoon,
            "gemeente": facts.gemeente,
            "plaats": facts.plaats,
            "buiten_regio": outside,
            "onderwerp": facts.onderwerp,
            "status": Status.NIEUW,
            "eigenaar_id": decision.owner,
            "waarneming_voor_id": decision.relation if decision.relation != decision.owner else None,
            "spoed": facts.spoed,
            "beloofd_op": promised,
            "toewijzing": routing_record(decision, routed.facts),
            "keuzehulp": facts.keuzehulp,
            "bijlage": facts.bijlage,
            "ingediend_op": now,
            "gewijzigd_op": now,
        },
    ).id
    question = {"verzoek_id": number, "soort": Soort.WERKGEVER, "tekst": facts.vraag, "geschreven_op": now}
    _ADD_MESSAGE.write(connection, question)
    return _Arrived(number, referentie, facts.email, routed.owner, outside, facts.spoed, promised)


def _insert_employer(connection: Connection, facts: RequestFacts, routed: _Routed, now: datetime) -> int:
    added = _ADD_EMPLOYER.one(
        connection,
        {
            "naam": facts.organisatie,
            "kvk_nummer": facts.kvk_nummer,
            "gemeente": facts.gemeente,
            "sector": routed.facts.sector,
            "grootte": routed.facts.grootte,
            "accountmanager_id": routed.decision.relation,
            "aangemaakt_op": now,
        },
    )
    return int(added.id)


def _follow_up(
    session: Executor, desk: Desk, arrived: _Arrived, routed: _Routed, now: datetime, *, mailed: bool,
    recorder: int | None,
) -> None:  # fmt: skip
    """What a new request sets going: the log, what we now know of the werkgever, the mails, a team that helps."""
    connection, decision, known = connection_of(session), routed.decision, routed.employer
    audit.record(
        connection,
        at=now,
        actor="werkgever",
        action="verzoek-ingediend",
        object_type="contactverzoek",
        object_id=arrived.referentie,
        regel=decision.regel,
        eigenaar=decision.owner,
    )
    if known is not None:
        told = (known.accountmanager_id or decision.relation, routed.facts.sector, routed.facts.grootte)
        if told != (known.accountmanager_id, known.sector, known.grootte):
            with objects(session) as changing:
                werkgever = changing.get_one(Werkgever, known.id)
                werkgever.accountmanager_id, werkgever.sector, werkgever.grootte = told
    notifications.announce_arrival(
        connection, desk, arrived, now, employer=mailed, staff=recorder is None or decision.owner != recorder
    )
    if decision.helper is not None and decision.team is not None:
        with objects(session) as asking:
            request = asking.get_one(Contactverzoek, arrived.id)
            ask_team(asking, desk, request, decision.helper, decision.team, now)


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


def _submitted(request: notifications.Subject, *, is_new: bool, masked: int, mailed: bool) -> Submitted:
    return Submitted(
        referentie=request.referentie,
        is_new=is_new,
        contact_naam=request.eigenaar.naam if request.eigenaar else None,
        beloofd_op=request.beloofd_op,
        buiten_regio=request.buiten_regio,
        masked=masked,
        mailed=mailed,
    )
