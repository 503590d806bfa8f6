"""The daily mail to coördinatoren: everything that needs a person today, in one place. Nothing to say means no mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from app.accounts.models import Medewerker
from app.accounts.permissions import Rol
from app.contact.dossier_models import Opvolging, OpvolgingStand
from app.contact.links import Desk
from app.contact.models import Contactverzoek
from app.contact.promise import local_day, promise_in_words
from app.contact.quarantine import count_held
from app.contact.states import ON_US, OPEN
from app.core import mail, outbox
from app.core.db import Base, UtcDateTime
from app.core.workdays import is_workday

SHOWN = 20


class Dagbericht(Base):
    """The daily mail of one day went out; two workers never send it both."""

    __tablename__ = "dagbericht"

    dag: Mapped[date] = mapped_column(primary_key=True)
    verstuurd_op: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Late:
    """A request past its promise. ``belofte``: in words how much; ``eigenaar``: None for the desk."""

    referentie: str
    belofte: str
    eigenaar: str | None


@dataclass(frozen=True, slots=True)
class Attention:
    """What needs a person. ``late``: at most 20, oldest promise first; ``late_total``: all of them.

    at_desk: open requests without an owner. overdue: planned follow-ups whose day is past. dead_mail: mail that could
    not be delivered. held: forms that look like a robot and wait for a person. other: sentences about the rest of the
    house.
    """

    late: tuple[Late, ...]
    late_total: int
    at_desk: int
    overdue: int
    dead_mail: int
    held: int
    other: tuple[str, ...]

    def __bool__(self) -> bool:
        return any((self.late_total, self.at_desk, self.overdue, self.dead_mail, self.held, self.other))


def what_needs_a_person(session: Session, *, today: date, other: Sequence[str] = ()) -> Attention:
    """Look at what is open now; reads nothing that grows with closed requests."""
    is_late = (Contactverzoek.status.in_(ON_US), Contactverzoek.beloofd_op < today)
    late = session.scalars(
        select(Contactverzoek)
        .options(joinedload(Contactverzoek.eigenaar))
        .where(*is_late)
        .order_by(Contactverzoek.beloofd_op, Contactverzoek.id)
        .limit(SHOWN)
    )
    desk = (Contactverzoek.status.in_(OPEN), Contactverzoek.eigenaar_id.is_(None))
    overdue = (Opvolging.stand == OpvolgingStand.GEPLAND, Opvolging.op < today)
    return Attention(
        late=tuple(
            Late(r.referentie, promise_in_words(r.beloofd_op, today), r.eigenaar.naam if r.eigenaar else None)
            for r in late
        ),
        late_total=session.scalar(select(func.count()).select_from(Contactverzoek).where(*is_late)) or 0,
        at_desk=session.scalar(select(func.count()).select_from(Contactverzoek).where(*desk)) or 0,
        overdue=session.scalar(select(func.count()).select_from(Opvolging).where(*overdue)) or 0,
        dead_mail=outbox.state(session).dead,
        held=count_held(session),
        other=tuple(other),
    )


def send_daily_mail(session: Session, *, desk: Desk, now: datetime, other: Sequence[str] = ()) -> int:
    """Mail every coördinator once on a working day, or the desk when there is none; how many mails."""
    today = local_day(now)
    if not is_workday(today) or session.get(Dagbericht, today) is not None:
        return 0
    session.add(Dagbericht(dag=today, verstuurd_op=now))
    session.flush()
    found = what_needs_a_person(session, today=today, other=other)
    if not found:
        return 0
    loket = desk.region.loket
    people = session.scalars(select(Medewerker).where(Medewerker.actief.is_(True)).order_by(Medewerker.id))
    addresses = [(p.naam, p.email) for p in people if Rol.COORDINATOR in p.rollen] or [(loket.naam, loket.email)]
    for naam, email in addresses:
        composed = mail.compose(
            "dagbericht",
            to=email,
            reply_to=loket.email,
            site=desk.region.site,
            loket=loket,
            naam=naam,
            dag=today,
            lijst=found,
            werkplek=f"{desk.links.base_url}/werkplek",
            mislukt=f"{desk.links.base_url}/beheer/e-mail",
            quarantaine=f"{desk.links.base_url}/beheer/quarantaine",
        )
        outbox.enqueue(session, composed, reference=f"dag-{today}", now=now)
    return len(addresses)
