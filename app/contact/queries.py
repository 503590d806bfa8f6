"""What screens show, as small frozen values. Reads only; no query grows with closed requests, except the search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, can_lead, can_work_desk, can_work_requests, is_guest
from app.contact.models import Bericht, Contactverzoek, VerzoekGast, Werkgever
from app.contact.promise import is_late, promise_in_words
from app.contact.references import normal_reference
from app.contact.staffing import WORKING_ROLES
from app.contact.states import ON_US, OPEN, Status
from app.core.errors import NotAllowed

PAGE = 50
_TABLE = Contactverzoek.__table__
_REQUESTS, _PEOPLE = _TABLE.c, Medewerker.__table__.c


class Mand(StrEnum):
    """A basket of the inbox. LOKET and TEAM are only for the desk and for coördinatoren.

    SAMEN: open requests of a colleague into which this person was invited or whom this person replaces.
    """

    NIEUW = "nieuw"
    WACHT_OP_MIJ = "wacht-op-mij"
    WACHT_OP_WERKGEVER = "wacht-op-werkgever"
    AFGEROND = "afgerond"
    LOKET = "loket"
    TEAM = "team"
    SAMEN = "samen"

    @property
    def label(self) -> str:
        """For on a tab."""
        return MAND_LABELS[self]


MAND_LABELS = {
    Mand.NIEUW: "Nieuw",
    Mand.WACHT_OP_MIJ: "Wacht op mij",
    Mand.WACHT_OP_WERKGEVER: "Wacht op werkgever",
    Mand.AFGEROND: "Afgerond",
    Mand.LOKET: "Bij het loket",
    Mand.TEAM: "Hele team wacht op ons",
    Mand.SAMEN: "Samen met een collega",
}


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One line of a basket. ``laat`` and ``belofte`` ("nog 1 werkdag", "2 werkdagen te laat") count while on us."""

    referentie: str
    organisatie: str
    onderwerp: str
    gemeente: str | None
    status: Status
    eigenaar: str | None
    ingediend_op: datetime
    beloofd_op: date
    belofte: str
    laat: bool
    spoed: bool
    buiten_regio: bool


