"""What leaves the house by e-mail, and what never does."""

from __future__ import annotations

import re

import pytest

from app.accounts.permissions import Actor, Rol
from app.contact import services
from app.core import clock
from app.core.db import Database
from app.core.outbox import OutboxMessage
from tests.support.factories import DESK, mailed, mails, medewerker, submit, version_of

SECRET = "GEHEIMWOORD"
KINDS = {
    "ontvangst",
    "nieuw-verzoek",
    "antwoord",
    "reactie",
    "toegewezen",
    "andere-contactpersoon",
    "afgesloten",
    "nieuwe-link",
}


@pytest.fixture
def everything(sqlite_db: Database) -> list[OutboxMessage]:
    """All mails of a request to which everything happened, with a secret word in everything people wrote."""
    db = sqlite_db
    aisha = medewerker(db, naam="Aisha <b>", gemeenten=("aastad",))
    bram = medewerker(db, naam="Bram")
    done = submit(db, vraag=SECRET, onderwerp=SECRET, naam=SECRET, organisatie=SECRET, telefoon="0000", spoed=True)
    ref = done.referentie

    def step(actor: Actor, verb: str) -> None:
        with db.transaction() as session:
            common = {"actor": actor, "referentie": ref, "now": clock.now()}
            version = version_of(db, ref)
            if verb == "note":
                services.add_note(session, text=SECRET, key=verb, **common)
            elif verb == "answer":
                services.answer_as_medewerker(session, desk=DESK, text=SECRET, version=version, key=verb, **common)
            elif verb == "assign":
                services.assign(session, desk=DESK, to=bram.id, reason=SECRET, version=version, **common)
            else:
                services.close(session, desk=DESK, version=version, **common)

    step(aisha, "note")
    step(aisha, "answer")
    with db.transaction() as session:
        services.reply_as_werkgever(session, desk=DESK, link=mailed(ref), text=SECRET, key="r", now=clock.now())
    step(aisha, "assign")
    step(bram, "close")
    with db.transaction() as session:
        token = DESK.links.mailed(ref).rsplit("/", 1)[1]
        services.mail_new_link(session, desk=DESK, token=token, now=clock.now())
    return mails(db)


def test_every_kind_of_mail_was_looked_at(everything: list[OutboxMessage]) -> None:
    assert {m.kind for m in everything} == KINDS


def test_no_mail_repeats_a_single_word_that_somebody_wrote(everything: list[OutboxMessage]) -> None:
    for mail in everything:
        assert SECRET not in mail.subject + mail.text + mail.html, mail.kind


def test_every_mail_has_the_referentie_a_link_and_the_watched_mailbox(everything: list[OutboxMessage]) -> None:
    for mail in everything:
        assert mail.reply_to == "loket@voorbeeldregio.example"
        assert re.search(r"WL-\w{4}-\w{2}", mail.subject)
        links = re.findall(r"https://loket\.example/\S+", mail.text)
        assert len(links) == 1
        assert f'href="{links[0]}"' in mail.html


def test_only_the_werkgever_gets_the_link_that_needs_no_sign_in(everything: list[OutboxMessage]) -> None:
    for mail in everything:
        assert ("/contact/volg/" in mail.text) == (mail.to == "robin@bakkerij.example")


def test_names_are_plain_text_in_html_too(everything: list[OutboxMessage]) -> None:
    answer = next(m for m in everything if m.kind == "antwoord")
    assert "Aisha &lt;b&gt; heeft" in re.sub(r"</?strong>", "", answer.html)
    assert "Aisha <b> heeft uw vraag beantwoord." in answer.text


def test_the_confirmation_names_the_person_and_the_promised_day(sqlite_db: Database) -> None:
    medewerker(sqlite_db, naam="Aisha", gemeenten=("aastad",))
    submit(sqlite_db)
    (mail,) = mails(sqlite_db, "ontvangst")
    assert "Aisha is uw contactpersoon." in mail.text
    assert "uiterlijk op donderdag 26 november 2026 antwoord" in mail.text
    assert mail.to == "robin@bakkerij.example"


def test_outside_the_region_the_confirmation_says_that_the_desk_refers(sqlite_db: Database) -> None:
    submit(sqlite_db, gemeente=None, plaats="Verweg")
    (mail,) = mails(sqlite_db, "ontvangst")
    assert "buiten onze regio" in mail.text


def test_a_note_writes_no_mail_at_all(sqlite_db: Database) -> None:
    carla = medewerker(sqlite_db, Rol.COORDINATOR)
    ref = submit(sqlite_db).referentie
    before = len(mails(sqlite_db))
    with sqlite_db.transaction() as session:
        services.add_note(session, actor=carla, referentie=ref, text="Intern.", key="n", now=clock.now())
    assert len(mails(sqlite_db)) == before


def test_spoed_stands_in_the_subject_for_the_colleague(sqlite_db: Database) -> None:
    submit(sqlite_db, spoed=True)
    assert mails(sqlite_db, "nieuw-verzoek")[0].subject.startswith("Spoed: nieuw verzoek WL-")
