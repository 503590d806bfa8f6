"""Every address of werkplek and beheer, with every role: nobody changes a request in which they have no part."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.accounts.permissions import Actor, Rol
from app.contact.dossier_models import Checkin, Contactmoment, Opvolging, Plaatsing
from app.contact.handover import propose_handover
from app.contact.models import Werkgever as Employer
from app.contact.models import WerkgeverEmail
from app.contact.office import Opvolgplan
from app.contact.placements import Terms, note_placement
from app.core import clock
from app.core.db import Database
from app.kennisbank.facts import Facts
from app.kennisbank.store import ContentStore
from app.web.desk import desk
from tests.support.actors import Collega, Werkgever
from tests.support.factories import medewerker, request_of
from tests.support.personas import Team, colleague

EMPLOYER = "robin@bakkerij.example"
SignedIn = Callable[[Actor], Collega]
OPEN_TO_THE_DESK = {"werkplek.notitie", "werkplek.telefoon"}
"""Everybody of the desk may write down that a werkgever called; that changes nothing a werkgever can see."""


def posts(app: Flask) -> list[Rule]:
    """Everything below /werkplek and /beheer that can change something."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/werkplek", "/beheer")) and "POST" in (rule.methods or ())
    ]


def address(app: Flask, rule: Rule, referentie: str) -> str:
    """The address of this rule for the request, or for number 1 of whatever it is about."""
    values = {
        name: 1 if "Integer" in type(converter).__name__ else referentie for name, converter in rule._converters.items()
    }
    return app.url_map.bind("localhost").build(rule.endpoint, values, method="POST")


def everything(me: Actor, other: Actor, version: int) -> dict[str, str]:
    """One form with every field filled in so that a service would accept it."""
    today = clock.today().isoformat()
    return {
        "versie": str(version),
        "sleutel": "sleutel-voor-deze-test",
        "antwoord": "Ik was hier niet welkom.",
        "notitie": "Ik was hier niet welkom.",
        "collega": str(me.id),
        "gast": str(me.id),
        "reden": "Omdat ik het kan",
        "samenvatting": "Omdat ik het kan.",
        "medewerker": str(other.id),
        "van": today,
        "tot": today,
        "vervanger": str(me.id),
        "naar": str(me.id),
        "naam": "Iemand",
        "email": "iemand@loket.example",
        "tekst": "Omdat ik het kan.",
        "bevestig": "y",
        "motief": "sociaal",
        "ervaring": "veel",
        "hr": "geen",
        "grootte": "groot",
        "functie": "Ik was hier niet welkom",
        "startmaand": today[:7],
        "checkin_email": EMPLOYER,
        "c1-checkin_email": EMPLOYER,
        "soort": "notitie",
        "dag": today,
        "op": today,
        "waarom": "Omdat ik het kan.",
        "plaatsing": "1",
    }


def state(db: Database, referentie: str) -> tuple[object, ...]:
    """What may not change."""
    with db.reading() as session:
        request = request_of(session, referentie)
        said = [(m.soort, m.tekst) for m in request.berichten if m.soort not in ("notitie", "telefoon")]
        people = [guest.medewerker_id for guest in request.gasten]
        return (
            request.versie,
            request.eigenaar_id,
            request.status,
            request.organisatie,
            request.contact_email,
            request.werkgever.accountmanager_id,
            said,
            people,
        )


def dossier_state(db: Database) -> tuple[object, ...]:
    """What a stranger may not change about the werkgever."""
    with db.reading() as session:
        werkgever = session.get_one(Employer, 1)
        placements = [(p.functie, p.checkin_email, p.beeindigd_op) for p in session.query(Plaatsing)]
        counted = [session.query(model).count() for model in (Checkin, Contactmoment, Opvolging)]
        return (werkgever.motief, werkgever.ervaring, werkgever.hr, werkgever.grootte, placements, counted)


def place(app: Flask, db: Database, actor: Actor) -> None:
    """Somebody works here, and the address of the werkgever is confirmed: number 1 of both."""
    terms = Terms(Opvolgplan(), Facts.of(()), frozenset())
    with app.test_request_context(), db.transaction() as session:
        session.add(WerkgeverEmail(werkgever_id=1, email=EMPLOYER, bevestigd_op=clock.now()))
        session.flush()
        note_placement(
            session,
            actor=actor,
            werkgever_id=1,
            functie="Bakker",
            startmaand=clock.today(),
            regelingen=(),
            terms=terms,
            now=clock.now(),
        )


