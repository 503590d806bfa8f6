"""Every werkgever hears who the contact person is from now on, also without an open request, and can object."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.permissions import Actor, Rol
from app.contact import handover, services
from app.contact.departure import hand_over_all, plan_departure
from app.contact.handover_mail import addresses_of
from app.contact.models import Werkgever, WerkgeverEmail
from app.contact.team_models import Overdracht
from app.core import clock
from app.core.db import Database
from app.core.tokens import LinkExpired
from tests.support.factories import DESK, REGION, later, mails, medewerker, submit, version_of, werkgevers


@pytest.fixture
def aisha(db: Database) -> Actor:
    """Leaves."""
    return medewerker(db, naam="Aisha", gemeenten=("aastad",))


def known(db: Database, owner: Actor, number: int, *emails: str) -> int:
    """A werkgever that never asked anything, as the import makes it."""
    with db.transaction() as session:
        made = Werkgever(
            naam=f"Bedrijf {number}",
            kvk_nummer=f"0000002{number}",
            gemeente="aastad",
            accountmanager_id=owner.id,
            aangemaakt_op=clock.now(),
        )
        session.add(made)
        session.flush()
        for place, email in enumerate(emails):
            confirmed = clock.now() - timedelta(days=place)
            session.add(WerkgeverEmail(werkgever_id=made.id, email=email, bevestigd_op=confirmed))
        return made.id


def hand_over(db: Database, leaver: Actor, to: Actor | None) -> None:
    lead = medewerker(db, Rol.COORDINATOR)
    with db.reading() as session:
        plan = plan_departure(
            session, region=REGION, medewerker_id=leaver.id, to=to.id if to else None, now=clock.now()
        )
    with db.transaction() as session:
        hand_over_all(
            session,
            desk=DESK,
            actor=lead,
            medewerker_id=leaver.id,
            to=to.id if to else None,
            fingerprint=plan.fingerprint,
            reason="Nieuwe baan.",
            summary="Alles staat in het dossier.",
            now=clock.now(),
        )


def test_a_bulk_handover_tells_a_werkgever_that_never_asked_anything(db: Database, aisha: Actor) -> None:
    known(db, aisha, 1, "nieuw@een.example", "oud@een.example")
    bram = medewerker(db, naam="Bram")
    hand_over(db, aisha, bram)
    (told,) = mails(db, "overdracht")
    assert told.to == "nieuw@een.example"
    assert "Aisha heeft uw bedrijf overgedragen aan Bram." in told.text
    link = next(word for word in told.text.split() if "/contact/overdracht/" in word)
    with db.transaction() as session:
        number = DESK.links.read_handover(link.rpartition("/")[2])
        handover.object_to_handover(session, desk=DESK, handover_id=number, now=clock.now())
    assert len(mails(db, "overdracht-bezwaar")) == 1


def test_a_closed_request_is_an_address_too(db: Database, aisha: Actor) -> None:
    ref = submit(db).referentie
    with db.transaction() as session:
        services.answer_as_medewerker(
            session, desk=DESK, actor=aisha, referentie=ref, text="Zo.", version=version_of(db, ref), key="a",
            now=clock.now(),
        )  # fmt: skip
    with db.transaction() as session:
        services.close(session, desk=DESK, actor=aisha, referentie=ref, version=version_of(db, ref), now=clock.now())
    hand_over(db, aisha, medewerker(db, naam="Bram"))
    assert [mail.to for mail in mails(db, "overdracht")] == ["robin@bakkerij.example"]


def test_the_preview_says_whom_nobody_can_mail(db: Database, aisha: Actor) -> None:
    silent, reachable = known(db, aisha, 1), known(db, aisha, 2, "wel@twee.example")
    submit(db, kvk_nummer="00000003")
    with db.reading() as session:
        plan = plan_departure(session, region=REGION, medewerker_id=aisha.id, to=None, now=clock.now())
        assert not addresses_of(session, silent)
    assert {row.werkgever_id for row in plan.rows if not row.bereikbaar} == {silent}
    assert reachable in {row.werkgever_id for row in plan.rows if row.bereikbaar}


def test_werkgevers_of_the_desk_hear_whom_they_can_call(db: Database, aisha: Actor) -> None:
    known(db, aisha, 1, "een@een.example")
    ref = submit(db, email="open@bakkerij.example").referentie
    hand_over(db, aisha, None)
    told = mails(db, "overdracht-loket")
    assert {mail.to for mail in told} == {"een@een.example", "open@bakkerij.example"}
    for mail in told:
        assert "Aisha is niet meer uw vaste contactpersoon." in mail.text
        assert REGION.loket.telefoon in mail.text
        assert mail.reply_to == REGION.loket.email
        assert "None" not in mail.text + mail.html + mail.subject
        assert ref not in mail.text


def test_a_request_that_goes_to_the_desk_names_the_desk(db: Database, aisha: Actor) -> None:
    bram = medewerker(db, naam="Bram", gemeenten=("beedorp",))
    ref = submit(db).referentie
    with db.transaction() as session:
        services.assign(
            session, desk=DESK, actor=aisha, referentie=ref, to=bram.id, reason="Kijk jij?",
            version=version_of(db, ref), now=clock.now(),
        )  # fmt: skip
    with db.transaction() as session:
        werkgever = session.get_one(Werkgever, werkgevers(db)[0].id)
        werkgever.accountmanager_id = None
    hand_over(db, bram, None)
    last = mails(db, "andere-contactpersoon")[-1]
    assert f"{REGION.loket.naam} beantwoordt voortaan uw vraag." in last.text
    assert "None" not in last.text + last.html + last.subject


def decided(db: Database, aisha: Actor) -> tuple[int, str]:
    """Number and token of a hand-over of which the werkgever was told."""
    submit(db)
    hand_over(db, aisha, medewerker(db, naam="Bram"))
    with db.reading() as session:
        number = session.scalars(select(Overdracht.id)).one()
    return number, DESK.links.handover(number).rpartition("/")[2]


def renew(db: Database, token: str) -> None:
    with db.transaction() as session:
        handover.renew_objection_link(session, desk=DESK, token=token, now=clock.now())


def test_an_expired_link_mails_a_new_one_that_works(db: Database, aisha: Actor) -> None:
    number, token = decided(db, aisha)
    with clock.pinned(later(days=61)):
        with pytest.raises(LinkExpired):
            DESK.links.read_handover(token)
        renew(db, token)
        told = mails(db, "overdracht")
        assert [mail.to for mail in told] == ["robin@bakkerij.example"] * 2
        link = next(word for word in told[-1].text.split() if "/contact/overdracht/" in word)
        assert DESK.links.read_handover(link.rpartition("/")[2]) == number


def test_asking_again_and_again_sends_one_mail(db: Database, aisha: Actor) -> None:
    _number, token = decided(db, aisha)
    with clock.pinned(later(days=61)):
        for _ in range(3):
            renew(db, token)
    assert len(mails(db, "overdracht")) == 2
    with clock.pinned(later(days=61, minutes=11)):
        renew(db, token)
    assert len(mails(db, "overdracht")) == 3


def test_a_link_to_nothing_sends_nothing_and_says_nothing(db: Database, aisha: Actor) -> None:
    _number, token = decided(db, aisha)
    for strange in (
        "onzin",
        token[:-3],
        DESK.links.handover(9_999).rpartition("/")[2],
        DESK.links.checkin(1).rpartition("/")[2],
    ):
        renew(db, strange)
    assert len(mails(db, "overdracht")) == 1
