"""Links out of an e-mail to choose a password: an invitation (three days) or after forgetting it (one hour), once.

A link is a random value of 256 bits of which only the SHA-256 is kept. A new link makes the earlier ones worthless,
and so does choosing a password or closing the account. Choosing a password never removes the second factor.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import attempts, mails
from app.accounts.attempts import Limit, count_attempt
from app.accounts.mails import Sender
from app.accounts.models import Accountlink, Medewerker, Organisatiekoppeling
from app.accounts.permissions import Actor, can_manage_accounts
from app.accounts.services import get_medewerker, normal_email, set_password
from app.core import audit, outbox
from app.core.db import Database, changed_rows
from app.core.errors import DomainError, NotAllowed
from app.core.tokens import LinkExpired, LinkInvalid

INVITATION, RESET = "uitnodiging", "herstel"
VALID = {INVITATION: timedelta(days=3), RESET: timedelta(hours=1)}
PATH = "/wachtwoord/{token}"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a genuine link opens: choosing a password for this person."""

    medewerker_id: int
    naam: str
    email: str
    soort: str


def invite(session: Session, *, medewerker_id: int, sender: Sender, now: datetime, by: str = "systeem") -> str:
    """Mail somebody a link to choose the first password; gives the link too. Raises DomainError when closed."""
    person = get_medewerker(session, medewerker_id)
    if not person.actief:
        raise DomainError("Dit account is gesloten. Open het eerst weer.")
    link = sender.base_url + PATH.format(token=_new(session, person.id, INVITATION, now))
    mails.send(session, sender, "account-uitnodiging", person, now, link=link, dagen=VALID[INVITATION].days)
    _record(session, "uitgenodigd", person.id, by, now)
    return link


def list_uninvited(session: Session, *, now: datetime) -> dict[int, datetime | None]:
    """Open accounts that cannot be entered yet: id and until when the invitation works, None when it expired."""
    links = select(Accountlink.verloopt_op).where(
        Accountlink.medewerker_id == Medewerker.id, Accountlink.soort == INVITATION, Accountlink.verloopt_op > now
    )
    rows = session.execute(
        select(Medewerker.id, links.scalar_subquery().label("tot"))
        .outerjoin(Organisatiekoppeling, Organisatiekoppeling.medewerker_id == Medewerker.id)
        .where(Medewerker.actief, Medewerker.wachtwoord_hash.is_(None), Organisatiekoppeling.medewerker_id.is_(None))
        .order_by(Medewerker.id)
    )
    return {row.id: row.tot for row in rows}


def renew_invitations(session: Session, *, actor: Actor, sender: Sender, now: datetime) -> int:
    """A new invitation for everybody whose invitation expired or was never sent; how many. Only a beheerder."""
    if not can_manage_accounts(actor):
        raise NotAllowed("Alleen een beheerder nodigt collega's uit.")
    waiting = [number for number, until in list_uninvited(session, now=now).items() if until is None]
    for number in waiting:
        invite(session, medewerker_id=number, sender=sender, now=now, by=actor.audit_name)
    return len(waiting)


def ask_reset(db: Database, *, email: str, address: str, sender: Sender, secret_key: str, now: datetime) -> None:
    """Somebody forgot the password. What happens is the same to see, and takes as long, for every address.

    Mail goes out only to an open account that has a password. Limits: 5 in a day for one e-mail address, 20 in an hour
    from one place, 500 in an hour in all.
    """
    email = normal_email(email)[:254]
    limits = (
        Limit(f"herstel-email:{email}", 5, timedelta(hours=24)),
        Limit(f"herstel-plaats:{attempts.place(address)}", 20, timedelta(hours=1)),
        Limit("herstel-alles", 500, timedelta(hours=1)),
    )
    with db.transaction() as session:
        attempt = count_attempt(session, limits, secret_key=secret_key, now=now)
        found = session.scalar(
            select(Medewerker).where(
                Medewerker.email == email, Medewerker.actief, Medewerker.wachtwoord_hash.is_not(None)
            )
        )
        person = found or Medewerker(id=0, naam="Niemand", email="niemand@voorbeeld.nl")
        known = found is not None and attempt is not None
        token = _new(session, person.id, RESET, now, store=known)
        link = sender.base_url + PATH.format(token=token)
        message = mails.write(sender, "account-herstel", person, now, link=link)
        if known:
            outbox.enqueue(session, message, reference=f"account-{person.id}", now=now)
            _record(session, "herstel-gevraagd", person.id, "systeem", now)


def read_link(session: Session, token: str, *, now: datetime) -> Opened:
    """Whose password this link may choose; raises LinkExpired or LinkInvalid."""
    row = session.execute(
        select(Accountlink, Medewerker)
        .join(Medewerker, Medewerker.id == Accountlink.medewerker_id)
        .where(Accountlink.token_hash == _hashed(token), Medewerker.actief)
    ).one_or_none()
    if row is None:
        raise LinkInvalid("Deze link is al gebruikt of klopt niet. Vraag een nieuwe link aan.")
    link, person = row
    if link.verloopt_op <= now:
        raise LinkExpired("Deze link is verlopen. Vraag een nieuwe link aan.")
    return Opened(person.id, person.naam, person.email, link.soort)


def choose_password(
    session: Session,
    token: str,
    *,
    password: str,
    hashed: str,
    sender: Sender,
    now: datetime,
    known: tuple[str, ...] = (),
    leaked: Path | None = None,
) -> Opened:
    """Store the password that somebody chose through a link; the link is used up. Raises DomainError.

    hashed: ``hash_password`` of the password, made before the transaction began. known, leaked: as ``check_password``.
    """
    opened = read_link(session, token, now=now)
    used = session.execute(delete(Accountlink).where(Accountlink.token_hash == _hashed(token)))
    if not changed_rows(used):
        raise LinkInvalid("Deze link is al gebruikt. Vraag een nieuwe link aan.")
    set_password(
        session,
        medewerker_id=opened.medewerker_id,
        password=password,
        now=now,
        by=str(opened.medewerker_id),
        site=sender.site,
        known=known,
        leaked=leaked,
        hashed=hashed,
    )
    mails.password_changed(session, sender, get_medewerker(session, opened.medewerker_id), now)
    return opened


def drop_links(session: Session, medewerker_id: int) -> None:
    """Links that went to this person's address are worthless, for instance because the address changed."""
    session.execute(delete(Accountlink).where(Accountlink.medewerker_id == medewerker_id))


def _new(session: Session, medewerker_id: int, soort: str, now: datetime, *, store: bool = True) -> str:
    """A new link for this person; the earlier ones are gone."""
    token = secrets.token_urlsafe(32)
    drop_links(session, medewerker_id)
    row = Accountlink(
        token_hash=_hashed(token), medewerker_id=medewerker_id, soort=soort, verloopt_op=now + VALID[soort]
    )
    if store:
        session.add(row)
    return token


def _record(session: Session, action: str, medewerker_id: int, by: str, now: datetime) -> None:
    audit.record(session, at=now, actor=by, action=action, object_type="medewerker", object_id=medewerker_id)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
