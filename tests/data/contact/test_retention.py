"""Retention: old requests become anonymous, drafts and calls go earlier, and what is left still counts."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.accounts.permissions import Actor, Rol
from app.cli.bewaartermijn import bewaartermijn as command
from app.contact import closing, drafts, services
from app.contact.conversation import get_employer_view
from app.contact.dossier import add_moment
from app.contact.dossier_models import Belmoment, Beoordeling, Contactsoort, Werkblad
from app.contact.dossier_rights import Wisreden, erase_werkgever, export_dossier
from app.contact.followups import add_followup
from app.contact.models import Bericht, Contactverzoek, Werkgever, WerkgeverEmail
from app.contact.office import Bewaartermijnen
from app.contact.retention import GONE, Retained, apply_retention, count_due
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.errors import DomainError, NotAllowed, NotFound
from app.core.outbox import OutboxMessage
from tests.support.factories import DESK, mailed, medewerker, submit, version_of, werkgevers

TERMS = Bewaartermijnen()
SECRETS = ("Robin", "robin@", "Bakkerij", "020 000 00 01", "Wat moet ik regelen", "Geheim antwoord", "00000001")


def closed(db: Database, aida: Actor) -> str:
    """A request that was answered, noted, rated and closed."""
    ref = submit(db).referentie
    common = {"actor": aida, "referentie": ref, "now": clock.now()}
    with db.transaction() as session:
        services.add_note(session, text="Geheim antwoord als notitie.", key="n", **common)  # type: ignore[arg-type]
        services.answer_as_medewerker(
            session,
            desk=DESK,
            text="Geheim antwoord.",
            version=version_of(db, ref),
            key="a",
            **common,  # type: ignore[arg-type]
        )
    with db.transaction() as session:
        day = closing.find_choices(session, mailed(ref), now=clock.now()).beldagen[0]
        closing.choose_call(
            session, link=mailed(ref), dag=day, dagdeel="ochtend", telefoon="020 000 00 01", now=clock.now()
        )
        drafts.save_draft(session, actor=aida, referentie=ref, text="Geheim antwoord in de maak.", now=clock.now())
        closing.mark_solved(session, desk=DESK, link=mailed(ref), now=clock.now())
        closing.rate(session, link=mailed(ref), geholpen="ja", tevreden=5, now=clock.now())
    return ref


def run(db: Database, now: datetime) -> Retained:
    with db.transaction() as session:
        return apply_retention(session, terms=TERMS, now=now)


def after(months: int, days: int = 0) -> datetime:
    """So long after the Tuesday of the tests."""
    year, month = divmod(2026 * 12 + 10 + months, 12)
    return datetime(year, month + 1, 24, 10, tzinfo=clock.AMSTERDAM) + timedelta(days=days)


def everything(db: Database) -> str:
    """Every row of every table, as text; the audit log too."""
    with db.reading() as session:
        tables = [t for t in Contactverzoek.metadata.sorted_tables if t.name not in ("medewerker", "sessie")]
        return json.dumps([[str(value) for value in row] for table in tables for row in session.execute(select(table))])


def test_two_years_after_closing_no_name_and_no_word_is_left(db: Database) -> None:
    aida = medewerker(db, naam="Aida", gemeenten=("aastad",))
    ref = closed(db, aida)
    assert all(secret in everything(db) for secret in SECRETS)
    assert run(db, after(23, 29)).verzoeken == 0
    first = run(db, after(24, 1))
    assert (first.verzoeken, first.werkgevers) == (1, 1)
    assert run(db, after(24, 1)).total == 0
    left = everything(db)
    assert [secret for secret in SECRETS if secret in left] == []
    with db.reading() as session:
        request = session.scalars(select(Contactverzoek)).one()
        assert (request.referentie, request.onderwerp, request.status, request.gemeente) == (
            ref,
            "Nieuwe bakker",
            "afgerond",
            "aastad",
        )
        assert request.eerste_antwoord_op is not None
        assert session.query(Beoordeling).one().tevreden == 5
        for model in (Bericht, Belmoment, Werkblad, OutboxMessage, WerkgeverEmail):
            assert session.query(model).count() == 0, model
        actions = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert actions[-2:] == ["verzoek-geanonimiseerd", "werkgever-gewist"]


def test_an_anonymous_request_opens_for_nobody(sqlite_db: Database) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    ref = closed(sqlite_db, aida)
    run(sqlite_db, after(24, 1))
    token = DESK.links.mailed(ref).rpartition("/")[2]
    with sqlite_db.transaction() as session:
        with pytest.raises(NotFound):
            get_employer_view(session, mailed(ref), today=clock.today())
        with pytest.raises(NotFound):
            services.mail_new_link(session, desk=DESK, token=token, now=clock.now())
        with pytest.raises(NotFound):
            services.reply_as_werkgever(session, desk=DESK, link=mailed(ref), text="Nog iets", key="x", now=clock.now())


def test_an_open_request_and_its_werkgever_stay_for_ever(sqlite_db: Database) -> None:
    medewerker(sqlite_db, gemeenten=("aastad",))
    submit(sqlite_db)
    assert run(sqlite_db, after(120)).total == 0
    assert werkgevers(sqlite_db)[0].naam == "Bakkerij Voorbeeld"


def test_every_state_has_its_own_term(sqlite_db: Database) -> None:
    medewerker(sqlite_db, gemeenten=("aastad",))
    ref = submit(sqlite_db).referentie
    with sqlite_db.transaction() as session:
        closing.withdraw(session, desk=DESK, link=mailed(ref), now=clock.now())
    short = Bewaartermijnen(ingetrokken=6)
    with sqlite_db.reading() as session:
        assert count_due(session, terms=short, now=after(6)).verzoeken == 0
        assert count_due(session, terms=short, now=after(6, 1)).verzoeken == 1
        assert count_due(session, terms=TERMS, now=after(6, 1)).verzoeken == 0


def test_drafts_and_call_back_moments_go_after_a_month(sqlite_db: Database) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    closed(sqlite_db, aida)
    assert run(sqlite_db, after(0, 20)) == Retained()
    assert run(sqlite_db, after(0, 40)) == Retained(concepten=1, belmomenten=1)


def test_a_werkgever_with_a_plan_or_a_fresh_note_is_not_forgotten(sqlite_db: Database, tuesday: datetime) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    closed(sqlite_db, aida)
    number = werkgevers(sqlite_db)[0].id
    with clock.pinned(tuesday + timedelta(days=400)), sqlite_db.transaction() as session:
        add_followup(session, werkgever_id=number, op=clock.today(), waarom="Bellen.", now=clock.now())
        add_moment(
            session,
            actor=aida,
            werkgever_id=number,
            soort=Contactsoort.NOTITIE,
            dag=clock.today(),
            tekst="Gezien op de markt.",
            key="k" * 20,
            now=clock.now(),
        )
    assert run(sqlite_db, after(25)).werkgevers == 0
    assert werkgevers(sqlite_db)[0].naam == "Bakkerij Voorbeeld"


def test_it_goes_in_steps(sqlite_db: Database) -> None:
    medewerker(sqlite_db, gemeenten=("aastad",))
    for number in range(3):
        ref = submit(sqlite_db, kvk_nummer=f"0000000{number}").referentie
        with sqlite_db.transaction() as session:
            closing.withdraw(session, desk=DESK, link=mailed(ref), now=clock.now())
    steps = []
    for _step in range(3):
        with sqlite_db.transaction() as session:
            steps.append(apply_retention(session, terms=TERMS, now=after(25), batch=2).verzoeken)
    assert steps == [2, 1, 0]


def test_the_command_shows_first_and_then_does_it(
    sqlite_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    closed(sqlite_db, aida)
    monkeypatch.setenv("DATABASE_URL", str(sqlite_db.engine.url))
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    with clock.pinned(after(25)):
        dry = CliRunner().invoke(command, ["draai", "--droog"])
        assert "verzoeken             1" in dry.output
        assert "Proef: er is niets veranderd." in dry.output
        assert werkgevers(sqlite_db)[0].naam == "Bakkerij Voorbeeld"
        done = CliRunner().invoke(command, ["draai"])
    assert done.exit_code == 0, done.output
    assert "verzoeken             1" in done.output
    assert werkgevers(sqlite_db)[0].naam == GONE


def test_a_werkgever_is_erased_by_a_coordinator_when_nothing_is_open(db: Database) -> None:
    aida, lead = medewerker(db, naam="Aida", gemeenten=("aastad",)), medewerker(db, Rol.COORDINATOR)
    ref = submit(db).referentie
    number = werkgevers(db)[0].id

    def erase(actor: Actor) -> None:
        with db.transaction() as session:
            erase_werkgever(session, actor=actor, werkgever_id=number, reden=Wisreden.VERZOEK, now=clock.now())

    with pytest.raises(NotAllowed):
        erase(aida)
    with pytest.raises(DomainError, match="staan nog verzoeken open"):
        erase(lead)
    with db.transaction() as session:
        closing.withdraw(session, desk=DESK, link=mailed(ref), now=clock.now())
    erase(lead)
    with pytest.raises(DomainError, match="al gewist"):
        erase(lead)
    left = everything(db)
    assert [secret for secret in SECRETS if secret in left] == []
    with db.reading() as session:
        assert session.query(Werkgever).one().accountmanager_id is None


def test_an_export_holds_all_that_was_written_and_is_noted(sqlite_db: Database) -> None:
    aida = medewerker(sqlite_db, naam="Aida", gemeenten=("aastad",))
    closed(sqlite_db, aida)
    number = werkgevers(sqlite_db)[0].id
    with sqlite_db.transaction() as session:
        found = json.dumps(export_dossier(session, actor=aida, werkgever_id=number, now=clock.now()))
    assert [secret for secret in SECRETS if secret not in found] == []
    assert "in de maak" in found
    stranger = medewerker(sqlite_db)
    with pytest.raises(NotAllowed), sqlite_db.transaction() as session:
        export_dossier(session, actor=stranger, werkgever_id=number, now=clock.now())
    with sqlite_db.reading() as session:
        entries = session.query(AuditEntry).filter_by(action="dossier-uitgevoerd").all()
    assert [(e.actor, e.object_id) for e in entries] == [(str(aida.id), str(number))]
