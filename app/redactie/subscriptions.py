"""Mail about great changes: asked for, confirmed, at most once a week, and gone with one click."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import mail, outbox
from app.core.clock import AMSTERDAM
from app.core.errors import DomainError
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.region import Regio
from app.redactie.models import Abonnement, Nieuwsbericht
from app.redactie.news import News, Topic, about, list_news

CONFIRM_WITHIN = timedelta(days=7)
ONE_MAIL_PER = timedelta(days=7)
ASK_AGAIN_AFTER = timedelta(hours=1)
QUESTIONS_PER_DAY = 5
LONG_AGO = datetime(2000, 1, 1, tzinfo=AMSTERDAM)
ONE_CLICK = "List-Unsubscribe=One-Click"
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


@dataclass(frozen=True, slots=True)
class Sender:
    """From which site the mail comes. ``base_url`` has no slash at the end."""

    region: Regio
    base_url: str

    def confirm(self, key: str) -> str:
        """Address of the page to confirm on."""
        return f"{self.base_url}/nieuw/bevestigen/{key}"

    def unsubscribe(self, key: str) -> str:
        """Address of the page to unsubscribe on; mail programs POST to it."""
        return f"{self.base_url}/nieuw/afmelden/{key}"


def topic_name(catalogue: Catalogue, topic: str, slug: str) -> str | None:
    """What a subscription is about in words; None when it does not exist (any more)."""
    if topic == "regeling":
        page = catalogue.page("regelingen", slug)
        return page.meta.titel if page else None
    term = catalogue.terms["fasen"].get(slug) if topic == "fase" else None
    return term.label.nl if term else None


def ask_subscription(
    session: Session, *, sender: Sender, catalogue: Catalogue, email: str, topic: Topic, slug: str, now: datetime
) -> None:
    """Note the wish and mail the question to confirm it. What the caller sees does not tell what we knew already.

    Nobody's mailbox can be filled through this: an address gets the same question once an hour and five a day.
    Raises DomainError for an address that cannot be right or a topic that does not exist.
    """
    address = email.strip().lower()
    name = topic_name(catalogue, topic, slug)
    if name is None:
        raise DomainError("Kies waarover u nieuws wilt.")
    if not _EMAIL.match(address) or len(address) > 254:
        raise DomainError("Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl.")
    found = session.scalar(
        select(Abonnement).where(Abonnement.email == address, Abonnement.soort == topic, Abonnement.onderwerp == slug)
    )
    if found is not None and (found.bevestigd_op or found.aangevraagd_op > now - ASK_AGAIN_AFTER):
        return
    recent = select(func.count()).where(
        Abonnement.email == address, Abonnement.aangevraagd_op > now - timedelta(days=1)
    )
    if (session.scalar(recent) or 0) >= QUESTIONS_PER_DAY:
        return
    if found is None:
        found = Abonnement(email=address, soort=topic, onderwerp=slug, sleutel=secrets.token_urlsafe(24))
    found.aangevraagd_op = now
    try:
        with session.begin_nested():
            session.add(found)
    except IntegrityError:  # the same wish, stored at this very moment
        return
    composed = mail.compose(
        "abonnement-bevestigen",
        to=address,
        reply_to=sender.region.loket.email,
        site=sender.region.site,
        loket=sender.region.loket,
        onderwerp=name,
        link=sender.confirm(found.sleutel),
    )
    outbox.enqueue(session, composed, reference="nieuws", now=now)


def find_subscription(session: Session, key: str) -> Abonnement | None:
    """The subscription of a link; None when it is gone."""
    return session.scalar(select(Abonnement).where(Abonnement.sleutel == key))


def confirm_subscription(session: Session, *, key: str, now: datetime) -> Abonnement | None:
    """The reader of this mailbox wants it; None when the question was older than a week or withdrawn."""
    found = find_subscription(session, key)
    if found is None or (found.bevestigd_op is None and found.aangevraagd_op < now - CONFIRM_WITHIN):
        return None
    found.bevestigd_op = found.bevestigd_op or now
    session.flush()
    return found


def unsubscribe(session: Session, *, key: str) -> None:
    """Forget the address with everything it subscribed to. Doing it twice is fine."""
    found = find_subscription(session, key)
    if found is not None:
        session.execute(delete(Abonnement).where(Abonnement.email == found.email))


def purge_unconfirmed(session: Session, *, now: datetime) -> None:
    """Forget addresses that never confirmed within seven days."""
    session.execute(
        delete(Abonnement).where(Abonnement.bevestigd_op.is_(None), Abonnement.aangevraagd_op < now - CONFIRM_WITHIN)
    )


def note_news(session: Session, *, catalogue: Catalogue, today: date, now: datetime) -> None:
    """Remember when each change was first seen. The first time everything counts as old, so that nobody gets it all."""
    news = {item.id for item in list_news(catalogue, today)}
    known = set(session.scalars(select(Nieuwsbericht.id)))
    seen = now if known else LONG_AGO
    session.add_all(Nieuwsbericht(id=name, gezien_op=seen) for name in sorted(news - known))
    session.flush()


def send_news(session: Session, *, sender: Sender, catalogue: Catalogue, today: date, now: datetime) -> int:
    """Mail every address its great changes since the last mail, at most once in seven days; how many mails."""
    note_news(session, catalogue=catalogue, today=today, now=now)
    seen = {row.id: row.gezien_op for row in session.scalars(select(Nieuwsbericht))}
    great = [item for item in list_news(catalogue, today) if item.great]
    confirmed = session.scalars(select(Abonnement).where(Abonnement.bevestigd_op.is_not(None)).order_by(Abonnement.id))
    per_address: defaultdict[str, list[Abonnement]] = defaultdict(list)
    for subscription in confirmed:
        per_address[subscription.email].append(subscription)
    sent = 0
    for address, subscriptions in per_address.items():
        last = max((s.gemaild_op for s in subscriptions if s.gemaild_op), default=None)
        if last is not None and now - last < ONE_MAIL_PER:
            continue
        items = [item for item in great if any(_is_new(item, s, seen, last) for s in subscriptions)]
        if items:
            _mail_news(session, sender, address, subscriptions, items, catalogue, now)
            sent += 1
    session.flush()
    return sent


def _is_new(item: News, subscription: Abonnement, seen: dict[str, datetime], last: datetime | None) -> bool:
    since = max(moment for moment in (subscription.bevestigd_op, last) if moment is not None)
    return seen[item.id] > since and about(item.page, _topic(subscription), subscription.onderwerp)


def _topic(subscription: Abonnement) -> Topic:
    return "regeling" if subscription.soort == "regeling" else "fase"


def _mail_news(
    session: Session,
    sender: Sender,
    address: str,
    subscriptions: list[Abonnement],
    items: list[News],
    catalogue: Catalogue,
    now: datetime,
) -> None:
    stop = sender.unsubscribe(subscriptions[0].sleutel)
    names = [topic_name(catalogue, s.soort, s.onderwerp) or s.onderwerp for s in subscriptions]
    composed = mail.compose(
        "nieuws",
        to=address,
        reply_to=sender.region.loket.email,
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": ONE_CLICK},
        site=sender.region.site,
        loket=sender.region.loket,
        base=sender.base_url,
        berichten=items,
        onderwerpen=names,
        afmelden=stop,
    )
    outbox.enqueue(session, composed, reference="nieuws", now=now)
    for subscription in subscriptions:
        subscription.gemaild_op = now
