"""Asking again who somebody is: which addresses ask it, how, and that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor
from app.accounts.services import set_password
from app.core import clock
from app.core.db import Database
from app.core.sealed import Seal
from app.core.tokens import LinkInvalid
from app.web.gate import gate_of, wants_recent
from tests.support.actors import Collega
from tests.support.personas import PASSWORD, Team
from tests.support.second import sets_up

SENSITIVE = re.compile(
    r"csv|export|inzage|wissen|account|app-los|organisatie-los|uitnodig|sluiten|openen|mensen/nieuw|tweede-factor|codes"
)
"""Words in addresses behind login that take data out, erase, or change roles and ways to sign in."""
NOT_ASKED = {
    "auth.account": "shows only how you sign in yourself",
    "auth.eigen_wachtwoord": "asks for the present password in the form itself",
    "spinnenweb.sluiten": "closes a group for new forms; nobody's account or data",
    "werkplek.uitnodigen": "asks a colleague into one request; the owner can undo it",
}
ASKED = {
    "auth.eigen_herstelcodes", "auth.eigen_tweede_factor", "auth.elders_uitloggen", "beheer.cijfers_csv",
    "beheer.mens_account",
    "beheer.mens_app_los", "beheer.mens_openen", "beheer.mens_organisatie_los", "beheer.mens_sluiten",
    "beheer.mens_uitnodigen", "beheer.nieuw", "beheer.nieuw_bewaren", "beheer.uitnodigingen",
    "werkplek.inzage", "werkplek.wissen",
}  # fmt: skip
SignedIn = Callable[[Actor], Collega]


def staff_rules(app: Flask) -> list[Rule]:
    """Every address behind login."""
    return [rule for rule in app.url_map.iter_rules() if gate_of(app.view_functions[rule.endpoint])]


def test_every_export_erasure_and_change_of_accounts_asks_for_a_recent_proof(app: Flask) -> None:
    sensitive = {rule.endpoint for rule in staff_rules(app) if SENSITIVE.search(rule.rule.rpartition("/werkplek")[2])}
    asked = {rule.endpoint for rule in staff_rules(app) if wants_recent(app.view_functions[rule.endpoint])}
    assert sensitive - asked - set(NOT_ASKED) == set(), "add recent=True to @requires, or say here why not"
    assert asked >= ASKED


def test_without_a_recent_proof_no_such_address_does_anything(
    app: Flask, team: Team, collega: SignedIn, loket_db: Database, tuesday: datetime
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    people = {"coordinator": collega(team.coordinator), "beheerder": collega(team.beheerder)}
    walked = 0
    with clock.pinned(tuesday + timedelta(minutes=16)):
        for rule in staff_rules(app):
            view = app.view_functions[rule.endpoint]
            if not wants_recent(view):
                continue
            roles = gate_of(view) or ()
            person = people["beheerder" if "beheerder" in roles else "coordinator"]
            address = app.url_map.bind("localhost").build(rule.endpoint, dict.fromkeys(rule.arguments, 1))
            if "GET" in (rule.methods or ()):
                answer = person.client.get(address)
                assert answer.status_code == 302 and "/werkplek/bevestigen" in answer.headers["Location"], address
            if "POST" in (rule.methods or ()):
                answer = person.client.post(address, data={"naam": "Iemand"})
                assert answer.status_code == 403 and "Bevestig dat u het bent" in answer.text, address
            walked += 1
    assert walked >= len(ASKED)


def test_what_was_typed_waits_for_the_proof_and_is_sent_afterwards(
    app: Flask, team: Team, loket_db: Database, tuesday: datetime
) -> None:
    with loket_db.transaction() as session:
        set_password(session, medewerker_id=team.beheerder.id, password=PASSWORD, now=clock.now())
    bo = Collega(app, team.beheerder).is_binnen()
    address = f"/beheer/mensen/{team.loket.id}"
    bo.opent(address)
    with clock.pinned(tuesday + timedelta(minutes=16)):
        bo.stuurt(
            f"{address}/account", 403, naam="Lou Jansen", email="lou@loket.example", rollen=["loket", "redacteur"]
        )
        assert "Het staat klaar en gaat niet verloren." in bo.ziet
        bo.verstuurt("/bevestigen", 422, bewijs="fout wachtwoord van iemand")
        assert "Het staat klaar" in bo.ziet
        bo.verstuurt("verder=/werkplek", bewijs=PASSWORD)
        form = next(f for f in bo.page.all("form") if f.get("action") == f"{address}/account")
        held = [(e.get("name", ""), e.get("value", "")) for e in form.iter() if e.get("name")]
        assert [value for name, value in held if name == "rollen"] == ["loket", "redacteur"]
        answer = bo.client.post(f"{address}/account", data=MultiDict(held))
        assert answer.status_code == 303
    with loket_db.reading() as session:
        lou = session.get_one(Medewerker, team.loket.id)
    assert (lou.naam, lou.rollen) == ("Lou Jansen", ["loket", "redacteur"])


def test_the_right_proof_gives_a_new_token_and_the_form_back(aida: Collega, tuesday: datetime) -> None:
    phone, _codes = sets_up(aida)
    before = aida.client.get_cookie("werkplek")
    with clock.pinned(tuesday + timedelta(minutes=20)):
        aida.opent("/beheer/cijfers")
        aida.verstuurt("/beheer/cijfers.csv", 403)
        assert "Wachtwoord of code uit uw app" in aida.ziet
        aida.verstuurt("/bevestigen", bewijs=phone.code())
        assert "U kunt verder" in aida.ziet
        after = aida.client.get_cookie("werkplek")
        assert before and after and before.value != after.value
        form = next(f for f in aida.page.all("form") if f.get("action") == "/beheer/cijfers.csv")
        token = next(e.get("value", "") for e in form.iter() if e.get("name") == "csrf_token")
        held = [e.get("name") for e in form.iter() if e.get("type") == "hidden"]
        assert held.count("csrf_token") == 1 and "maand" in held
        answer = aida.client.post("/beheer/cijfers.csv", data={"csrf_token": token, "maand": "2026-11"})
        assert answer.mimetype == "text/csv"
    with clock.pinned(tuesday + timedelta(minutes=21)):
        aida.client.set_cookie("werkplek", before.value)
        aida.opent("/werkplek")
        assert aida.address == "/inloggen"


def test_a_password_is_a_proof_too_and_the_code_counts_once(aida: Collega, tuesday: datetime) -> None:
    phone, _codes = sets_up(aida)
    where = "verder=/werkplek/account/tweede-factor"
    with clock.pinned(tuesday + timedelta(minutes=20)):
        aida.opent("/werkplek/account/tweede-factor")
        aida.verstuurt(where, bewijs=PASSWORD)
        assert aida.address == "/werkplek/account/tweede-factor"
    with clock.pinned(tuesday + timedelta(minutes=40)):
        used = phone.code()
        aida.opent("/werkplek/account/tweede-factor")
        aida.verstuurt(where, bewijs=used)
    with clock.pinned(tuesday + timedelta(minutes=40, seconds=20)):
        aida.opent("/werkplek/bevestigen?verder=/werkplek")
        aida.verstuurt("verder=/werkplek", 422, bewijs=used)


def test_a_form_held_for_somebody_else_or_made_up_is_not_offered(
    app: Flask, aida: Collega, beheerder: Collega, tuesday: datetime
) -> None:
    sets_up(aida)
    seal = Seal(("geheim-voor-de-test-en-lang-genoeg",), "bewaard-formulier")
    foreign = seal.seal(f'["{beheerder.actor.id}", "/beheer/mensen/1/sluiten", []]')
    for held in (foreign, "onzin", foreign[:-4]):
        aida.opent("/werkplek/bevestigen")
        aida.verstuurt("verder=/werkplek", bewaard=held, bewijs=PASSWORD)
        assert "Verstuur wat ik invulde" not in aida.ziet


@pytest.mark.parametrize("target", ["https://kwaad.example", "//kwaad.example", "/contact"])
def test_the_proof_never_sends_somebody_elsewhere(aida: Collega, target: str) -> None:
    sets_up(aida)
    aida.opent(f"/werkplek/bevestigen?verder={target}")
    aida.verstuurt("verder=/werkplek", bewijs=PASSWORD)
    assert aida.address == "/werkplek"


def test_what_is_sealed_opens_with_a_former_key_for_its_own_purpose_and_in_time(tuesday: datetime) -> None:
    old, new = "o" * 32, "n" * 32
    sealed = Seal((old,), "proef").seal("geheim")
    assert "geheim" not in sealed
    rotated = Seal((new, old), "proef").renewed(sealed)
    assert Seal((new,), "proef").open(rotated) == "geheim"
    for seal in (Seal((new,), "proef"), Seal((old,), "anders")):
        with pytest.raises(LinkInvalid):
            seal.open(sealed)
        with pytest.raises(LinkInvalid):
            seal.renewed(sealed)
    assert Seal((old,), "proef").open(sealed, 60) == "geheim"
    with clock.pinned(tuesday + timedelta(seconds=61)), pytest.raises(LinkInvalid):
        Seal((old,), "proef").open(sealed, 60)
