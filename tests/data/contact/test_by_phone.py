"""A request that came by phone, without an e-mail address: everything after it copes, and nothing is mailed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.accounts.permissions import Actor, Rol
from app.contact import services
from app.contact.absence import register_absence
from app.contact.calls import Kanaal, add_email, log_call, record_request
from app.contact.conversation import get_employer_view
from app.contact.dossier_rights import export_dossier
from app.contact.intake import Submitted
from app.contact.merging import find_werkgevers, merge_werkgevers
from app.contact.office import Bewaartermijnen
from app.contact.queries import search_requests
from app.contact.reminders import send_reminders
from app.contact.retention import apply_retention
from app.contact.staffing import phone_digits
from app.contact.states import Status
from app.core import clock
from app.core.db import Database
from app.core.errors import DomainError, NotAllowed
from tests.support.factories import (
    DESK,
    facts,
    later,
    mailed,
    mails,
    medewerker,
    owner_of,
    request_of,
    submit,
    version_of,
    werkgevers,
)

PHONE = "020 000 00 01"


def by_phone(db: Database, actor: Actor, **changes: Any) -> Submitted:
    """What a colleague writes down during a call: no e-mail address, no KvK-nummer."""
    values = {"email": "", "kvk_nummer": None, "telefoon": PHONE, **changes}
    kanaal = values.pop("kanaal", Kanaal.TELEFOON)
    with db.transaction() as session:
        return record_request(session, desk=DESK, actor=actor, facts=facts(**values), kanaal=kanaal, now=clock.now())


def to_employers(db: Database) -> list[str]:
    """Addresses outside the house to which something was mailed."""
    return [mail.to for mail in mails(db) if not mail.to.endswith((".loket.example", "@loket.example"))]


def test_it_is_routed_with_the_same_promise_and_no_mail_leaves_the_house(db: Database) -> None:
    aida = medewerker(db, naam="Aida", gemeenten=("aastad",))
    done = by_phone(db, aida)
    assert (done.contact_naam, done.mailed, done.beloofd_op) == ("Aida", False, date(2026, 11, 26))
    assert mails(db) == [], "and who wrote it down needs no mail about it either"
    with db.reading() as session:
        assert request_of(session, done.referentie).kanaal == "telefoon"


def test_a_colleague_who_gets_it_is_told_and_reads_that_only_a_call_helps(db: Database) -> None:
    aida = medewerker(db, gemeenten=("aastad",))
    lou = medewerker(db, Rol.LOKET)
    done = by_phone(db, lou)
    assert owner_of(db, done.referentie) == aida.id
    (mail,) = mails(db)
    assert "Deze werkgever heeft geen e-mailadres. Bel zelf." in mail.text and "Bel zelf." in mail.html
    submit(db)
    assert all("Bel zelf." not in mail.text for mail in mails(db)[1:])


def test_the_public_form_still_needs_an_address(sqlite_db: Database) -> None:
    with pytest.raises(DomainError, match="e-mailadres"):
        submit(sqlite_db, email="")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"telefoon": None}, "telefoonnummer"),
        ({"telefoon": "bel maar"}, "telefoonnummer"),
        ({"email": "kim"}, "e-mailadres"),
        ({"kanaal": Kanaal.EMAIL}, "e-mailadres in waar de vraag vandaan kwam"),
    ],
)
def test_somebody_must_be_able_to_answer(sqlite_db: Database, changes: dict[str, Any], why: str) -> None:
    with pytest.raises(DomainError, match=why):
        by_phone(sqlite_db, medewerker(sqlite_db), **changes)


def test_name_and_number_bring_the_werkgever_back_to_the_same_person(db: Database) -> None:
    aida = medewerker(db, gemeenten=("aastad",))
    medewerker(db, gemeenten=("beedorp",))
    by_phone(db, aida)
    again = by_phone(
        db, aida, organisatie="bakkerij VOORBEELD", telefoon="+31 20 0000001", gemeente="beedorp", vraag="Nog iets."
    )
    assert owner_of(db, again.referentie) == aida.id
    assert len(werkgevers(db)) == 1
    with db.reading() as session:
        stored = request_of(session, again.referentie).toewijzing
    assert (stored["regel"], stored["feiten"]["eigen_via_telefoon"]) == ("eigen-telefoon", aida.id)


@pytest.mark.parametrize("changes", [{"organisatie": "Ander bedrijf"}, {"telefoon": "020 000 00 02"}])
def test_only_the_name_or_only_the_number_identifies_nobody(db: Database, changes: dict[str, str]) -> None:
    aida = medewerker(db, gemeenten=("aastad",))
    bram = medewerker(db, gemeenten=("beedorp",))
    by_phone(db, aida)
    other = by_phone(db, bram, gemeente="beedorp", **changes)
    assert owner_of(db, other.referentie) == bram.id
    assert len(werkgevers(db)) == 2


def test_a_kvk_nummer_counts_before_the_number(db: Database) -> None:
    aida = medewerker(db, gemeenten=("aastad",))
    medewerker(db, gemeenten=("beedorp",))
    submit(db)
    known = by_phone(db, aida, kvk_nummer="00000001", telefoon="020 999 99 99", gemeente="beedorp")
    assert owner_of(db, known.referentie) == aida.id
    assert len(werkgevers(db)) == 1


def test_a_stranger_on_the_form_is_not_known_by_a_phone_number(db: Database) -> None:
    aida = medewerker(db, gemeenten=("aastad",))
    bram = medewerker(db, gemeenten=("beedorp",))
    by_phone(db, aida)
    assert owner_of(db, submit(db, kvk_nummer=None, gemeente="beedorp").referentie) == bram.id


@pytest.mark.parametrize("text", ["020 000 00 01", "+31 20 000 00 01", "0031200000001", "+31 (0)20-0000001"])
def test_one_number_has_one_spelling(text: str) -> None:
    assert phone_digits(text) == "0200000001"


def test_the_same_call_written_down_twice_is_one_request(db: Database) -> None:
    aida = medewerker(db, gemeenten=("aastad",))
    first, second = by_phone(db, aida, key="zelfde"), by_phone(db, aida, key="ander")
    assert second.referentie == first.referentie and not second.mailed


def test_an_answer_that_nobody_would_receive_is_refused_and_a_call_counts(db: Database) -> None:
    aida = medewerker(db, gemeenten=("aastad",))
    ref = by_phone(db, aida).referentie
    common: dict[str, Any] = {"actor": aida, "referentie": ref, "text": "Zo doet u dat.", "now": clock.now()}
    with pytest.raises(DomainError, match="heeft geen e-mailadres"), db.transaction() as session:
        services.answer_as_medewerker(session, desk=DESK, version=version_of(db, ref), key="a", **common)
    with db.transaction() as session:
        log_call(session, answered=True, version=version_of(db, ref), key="b", **common)
    with db.transaction() as session:
        services.close(session, desk=DESK, actor=aida, referentie=ref, version=version_of(db, ref), now=clock.now())
    with db.reading() as session:
        request = request_of(session, ref)
        assert (request.status, request.eerste_antwoord_op) == (Status.AFGEROND, clock.now())
    assert to_employers(db) == []


def test_absence_assignment_and_a_missed_promise_mail_only_colleagues(db: Database) -> None:
    aida, bram = medewerker(db, gemeenten=("aastad",)), medewerker(db)
    carla = medewerker(db, Rol.COORDINATOR)
    ref = by_phone(db, aida).referentie
    today = clock.today()
    with db.transaction() as session:
        register_absence(
            session, desk=DESK, actor=aida, medewerker_id=aida.id, van=today, tot=today, vervanger_id=bram.id,
            now=clock.now(),
        )  # fmt: skip
    assert owner_of(db, ref) == bram.id
    with db.transaction() as session:
        services.assign(
            session, desk=DESK, actor=bram, referentie=ref, to=carla.id, reason="Kent dit.",
            version=version_of(db, ref), now=clock.now(),
        )  # fmt: skip
    with db.transaction() as session:
        assert send_reminders(session, desk=DESK, now=later(days=6)) == 1
    kinds = [mail.kind for mail in mails(db)]
    assert {"waarneming", "toegewezen", "te-laat"} == set(kinds)
    assert to_employers(db) == []


def test_the_dossier_merging_search_and_retention_cope_without_address(db: Database) -> None:
    aida = medewerker(db, gemeenten=("aastad",))
    carla = medewerker(db, Rol.COORDINATOR)
    ref = by_phone(db, aida).referentie
    submit(db)
    loose, known = sorted(werkgevers(db), key=lambda w: w.kvk_nummer or "")
    with db.reading() as session:
        assert len(find_werkgevers(session, carla, "Bakkerij")) == 2
        assert ref in {row.referentie for row in search_requests(session, aida, "Bakkerij", today=clock.today())}
    with db.transaction() as session:
        exported = export_dossier(session, actor=aida, werkgever_id=loose.id, now=clock.now())
    assert exported["werkgever"]["emails"] == []
    assert (exported["verzoeken"][0]["contact_email"], exported["verzoeken"][0]["contact_telefoon"]) == ("", PHONE)
    with db.transaction() as session:
        merge_werkgevers(session, desk=DESK, actor=carla, keep_id=known.id, gone_id=loose.id, now=clock.now())
    assert [w.id for w in werkgevers(db)] == [known.id]
    with db.transaction() as session:
        services.close(session, desk=DESK, actor=aida, referentie=ref, version=version_of(db, ref), now=clock.now())
    with db.transaction() as session:
        assert apply_retention(session, terms=Bewaartermijnen(), now=later(days=800)).verzoeken == 1
    with db.reading() as session:
        gone = request_of(session, ref)
        assert (gone.contact_telefoon, gone.contact_email) == (None, "")


def test_an_address_given_later_opens_the_conversation_once(db: Database) -> None:
    aida, bram = medewerker(db, gemeenten=("aastad",)), medewerker(db)
    ref = by_phone(db, aida).referentie

    def add(actor: Actor, email: str) -> None:
        with db.transaction() as session:
            add_email(
                session, desk=DESK, actor=actor, referentie=ref, email=email, version=version_of(db, ref),
                now=clock.now(),
            )  # fmt: skip

    with pytest.raises(NotAllowed):
        add(bram, "kim@bakkerij.example")
    with pytest.raises(DomainError, match="Vul een e-mailadres in"):
        add(aida, "kim")
    add(aida, " Kim@bakkerij.example ")
    add(aida, "kim@bakkerij.example")
    with pytest.raises(DomainError, match="heeft al een e-mailadres"):
        add(aida, "ander@bakkerij.example")
    (mail,) = mails(db)
    assert (mail.kind, mail.to) == ("eerste-link", "kim@bakkerij.example")
    with db.reading() as session:
        assert get_employer_view(session, mailed(ref), today=clock.today()).berichten
