"""A dossier for the demo: a company that is described, a placement, and two check-ins of which the last is worse."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.permissions import Actor
from app.accounts.services import as_actor
from app.contact.checkins import answer_checkin, send_checkin
from app.contact.company import describe_company
from app.contact.dossier import addresses_of
from app.contact.dossier_models import Niveau
from app.contact.links import Desk
from app.contact.models import Werkgever
from app.contact.placements import Terms, note_placement
from app.contact.promise import local_day
from app.contact.pulse import Answers
from app.keuzehulp.terms import add_months

REGELINGEN = (("jobcoach", 5), ("no-riskpolis", 40))
"""With the number of months from now in which each ends."""
ANSWERS = ((8, Niveau.GOED), (1, Niveau.KAN_BETER))
"""How many days ago, and how the tasks went."""


def fill_dossier(session: Session, *, desk: Desk, terms: Terms, naam: str, now: datetime) -> None:
    """For the werkgever with this name, by its accountmanager; nothing when it has no confirmed address."""
    werkgever = session.scalars(select(Werkgever).where(Werkgever.naam == naam)).one()
    addresses = addresses_of(session, werkgever)
    if not addresses or werkgever.accountmanager is None:
        return
    actor = as_actor(werkgever.accountmanager)
    facts: dict[str, str | None] = {"motief": "zakelijk", "ervaring": "weinig", "grootte": "klein"}
    describe_company(session, actor=actor, werkgever_id=werkgever.id, facts=facts, now=now)
    today = local_day(now)
    placement = note_placement(
        session,
        actor=actor,
        werkgever_id=werkgever.id,
        functie="Medewerker inpak",
        startmaand=add_months(today, -2),
        regelingen=[(slug, add_months(today, ahead)) for slug, ahead in REGELINGEN if slug in terms.known],
        terms=terms,
        now=now,
        checkin_email=addresses[0],
    )
    for days, level in ANSWERS:
        moment = now - timedelta(days=days)
        _asked(session, desk, actor, werkgever.id, placement.id, addresses[0], level, moment)


def _asked(
    session: Session,
    desk: Desk,
    actor: Actor,
    werkgever_id: int,
    placement_id: int,
    email: str,
    level: Niveau,
    moment: datetime,
) -> None:
    made = send_checkin(
        session,
        desk=desk,
        actor=actor,
        werkgever_id=werkgever_id,
        email=email,
        placement_id=placement_id,
        now=moment,
    )
    given = Answers(level, Niveau.GOED, bellen=False)
    answer_checkin(session, desk=desk, checkin_id=made.id, answers=given, now=moment + timedelta(hours=3))
