"""Signing in in two steps: password and code, the first time, the lost phone, and what is refused."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Herstelcode, Medewerker, TweedeFactor
from app.accounts.second_factor import WRONG_CODE
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from tests.support.actors import Collega
from tests.support.factories import leaves, mails
from tests.support.second import Telefoon, sets_up, shown_codes


def out(collega: Collega) -> None:
    """Close the browser."""
    for name in ("werkplek", "inlogstap"):
        collega.client.delete_cookie(name)


def test_the_first_time_an_app_is_set_up_and_from_then_on_a_code_is_asked(
    aida: Collega, loket_db: Database, tuesday: datetime
) -> None:
    phone, codes = sets_up(aida)
    assert len(set(codes)) == 10 and all(re.fullmatch(r"(\w{4}-){2}\w{4}", code) for code in codes)
    aida.opent("/werkplek")
    assert aida.address == "/werkplek"
    out(aida)
    with clock.pinned(tuesday + timedelta(minutes=5)):
        aida.logt_in(verder="/werkplek?mand=afgerond")
        assert aida.address == "/inloggen/code"
        aida.verstuurt("", code=phone.code())
        assert aida.response is not None
        assert aida.response.request.full_path == "/werkplek?mand=afgerond"
    with loket_db.reading() as session:
        done = set(session.scalars(select(AuditEntry.action)))
        secret = session.scalars(select(TweedeFactor.geheim)).one()
    assert {"tweede-factor-ingesteld", "herstelcodes-gemaakt", "ingelogd"} <= done
    assert phone.secret not in secret
    assert len(mails(loket_db, "account-tweede-factor")) == 1


def test_half_way_nothing_of_the_werkplek_opens(aida: Collega) -> None:
    aida.logt_in()
    assert aida.address == "/inloggen/instellen"
    aida.opent("/werkplek")
    assert aida.address == "/inloggen"
    half = aida.client.get_cookie("inlogstap")
    assert half is not None and half.http_only
    aida.client.set_cookie("werkplek", half.value)
    aida.opent("/werkplek")
    assert aida.address == "/inloggen"


def test_every_step_has_a_token_of_its_own_and_the_first_is_worthless_afterwards(
    aida: Collega, tuesday: datetime
) -> None:
    phone, _codes = sets_up(aida)
    out(aida)
    with clock.pinned(tuesday + timedelta(minutes=1)):
        aida.logt_in()
        half = aida.client.get_cookie("inlogstap")
        assert half is not None
        aida.verstuurt("", code=phone.code())
        inside = aida.client.get_cookie("werkplek")
        assert inside is not None and inside.value != half.value
        assert aida.client.get_cookie("inlogstap") is None
        out(aida)
        aida.client.set_cookie("inlogstap", half.value)
        aida.opent("/inloggen/code")
        assert aida.address == "/inloggen" and "Dat duurde te lang" in aida.ziet


def test_a_code_works_once_and_only_around_its_own_time(aida: Collega, tuesday: datetime) -> None:
    phone, _codes = sets_up(aida)
    out(aida)
    aida.logt_in()
    aida.verstuurt("", 422, code=phone.code())  # the code that set up the app
    assert aida.fout_bij("code") == WRONG_CODE
    with clock.pinned(tuesday + timedelta(seconds=60)):
        late = phone.code()
    with clock.pinned(tuesday + timedelta(seconds=31)):
        aida.verstuurt("", 200, code=f" {late[:3]} {late[3:]} ")  # a clock that is half a minute ahead
        assert aida.address == "/werkplek"
        out(aida)
        aida.logt_in()
        aida.verstuurt("", 422, code=late)
        aida.verstuurt("", 422, code=phone.code())  # older than the last one used
    with clock.pinned(tuesday + timedelta(minutes=4)):
        aida.verstuurt("", 422, code=late)


def test_five_wrong_codes_stop_even_the_right_one_for_five_minutes(aida: Collega, tuesday: datetime) -> None:
    phone, codes = sets_up(aida)
    out(aida)
    with clock.pinned(tuesday + timedelta(minutes=1)):
        aida.logt_in()
        for _ in range(5):
            aida.verstuurt("", 422, code="000000")
        aida.verstuurt("", 422, code=phone.code())
        assert aida.fout_bij("code") == WRONG_CODE
        aida.opent("/inloggen/herstelcode")
        aida.verstuurt("", 422, code=codes[0])
    with clock.pinned(tuesday + timedelta(minutes=7)):
        aida.opent("/inloggen/code")
        aida.verstuurt("", code=phone.code())
        assert aida.address == "/werkplek"


def test_fifty_wrong_codes_in_a_day_are_the_end_for_that_day(
    aida: Collega, loket_db: Database, tuesday: datetime
) -> None:
    phone, _codes = sets_up(aida)
    tried = 0
    for hour in range(1, 12):
        with clock.pinned(tuesday + timedelta(hours=hour)):
            for pause in range(0, 24, 6):
                with clock.pinned(tuesday + timedelta(hours=hour, minutes=pause)):
                    out(aida)
                    aida.logt_in()
                    for _ in range(5):
                        if tried < 50:
                            aida.verstuurt("", 422, code="000000")
                            tried += 1
        if tried >= 50:
            break
    with clock.pinned(tuesday + timedelta(hours=14)):
        out(aida)
        aida.logt_in()
        aida.verstuurt("", 422, code=phone.code())
    with clock.pinned(tuesday + timedelta(hours=28)):
        out(aida)
        aida.logt_in()
        aida.verstuurt("", code=phone.code())
        assert aida.address == "/werkplek"


def test_a_recovery_code_works_once_and_tells_the_owner(aida: Collega, loket_db: Database) -> None:
    _phone, codes = sets_up(aida)
    out(aida)
    aida.logt_in()
    aida.opent("/inloggen/herstelcode")
    aida.verstuurt("", 422, code="2222-2222-2222")
    aida.verstuurt("", code=codes[3].lower().replace("-", " "))
    assert aida.address == "/werkplek/account" and "U hebt nog 9 herstelcodes" in aida.ziet
    out(aida)
    aida.logt_in()
    aida.opent("/inloggen/herstelcode")
    aida.verstuurt("", 422, code=codes[3])
    with loket_db.reading() as session:
        stored = session.scalars(select(Herstelcode.code_hash)).all()
    assert len(stored) == 9 and all(text.startswith("$argon2id$") for text in stored)
    assert len(mails(loket_db, "account-tweede-factor")) == 2


def test_the_half_way_state_ends_after_ten_minutes_and_with_the_account(
    aida: Collega, loket_db: Database, tuesday: datetime
) -> None:
    phone, _codes = sets_up(aida)
    out(aida)
    aida.logt_in()
    with clock.pinned(tuesday + timedelta(minutes=11)):
        aida.opent("/inloggen/code")
        assert aida.address == "/inloggen"
        aida.logt_in()
        leaves(loket_db, aida.actor)
        aida.opent("/inloggen/code")
        assert aida.address == "/inloggen"
    assert phone.secret


def test_a_demo_account_goes_in_with_its_password_alone(aida: Collega, loket_db: Database) -> None:
    with loket_db.transaction() as session:
        session.get_one(Medewerker, aida.actor.id).demo = True
    aida.logt_in()
    assert aida.address == "/werkplek"


def test_another_app_takes_over_and_signs_out_elsewhere(app: Flask, aida: Collega, tuesday: datetime) -> None:
    phone, _codes = sets_up(aida)
    elsewhere = Collega(app, aida.actor).is_binnen()
    aida.opent("/werkplek/account")
    aida.opent("/werkplek/account/tweede-factor")
    from_page = aida.page.all("code")
    fresh = Telefoon(aida.page.text(from_page[0]))
    aida.verstuurt("/tweede-factor", 422, code="12 34 56")
    assert aida.page.text(aida.page.all("code")[0]).replace(" ", "") == fresh.secret, "the same key after a mistake"
    aida.verstuurt("/tweede-factor", code=fresh.code())
    assert len(shown_codes(aida)) == 10
    elsewhere.opent("/werkplek")
    assert elsewhere.address == "/inloggen"
    out(aida)
    with clock.pinned(tuesday + timedelta(minutes=2)):
        aida.logt_in()
        aida.verstuurt("", 422, code=phone.code())
        aida.verstuurt("", code=fresh.code())
        assert aida.address == "/werkplek"


def test_somebody_elses_offer_is_not_taken(app: Flask, aida: Collega, beheerder: Collega) -> None:
    beheerder.opent("/werkplek/account/tweede-factor")
    foreign = beheerder.ingevuld("aanbod")
    secret = Telefoon(beheerder.page.text(beheerder.page.all("code")[0]))
    aida.logt_in()
    aida.verstuurt("", 422, aanbod=foreign, code=secret.code())
    assert aida.address == "/inloggen/instellen"


@pytest.mark.parametrize("address", ["/inloggen/code", "/inloggen/herstelcode", "/inloggen/instellen"])
def test_without_a_password_there_is_no_second_step(aida: Collega, address: str) -> None:
    aida.opent(address)
    assert aida.address == "/inloggen"
