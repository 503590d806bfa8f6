"""Mail that does not arrive is seen by people within a quarter of an hour, by whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from app.accounts.permissions import Actor
from app.contact.undelivered import announce_forgotten, find_trouble, reason_in_words
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.outbox import DEAD, OutboxMessage
from app.core.smtp import NOT_SAFE
from tests.support.actors import Collega, Werkgever
from tests.support.factories import DESK, mails, medewerker, submit
from tests.support.personas import Team
from tests.support.statements import selects

SignedIn = Callable[[Actor], Collega]
TROUBLE = "Niet alle e-mail is aangekomen"


def give_up(db: Database, kind: str) -> None:
    with db.transaction() as session:
        for message in session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)):
            message.status, message.last_error = DEAD, "SMTP 550 [adres] unknown"


def test_an_accountmanager_sees_which_own_question_got_no_mail(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    seen = werkgever.stelt_een_vraag()
    aida = collega(team.arnhem)
    aida.opent("/werkplek")
    assert TROUBLE not in aida.ziet
    give_up(loket_db, "ontvangst")
    aida.opent("/werkplek")
    assert TROUBLE in aida.ziet
    assert aida.page.links().count(f"/werkplek/verzoeken/{seen.referentie}") == 2  # in the warning and in the list
    assert "/beheer/e-mail" not in aida.page.links()
    zeno = collega(team.zevenaar)
    zeno.opent("/werkplek")
    assert TROUBLE not in zeno.ziet


def test_mail_that_waits_a_quarter_of_an_hour_is_on_the_screen_of_the_coordinator(
    werkgever: Werkgever, team: Team, collega: SignedIn
) -> None:
    werkgever.stelt_een_vraag()
    cleo = collega(team.coordinator)
    with clock.pinned(clock.now() + timedelta(minutes=14)):
        cleo.opent("/werkplek")
        assert TROUBLE not in cleo.ziet
    with clock.pinned(clock.now() + timedelta(minutes=15)):
        cleo.opent("/werkplek")
        assert "2 berichten kwamen niet aan" in cleo.ziet
        cleo.opent("/beheer/e-mail")
        assert werkgever.persona.email in cleo.ziet
        assert "Wij proberen het nog" in cleo.ziet
        assert "Probeer opnieuw" not in cleo.ziet


def test_a_request_about_which_no_mail_was_written_is_announced_after_all_and_once(db: Database) -> None:
    medewerker(db, gemeenten=("aastad",))
    forgotten, fine = (submit(db, vraag=f"Vraag {n}").referentie for n in range(2))
    with db.transaction() as session:
        session.execute(delete(OutboxMessage).where(OutboxMessage.reference == forgotten))

    def sweep(minutes: int) -> int:
        with db.transaction() as session:
            return announce_forgotten(session, desk=DESK, now=clock.now() + timedelta(minutes=minutes))

    assert sweep(14) == 0, "somebody may be busy with it"
    assert sweep(16) == 1
    assert sweep(17) == 0
    assert [m.kind for m in mails(db) if m.reference == forgotten] == ["nieuw-verzoek"]
    assert len([m for m in mails(db) if m.reference == fine]) == 2
    with db.reading() as session:
        logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "verzoek-alsnog-gemeld")).all()
    assert [entry.object_id for entry in logged] == [forgotten]


@pytest.mark.parametrize("days", [0, 31])
def test_nothing_is_announced_twice_because_its_mail_was_thrown_away(db: Database, days: int) -> None:
    medewerker(db, gemeenten=("aastad",))
    submit(db)
    if days:
        with db.transaction() as session:
            session.execute(delete(OutboxMessage))
    with db.transaction() as session:
        assert announce_forgotten(session, desk=DESK, now=clock.now() + timedelta(days=days, hours=1)) == 0


def test_who_leads_nothing_sees_no_total(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    referentie = submit(db).referentie
    give_up(db, "ontvangst")
    with db.reading() as session:
        trouble = find_trouble(session, aisha)
    assert (trouble.aantal, trouble.eigen) == (0, (referentie,))


WHY = "Waarom: dit adres bestaat niet of neemt geen e-mail aan."
RETRY = "Probeer opnieuw"


def test_the_page_of_a_request_says_which_mail_did_not_arrive_and_what_to_do(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    seen = werkgever.stelt_een_vraag(telefoon="026 765 43 21")
    aida = collega(team.arnhem)
    aida.bekijkt(seen.referentie)
    assert "kwam niet aan" not in aida.ziet
    with loket_db.reading() as session:
        subject = session.scalars(select(OutboxMessage.subject).where(OutboxMessage.kind == "ontvangst")).one()
    give_up(loket_db, "ontvangst")
    aida.bekijkt(seen.referentie)
    assert "Een e-mail over dit verzoek kwam niet aan" in aida.ziet
    for part in (werkgever.persona.email, subject, "24 november 2026", WHY, "Bel de werkgever", RETRY):
        assert part in aida.ziet, part
    assert aida.page.links().count("tel:0267654321") == 2  # in the warning and beside the conversation
    aida.verstuurt("/opnieuw")
    assert "De e-mail gaat opnieuw op weg" in aida.ziet
    assert "Een e-mail over dit verzoek kwam niet aan" not in aida.ziet
    with loket_db.reading() as session:
        logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "mail-opnieuw")).one()
    assert (logged.object_id, logged.actor) == (seen.referentie, str(team.arnhem.id))


def test_mail_to_a_colleague_that_waits_goes_by_itself_and_names_the_colleague(
    werkgever: Werkgever, team: Team, collega: SignedIn
) -> None:
    seen = werkgever.stelt_een_vraag()
    cleo, aida = collega(team.coordinator), collega(team.arnhem)
    with clock.pinned(clock.now() + timedelta(minutes=15)):
        cleo.bekijkt(seen.referentie)
        assert "2 e-mails over dit verzoek zijn nog onderweg" in cleo.ziet
        assert f"Wij proberen het vanzelf opnieuw. Heeft het haast, bel dan {team.arnhem.naam}." in cleo.ziet
        assert RETRY not in cleo.ziet
        aida.bekijkt(seen.referentie)
        assert "Deze e-mail was voor u." in aida.ziet


def test_who_only_reads_along_sees_the_mail_and_cannot_send_it_again(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    seen = werkgever.stelt_een_vraag()
    give_up(loket_db, "ontvangst")
    with loket_db.reading() as session:
        number = session.scalars(select(OutboxMessage.id).where(OutboxMessage.status == DEAD)).one()
    lou = collega(team.loket)
    lou.bekijkt(seen.referentie)
    assert WHY in lou.ziet
    assert RETRY not in lou.ziet
    lou.stuurt(f"/werkplek/verzoeken/{seen.referentie}/e-mail/{number}/opnieuw", 403)
    zeno = collega(team.zevenaar)
    zeno.bekijkt(seen.referentie, 403)
    assert werkgever.persona.email not in zeno.ziet


def test_mail_about_another_request_is_neither_shown_nor_sent_again_here(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    first = werkgever.stelt_een_vraag()
    give_up(loket_db, "ontvangst")
    with loket_db.reading() as session:
        number = session.scalars(select(OutboxMessage.id).where(OutboxMessage.status == DEAD)).one()
    second = werkgever.stelt_een_vraag("En wat moet ik daarna doen?")
    aida = collega(team.arnhem)
    aida.bekijkt(second.referentie)
    assert WHY not in aida.ziet
    aida.stuurt(f"/werkplek/verzoeken/{second.referentie}/e-mail/{number}/opnieuw", 422)
    aida.bekijkt(first.referentie)
    assert WHY in aida.ziet


def test_the_page_of_a_request_asks_the_database_as_often_however_much_mail_did_not_arrive(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    seen = werkgever.stelt_een_vraag()
    aida = collega(team.arnhem)
    aida.bekijkt(seen.referentie)
    with selects(loket_db) as before:
        aida.bekijkt(seen.referentie)
    with loket_db.transaction() as session:
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "ontvangst")).one()
        for number in range(5):
            copied = {c.name: getattr(message, c.name) for c in OutboxMessage.__table__.columns if c.name != "id"}
            session.add(OutboxMessage(**copied | {"message_id": f"<{number}@test>", "status": DEAD}))
    with selects(loket_db) as after:
        aida.bekijkt(seen.referentie)
    assert "5 e-mails over dit verzoek kwamen niet aan" in aida.ziet
    assert len(after) == len(before)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("SMTP 550 5.1.1 [adres]: user unknown", "dit adres bestaat niet of neemt geen e-mail aan"),
        ("SMTP 552 5.2.2 mailbox full", "het postvak van de ontvanger is vol"),
        ("SMTP 554 5.7.1 rejected as spam", "de mailserver van de ontvanger weigert dit bericht"),
        ("SMTP 451 4.7.1 greylisted", "de mailserver van de ontvanger neemt nu geen e-mail aan"),
        ("SMTP 535 authentication failed", "onze eigen mailserver laat ons niet toe. Meld dit bij de beheerder"),
        ("ConnectionRefusedError: [Errno 111]", "de mailserver was niet bereikbaar"),
        (
            f"{NOT_SAFE}: het certificaat is niet goed (certificate has expired).",
            "wij kunnen onze mailserver niet veilig bereiken. Meld dit bij de beheerder",
        ),
        ("De mailserver kan dit adres niet aan.", "De mailserver kan dit adres niet aan"),
        ("KeyError", "het versturen ging mis. Meld dit bij de beheerder"),
        ("", "de e-mail is nog niet verstuurd"),
    ],
)
def test_why_mail_did_not_arrive_is_said_without_a_code_of_a_machine(error: str, said: str) -> None:
    assert reason_in_words(error) == said
