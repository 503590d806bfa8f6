"""Robots at the public forms: no puzzle for people, nothing that a person sent is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Inlogpoging
from app.accounts.permissions import Actor
from app.accounts.sign_in import purge_attempts
from app.contact.models import Contactverzoek
from app.contact.quarantine_models import Quarantaine, Verdenking
from app.core import clock
from app.core.db import Database
from app.redactie.models import Abonnement, Terugmelding
from app.settings import Settings
from app.web.forms import guard
from tests.support.actors import Collega, Visitor, Werkgever
from tests.support.factories import mails, request_of
from tests.support.page import Page
from tests.support.personas import BAKKERIJ, GARAGE, Team

SignedIn = Callable[[Actor], Collega]
FAST = "Dit ging wel erg snel. Lees het formulier nog eens na en verstuur het daarna."
LATE = "Dit formulier stond lang open. Lees het nog eens na en verstuur het opnieuw."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As in production."""
    return replace(settings, form_guard=True)


@pytest.fixture(autouse=True)
def here(team: Team) -> None:
    """There are colleagues to give a question to."""


def fills_in(visitor: Werkgever, seconds: float = 30, status: int = 200, **changes: str) -> Page:
    """Open the form, take some time and send it."""
    visitor.opent("/contact")
    with clock.pinned(clock.now() + timedelta(seconds=seconds)):
        return visitor.verstuurt("/contact", status, **visitor.antwoorden(**changes))


def number(db: Database, table: type) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def suspicions(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(Quarantaine.verdenking).order_by(Quarantaine.id)))


def test_a_person_notices_nothing(werkgever: Werkgever, loket_db: Database) -> None:
    fills_in(werkgever, seconds=3)
    assert werkgever.bevestiging().contactpersoon == "Aida Arnhem"
    assert suspicions(loket_db) == []


@pytest.mark.parametrize(("seconds", "sentence"), [(0, FAST), (2, FAST), (24 * 3600 + 1, LATE)])
def test_too_fast_or_too_late_asks_again_and_keeps_everything(
    werkgever: Werkgever, loket_db: Database, seconds: int, sentence: str
) -> None:
    start = clock.now()
    fills_in(werkgever, seconds, 422)
    assert werkgever.fouten() == [sentence]
    for name, value in werkgever.antwoorden().items():
        assert werkgever.ingevuld(name) == value
    assert number(loket_db, Contactverzoek) == 0
    with clock.pinned(start + timedelta(seconds=seconds + (3 if seconds < 3 else 0))):
        werkgever.verstuurt("/contact")
    werkgever.bevestiging()
    assert number(loket_db, Contactverzoek) == 1


@pytest.mark.parametrize("value", ["", "onzin", "1764000000"])
def test_a_form_without_a_time_of_ours_is_asked_again(werkgever: Werkgever, loket_db: Database, value: str) -> None:
    fills_in(werkgever, 30, 422, getoond=value)
    assert werkgever.fouten() == [FAST]
    assert number(loket_db, Contactverzoek) == 0


def test_the_field_for_robots_has_a_label_and_is_out_of_the_way(werkgever: Werkgever) -> None:
    for address in ("/contact", "/succesverhalen/vertel", "/nieuw/abonneren"):
        page = werkgever.opent(address)
        trap = page.by_id("website")
        assert trap is not None
        assert (trap.get("tabindex"), trap.get("autocomplete")) == ("-1", "off")
        wrapper = next(e for e in page.all("div") if e.get("class") == "wl-lokveld")
        assert wrapper.get("aria-hidden") == "true"
        assert page.text(next(e for e in wrapper.iter() if e.tag == "label")) == "Laat dit veld leeg"


