"""Something filled in with a tool goes along with a question: chosen, kept after a fault, and seen by both sides."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlencode

from flask import Flask

from app.accounts.permissions import Actor
from app.contact.dossier_rights import export_dossier
from app.contact.models import Contactverzoek
from app.core import clock
from app.core.db import Database
from tests.support.actors import Collega, Visitor, Werkgever
from tests.support.factories import mails
from tests.support.personas import Team
from tests.web.test_follow_link import mailed_link

SignedIn = Callable[[Actor], Collega]
TOOL = "/vacature-intake?begin=taken&taken=dozen+vouwen&flexibel=uren"
FORM = "/contact?" + urlencode({"onderwerp": "personeel", "vraag": "Ik zoek iemand.", "bijlage": TOOL})
FILLED = {
    "organisatie": "Bakkerij Voorbeeld",
    "gemeente": "arnhem",
    "naam": "Robin Voorbeeld",
    "email": "robin@bakkerij.example",
}


def stored(db: Database) -> list[dict[str, object] | None]:
    with db.reading() as session:
        return [row.bijlage for row in session.query(Contactverzoek).order_by(Contactverzoek.id)]


def test_the_answers_go_along_survive_a_fault_and_are_seen_on_both_sides(
    app: Flask, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    robin = Visitor(app)
    robin.opent(FORM)
    assert "dozen vouwen" in robin.ziet
    robin.verstuurt("/contact", 422, bijlage_mee="y")
    assert "dozen vouwen" in robin.ziet
    assert robin.ingevuld("bijlage") == TOOL
    robin.verstuurt("/contact", **FILLED)
    found = stored(loket_db)[0]
    assert found is not None
    assert (found["versie"], found["soort"]) == (1, "vacature-intake")
    assert found["antwoorden"] == {"begin": ["taken"], "taken": ["dozen vouwen"], "flexibel": ["uren"]}
    assert all("dozen" not in mail.text + mail.html for mail in mails(loket_db))
    robin.opent(mailed_link(loket_db))
    assert "Dit stuurde u mee" in robin.ziet and "dozen vouwen" in robin.ziet
    with loket_db.reading() as session:
        ref = session.query(Contactverzoek).one().referentie
    aida = collega(team.arnhem)
    page = aida.opent(f"/werkplek/verzoeken/{ref}")
    assert "dozen vouwen" in aida.ziet and "Het aantal uren" in aida.ziet
    assert TOOL in page.links()


def test_the_visitor_may_leave_it_out(app: Flask, team: Team, loket_db: Database) -> None:
    robin = Visitor(app)
    robin.opent(FORM)
    robin.verstuurt("/contact", **FILLED, bijlage_mee="")
    assert stored(loket_db) == [None]


def test_the_server_makes_it_itself(app: Flask, team: Team, loket_db: Database) -> None:
    """What a tampered form sends is read by the rules of the tool, or not at all."""
    robin = Visitor(app)
    robin.opent("/contact")
    robin.verstuurt("/contact", **FILLED, onderwerp="personeel", vraag="A", bijlage_mee="y", bijlage="/beheer?x=1")
    robin.opent("/contact")
    loud = "/vacature-intake?begin=alles&taken=%3Cb%3Edik&geheim=x"
    robin.verstuurt("/contact", **FILLED, onderwerp="personeel", vraag="B", bijlage_mee="y", bijlage=loud)
    first, second = stored(loket_db)
    assert first is None
    assert second is not None and second["antwoorden"] == {"taken": ["<b>dik"]}
    robin.opent(mailed_link(loket_db))
    assert "<b>dik" not in robin.page.html


def test_words_about_health_in_it_are_noticed(app: Flask, team: Team) -> None:
    robin = Visitor(app)
    address = "/vacature-intake?begin=taken&taken=iemand+met+een+depressie"
    robin.opent("/contact?" + urlencode({"bijlage": address, "vraag": "Ik zoek iemand.", "onderwerp": "personeel"}))
    assert "Gaat uw tekst over iemands gezondheid?" in robin.ziet


def test_another_attachment_makes_another_question(app: Flask, team: Team, loket_db: Database) -> None:
    robin = Visitor(app)
    for tasks in ("dozen", "dozen", "etiketten"):
        address = f"/vacature-intake?taken={tasks}"
        robin.opent("/contact?" + urlencode({"bijlage": address, "vraag": "Ik zoek.", "onderwerp": "personeel"}))
        robin.verstuurt("/contact", **FILLED)
    assert [found and found["antwoorden"] for found in stored(loket_db)] == [
        {"taken": ["dozen"]},
        {"taken": ["etiketten"]},
    ]


def test_it_is_in_the_export(app: Flask, werkgever: Werkgever, team: Team, loket_db: Database) -> None:
    robin = Visitor(app)
    robin.opent(FORM)
    robin.verstuurt("/contact", **FILLED)
    with app.test_request_context(), loket_db.transaction() as session:
        found = export_dossier(session, actor=team.arnhem, werkgever_id=1, now=clock.now())
    assert "dozen vouwen" in json.dumps(found["verzoeken"][0]["bijlage"])
