"""The werkgeverdossier: everything we know of one werkgever, and who may see it. Writes only moments of contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.permissions import Actor, can_work_desk, can_work_requests
from app.contact.dossier_models import (
    Checkin,
    Contactmoment,
    Contactsoort,
    Opvolging,
    OpvolgingStand,
    Plaatsing,
)
from app.contact.followups import FollowUpRow, end_of, followup_row
from app.contact.models import Contactverzoek, Werkgever
from app.contact.office import Opvolgplan
from app.contact.promise import local_day
from app.contact.pulse import Answers, answers_of
from app.contact.queries import InboxRow, inbox_row, request_rows
from app.contact.request_facts import LONGEST_TEXT
from app.contact.states import OPEN
from app.core import audit
from app.core.errors import DomainError, NotAllowed, NotFound
from app.core.text import clean_line, clean_text, mask_bsn
from app.kennisbank.facts import Facts

PAGE = 50
NOT_YOURS = "Deze werkgever is van een collega. Vraag de coördinator als u het dossier nodig hebt."


@dataclass(frozen=True, slots=True)
class WerkgeverRow:
    """One werkgever in a list."""

    id: int
    naam: str
    kvk_nummer: str | None
    gemeente: str | None
    accountmanager: str | None
    open_verzoeken: int


@dataclass(frozen=True, slots=True)
class UsedRegeling:
    """A regeling of a placement. tot: its last day; besluit: the decision gave that day, else the content."""

    slug: str
    tot: date | None
    besluit: bool


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """One placement."""

    id: int
    functie: str
    startmaand: date
    regelingen: tuple[UsedRegeling, ...]
    beeindigd_op: date | None
    checkin_email: str | None


@dataclass(frozen=True, slots=True)
class CheckinRow:
    """A check-in that was mailed. antwoorden: None while the werkgever did not answer."""

    id: int
    plaatsing_id: int | None
    plaatsing: str | None
    verstuurd_op: datetime
    gepland: bool
    antwoorden: Answers | None
    beantwoord_op: datetime | None


@dataclass(frozen=True, slots=True)
class MomentRow:
    """A moment of contact or a note."""

    soort: Contactsoort
    dag: date
    wie: str
    tekst: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """One werkgever for a colleague. emails: addresses to which a check-in may go."""

    id: int
    naam: str
    kvk_nummer: str | None
    vestigingsnummer: str | None
    gemeente: str | None
    sector: str | None
    grootte: str | None
    motief: str | None
    ervaring: str | None
    hr: str | None
    accountmanager: str | None
    sinds: datetime
    emails: tuple[str, ...]
    verzoeken: tuple[InboxRow, ...]
    meer_verzoeken: int
    plaatsingen: tuple[PlacementRow, ...]
    opvolgingen: tuple[FollowUpRow, ...]
    checkins: tuple[CheckinRow, ...]
    momenten: tuple[MomentRow, ...]


def can_view_dossier(session: Session, actor: Actor, werkgever: Werkgever) -> bool:
    """The vaste accountmanager, their deputy and the whole desk; and whoever answers an open request of it.

    A guest who was invited into one request does not see the dossier.
    """
    if not can_work_requests(actor):
        return False
    owners = {actor.id, *actor.vervangt}
    if can_work_desk(actor) or werkgever.accountmanager_id in owners:
        return True
    answers = select(Contactverzoek.id).where(
        Contactverzoek.werkgever_id == werkgever.id,
        Contactverzoek.eigenaar_id.in_(owners),
        Contactverzoek.status.in_(OPEN),
    )
    return session.scalar(answers.limit(1)) is not None


def require_dossier(session: Session, actor: Actor, werkgever_id: int) -> Werkgever:
    """The werkgever; raises NotFound, or NotAllowed when this colleague may not see the dossier."""
    werkgever = session.get(Werkgever, werkgever_id)
    if werkgever is None:
        raise NotFound("Deze werkgever bestaat niet (meer). Zoek op de naam.")
    if not can_view_dossier(session, actor, werkgever):
        raise NotAllowed(NOT_YOURS)
    return werkgever


def list_werkgevers(
    session: Session, actor: Actor, text: str, *, page: int = 1
) -> tuple[tuple[WerkgeverRow, ...], bool]:
    """At most 50 by name, and whether there are more: one's own and those of whom one replaces; the desk sees all.

    text: words of the name, or a KvK-nummer.
    """
    if not can_work_requests(actor):
        raise NotAllowed("De werkplek is voor accountmanagers, het loket en coördinatoren.")
    statement = select(Werkgever).options(joinedload(Werkgever.accountmanager)).order_by(Werkgever.naam, Werkgever.id)
    if not can_work_desk(actor):
        statement = statement.where(Werkgever.accountmanager_id.in_({actor.id, *actor.vervangt}))
    for word in clean_line(text).split()[:6]:
        statement = statement.where(
            or_(Werkgever.naam.icontains(word[:60], autoescape=True), Werkgever.kvk_nummer == word)
        )
    found = session.scalars(statement.offset((max(page, 1) - 1) * PAGE).limit(PAGE + 1)).all()
    open_counts = _open_counts(session, [w.id for w in found[:PAGE]])
    rows = tuple(
        WerkgeverRow(
            w.id,
            w.naam,
            w.kvk_nummer,
            w.gemeente,
            w.accountmanager.naam if w.accountmanager else None,
            open_counts.get(w.id, 0),
        )
        for w in found[:PAGE]
    )
    return rows, len(found) > PAGE


def get_dossier(
    session: Session, actor: Actor, werkgever_id: int, *, plan: Opvolgplan, facts: Facts, today: date
) -> Dossier:
    """Everything about one werkgever, the newest first. Raises NotFound or NotAllowed."""
    werkgever = require_dossier(session, actor, werkgever_id)
    own = Contactverzoek.werkgever_id == werkgever.id
    requests = session.scalars(
        request_rows().where(own).order_by(Contactverzoek.ingediend_op.desc(), Contactverzoek.id.desc()).limit(PAGE)
    ).all()
    total = session.scalar(select(func.count()).select_from(Contactverzoek).where(own)) or 0
    placements = session.scalars(
        select(Plaatsing)
        .where(Plaatsing.werkgever_id == werkgever.id)
        .order_by(Plaatsing.startmaand.desc(), Plaatsing.id.desc())
        .limit(PAGE)
    )
    checkins = session.scalars(
        select(Checkin)
        .options(joinedload(Checkin.plaatsing))
        .where(Checkin.werkgever_id == werkgever.id)
        .order_by(Checkin.id.desc())
        .limit(PAGE)
    )
    moments = session.scalars(
        select(Contactmoment)
        .options(joinedload(Contactmoment.medewerker))
        .where(Contactmoment.werkgever_id == werkgever.id)
        .order_by(Contactmoment.dag.desc(), Contactmoment.id.desc())
        .limit(PAGE)
    )
    followups = session.scalars(
        select(Opvolging)
        .options(joinedload(Opvolging.plaatsing), joinedload(Opvolging.werkgever))
        .where(Opvolging.werkgever_id == werkgever.id)
        .order_by(Opvolging.op, Opvolging.id)
    )
    return Dossier(
        id=werkgever.id,
        naam=werkgever.naam,
        kvk_nummer=werkgever.kvk_nummer,
        vestigingsnummer=werkgever.vestigingsnummer,
        gemeente=werkgever.gemeente,
        sector=werkgever.sector,
        grootte=werkgever.grootte,
        motief=werkgever.motief,
        ervaring=werkgever.ervaring,
        hr=werkgever.hr,
        accountmanager=werkgever.accountmanager.naam if werkgever.accountmanager else None,
        sinds=werkgever.aangemaakt_op,
        emails=addresses_of(session, werkgever),
        verzoeken=tuple(inbox_row(request, today) for request in requests),
        meer_verzoeken=total - len(requests),
        plaatsingen=tuple(_placement(row, plan, facts) for row in placements),
        opvolgingen=tuple(followup_row(row, today) for row in followups),
        checkins=tuple(_checkin(row) for row in checkins),
        momenten=tuple(_moment(row) for row in moments),
    )


def addresses_of(session: Session, werkgever: Werkgever) -> tuple[str, ...]:
    """Addresses of which somebody really used a link that we mailed, the newest first."""
    known = sorted(werkgever.emails, key=lambda row: (row.bevestigd_op, row.id), reverse=True)
    return tuple(row.email for row in known)


def add_moment(
    session: Session,
    *,
    actor: Actor,
    werkgever_id: int,
    soort: Contactsoort,
    dag: date,
    tekst: str,
    key: str,
    now: datetime,
) -> int:
    """Write down a moment of contact or a note; how many burgerservicenummers were taken out. Twice is harmless."""
    require_dossier(session, actor, werkgever_id)
    tekst, masked = mask_bsn(clean_text(tekst))
    if not tekst or len(tekst) > LONGEST_TEXT:
        raise DomainError(f"Schrijf in ten hoogste {LONGEST_TEXT} tekens wat u wilt onthouden.")
    if not date(2000, 1, 1) <= dag <= local_day(now):
        raise DomainError("Kies een dag die geweest is. Voor later plant u een opvolging.")
    known = select(Contactmoment.id).where(Contactmoment.werkgever_id == werkgever_id, Contactmoment.sleutel == key)
    if session.scalar(known) is None:
        session.add(
            Contactmoment(
                werkgever_id=werkgever_id,
                soort=soort,
                dag=dag,
                tekst=tekst,
                sleutel=key,
                medewerker_id=actor.id,
                geschreven_op=now,
            )
        )
        audit.record(
            session,
            at=now,
            actor=actor.audit_name,
            action="contactmoment",
            object_type="werkgever",
            object_id=werkgever_id,
            soort=soort,
        )
    return masked


def settle_followup(session: Session, *, actor: Actor, followup_id: int, stand: OpvolgingStand, now: datetime) -> int:
    """Done, not needed, or planned again; gives the id of the werkgever. Raises NotFound or NotAllowed."""
    found = session.get(Opvolging, followup_id)
    if found is None:
        raise NotFound("Deze opvolging bestaat niet (meer).")
    require_dossier(session, actor, found.werkgever_id)
    found.stand = stand
    found.afgehandeld_op = None if stand == OpvolgingStand.GEPLAND else now
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action=f"opvolging-{stand.value}",
        object_type="werkgever",
        object_id=found.werkgever_id,
        opvolging=found.id,
    )
    return found.werkgever_id


def _open_counts(session: Session, ids: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(Contactverzoek.werkgever_id, func.count())
        .where(Contactverzoek.werkgever_id.in_(ids), Contactverzoek.status.in_(OPEN))
        .group_by(Contactverzoek.werkgever_id)
    )
    return {row[0]: row[1] for row in rows}


def _placement(row: Plaatsing, plan: Opvolgplan, facts: Facts) -> PlacementRow:
    used = []
    for item in row.regelingen:
        decided = date.fromisoformat(item["tot"]) if item["tot"] else None
        last = end_of(item["slug"], row.startmaand, decided, plan, facts)
        used.append(UsedRegeling(item["slug"], last, decided is not None))
    return PlacementRow(row.id, row.functie, row.startmaand, tuple(used), row.beeindigd_op, row.checkin_email)


def _checkin(row: Checkin) -> CheckinRow:
    return CheckinRow(
        row.id,
        row.plaatsing_id,
        row.plaatsing.functie if row.plaatsing else None,
        row.verstuurd_op,
        row.moment is not None,
        answers_of(row),
        row.beantwoord_op,
    )


def _moment(row: Contactmoment) -> MomentRow:
    return MomentRow(Contactsoort(row.soort), row.dag, row.medewerker.naam if row.medewerker else "", row.tekst)
