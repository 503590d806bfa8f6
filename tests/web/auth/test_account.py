"""The own account, who is signed in, and what a beheerder does about lost phones and links to the organisation."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Herstelcode, Organisatiekoppeling, TweedeFactor
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from tests.support.actors import Collega
from tests.support.factories import mails
from tests.support.personas import PASSWORD
from tests.support.second import sets_up, shown_codes

NEW = "fiets maan kruik zeven"


def actions(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(AuditEntry.action)))


def test_changing_the_own_password_asks_the_present_one_and_ends_other_sessions(
    app: Flask, aida: Collega, loket_db: Database
) -> None:
    sets_up(aida)
    elsewhere = Collega(app, aida.actor).is_binnen()
    before = aida.client.get_cookie("werkplek")
    aida.opent("/werkplek/account")
    aida.verstuurt("/wachtwoord", 422, wachtwoord="niet het goede woord", nieuw=NEW)
    assert aida.fout_bij("wachtwoord").startswith("Dit wachtwoord klopt niet.")
    aida.verstuurt("/wachtwoord", 422, wachtwoord=PASSWORD, nieuw="kort")
    aida.verstuurt("/wachtwoord", wachtwoord=PASSWORD, nieuw=NEW)
    assert aida.address == "/werkplek/account" and "Uw wachtwoord is gewijzigd" in aida.ziet
    after = aida.client.get_cookie("werkplek")
    assert before and after and before.value != after.value
    elsewhere.opent("/werkplek")
    assert elsewhere.address == "/inloggen"
    assert len(mails(loket_db, "account-wachtwoord")) == 1


def test_new_recovery_codes_replace_the_old_ones(aida: Collega, loket_db: Database) -> None:
    _phone, codes = sets_up(aida)
    aida.opent("/werkplek/account")
    aida.verstuurt("/herstelcodes")
    fresh = shown_codes(aida)
    assert len(fresh) == 10 and set(fresh).isdisjoint(codes)
    aida.client.delete_cookie("werkplek")
    aida.logt_in()
    aida.opent("/inloggen/herstelcode")
    aida.verstuurt("", 422, code=codes[0])
    aida.verstuurt("", code=fresh[0])
    assert aida.address == "/werkplek/account"


def test_signing_out_elsewhere_leaves_this_browser_in(app: Flask, aida: Collega) -> None:
    sets_up(aida)
    elsewhere = Collega(app, aida.actor).is_binnen()
    aida.opent("/werkplek/account")
    assert aida.ziet.count("Sinds ") == 2
    aida.verstuurt("/account/uitloggen")
    assert "U bent op andere apparaten uitgelogd" in aida.ziet and aida.ziet.count("Sinds ") == 1
    elsewhere.opent("/werkplek")
    assert elsewhere.address == "/inloggen"


def test_the_coordinator_sees_who_is_signed_in_and_ends_a_session(
    app: Flask, aida: Collega, beheerder: Collega, loket_db: Database, tuesday: datetime
) -> None:
    sets_up(aida)
    with clock.pinned(tuesday + timedelta(minutes=5)):
        aida.opent("/beheer/sessies")
        assert "Bo Beheerder" in aida.ziet and "Aida Arnhem" in aida.ziet and "met wachtwoord en code" in aida.ziet
        number = next(
            f.get("action", "").split("/")[3]
            for f in aida.page.all("form")
            if f.get("action", "").endswith("/einde") and "Bo Beheerder" in aida.page.text(f)
        )
        aida.verstuurt(f"/beheer/sessies/{number}/einde")
        assert "Uw collega is uitgelogd" in aida.ziet and "Bo Beheerder" not in aida.ziet
        beheerder.opent("/werkplek")
        assert beheerder.address == "/inloggen"
        aida.opent("/beheer/sessies")
        aida.stuurt(f"/beheer/sessies/{number}/einde", 404)
    assert actions(loket_db).count("sessie-beeindigd") == 1


def test_a_lost_phone_is_undone_by_a_beheerder_who_is_not_the_same_person(
    app: Flask, aida: Collega, beheerder: Collega, loket_db: Database
) -> None:
    sets_up(aida)
    address = f"/beheer/mensen/{aida.actor.id}"
    beheerder.opent(address)
    assert "Gebruikt een app met codes." in beheerder.ziet
    beheerder.verstuurt("/app-los")
    assert "De app is losgemaakt" in beheerder.ziet
    with loket_db.reading() as session:
        assert session.get(TweedeFactor, aida.actor.id) is None
        assert session.scalars(select(Herstelcode)).first() is None
    aida.opent("/werkplek")
    assert aida.address == "/inloggen"
    aida.logt_in()
    assert aida.address == "/inloggen/instellen"
    assert [m.text for m in mails(loket_db, "account-tweede-factor") if "losgemaakt" in m.text]
    beheerder.stuurt(f"/beheer/mensen/{beheerder.actor.id}/app-los", 400)
    assert "tweede-factor-weggehaald" in actions(loket_db)


def test_a_link_to_the_organisation_is_undone_and_the_person_is_out(
    app: Flask, aida: Collega, beheerder: Collega, loket_db: Database
) -> None:
    with loket_db.transaction() as session:
        session.add(
            Organisatiekoppeling(
                medewerker_id=aida.actor.id, uitgever="https://inlog.example", onderwerp="1", gekoppeld_op=clock.now()
            )
        )
    aida.is_binnen()
    beheerder.opent(f"/beheer/mensen/{aida.actor.id}")
    beheerder.verstuurt("/organisatie-los")
    assert "Het account is los van de organisatie" in beheerder.ziet
    aida.opent("/werkplek")
    assert aida.address == "/inloggen"
    assert "organisatie-losgemaakt" in actions(loket_db)


def test_only_a_beheerder_changes_how_colleagues_come_in(aida: Collega, beheerder: Collega) -> None:
    sets_up(aida)
    aida.opent("/beheer")
    for what in ("uitnodigen", "app-los", "organisatie-los"):
        aida.stuurt(f"/beheer/mensen/{beheerder.actor.id}/{what}", 403)
        aida.opent("/beheer")
    aida.stuurt("/beheer/uitnodigingen", 403)


@pytest.mark.parametrize("action", ["ingelogd", "uitgelogd"])
def test_coming_and_going_stand_in_the_log(aida: Collega, loket_db: Database, action: str) -> None:
    sets_up(aida)
    aida.opent("/werkplek")
    aida.verstuurt("/uitloggen")
    assert aida.response is not None
    assert action in actions(loket_db)


def test_signing_out_clears_what_the_browser_kept(aida: Collega) -> None:
    sets_up(aida)
    aida.opent("/werkplek")
    form = next(f for f in aida.page.all("form") if f.get("action") == "/uitloggen")
    token = next(e.get("value", "") for e in form.iter() if e.get("name") == "csrf_token")
    answer = aida.client.post("/uitloggen", data={"csrf_token": token})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
