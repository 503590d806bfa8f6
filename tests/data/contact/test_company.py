"""What we know of a company, the report about it, and that all of it is exported, merged and forgotten."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.permissions import Actor, Rol
from app.contact import checkins, closing, services
from app.contact.company import describe_company
from app.contact.dossier import add_moment
from app.contact.dossier_models import Contactsoort, Niveau
from app.contact.dossier_rights import Wisreden, erase_werkgever, export_dossier
from app.contact.merging import merge_werkgevers
from app.contact.models import Contactverzoek, Werkgever
from app.contact.office import Bewaartermijnen
from app.contact.pulse import Answers
from app.contact.report import Report, get_report, list_quotes
from app.contact.retention import apply_retention
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.errors import DomainError, NotAllowed
from tests.data.contact.test_checkins import ROBIN, answer, send
from tests.data.contact.test_dossier import employer, place, see
from tests.support.factories import DESK, mailed, mails, medewerker, request_of, submit, version_of
from tests.unit.contact.test_followups import FACTS, PLAN

ATTACHMENT = {"versie": 1, "soort": "vacature-intake", "antwoorden": {"taken": ["Geheim werk"]}}


@pytest.fixture
def aida(db: Database) -> Actor:
    return medewerker(db, naam="Aida", gemeenten=("aastad",))


@pytest.fixture
def werkgever(db: Database, aida: Actor) -> int:
    return employer(db, bijlage=ATTACHMENT)


def describe(db: Database, actor: Actor, werkgever: int, **facts: str | None) -> None:
    with db.transaction() as session:
        describe_company(session, actor=actor, werkgever_id=werkgever, facts=facts, now=clock.now())


def note(db: Database, actor: Actor, werkgever: int, tekst: str, key: str) -> None:
    with db.transaction() as session:
        add_moment(
            session,
            actor=actor,
            werkgever_id=werkgever,
            soort=Contactsoort.BEZOEK,
            dag=clock.today(),
            tekst=tekst,
            key=key * 20,
            now=clock.now(),
        )


def report(db: Database, actor: Actor, werkgever: int, *chosen: str) -> Report:
    with db.reading() as session:
        return get_report(session, actor, werkgever, chosen=chosen, plan=PLAN, facts=FACTS, today=clock.today())


def close(db: Database, ref: str, actor: Actor) -> None:
    """Answered, solved and rated."""
    with db.transaction() as session:
        services.answer_as_medewerker(
            session,
            desk=DESK,
            actor=actor,
            referentie=ref,
            text="Dat kan.",
            version=version_of(db, ref),
            key="a",
            now=clock.now(),
        )
    with db.transaction() as session:
        closing.mark_solved(session, desk=DESK, link=mailed(ref), now=clock.now())
        closing.rate(session, link=mailed(ref), geholpen="ja", tevreden=5, now=clock.now())


def test_what_is_known_of_a_company_is_kept_and_who_changed_it(db: Database, aida: Actor, werkgever: int) -> None:
    for _twice in range(2):
        describe(db, aida, werkgever, motief="zakelijk", ervaring="geen", hr=None, grootte="klein")
    found = see(db, aida, werkgever)
    assert (found.motief, found.ervaring, found.hr, found.grootte) == ("zakelijk", "geen", None, "klein")
    describe(db, aida, werkgever, motief=None)
    assert see(db, aida, werkgever).motief is None
    with db.reading() as session:
        entries = session.query(AuditEntry).filter_by(action="bedrijf-beschreven").order_by(AuditEntry.id).all()
    assert [entry.details for entry in entries] == [
        {"velden": ["motief", "ervaring", "grootte"]},
        {"velden": ["motief"]},
    ]


def test_only_answers_of_the_list_by_somebody_with_a_part_in_it(db: Database, aida: Actor, werkgever: int) -> None:
    for facts in ({"motief": "omdat het moet"}, {"naam": "Iets anders"}):
        with pytest.raises(DomainError, match="Kies een antwoord"):
            describe(db, aida, werkgever, **facts)
    with pytest.raises(NotAllowed):
        describe(db, medewerker(db), werkgever, motief="sociaal")


def test_a_merged_werkgever_keeps_what_was_known_of_either(db: Database, aida: Actor, werkgever: int) -> None:
    lead = medewerker(db, Rol.COORDINATOR)
    other = employer(db, kvk_nummer=None, organisatie="Bakkerij Twee", email="kim@twee.example")
    describe(db, lead, werkgever, motief="sociaal")
    describe(db, lead, other, motief="zakelijk", ervaring="veel", hr="geen")
    with db.transaction() as session:
        merge_werkgevers(session, desk=DESK, actor=lead, keep_id=werkgever, gone_id=other, now=clock.now())
    found = see(db, lead, werkgever)
    assert (found.motief, found.ervaring, found.hr) == ("sociaal", "veel", "geen")


def test_a_report_has_no_note_unless_it_was_chosen(db: Database, aida: Actor, werkgever: int) -> None:
    note(db, aida, werkgever, "Geheime indruk van de chef.", "x")
    note(db, aida, werkgever, "Het team is trots.", "y")
    with db.reading() as session:
        ref = session.scalars(select(Contactverzoek.referentie)).one()
    with db.transaction() as session:
        services.add_note(session, actor=aida, referentie=ref, text="Nooit te kiezen.", key="n", now=clock.now())
    with db.reading() as session:
        offered = list_quotes(session, werkgever)
    assert sorted(quote.tekst for quote in offered)[0] == "Geheime indruk van de chef."
    assert "Nooit te kiezen." not in [quote.tekst for quote in offered]
    assert [quote.eigen for quote in offered if quote.id.startswith("b")] == [True]
    assert report(db, aida, werkgever).woorden == ()
    trots = next(quote.id for quote in offered if "trots" in quote.tekst)
    assert [quote.tekst for quote in report(db, aida, werkgever, trots, "m999", "").woorden] == ["Het team is trots."]


def test_words_of_another_werkgever_cannot_be_chosen(db: Database, aida: Actor, werkgever: int) -> None:
    lead = medewerker(db, Rol.COORDINATOR)
    other = employer(db, kvk_nummer=None, organisatie="Garage", email="kim@garage.example", gemeente="beedorp")
    note(db, lead, other, "Van een ander.", "z")
    with db.reading() as session:
        (foreign,) = [quote.id for quote in list_quotes(session, other) if not quote.eigen]
    assert report(db, lead, werkgever, foreign).woorden == ()
    with pytest.raises(NotAllowed):
        report(db, medewerker(db), werkgever)


def test_a_report_tells_what_was_used_what_ends_and_what_helped(db: Database, aida: Actor, werkgever: int) -> None:
    day = date(2027, 5, 31)
    one = place(db, aida, werkgever, regelingen=[("jobcoach", day), ("vast-bedrag", None)], checkin_email=ROBIN)
    place(db, aida, werkgever, functie="Inpakker", regelingen=[("jobcoach", None)])
    answer(db, send(db, aida, werkgever, one), Niveau.NIET_GOED, Niveau.GOED)
    later = clock.now() + timedelta(days=30)
    answer(db, send(db, aida, werkgever, one, now=later), Niveau.GOED, Niveau.GOED, now=later)
    with db.reading() as session:
        ref = session.scalars(select(Contactverzoek.referentie)).one()
    close(db, ref, aida)
    found = report(db, aida, werkgever)
    assert [(used.slug, used.aantal, used.tot) for used in found.regelingen] == [
        ("jobcoach", 2, day),
        ("vast-bedrag", 1, date(2027, 4, 30)),
    ]
    assert [slug for _day, slug, _job in found.termijnen] == ["vast-bedrag", "jobcoach"]
    assert [(b.functie, b.wat, b.van, b.naar) for b in found.beter] == [
        ("Bakker", "taken", Niveau.NIET_GOED, Niveau.GOED)
    ]
    assert [(h.onderwerp, h.geholpen) for h in found.geholpen] == [("Nieuwe bakker", "ja")]


def everything(db: Database) -> str:
    with db.reading() as session:
        tables = [t for t in Werkgever.metadata.sorted_tables if t.name not in ("medewerker", "audit_entry")]
        return json.dumps([[str(value) for value in row] for table in tables for row in session.execute(select(table))])


def filled(db: Database, aida: Actor, werkgever: int) -> None:
    """A dossier with a value in every column of this part."""
    describe(db, aida, werkgever, motief="opgelegd", ervaring="weinig", hr="afdeling")
    number = send(db, aida, werkgever, place(db, aida, werkgever, regelingen=[], checkin_email=ROBIN))
    answer(db, number, Niveau.KAN_BETER, Niveau.NIET_GOED, bellen=True)


def test_everything_of_this_part_is_in_the_export(db: Database, aida: Actor, werkgever: int) -> None:
    filled(db, aida, werkgever)
    with db.transaction() as session:
        found = export_dossier(session, actor=aida, werkgever_id=werkgever, now=clock.now())
    assert {name: found["werkgever"][name] for name in ("motief", "ervaring", "hr")} == {
        "motief": "opgelegd",
        "ervaring": "weinig",
        "hr": "afdeling",
    }
    assert found["plaatsingen"][0]["checkin_email"] == ROBIN
    given = found["checkins"][0]
    assert (given["taken"], given["begeleiding"], given["bellen"]) == ("kan-beter", "niet-goed", True)
    assert found["verzoeken"][0]["bijlage"] == ATTACHMENT
    json.dumps(found)


def test_everything_of_this_part_is_forgotten(db: Database, aida: Actor, werkgever: int) -> None:
    filled(db, aida, werkgever)
    lead = medewerker(db, Rol.COORDINATOR)
    with db.reading() as session:
        ref = session.scalars(select(Contactverzoek.referentie)).one()
    close(db, ref, aida)
    words = ("opgelegd", "weinig", "afdeling", ROBIN, "Geheim werk", "kan-beter", "hoe-gaat-het")
    assert [word for word in words if word not in everything(db)] == []
    with db.transaction() as session:
        erase_werkgever(session, actor=lead, werkgever_id=werkgever, reden=Wisreden.VERZOEK, now=clock.now())
    assert [word for word in words if word in everything(db)] == []


def test_the_attachment_goes_when_the_term_is_over(db: Database, aida: Actor, werkgever: int) -> None:
    with db.reading() as session:
        ref = session.scalars(select(Contactverzoek.referentie)).one()
    close(db, ref, aida)
    over = datetime(2028, 12, 1, 10, tzinfo=clock.AMSTERDAM)
    with db.transaction() as session:
        assert request_of(session, ref).bijlage == ATTACHMENT
        apply_retention(session, terms=Bewaartermijnen(), now=over)
    with db.reading() as session:
        assert request_of(session, ref).bijlage is None


def test_an_attachment_that_is_too_big_is_refused(db: Database, aida: Actor) -> None:
    with pytest.raises(DomainError, match="te groot"):
        submit(db, bijlage={"versie": 1, "x": "y" * 30_000})
    assert mails(db) == []


def test_answers_cannot_come_from_an_empty_form(db: Database, aida: Actor, werkgever: int) -> None:
    number = send(db, aida, werkgever)
    with pytest.raises(DomainError), db.transaction() as session:
        given = Answers(None, None, bellen=False)
        checkins.answer_checkin(session, desk=DESK, checkin_id=number, answers=given, now=clock.now())
