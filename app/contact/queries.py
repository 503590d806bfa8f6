"""What screens show, as small frozen values. Reads only; no query grows with closed requests, except the search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
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
    counts = []
    for mand in _baskets(actor):
        if mand is Mand.AFGEROND:
            counts.append(BasketCount(mand, None))
            continue
        condition = _condition(mand, actor)
        late = and_(Contactverzoek.status.in_(ON_US), Contactverzoek.beloofd_op < today)
        number, overdue = session.execute(
            select(func.count(), func.count().filter(late)).select_from(Contactverzoek).where(condition)
        ).one()
        if number or mand is not Mand.SAMEN or is_guest(actor):
            counts.append(BasketCount(mand, number, overdue))
    return tuple(counts)


def list_basket(
    session: Session, actor: Actor, mand: Mand, *, today: date, page: int = 1
) -> tuple[tuple[InboxRow, ...], bool]:
    """At most 50 rows, oldest promise first (closed ones: last closed first), and whether there are more pages."""
    _require_staff(actor)
    if mand not in _baskets(actor):
        raise NotAllowed("Deze lijst is voor het loket en de coördinator.")
    closed = mand is Mand.AFGEROND
    order = (
        (Contactverzoek.afgesloten_op.desc(), Contactverzoek.id.desc())
        if closed
        else (Contactverzoek.beloofd_op, Contactverzoek.id)
    )
    start = (max(page, 1) - 1) * PAGE
    statement = request_rows().where(_condition(mand, actor)).order_by(*order).offset(start).limit(PAGE + 1)
    found = [inbox_row(request, today) for request in session.scalars(statement)]
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
        seen = _shared(actor)
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


def _condition(mand: Mand, actor: Actor) -> ColumnElement[bool]:
    mine = Contactverzoek.eigenaar_id == actor.id
    match mand:
        case Mand.NIEUW:
            return and_(mine, Contactverzoek.status == Status.NIEUW)
        case Mand.WACHT_OP_MIJ:
            return and_(mine, Contactverzoek.status == Status.IN_BEHANDELING)
        case Mand.WACHT_OP_WERKGEVER:
            return and_(mine, Contactverzoek.status == Status.WACHT_OP_WERKGEVER)
        case Mand.AFGEROND:
            return and_(mine, Contactverzoek.afgesloten_op.is_not(None))
        case Mand.LOKET:
            return and_(Contactverzoek.eigenaar_id.is_(None), Contactverzoek.status.in_(OPEN))
        case Mand.TEAM:
            return Contactverzoek.status.in_(ON_US)
        case Mand.SAMEN:
            theirs = _shared(actor)
            if can_work_requests(actor):
                theirs = or_(theirs, Contactverzoek.eigenaar_id.in_(actor.vervangt))
            return and_(theirs, Contactverzoek.status.in_(OPEN))


def _shared(actor: Actor) -> ColumnElement[bool]:
    """Requests into which this person was invited."""
    return Contactverzoek.id.in_(select(VerzoekGast.verzoek_id).where(VerzoekGast.medewerker_id == actor.id))


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
    waiting = request.status in ON_US
    return InboxRow(
        referentie=request.referentie,
        organisatie=request.organisatie,
        onderwerp=request.onderwerp,
        gemeente=request.gemeente,
        status=Status(request.status),
        eigenaar=request.eigenaar.naam if request.eigenaar else None,
        ingediend_op=request.ingediend_op,
        beloofd_op=request.beloofd_op,
        belofte=promise_in_words(request.beloofd_op, today) if waiting else "",
        laat=waiting and is_late(request.beloofd_op, today),
        spoed=request.spoed,
        buiten_regio=request.buiten_regio,
    )
