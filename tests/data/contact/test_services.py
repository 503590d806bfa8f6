"""What happens to a request after it came in, who may do it, and what two people at once can do to each other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.permissions import Actor, Rol
from app.contact import services
from app.contact.links import FollowLink
from app.contact.models import WerkgeverEmail
from app.contact.states import Soort, Status
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.errors import Conflict, DomainError, NotAllowed, NotFound
from tests.support.factories import (
    DESK,
    later,
    leaves,
    mailed,
    mails,
    medewerker,
    owner_of,
    request_of,
    submit,
    version_of,
    werkgevers,
)


def answer(db: Database, actor: Actor, referentie: str, **values: Any) -> services.Stored:
    given = {"text": "Dat kan.", "key": "antwoord-1", "now": clock.now(), **values}
    given.setdefault("version", version_of(db, referentie))
    with db.transaction() as session:
        return services.answer_as_medewerker(session, desk=DESK, actor=actor, referentie=referentie, **given)


def reply(db: Database, referentie: str, **values: Any) -> services.Stored:
    given = {"link": mailed(referentie), "text": "Dank u.", "key": "reactie-1", "now": clock.now(), **values}
    with db.transaction() as session:
        return services.reply_as_werkgever(session, desk=DESK, **given)


def note(db: Database, actor: Actor, referentie: str, text: str = "Gebeld.", key: str = "notitie-1") -> None:
    with db.transaction() as session:
        services.add_note(session, actor=actor, referentie=referentie, text=text, key=key, now=clock.now())


def assign(db: Database, actor: Actor, referentie: str, to: int | None, **values: Any) -> None:
    given = {"reason": "Kent de branche.", "now": clock.now(), **values}
    given.setdefault("version", version_of(db, referentie))
    with db.transaction() as session:
        services.assign(session, desk=DESK, actor=actor, referentie=referentie, to=to, **given)


def close(db: Database, actor: Actor, referentie: str, **values: Any) -> None:
    given = {"now": clock.now(), **values}
    given.setdefault("version", version_of(db, referentie))
    with db.transaction() as session:
        services.close(session, desk=DESK, actor=actor, referentie=referentie, **given)


def take_up(db: Database, actor: Actor, referentie: str) -> None:
    with db.transaction() as session:
        services.take_up(
            session, actor=actor, referentie=referentie, version=version_of(db, referentie), now=clock.now()
        )


def status_of(db: Database, referentie: str) -> Status:
    with db.reading() as session:
        return Status(request_of(session, referentie).status)


def test_a_request_goes_from_question_to_answer_to_reply_to_closed_and_open_again(db: Database) -> None:
    aisha = medewerker(db, naam="Aisha", gemeenten=("aastad",))
    ref = submit(db).referentie
    answer(db, aisha, ref)
    assert status_of(db, ref) is Status.WACHT_OP_WERKGEVER
    assert reply(db, ref, now=later(days=6)).reopened is False
    with db.reading() as session:
        request = request_of(session, ref)
        assert (request.status, request.beloofd_op) == (Status.IN_BEHANDELING, date(2026, 12, 2))
        assert request.eerste_antwoord_op == clock.now()
    close(db, aisha, ref)
    assert status_of(db, ref) is Status.AFGEROND
    assert reply(db, ref, key="reactie-2").reopened is True
    with db.reading() as session:
        request = request_of(session, ref)
        assert (request.status, request.afgesloten_op) == (Status.IN_BEHANDELING, None)
    assert [m.kind for m in mails(db)] == [
        "ontvangst",
        "nieuw-verzoek",
        "antwoord",
        "reactie",
        "afgesloten",
        "reactie",
    ]


def test_a_reply_while_we_still_owe_an_answer_does_not_stretch_the_promise(db: Database) -> None:
    medewerker(db, gemeenten=("aastad",))
    done = submit(db)
    reply(db, done.referentie, now=later(days=1))
    with db.reading() as session:
        assert request_of(session, done.referentie).beloofd_op == done.beloofd_op


def test_the_second_of_two_colleagues_learns_that_the_first_answered(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    carla = medewerker(db, Rol.COORDINATOR)
    ref = submit(db).referentie
    seen = version_of(db, ref)
    answer(db, aisha, ref, version=seen)
    with pytest.raises(Conflict, match="net veranderd"):
        answer(db, carla, ref, version=seen, key="antwoord-2")
    assert len(mails(db, "antwoord")) == 1


def test_a_reply_of_the_werkgever_meanwhile_is_noticed_too(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    ref = submit(db).referentie
    seen = version_of(db, ref)
    reply(db, ref)
    with pytest.raises(Conflict):
        answer(db, aisha, ref, version=seen)


def test_a_note_of_a_colleague_does_not_get_in_the_way_of_an_answer(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    ref = submit(db).referentie
    seen = version_of(db, ref)
    note(db, medewerker(db, Rol.LOKET), ref)
    assert answer(db, aisha, ref, version=seen).referentie == ref


def test_sending_an_answer_a_reply_or_a_note_twice_stores_it_once(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    ref = submit(db).referentie
    seen = version_of(db, ref)
    for _ in range(2):
        answer(db, aisha, ref, version=seen)
        reply(db, ref)
        note(db, aisha, ref)
    with db.reading() as session:
        soorten = [m.soort for m in request_of(session, ref).berichten]
    assert soorten == [Soort.WERKGEVER, Soort.MEDEWERKER, Soort.WERKGEVER, Soort.NOTITIE]
    assert (len(mails(db, "antwoord")), len(mails(db, "reactie"))) == (1, 1)


def test_answering_from_the_desk_queue_makes_the_person_the_owner(db: Database) -> None:
    lotte = medewerker(db, Rol.LOKET)
    ref = submit(db).referentie
    assert owner_of(db, ref) is None
    answer(db, lotte, ref)
    assert owner_of(db, ref) == lotte.id
    assert werkgevers(db)[0].accountmanager_id is None


def test_taking_up_a_request_puts_it_in_hand_once(db: Database) -> None:
    lotte = medewerker(db, Rol.LOKET)
    ref = submit(db).referentie
    take_up(db, lotte, ref)
    assert (status_of(db, ref), owner_of(db, ref)) == (Status.IN_BEHANDELING, lotte.id)
    with pytest.raises(DomainError, match="al in behandeling"):
        take_up(db, lotte, ref)


def test_assigning_tells_both_sides_and_keeps_the_reason_inside(db: Database) -> None:
    carla = medewerker(db, Rol.COORDINATOR, naam="Carla")
    bram = medewerker(db, naam="Bram", email="bram@loket.example")
    ref = submit(db).referentie
    assign(db, carla, ref, bram.id, reason="Kent deze\nbranche goed.")
    assert owner_of(db, ref) == bram.id
    assert werkgevers(db)[0].accountmanager_id == bram.id
    with db.reading() as session:
        texts = [(m.soort, m.tekst) for m in request_of(session, ref).berichten][1:]
        changes = [
            e.details for e in session.scalars(select(AuditEntry).where(AuditEntry.action == "eigenaar-gewijzigd"))
        ]
    assert texts == [
        (Soort.NOTITIE, "Toegewezen aan Bram. Reden: Kent deze branche goed."),
        (Soort.SYSTEEM, "Uw contactpersoon voor deze vraag is nu Bram."),
    ]
    assert changes == [{"van": None, "naar": bram.id, "reden": "toegewezen"}]
    assert [m.to for m in mails(db, "toegewezen")] == ["bram@loket.example"]
    assert [m.to for m in mails(db, "andere-contactpersoon")] == ["robin@bakkerij.example"]
    assert not any("branche" in m.text + m.html + m.subject for m in mails(db))


def test_assigning_a_request_leaves_the_vaste_accountmanager_as_it_is(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    bram = medewerker(db)
    ref = submit(db).referentie
    assign(db, aisha, ref, bram.id)
    assert (owner_of(db, ref), werkgevers(db)[0].accountmanager_id) == (bram.id, aisha.id)


def test_a_request_can_go_back_to_the_desk(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    ref = submit(db).referentie
    assign(db, aisha, ref, None)
    assert owner_of(db, ref) is None
    assert mails(db, "toegewezen")[0].to == DESK.region.loket.email
    assert mails(db, "andere-contactpersoon") == []


@pytest.mark.parametrize("reason", ["", "  ", "x" * 600])
def test_assigning_without_a_readable_reason_is_refused(sqlite_db: Database, reason: str) -> None:
    aisha = medewerker(sqlite_db, gemeenten=("aastad",))
    bram = medewerker(sqlite_db)
    ref = submit(sqlite_db).referentie
    with pytest.raises(DomainError, match="waarom"):
        assign(sqlite_db, aisha, ref, bram.id, reason=reason)


def test_a_request_is_never_given_to_who_cannot_work_it(sqlite_db: Database) -> None:
    aisha = medewerker(sqlite_db, gemeenten=("aastad",))
    gone, editor = medewerker(sqlite_db), medewerker(sqlite_db, Rol.REDACTEUR)
    leaves(sqlite_db, gone)
    ref = submit(sqlite_db).referentie
    for somebody in (gone, editor):
        with pytest.raises(DomainError, match="Kies iemand anders"):
            assign(sqlite_db, aisha, ref, somebody.id)
    with pytest.raises(NotFound):
        assign(sqlite_db, aisha, ref, 9_999)
    with pytest.raises(DomainError, match="al van deze collega"):
        assign(sqlite_db, aisha, ref, aisha.id)


def test_referring_without_telling_the_werkgever_where_to_go_is_refused(db: Database) -> None:
    lotte = medewerker(db, Rol.LOKET)
    ref = submit(db, gemeente=None, plaats="Verweg").referentie
    with pytest.raises(DomainError, match="Schrijf de werkgever eerst naar wie u doorverwijst"):
        close(db, lotte, ref, referred_to="Werkgeversloket Verweg")
    answer(db, lotte, ref)
    for nobody in ("", " ", "x" * 201):
        with pytest.raises(DomainError, match="in naar wie u doorverwijst"):
            close(db, lotte, ref, referred_to=nobody)
    close(db, lotte, ref, referred_to="Werkgeversloket Verweg, 020 000 00 09 (nummer 111222333).")
    assert status_of(db, ref) is Status.DOORVERWEZEN
    with db.reading() as session:
        said = request_of(session, ref).berichten[-1].tekst
    assert said == (
        "Wij hebben u doorverwezen naar: Werkgeversloket Verweg, 020 000 00 09 "
        "(nummer [burgerservicenummer weggehaald]). Hebt u nog een vraag? Reageer dan hier."
    )
    with pytest.raises(DomainError, match="al afgesloten"):
        close(db, lotte, ref)


def test_a_reply_to_somebody_who_left_goes_to_the_desk(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    ref = submit(db).referentie
    answer(db, aisha, ref)
    leaves(db, aisha)
    reply(db, ref)
    assert owner_of(db, ref) is None
    assert mails(db, "reactie")[0].to == DESK.region.loket.email


def test_only_a_mailed_link_confirms_the_address(db: Database) -> None:
    ref = submit(db).referentie
    reply(db, ref, link=FollowLink(ref, mailed=False))
    with db.reading() as session:
        assert session.scalars(select(WerkgeverEmail)).all() == []
    reply(db, ref, key="reactie-2")
    reply(db, ref, key="reactie-3")
    with db.reading() as session:
        assert [e.email for e in session.scalars(select(WerkgeverEmail))] == ["robin@bakkerij.example"]


def test_a_new_link_goes_to_the_address_of_the_request_only(db: Database) -> None:
    ref = submit(db).referentie
    token = DESK.links.on_page(ref).rsplit("/", 1)[1]
    with db.transaction() as session:
        services.mail_new_link(session, desk=DESK, token=token, now=clock.now())
    (sent,) = mails(db, "nieuwe-link")
    assert sent.to == "robin@bakkerij.example"
    assert "/contact/volg/" in sent.text


def test_a_burgerservicenummer_is_taken_out_of_every_kind_of_message(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    ref = submit(db).referentie
    assert answer(db, aisha, ref, text="Gaat het om 123456782?").masked == 1
    assert reply(db, ref, text="Ja, 123456782.").masked == 1
    note(db, aisha, ref, text="bsn 123456782")
    with db.reading() as session:
        assert "123456782" not in " ".join(m.tekst for m in request_of(session, ref).berichten)


@pytest.mark.parametrize("text", ["", " \n ", "x" * 5_001])
def test_an_empty_or_endless_message_is_refused_with_a_sentence(sqlite_db: Database, text: str) -> None:
    aisha = medewerker(sqlite_db, gemeenten=("aastad",))
    ref = submit(sqlite_db).referentie
    with pytest.raises(DomainError, match="bericht"):
        answer(sqlite_db, aisha, ref, text=text)
    with pytest.raises(DomainError, match="bericht"):
        reply(sqlite_db, ref, text=text)


def test_an_unknown_request_is_not_found(sqlite_db: Database) -> None:
    with pytest.raises(NotFound):
        reply(sqlite_db, "WL-AAAA-AA")


CHANGES = {
    "answer": answer,
    "assign": lambda db, actor, ref: assign(db, actor, ref, None),
    "close": close,
    "take_up": take_up,
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    ("rollen", "allowed"),
    [
        ((Rol.ACCOUNTMANAGER,), False),
        ((Rol.LOKET,), False),
        ((Rol.COORDINATOR,), True),
        ((Rol.REDACTEUR,), False),
        ((Rol.BEHEERDER,), False),
        ((Rol.BEHEERDER, Rol.REDACTEUR), False),
    ],
)
def test_only_a_coordinator_changes_a_request_of_somebody_else(
    sqlite_db: Database, change: str, rollen: tuple[Rol, ...], allowed: bool
) -> None:
    medewerker(sqlite_db, gemeenten=("aastad",))
    other = medewerker(sqlite_db, *rollen)
    ref = submit(sqlite_db).referentie
    before = version_of(sqlite_db, ref)
    if allowed:
        CHANGES[change](sqlite_db, other, ref)
        assert version_of(sqlite_db, ref) > before
    else:
        with pytest.raises(NotAllowed):
            CHANGES[change](sqlite_db, other, ref)
        assert version_of(sqlite_db, ref) == before


@pytest.mark.parametrize("rol", Rol)
def test_the_desk_queue_is_worked_by_the_desk_alone(sqlite_db: Database, rol: Rol) -> None:
    actor = medewerker(sqlite_db, rol)
    ref = submit(sqlite_db, gemeente=None, plaats="Verweg").referentie
    if rol in (Rol.LOKET, Rol.COORDINATOR):
        answer(sqlite_db, actor, ref)
        assert owner_of(sqlite_db, ref) == actor.id
    else:
        with pytest.raises(NotAllowed):
            answer(sqlite_db, actor, ref)


def test_the_audit_log_cannot_be_changed_even_by_a_mistake(db: Database) -> None:
    submit(db)
    for statement in ("UPDATE audit_entry SET actor = 'iemand'", "DELETE FROM audit_entry"):
        with pytest.raises(Exception, match="append-only"), db.engine.begin() as connection:
            connection.exec_driver_sql(statement)
