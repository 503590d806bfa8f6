"""The urgent route: whoever must let people go reaches the named team, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text

from app.accounts.permissions import Actor, Rol
from app.contact import services
from app.contact.conversation import get_conversation, get_employer_view
from app.contact.rules import RuleFacts, get_rule, load_rules, save_rule
from app.contact.subjects import BY_ID
from app.contact.team_models import Routeringsregel
from app.core import clock, migrate
from app.core.db import Database
from app.core.errors import DomainError
from tests.support.factories import DESK, REGION, mailed, mails, medewerker, owner_of, request_of, submit, version_of

TEAM = "Van werk naar werk"


def team_rule(db: Database, *people: Actor, **changes: object) -> int:
    """The rule of the named team, made by a coördinator."""
    carla = medewerker(db, Rol.COORDINATOR)
    values: dict[str, object] = {
        "naam": "Mensen laten gaan",
        "volgorde": 50,
        "gemeenten": (),
        "sectoren": (),
        "groottes": (),
        "medewerkers": tuple(p.id for p in people),
        "onderwerpen": ("afscheid", "elders"),
        "team": TEAM,
        **changes,
    }
    with db.transaction() as session:
        return save_rule(
            session,
            region=REGION,
            sectors=(),
            actor=carla,
            rule_id=None,
            facts=RuleFacts(**values),  # type: ignore[arg-type]
            now=clock.now(),
        )


@pytest.mark.parametrize("subject", ["afscheid", "elders"])
def test_a_new_werkgever_reaches_the_team_with_a_promise_of_one_working_day(db: Database, subject: str) -> None:
    medewerker(db, naam="Aisha", gemeenten=("aastad",))
    dewi = medewerker(db, naam="Dewi")
    team_rule(db, dewi)
    chosen = BY_ID[subject]
    done = submit(db, onderwerp=chosen.naam, spoed=chosen.spoed)
    assert owner_of(db, done.referentie) == dewi.id
    assert done.beloofd_op == date(2026, 11, 25)
    with db.reading() as session:
        view = get_employer_view(session, mailed(done.referentie), today=clock.today())
        stored = request_of(session, done.referentie).toewijzing
    assert view.waarom is not None and TEAM in view.waarom
    assert (stored["team"], stored["meedenker"], stored["feiten"]["onderwerp"]) == (TEAM, None, subject)
    assert submit(db, onderwerp=BY_ID["personeel"].naam, kvk_nummer="00000002").contact_naam == "Aisha"


def test_the_own_accountmanager_keeps_the_request_and_the_team_may_answer(db: Database) -> None:
    aisha = medewerker(db, naam="Aisha", gemeenten=("aastad",))
    dewi = medewerker(db, naam="Dewi", email="dewi@loket.example")
    team_rule(db, dewi)
    submit(db)
    done = submit(db, onderwerp=BY_ID["afscheid"].naam, spoed=True, vraag="Zes mensen verliezen hun baan.")
    assert owner_of(db, done.referentie) == aisha.id
    (asked,) = mails(db, "team")
    assert (asked.to, asked.subject) == ("dewi@loket.example", f"Spoed voor het team {TEAM}: {done.referentie}")
    assert "Aisha behandelt de vraag." in asked.text
    with db.transaction() as session:
        version = request_of(session, done.referentie).versie
        services.answer_as_medewerker(
            session,
            desk=DESK,
            actor=dewi,
            referentie=done.referentie,
            text="Ik bel u vandaag.",
            version=version,
            key="a",
            now=clock.now(),
        )
    with db.reading() as session:
        seen = get_conversation(session, dewi, done.referentie, today=clock.today())
    assert (seen.eigenaar, seen.mag_antwoorden, seen.mag_beheren) == ("Aisha", True, False)
    assert any("Dewi van het team" in message.tekst for message in seen.berichten)
    assert version_of(db, done.referentie) == version + 1


def test_the_page_after_sending_does_not_tell_who_thinks_along(db: Database) -> None:
    medewerker(db, naam="Aisha", gemeenten=("aastad",))
    dewi = medewerker(db, naam="Dewi")
    team_rule(db, dewi)
    submit(db)
    done = submit(db, onderwerp=BY_ID["afscheid"].naam, spoed=True, vraag="Zes mensen verliezen hun baan.")
    with db.reading() as session:
        view = get_employer_view(session, DESK.links.read(_token(done.referentie)), today=clock.today())
    assert "Dewi" not in repr(view)


def _token(referentie: str) -> str:
    return DESK.links.on_page(referentie).rpartition("/")[2]


def test_a_rule_with_subjects_comes_back_as_it_was_saved(db: Database) -> None:
    dewi = medewerker(db)
    number = team_rule(db, dewi)
    with db.reading() as session:
        facts = get_rule(session, number)
        (rule,) = load_rules(session)
    assert (facts.onderwerpen, facts.team, facts.medewerkers) == (("afscheid", "elders"), TEAM, (dewi.id,))
    assert (rule.onderwerpen, rule.team, rule.mensen) == ({"afscheid", "elders"}, TEAM, {dewi.id})


def test_a_release_that_knows_no_subjects_gives_nobody_to_such_a_rule(db: Database) -> None:
    team_rule(db, medewerker(db))
    with db.reading() as session:
        assert session.scalars(select(Routeringsregel)).one().medewerkers == []


def test_going_back_a_release_takes_away_only_the_rules_it_would_misread(db: Database) -> None:
    dewi = medewerker(db)
    team_rule(db, dewi)
    team_rule(db, dewi, naam="Alleen Aastad", onderwerpen=(), team="", gemeenten=("aastad",))
    migrate.downgrade(db, "20261122_aanmelden")
    with db.reading() as session:
        assert list(session.scalars(text("SELECT naam FROM routeringsregel"))) == ["Alleen Aastad"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"onderwerpen": ("onzin",)}, "Kies onderwerpen uit de lijst."),
        ({"onderwerpen": (), "team": ""}, "Anders geldt de regel voor iedereen."),
        ({"onderwerpen": (), "gemeenten": ("aastad",)}, "Kies bij een team ten minste één onderwerp."),
        ({"team": "x" * 61}, "ten hoogste 60 tekens"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(sqlite_db: Database, changes: dict[str, object], why: str) -> None:
    with pytest.raises(DomainError, match=why):
        team_rule(sqlite_db, medewerker(sqlite_db), **changes)