@dataclass(frozen=True, slots=True)
class BasketCount:
    """A tab of the inbox with its number; ``laat`` counts the ones past their promise. AFGEROND has no number."""

    mand: Mand
    aantal: int | None
    laat: int = 0


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody a request can be given to."""

    id: int
    naam: str
    open_load: int


def count_baskets(session: Session, actor: Actor, *, today: date) -> tuple[BasketCount, ...]:
    """The tabs this person has, with numbers."""
    _require_staff(actor)
    baskets = _baskets(actor)
    rows = session.execute(_counting(baskets), {**_who(actor), "vandaag": today})
    found = {row.mand: BasketCount(Mand(row.mand), row.aantal, row.laat) for row in rows}
    counts = (found.get(mand.value, BasketCount(mand, None)) for mand in baskets)
    return tuple(c for c in counts if c.aantal or c.mand is not Mand.SAMEN or is_guest(actor))


def list_basket(
    session: Session, actor: Actor, mand: Mand, *, today: date, page: int = 1
) -> tuple[tuple[InboxRow, ...], bool]:
    """At most 50 rows, oldest promise first (closed ones: last closed first), and whether there are more pages."""
    _require_staff(actor)
    if mand not in _baskets(actor):
        raise NotAllowed("Deze lijst is voor het loket en de coördinator.")
    rows = session.execute(_listing(mand), {**_who(actor), "vanaf": (max(page, 1) - 1) * PAGE})
    found = [_row(row, row.eigenaar, today) for row in rows]
    return tuple(found[:PAGE]), len(found) > PAGE


def search_requests(session: Session, actor: Actor, text: str, *, today: date) -> tuple[InboxRow, ...]:
    """At most 50 requests this person may see, newest first. Searches referentie, names, KvK, e-mail, words."""
    _require_staff(actor)
    words = text.split()[:6]
    if not words:
        return ()
    matches: ColumnElement[bool] = and_(*(_contains(word[:60]) for word in words))
    reference = normal_reference(text)
    if reference:  # "garage" looks like a referentie too, so words count as well
        matches = or_(matches, Contactverzoek.referentie == reference)
    statement = request_rows().where(matches).order_by(Contactverzoek.ingediend_op.desc(), Contactverzoek.id.desc())
    if not can_work_desk(actor):
        seen = _shared(literal(actor.id))
        if can_work_requests(actor):
            people = {actor.id, *actor.vervangt}
            seen = or_(seen, Contactverzoek.eigenaar_id.in_(people), Werkgever.accountmanager_id.in_(people))
        statement = statement.join(Contactverzoek.werkgever).where(seen)
    return tuple(inbox_row(request, today) for request in session.scalars(statement.limit(PAGE)))


def list_colleagues(session: Session, loads: dict[int, int]) -> tuple[Colleague, ...]:
    """Everybody a request can be given to, by name; ``loads`` comes from ``staffing.open_loads``."""
    people = session.scalars(select(Medewerker).where(Medewerker.actief.is_(True)).order_by(Medewerker.naam))
    return tuple(
        Colleague(person.id, person.naam, loads.get(person.id, 0))
        for person in people
        if WORKING_ROLES & set(person.rollen)
    )


def request_rows() -> Select[Contactverzoek]:
    """Requests with what ``inbox_row`` needs, in one query."""
    return select(Contactverzoek).options(joinedload(Contactverzoek.eigenaar), joinedload(Contactverzoek.werkgever))


def _require_staff(actor: Actor) -> None:
    if not can_work_requests(actor) and not is_guest(actor):
        raise NotAllowed("De werkplek is voor accountmanagers, het loket en coördinatoren.")


def _baskets(actor: Actor) -> tuple[Mand, ...]:
    if not can_work_requests(actor):
        return (Mand.SAMEN,)
    own = (Mand.NIEUW, Mand.WACHT_OP_MIJ, Mand.WACHT_OP_WERKGEVER, Mand.AFGEROND)
    desk = (Mand.LOKET,) if can_work_desk(actor) else ()
    return own + desk + ((Mand.TEAM,) if can_lead(actor) else ()) + (Mand.SAMEN,)


@lru_cache(maxsize=8)
def _counting(baskets: tuple[Mand, ...]) -> CompoundSelect[str, int, int]:
    """One statement, built once, with the number and the late ones of each of these baskets that has a number."""
    late = and_(_REQUESTS.status.in_(ON_US), _REQUESTS.beloofd_op < bindparam("vandaag"))
    return union_all(
        *(
            select(
                literal_column(f"'{mand.value}'", String).label("mand"),
                func.count().label("aantal"),
                func.count().filter(late).label("laat"),
            ).where(_condition(mand))
            for mand in baskets
            if mand is not Mand.AFGEROND
        )
    )


@lru_cache(maxsize=len(Mand))
def _listing(mand: Mand) -> Select[Any]:
    """One page of a basket, built once."""
    order: tuple[ColumnElement[Any], ...] = (_REQUESTS.beloofd_op, _REQUESTS.id)
    if mand is Mand.AFGEROND:
        order = (_REQUESTS.afgesloten_op.desc(), _REQUESTS.id.desc())
    return (
        select(
            _REQUESTS.referentie,
            _REQUESTS.organisatie,
            _REQUESTS.onderwerp,
            _REQUESTS.gemeente,
            _REQUESTS.status,
            _REQUESTS.ingediend_op,
            _REQUESTS.beloofd_op,
            _REQUESTS.spoed,
            _REQUESTS.buiten_regio,
            _PEOPLE.naam.label("eigenaar"),
        )
        .select_from(_TABLE.outerjoin(Medewerker.__table__, _PEOPLE.id == _REQUESTS.eigenaar_id))
        .where(_condition(mand))
        .order_by(*order)
        .offset(bindparam("vanaf"))
        .limit(PAGE + 1)
    )


def _who(actor: Actor) -> dict[str, Any]:
    """The values that ``_condition`` asks for. A guest stands in for nobody."""
    return {"wie": actor.id, "vervangt": sorted(actor.vervangt) if can_work_requests(actor) else []}


def _condition(mand: Mand) -> ColumnElement[bool]:
    """What stands in a basket, of the person in the parameters (``_who``)."""
    mine = _REQUESTS.eigenaar_id == bindparam("wie")
    match mand:
        case Mand.NIEUW:
            return and_(mine, _REQUESTS.status == Status.NIEUW)
        case Mand.WACHT_OP_MIJ:
            return and_(mine, _REQUESTS.status == Status.IN_BEHANDELING)
        case Mand.WACHT_OP_WERKGEVER:
            return and_(mine, _REQUESTS.status == Status.WACHT_OP_WERKGEVER)
        case Mand.AFGEROND:
            return and_(mine, _REQUESTS.afgesloten_op.is_not(None))
        case Mand.LOKET:
            return and_(_REQUESTS.eigenaar_id.is_(None), _REQUESTS.status.in_(OPEN))
        case Mand.TEAM:
            return _REQUESTS.status.in_(ON_US)
        case Mand.SAMEN:
            theirs = or_(_shared(bindparam("wie")), _REQUESTS.eigenaar_id.in_(bindparam("vervangt", expanding=True)))
            return and_(theirs, _REQUESTS.status.in_(OPEN))


def _shared(who: ColumnElement[int]) -> ColumnElement[bool]:
    """Requests into which this person was invited."""
    return _REQUESTS.id.in_(select(VerzoekGast.verzoek_id).where(VerzoekGast.medewerker_id == who))


def _contains(word: str) -> ColumnElement[bool]:
    """The word stands, in any case, in the organisation, KvK-nummer, contact, e-mail address, subject or a message."""
    in_text = select(Bericht.verzoek_id).where(Bericht.tekst.icontains(word, autoescape=True))
    in_werkgever = select(Werkgever.id).where(
        or_(Werkgever.naam.icontains(word, autoescape=True), Werkgever.kvk_nummer == word)
    )
    return or_(
        Contactverzoek.organisatie.icontains(word, autoescape=True),
        Contactverzoek.onderwerp.icontains(word, autoescape=True),
        Contactverzoek.contact_naam.icontains(word, autoescape=True),
        Contactverzoek.contact_email.icontains(word, autoescape=True),
        Contactverzoek.werkgever_id.in_(in_werkgever),
        Contactverzoek.id.in_(in_text),
    )


def inbox_row(request: Contactverzoek, today: date) -> InboxRow:
    """One line for a list, with the promise in words."""
    return _row(request, request.eigenaar.naam if request.eigenaar else None, today)


def _row(request: Contactverzoek | Row[Any], eigenaar: str | None, today: date) -> InboxRow:
    waiting = request.status in ON_US
    return InboxRow(
        referentie=request.referentie,
        organisatie=request.organisatie,
        onderwerp=request.onderwerp,
        gemeente=request.gemeente,
        status=Status(request.status),
        eigenaar=eigenaar,
        ingediend_op=request.ingediend_op,
        beloofd_op=request.beloofd_op,
        belofte=promise_in_words(request.beloofd_op, today) if waiting else "",
        laat=waiting and is_late(request.beloofd_op, today),
        spoed=request.spoed,
        buiten_regio=request.buiten_regio,
    )