def notes(db: Database, referentie: str) -> int:
    with db.reading() as session:
        return sum(m.soort in ("notitie", "telefoon") for m in request_of(session, referentie).berichten)


@pytest.mark.parametrize("who", [*(rol for rol in Rol if rol is not Rol.COORDINATOR), "vreemde accountmanager"])
def test_nobody_changes_a_request_without_a_part_in_it(
    app: Flask,
    werkgever: Werkgever,
    team: Team,
    collega: SignedIn,
    loket_db: Database,
    content: ContentStore,
    who: str,
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    ref = werkgever.stelt_een_vraag().referentie
    third = colleague(loket_db, content.catalogue.region, "Derde Collega", Rol.ACCOUNTMANAGER)
    with app.test_request_context(), loket_db.transaction() as session:
        propose_handover(
            session,
            desk=desk(),
            actor=team.arnhem,
            werkgever_id=1,
            to=third.id,
            reason="Verhuist",
            summary="Alles staat erin.",
            now=clock.now(),
        )
    people = {
        Rol.ACCOUNTMANAGER: team.zevenaar,
        Rol.LOKET: team.loket,
        Rol.REDACTEUR: team.redacteur,
        Rol.BEHEERDER: team.beheerder,
    }
    actor = people.get(who) or medewerker(loket_db, Rol.GAST if who == Rol.GAST else Rol.ACCOUNTMANAGER)
    person = collega(actor)
    rules = posts(app)
    assert len(rules) > 25
    place(app, loket_db, team.arnhem)
    before, written, dossier = state(loket_db, ref), notes(loket_db, ref), dossier_state(loket_db)
    for rule in rules:
        response = person.client.post(address(app, rule, ref), data=everything(actor, team.arnhem, int(str(before[0]))))
        assert response.status_code < 500, rule.endpoint
        assert state(loket_db, ref) == before, f"{who} changed a request of somebody else with {rule.endpoint}"
        if who != Rol.LOKET:
            assert dossier_state(loket_db) == dossier, (
                f"{who} changed the dossier of somebody else with {rule.endpoint}"
            )
        if who != Rol.LOKET or rule.endpoint not in OPEN_TO_THE_DESK:
            assert notes(loket_db, ref) == written, f"{who} wrote a note with {rule.endpoint}"
        written = notes(loket_db, ref)


def test_the_walk_sees_a_change_when_the_owner_takes_it(
    app: Flask, werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    ref = werkgever.stelt_een_vraag().referentie
    for actor in (team.arnhem, team.coordinator):
        before = state(loket_db, ref)
        person = collega(actor)
        changed = []
        for rule in posts(app):
            if "<referentie>" in rule.rule and "<int" not in rule.rule:
                now = state(loket_db, ref)
                values = everything(team.zevenaar, team.arnhem, int(str(now[0])))
                values["sleutel"] = f"sleutel-{actor.id}-{rule.endpoint}".replace(".", "-")
                person.client.post(address(app, rule, ref), data=values)
                changed += [rule.endpoint] if state(loket_db, ref) != now else []
        assert state(loket_db, ref) != before
        assert changed, actor.naam


@pytest.mark.parametrize(
    "endpoint",
    ["werkplek.bedrijf", "werkplek.check_in", "werkplek.check_in_address", "werkplek.plaatsing", "werkplek.beeindigen"],
)
def test_the_walk_sees_a_change_of_the_dossier_when_the_owner_makes_it(
    app: Flask, werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database, endpoint: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    ref = werkgever.stelt_een_vraag().referentie
    place(app, loket_db, team.arnhem)
    before = dossier_state(loket_db)
    rule = next(rule for rule in posts(app) if rule.endpoint == endpoint)
    values = everything(team.zevenaar, team.arnhem, 1) | {"email": EMPLOYER}
    assert collega(team.arnhem).client.post(address(app, rule, ref), data=values).status_code == 303
    assert dossier_state(loket_db) != before