def test_a_filled_trap_reads_as_received_and_waits_for_a_person_who_lets_it_through(
    werkgever: Werkgever, loket_db: Database, team: Team, collega: SignedIn
) -> None:
    fills_in(werkgever, website="https://robot.example")
    assert "Wij hebben uw bericht ontvangen" in werkgever.ziet
    reference = werkgever.page.text(werkgever.page.all("dd")[0])
    assert number(loket_db, Contactverzoek) == 0 and mails(loket_db) == []
    cleo = collega(team.coordinator)
    cleo.opent("/beheer/quarantaine")
    assert reference in cleo.ziet and "Het veld voor robots was ingevuld" in cleo.ziet
    assert werkgever.antwoorden()["vraag"] in cleo.ziet
    with clock.pinned(clock.now() + timedelta(days=6)):
        cleo = collega(team.coordinator)
        cleo.opent("/beheer/quarantaine")
        cleo.verstuurt("/doorlaten")
    assert cleo.address == f"/werkplek/verzoeken/{reference}"
    with loket_db.reading() as session:
        assert str(request_of(session, reference).beloofd_op) == "2026-12-02"
    assert [mail.to for mail in mails(loket_db, "ontvangst")] == [werkgever.persona.email]


def test_throwing_away_asks_why_and_says_so(
    werkgever: Werkgever, loket_db: Database, team: Team, collega: SignedIn
) -> None:
    fills_in(werkgever, website="x")
    cleo = collega(team.coordinator)
    cleo.opent("/beheer/quarantaine")
    cleo.verstuurt("/weggooien", 422)
    assert cleo.fouten() == ["Schrijf waarom dit weg kan."]
    field = next(e for e in cleo.page.all("input") if str(e.get("name", "")).endswith("reden"))
    cleo.verstuurt("/weggooien", **{str(field.get("name")): "Reclame"})
    assert "Het formulier is weggegooid" in cleo.ziet and "Reclame" in cleo.ziet
    cleo.verstuurt("/doorlaten")  # a mistake: undone
    assert number(loket_db, Contactverzoek) == 1


def test_a_decision_of_a_colleague_is_told(werkgever: Werkgever, team: Team, collega: SignedIn) -> None:
    fills_in(werkgever, website="x")
    cleo, again = collega(team.coordinator), collega(team.coordinator)
    for person in (cleo, again):
        person.opent("/beheer/quarantaine")
    cleo.verstuurt("/doorlaten")
    again.verstuurt("/doorlaten", 409)
    assert "Een collega heeft hier al over besloten." in again.ziet


@pytest.mark.parametrize("who", ["arnhem", "loket", "beheerder", "redacteur"])
def test_others_do_not_see_the_quarantine(team: Team, collega: SignedIn, who: str) -> None:
    collega(getattr(team, who)).opent("/beheer/quarantaine", 403)


def test_more_than_a_few_from_one_place_wait_for_a_person_and_none_is_lost(
    werkgever: Werkgever, loket_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "PER_MINUTE", 3)
    for turn in range(5):
        fills_in(werkgever, vraag=f"Vraag nummer {turn}?", email=f"robin{turn}@bakkerij.example")
    assert number(loket_db, Contactverzoek) == 3
    assert suspicions(loket_db) == [Verdenking.ADRES] * 2
    with clock.pinned(clock.now() + timedelta(minutes=2)):
        fills_in(werkgever, vraag="En nu weer gewoon?")
    assert number(loket_db, Contactverzoek) == 4


def test_another_place_is_not_held_up_and_a_made_up_forwarded_address_is_no_other_place(
    app: Flask, werkgever: Werkgever, loket_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "PER_MINUTE", 1)
    for turn in range(3):
        werkgever.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"192.0.2.{turn}"
        fills_in(werkgever, vraag=f"Vraag {turn}?")
    assert suspicions(loket_db) == [Verdenking.ADRES] * 2
    other = Werkgever(app, GARAGE)
    other.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    fills_in(other)
    assert number(loket_db, Contactverzoek) == 2


