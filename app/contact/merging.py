"""Two entries of the same werkgever become one. Everything that hangs on the one goes to the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from app.accounts.permissions import Actor, can_lead
from app.contact import handover_mail
from app.contact.handover import move_werkgever, open_requests
from app.contact.links import Desk
from app.contact.models import Contactverzoek, Werkgever, WerkgeverEmail
from app.core import audit
from app.core.db import Base
from app.core.errors import DomainError, NotAllowed, NotFound

MOST = 30


@dataclass(frozen=True, slots=True)
class WerkgeverRow:
    """One werkgever in a list. ``verzoeken`` counts all requests, also closed ones."""

    id: int
    naam: str
    kvk_nummer: str | None
    gemeente: str | None
    accountmanager: str | None
    emails: tuple[str, ...]
    verzoeken: int


def find_werkgevers(session: Session, actor: Actor, text: str) -> tuple[WerkgeverRow, ...]:
    """At most 30, by words in the name, the KvK-nummer or a verified address. Coördinatoren only."""
    _require(actor)
    words = text.split()[:6]
    if not words:
        return ()
    matches: list[ColumnElement[bool]] = [
        or_(
            Werkgever.naam.icontains(word[:60], autoescape=True),
            Werkgever.kvk_nummer == word,
            Werkgever.id.in_(select(WerkgeverEmail.werkgever_id).where(WerkgeverEmail.email == word.lower())),
        )
        for word in words
    ]
    return _rows(session, *matches)


def get_pair(session: Session, actor: Actor, keep_id: int, gone_id: int) -> tuple[WerkgeverRow, WerkgeverRow]:
    """The one that stays and the one that goes, for the preview. Raises NotFound."""
    _require(actor)
    found = {row.id: row for row in _rows(session, Werkgever.id.in_([keep_id, gone_id]))}
    if keep_id not in found or gone_id not in found:
        raise NotFound("Een van deze werkgevers bestaat niet (meer).")
    return found[keep_id], found[gone_id]


def merge_werkgevers(session: Session, *, desk: Desk, actor: Actor, keep_id: int, gone_id: int, now: datetime) -> None:
    """``gone_id`` disappears into ``keep_id``, which keeps its accountmanager and gets what it did not know yet.

    Open requests go to that accountmanager too, and the werkgever is told. Raises DomainError for two KvK-nummers:
    those are two organisations.
    """
    _require(actor)
    rows = session.scalars(select(Werkgever).where(Werkgever.id.in_([keep_id, gone_id])).with_for_update()).all()
    found = {werkgever.id: werkgever for werkgever in rows}
    if keep_id == gone_id or len(found) < 2:
        raise DomainError("Kies twee verschillende werkgevers.")
    keep, gone = found[keep_id], found[gone_id]
    if keep.kvk_nummer and gone.kvk_nummer and keep.kvk_nummer != gone.kvk_nummer:
        raise DomainError("Deze werkgevers hebben elk een eigen KvK-nummer. Dat zijn twee organisaties.")
    strangers = [r.id for r in open_requests(session, gone.id)]
    kvk, gone.kvk_nummer = gone.kvk_nummer, None
    session.flush()  # the number is unique, so it must be free before the other gets it
    keep.kvk_nummer = keep.kvk_nummer or kvk
    for name in ("vestigingsnummer", "gemeente", "sector", "grootte", "motief", "ervaring", "hr"):
        setattr(keep, name, getattr(keep, name) or getattr(gone, name))
    before, keep_owner = gone.accountmanager_id, keep.accountmanager
    if keep_owner is None:
        keep.accountmanager_id, keep.accountmanager = gone.accountmanager_id, gone.accountmanager
    _take_emails(session, keep, gone)
    session.flush()
    for table in _tables_of_werkgever():
        session.execute(update(table).where(table.c.werkgever_id == gone.id).values(werkgever_id=keep.id))
    session.expire_all()
    session.execute(delete(Werkgever).where(Werkgever.id == gone_id))
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action="werkgevers-samengevoegd",
        object_type="werkgever",
        object_id=keep_id,
        verdwenen=gone_id,
        accountmanager_verdwenen=before,
    )
    if keep_owner is not None and before != keep_owner.id and strangers:
        kept = session.get_one(Werkgever, keep_id)
        note = f"Samengevoegd met een andere inschrijving van deze werkgever. Vaste contactpersoon: {keep_owner.naam}."
        move_werkgever(session, kept, keep_owner, actor=actor, note=note, now=now)
        for request in open_requests(session, keep_id):
            if request.id in strangers:
                handover_mail.new_contact(session, desk, request, now)


def _tables_of_werkgever() -> list[Table]:
    """Every table with a werkgever, so that a table made later is not forgotten; addresses are handled apart."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.name != WerkgeverEmail.__tablename__
        and "werkgever_id" in table.c
        and any(key.column.table.name == Werkgever.__tablename__ for key in table.c.werkgever_id.foreign_keys)
    ]


def _take_emails(session: Session, keep: Werkgever, gone: Werkgever) -> None:
    known = {email.email for email in keep.emails}
    for email in list(gone.emails):
        if email.email in known:
            session.execute(delete(WerkgeverEmail).where(WerkgeverEmail.id == email.id))
        else:
            session.execute(update(WerkgeverEmail).where(WerkgeverEmail.id == email.id).values(werkgever_id=keep.id))


def _rows(session: Session, *matches: ColumnElement[bool]) -> tuple[WerkgeverRow, ...]:
    statement = select(Werkgever).options(joinedload(Werkgever.accountmanager), joinedload(Werkgever.emails))
    found = session.scalars(statement.where(*matches).order_by(Werkgever.naam, Werkgever.id).limit(MOST)).unique().all()
    counts = {
        row.werkgever_id: row.aantal
        for row in session.execute(
            select(Contactverzoek.werkgever_id, func.count().label("aantal"))
            .where(Contactverzoek.werkgever_id.in_([w.id for w in found]))
            .group_by(Contactverzoek.werkgever_id)
        )
    }
    return tuple(
        WerkgeverRow(
            w.id,
            w.naam,
            w.kvk_nummer,
            w.gemeente,
            w.accountmanager.naam if w.accountmanager else None,
            tuple(sorted(e.email for e in w.emails)),
            counts.get(w.id, 0),
        )
        for w in found
    )


def _require(actor: Actor) -> None:
    if not can_lead(actor):
        raise NotAllowed("Alleen de coördinator voegt werkgevers samen.")
