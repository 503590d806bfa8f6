"""The werkgeverdossier: who sees it, placements with their follow-ups, check-ins, moments of contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from app.accounts.permissions import Actor, Rol
from app.contact import placements, services
from app.contact.dossier import add_moment, get_dossier, list_werkgevers, settle_followup
from app.contact.dossier_models import Contactsoort, Opvolging, OpvolgingStand
from app.contact.followups import add_followup, count_due, list_due
from app.contact.office import Opvolgplan
from app.contact.placements import Terms
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.errors import DomainError, NotAllowed, NotFound
from tests.support.factories import mailed, medewerker, submit, werkgevers
from tests.unit.contact.test_followups import FACTS, PLAN

TERMS = Terms(PLAN, FACTS, frozenset({"vast-bedrag", "jobcoach"}))
START = date(2026, 11, 17)


def employer(db: Database, **changes: object) -> int:
    """A werkgever of whom a request came in, with a confirmed address."""
    done = submit(db, **changes)
    with db.transaction() as session:
        services.confirm_email(session, link=mailed(done.referentie), now=clock.now())
    return werkgevers(db)[-1].id


def place(db: Database, actor: Actor, werkgever_id: int, **changes: object) -> int:
    values: dict[str, object] = {
        "functie": "Bakker",
        "startmaand": START,
        "regelingen": [("vast-bedrag", None), ("jobcoach", None)],
        "terms": TERMS,
        "now": clock.now(),
    }
    with db.transaction() as session:
        made = placements.note_placement(session, actor=actor, werkgever_id=werkgever_id, **{**values, **changes})  # type: ignore[arg-type]
        return made.id


def planned(db: Database) -> list[tuple[date, str]]:
    """What is planned, the first day first."""
    with db.reading() as session:
        rows = session.query(Opvolging).filter_by(stand=OpvolgingStand.GEPLAND).order_by(Opvolging.op)
        return [(row.op, row.waarom) for row in rows]


def see(db: Database, actor: Actor, werkgever_id: int):  # type: ignore[no-untyped-def]
    with db.reading() as session:
        return get_dossier(session, actor, werkgever_id, plan=PLAN, facts=FACTS, today=clock.today())


def test_a_placement_plans_its_follow_ups(db: Database) -> None:
    aida = medewerker(db, gemeenten=("aastad",))
    werkgever = employer(db)
    place(db, aida, werkgever)
    assert planned(db) == [
        (date(2027, 2, 1), "Drie maanden."),
        (date(2027, 3, 5), "Stopt op 30 april 2027."),
        (date(2027, 11, 1), "Een jaar."),
    ]
    placed = see(db, aida, werkgever).plaatsingen[0]
    assert (placed.functie, placed.startmaand) == ("Bakker", date(2026, 11, 1))
    assert [(r.slug, r.tot, r.besluit) for r in placed.regelingen] == [
        ("vast-bedrag", date(2027, 4, 30), False),
        ("jobcoach", None, False),
    ]


def test_days_that_are_over_are_not_proposed(sqlite_db: Database) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    place(sqlite_db, aida, employer(sqlite_db), startmaand=date(2026, 3, 1), regelingen=[])
    assert planned(sqlite_db) == [(date(2027, 3, 1), "Een jaar.")]


def test_a_term_that_ends_soon_is_proposed_for_today(sqlite_db: Database) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    soon, over = clock.today() + timedelta(days=3), clock.today() - timedelta(days=1)
    place(sqlite_db, aida, employer(sqlite_db), startmaand=date(2026, 6, 1), regelingen=[("jobcoach", soon)])
    assert planned(sqlite_db)[0] == (clock.today(), "De jobcoach stopt op 27 november 2026.")
    place(sqlite_db, aida, 1, startmaand=date(2025, 6, 1), regelingen=[("jobcoach", over)])
    assert len([why for _day, why in planned(sqlite_db) if "jobcoach" in why]) == 1


def test_the_decision_changes_the_plan_and_the_old_day_lapses(db: Database) -> None:
    aida = medewerker(db, gemeenten=("aastad",))
    number = place(db, aida, employer(db))
    for _twice in range(2):
        with db.transaction() as session:
            placements.set_end_dates(
                session,
                actor=aida,
                placement_id=number,
                einddatums={"vast-bedrag": date(2027, 6, 30), "jobcoach": date(2027, 5, 31)},
                terms=TERMS,
                now=clock.now(),
            )
    assert [why for _day, why in planned(db)] == [
        "Drie maanden.",
        "De jobcoach stopt op 31 mei 2027.",
        "Stopt op 30 juni 2027.",
        "Een jaar.",
    ]


def test_a_placement_that_ended_is_not_followed_up(sqlite_db: Database) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    number = place(sqlite_db, aida, employer(sqlite_db))
    for _twice in range(2):
        with sqlite_db.transaction() as session:
            placements.end_placement(session, actor=aida, placement_id=number, now=clock.now())
    assert planned(sqlite_db) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"functie": "  "}, "functie"),
        ({"functie": "x" * 121}, "functie"),
        ({"startmaand": date(1999, 12, 1)}, "startmaand"),
        ({"startmaand": date(2029, 1, 1)}, "startmaand"),
        ({"regelingen": [("bestaat-niet", None)]}, "regelingen"),
        ({"regelingen": [("jobcoach", date(2026, 10, 1))]}, "einddatum"),
    ],
)
def test_a_placement_that_cannot_be_is_refused(sqlite_db: Database, changes: dict[str, object], words: str) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    werkgever = employer(sqlite_db)
    with pytest.raises(DomainError, match=words):
        place(sqlite_db, aida, werkgever, **changes)
    assert planned(sqlite_db) == []


def test_the_dossier_is_for_who_has_a_part_in_it(sqlite_db: Database) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    stranger, guest = medewerker(sqlite_db), medewerker(sqlite_db, Rol.REDACTEUR)
    desk, lead = medewerker(sqlite_db, Rol.LOKET), medewerker(sqlite_db, Rol.COORDINATOR)
    werkgever = employer(sqlite_db)
    for person in (aida, desk, lead, replace(stranger, vervangt=frozenset({aida.id}))):
        assert see(sqlite_db, person, werkgever).naam == "Bakkerij Voorbeeld"
    for person in (stranger, guest):
        with pytest.raises(NotAllowed):
            see(sqlite_db, person, werkgever)
        with pytest.raises(NotAllowed):
            place(sqlite_db, person, werkgever)
    with pytest.raises(NotFound):
        see(sqlite_db, lead, 999)


def test_the_list_shows_own_werkgevers_and_everything_to_the_desk(sqlite_db: Database) -> None:
    aida, bram = medewerker(sqlite_db, gemeenten=("aastad",)), medewerker(sqlite_db, gemeenten=("beedorp",))
    desk = medewerker(sqlite_db, Rol.LOKET)
    employer(sqlite_db)
    employer(
        sqlite_db, gemeente="beedorp", kvk_nummer="00000002", organisatie="Garage Proef", email="kim@garage.example"
    )
    with sqlite_db.reading() as session:
        assert [r.naam for r in list_werkgevers(session, aida, "")[0]] == ["Bakkerij Voorbeeld"]
        assert [r.naam for r in list_werkgevers(session, desk, "")[0]] == ["Bakkerij Voorbeeld", "Garage Proef"]
        assert [r.naam for r in list_werkgevers(session, desk, "garage 00000002")[0]] == ["Garage Proef"]
        assert list_werkgevers(session, aida, "garage")[0] == ()
        assert [r.open_verzoeken for r in list_werkgevers(session, bram, "")[0]] == [1]


def test_due_follow_ups_come_to_the_owner_the_deputy_and_the_desk(db: Database, tuesday: datetime) -> None:
    aida, bram = medewerker(db, gemeenten=("aastad",)), medewerker(db)
    lead = medewerker(db, Rol.COORDINATOR)
    werkgever = employer(db)
    with db.transaction() as session:
        for ahead in (0, 7, 8):
            day = clock.today() + timedelta(days=ahead)
            add_followup(session, werkgever_id=werkgever, op=day, waarom=f"Over {ahead}.", now=clock.now())
    later = clock.today() + timedelta(days=1)
    with db.reading() as session:
        assert [r.waarom for r in list_due(session, aida, today=clock.today())] == ["Over 0.", "Over 7."]
        assert count_due(session, aida, today=later) == (3, 1)
        assert list_due(session, bram, today=clock.today()) == ()
        assert len(list_due(session, replace(bram, vervangt=frozenset({aida.id})), today=clock.today())) == 2
        assert list_due(session, lead, today=clock.today()) == ()
    with db.transaction() as session:
        first = list_due(session, aida, today=clock.today())[0].id
        with pytest.raises(NotAllowed):
            settle_followup(session, actor=bram, followup_id=first, stand=OpvolgingStand.GEDAAN, now=clock.now())
        settle_followup(session, actor=aida, followup_id=first, stand=OpvolgingStand.GEDAAN, now=clock.now())
        assert [r.waarom for r in list_due(session, aida, today=clock.today())] == ["Over 7."]


@pytest.mark.parametrize(("ahead", "why"), [(-1, "Te vroeg."), (2000, "Te ver."), (1, " "), (1, "x" * 301)])
def test_a_follow_up_that_cannot_be_is_refused(sqlite_db: Database, ahead: int, why: str) -> None:
    medewerker(sqlite_db, gemeenten=("aastad",))
    werkgever = employer(sqlite_db)
    with pytest.raises(DomainError), sqlite_db.transaction() as session:
        day = clock.today() + timedelta(days=ahead)
        add_followup(session, werkgever_id=werkgever, op=day, waarom=why, now=clock.now())


def test_a_moment_of_contact_is_kept_once_and_without_bsn(sqlite_db: Database) -> None:
    aida = medewerker(sqlite_db, naam="Aida", gemeenten=("aastad",))
    werkgever = employer(sqlite_db)

    def write(dag: date, tekst: str = "Belde over 111222333.") -> int:
        with sqlite_db.transaction() as session:
            return add_moment(
                session,
                actor=aida,
                werkgever_id=werkgever,
                soort=Contactsoort.BEZOEK,
                dag=dag,
                tekst=tekst,
                key="k" * 20,
                now=clock.now(),
            )

    for wrong in (clock.today() + timedelta(days=1), date(1999, 1, 1)):
        with pytest.raises(DomainError, match="Kies een dag"):
            write(wrong)
    with pytest.raises(DomainError, match="onthouden"):
        write(clock.today(), "  ")
    assert (write(clock.today()), write(clock.today())) == (1, 1)
    moments = see(sqlite_db, aida, werkgever).momenten
    assert [(m.soort, m.wie, m.tekst) for m in moments] == [
        ("bezoek", "Aida", "Belde over [burgerservicenummer weggehaald].")
    ]
    with sqlite_db.reading() as session:
        assert session.query(AuditEntry).filter_by(action="contactmoment").count() == 1


def test_a_desk_without_texts_of_its_own_still_works(sqlite_db: Database) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    bare = Terms(Opvolgplan(), FACTS, frozenset({"jobcoach"}))
    place(sqlite_db, aida, employer(sqlite_db), regelingen=[("jobcoach", None)], terms=bare)
    assert planned(sqlite_db) == []