def test_many_with_one_email_address_from_many_places_wait(
    werkgever: Werkgever, loket_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "PER_EMAIL", 2)
    for turn in range(3):
        werkgever.client.environ_base["REMOTE_ADDR"] = f"198.51.100.{turn}"
        fills_in(werkgever, vraag=f"Vraag {turn}?", email="Robin@Bakkerij.example" if turn else BAKKERIJ.email)
    assert suspicions(loket_db) == [Verdenking.EMAIL]


def test_a_flood_from_everywhere_trips_the_breaker(
    werkgever: Werkgever, loket_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "IN_ALL", 2)
    for turn in range(3):
        werkgever.client.environ_base["REMOTE_ADDR"] = f"198.51.100.{turn}"
        fills_in(werkgever, vraag=f"Vraag {turn}?", email=f"iemand{turn}@een.example")
    assert number(loket_db, Contactverzoek) == 2
    assert suspicions(loket_db) == [Verdenking.DRUKTE]


def test_counters_name_nobody_and_go_after_a_day(werkgever: Werkgever, loket_db: Database) -> None:
    fills_in(werkgever)
    with loket_db.reading() as session:
        names = session.scalars(select(Inlogpoging.sleutel)).all()
    assert len(names) == 4 and all(len(name) == 64 and "robin" not in name for name in names)
    with loket_db.transaction() as session:
        purge_attempts(session, now=clock.now() + timedelta(hours=25))
    assert number(loket_db, Inlogpoging) == 0


def test_a_story_in_the_trap_waits_too(app: Flask, loket_db: Database) -> None:
    teller = Visitor(app)
    teller.opent("/succesverhalen/vertel")
    told = {"begin": "Zo begon het.", "verloop": "Zo ging het.", "raad": "Doe het.", "jaren": "1", "akkoord": "y"}
    who = {"organisatie": "Bakkerij", "gemeente": "arnhem", "naam": "Robin", "email": "robin@bakkerij.example"}
    sector = next(o.get("value") for o in teller.page.all("option") if o.get("value") == "zorg-en-welzijn")
    with clock.pinned(clock.now() + timedelta(seconds=60)):
        teller.verstuurt("/vertel", **told, **who, sector=str(sector), website="x")
    assert "Wij hebben uw bericht ontvangen" in teller.ziet
    assert suspicions(loket_db) == [Verdenking.LOKVELD]


SMALL = [
    ("/nieuw/abonneren", "/nieuw/abonneren", {"onderwerp": "fase:behouden", "email": "lezer@een.example"}, Abonnement),
    ("/feedback?pagina=/regelingen/no-riskpolis&antwoord=ja", "/feedback", {"tekst": "Fijn"}, Terugmelding),
]


@pytest.mark.parametrize(("address", "action", "typed", "table"), SMALL, ids=["abonnement", "feedback"])
def test_a_small_form_in_the_trap_is_asked_once_more_and_then_kept(
    app: Flask, loket_db: Database, address: str, action: str, typed: dict[str, str], table: type
) -> None:
    reader = Visitor(app)
    reader.opent(address)
    reader.verstuurt(action, 422, **typed, website="https://robot.example")
    assert reader.fouten() == ["Wij weten niet zeker of een mens dit verstuurt. Verstuur het formulier nog een keer."]
    assert number(loket_db, table) == 0
    for name, value in typed.items():
        assert reader.ingevuld(name) == value
    reader.verstuurt(action)
    assert number(loket_db, table) == 1


@pytest.mark.parametrize(("address", "action", "typed", "table"), SMALL, ids=["abonnement", "feedback"])
def test_a_small_form_that_comes_too_often_says_when_and_keeps_what_was_typed(
    app: Flask,
    loket_db: Database,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    action: str,
    typed: dict[str, str],
    table: type,
) -> None:
    monkeypatch.setattr(guard, "PER_MINUTE", 1)
    reader = Visitor(app)
    for status in (200, 429):
        reader.opent(address)
        reader.verstuurt(action, status, **typed)
    assert "Probeer het later nog eens, of bel" in reader.fouten()[0]
    for name, value in typed.items():
        assert reader.ingevuld(name) == value
