"""The werkplek: who gets in where, the inbox, and what a colleague does with a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.core import clock
from app.core.db import Database
from app.web.gate import gate_of
from tests.support.actors import Collega, Visitor, Werkgever
from tests.support.factories import mails, owner_of, version_of
from tests.support.personas import GARAGE, Team

SignedIn = Callable[[Actor], Collega]


def staff_addresses(app: Flask) -> list[tuple[str, str, tuple[str, ...]]]:
    """(address, method, roles) of everything that needs signing in."""
    found = []
    for rule in app.url_map.iter_rules():
        gate = gate_of(app.view_functions[rule.endpoint])
        if gate:
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            values = {name: 1 if "Integer" in str(conv) else "WL-2222-22" for name, conv in rule._converters.items()}
            found.append((app.url_map.bind("localhost").build(rule.endpoint, values, method=method), method, gate))
    return found


@pytest.mark.parametrize("who", ["arnhem", "coordinator", "loket", "redacteur", "beheerder"])
def test_every_role_gets_exactly_where_it_may(app: Flask, team: Team, collega: SignedIn, who: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    person = collega(getattr(team, who))
    roles = {rol.value for rol in person.actor.rollen}
    addresses = [row for row in staff_addresses(app) if row[0] != "/uitloggen"]
    assert len(addresses) >= 8
    for address, method, gate in addresses:
        person.is_binnen()  # an address before this one may have signed them out
        response = person.client.open(address, method=method)
        refused = response.status_code == 403 and "U mag deze pagina niet zien" in response.text
        allowed = "*" in gate or bool(roles & set(gate))
        assert refused != allowed, f"{method} {address} for {who}: {response.status_code}"


@pytest.mark.parametrize("slug", ["a%0Ab", "a%0D%0ASet-Cookie:x=1", "a%23b&c=d"])
def test_an_odd_address_behind_login_comes_along_as_it_was_written(app: Flask, slug: str) -> None:
    response = Visitor(app).client.get(f"/werkplek/verzoeken/{slug}")
    assert response.status_code == 302
    assert parse_qs(urlsplit(response.location).query) == {"verder": [f"/werkplek/verzoeken/{unquote(slug)}"]}
    assert "Set-Cookie" not in response.headers


def test_a_visitor_is_sent_to_the_sign_in_page_and_may_post_nothing(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    visitor = Visitor(app)
    for address, method, _gate in staff_addresses(app):
        response = visitor.client.open(address, method=method)
        if method == "GET":
            assert response.status_code == 302
            assert response.location == f"/inloggen?verder={address}"
        else:
            assert response.status_code == 401, address


def test_pages_of_the_werkplek_are_never_kept_by_a_browser(team: Team, collega: SignedIn) -> None:
    aida = collega(team.arnhem)
    aida.opent("/werkplek")
    assert aida.response is not None
    assert aida.response.headers["Cache-Control"] == "no-store"


def test_a_new_request_stands_in_the_inbox_with_its_promise(
    werkgever: Werkgever, team: Team, collega: SignedIn, tuesday: datetime
) -> None:
    seen = werkgever.stelt_een_vraag()
    aida = collega(team.arnhem)
    assert aida.postvak() == [seen.referentie]
    assert "nog 2 werkdagen" in aida.ziet
    with clock.pinned(tuesday + timedelta(days=3)):
        aida = collega(team.arnhem)
        aida.postvak()
        assert "1 werkdag te laat" in aida.ziet
        assert "1 te laat" in aida.ziet


@pytest.mark.parametrize("number", ["0", "-1", "abc", "²", "99999999", "1e3", ""])
def test_a_strange_page_number_is_page_one(team: Team, collega: SignedIn, number: str) -> None:
    collega(team.arnhem).opent(f"/werkplek?mand=nieuw&pagina={number}")


def test_a_basket_that_is_not_yours_is_the_first_of_your_own(team: Team, collega: SignedIn) -> None:
    aida = collega(team.arnhem)
    aida.opent("/werkplek?mand=team")
    assert "Hele team" not in aida.ziet
    aida.opent("/werkplek?mand=bestaat-niet")


def test_searching_finds_own_requests_only(app: Flask, werkgever: Werkgever, team: Team, collega: SignedIn) -> None:
    mine = werkgever.stelt_een_vraag()
    other = Werkgever(app, GARAGE).stelt_een_vraag()
    aida = collega(team.arnhem)
    aida.opent(f"/werkplek?q={mine.referentie.lower().replace('-', ' ')}")
    assert mine.referentie in aida.ziet
    aida.opent("/werkplek?q=Garage")
    assert other.referentie not in aida.ziet
    lou = collega(team.loket)
    lou.opent("/werkplek?q=Garage")
    assert other.referentie in lou.ziet


def test_a_colleague_without_a_part_in_it_may_not_read_a_request(
    werkgever: Werkgever, team: Team, collega: SignedIn
) -> None:
    seen = werkgever.stelt_een_vraag("Vertrouwelijk.")
    zeno = collega(team.zevenaar)
    zeno.bekijkt(seen.referentie, status=403)
    assert "Dit verzoek is van een collega. Vraag de coördinator als u het nodig hebt." in zeno.ziet
    assert "Vertrouwelijk." not in zeno.page.html
    zeno.bekijkt("WL-2222-22", status=404)


def test_the_page_of_a_request_tells_why_it_is_yours(werkgever: Werkgever, team: Team, collega: SignedIn) -> None:
    seen = werkgever.stelt_een_vraag("Eerste regel\nTweede regel <b>niet vet</b>")
    aida = collega(team.arnhem)
    aida.bekijkt(seen.referentie)
    assert "Aida Arnhem werkt voor Arnhem." in aida.ziet
    assert "Tweede regel <b>niet vet</b>" in aida.ziet
    assert "KvK-nummer 00000001" in aida.ziet
    assert "robin@bakkerij.example" in aida.ziet


def test_an_answer_reaches_the_werkgever_by_mail(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    seen = werkgever.stelt_een_vraag()
    aida = collega(team.arnhem)
    aida.antwoordt(seen.referentie, "Zo begint u.")
    assert "Uw antwoord is verstuurd" in aida.ziet
    assert [mail.to for mail in mails(loket_db, "antwoord")] == [werkgever.persona.email]
    assert aida.postvak("wacht-op-werkgever") == [seen.referentie]


def test_a_note_is_read_by_colleagues_and_never_leaves_the_house(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    seen = werkgever.stelt_een_vraag()
    aida = collega(team.arnhem)
    aida.noteert(seen.referentie, "Let op: lastig gesprek gehad.")
    assert "Let op: lastig gesprek gehad." in aida.ziet
    assert "alleen voor collega's" in aida.ziet
    aida.antwoordt(seen.referentie, "Zo begint u.")
    for mail in mails(loket_db):
        assert "lastig" not in mail.text + mail.html + mail.subject
    link = next(word for word in mails(loket_db, "antwoord")[0].text.split() if "/contact/volg/" in word)
    assert "lastig" not in werkgever.opent(link).html


def test_handing_over_needs_a_reason_and_tells_everybody(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    seen = werkgever.stelt_een_vraag()
    aida = collega(team.arnhem)
    aida.doet(seen.referentie, "toewijzen", 422, collega=str(team.zevenaar.id), reden="  ")
    assert aida.fouten() == ["Schrijf waarom u dit verzoek overdraagt."]
    assert aida.ingevuld("collega") == str(team.zevenaar.id)
    aida.doet(seen.referentie, "toewijzen", 422, collega="", reden="Ik ga met verlof.")
    assert aida.fouten() == ["Kies een collega of het loket."]
    assert aida.ingevuld("reden") == "Ik ga met verlof."
    assert owner_of(loket_db, seen.referentie) == team.arnhem.id
    aida.draagt_over(seen.referentie, team.zevenaar, "Ik ga met verlof.")
    assert "Het verzoek is overgedragen" in aida.ziet
    assert owner_of(loket_db, seen.referentie) == team.zevenaar.id
    assert mails(loket_db, "toegewezen")[0].to == "zeno@loket.example"
    assert mails(loket_db, "andere-contactpersoon")[0].to == werkgever.persona.email
    zeno = collega(team.zevenaar)
    zeno.bekijkt(seen.referentie)
    assert "Reden: Ik ga met verlof." in zeno.ziet


def test_a_request_of_the_desk_queue_is_taken_up_by_the_desk(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    seen = werkgever.stelt_een_vraag(postcode="6981 AB")  # nobody works in Doesburg
    cleo = collega(team.coordinator)
    assert cleo.postvak("loket") == [seen.referentie]
    cleo.doet(seen.referentie, "oppakken")
    assert "U hebt dit verzoek opgepakt" in cleo.ziet
    assert owner_of(loket_db, seen.referentie) == team.coordinator.id
    cleo.draagt_over(seen.referentie, team.arnhem, "Past bij u.")
    assert owner_of(loket_db, seen.referentie) == team.arnhem.id


def test_closing_tells_the_werkgever_and_empties_the_basket(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    seen = werkgever.stelt_een_vraag()
    aida = collega(team.arnhem)
    aida.antwoordt(seen.referentie, "Zo begint u.")
    aida.doet(seen.referentie, "afronden")
    assert "Het verzoek is afgesloten" in aida.ziet
    assert aida.postvak("afgerond") == [seen.referentie]
    assert len(mails(loket_db, "afgesloten")) == 1


def test_referring_needs_an_answer_that_says_who_helps(werkgever: Werkgever, team: Team, collega: SignedIn) -> None:
    seen = werkgever.stelt_een_vraag()
    aida = collega(team.arnhem)
    aida.doet(seen.referentie, "oppakken")
    aida.doet(seen.referentie, "doorverwijzen", 422)
    assert aida.fouten() == ["Vul in naar wie u de werkgever doorverwijst."]
    aida.doet(seen.referentie, "doorverwijzen", 422, naar="Werkgeversloket Utrecht")
    assert aida.ingevuld("naar") == "Werkgeversloket Utrecht"
    assert aida.fouten() == ["Schrijf de werkgever eerst naar wie u doorverwijst. Sluit het verzoek daarna."]
    aida.antwoordt(seen.referentie, "Het loket in Utrecht helpt u verder.")
    aida.doet(seen.referentie, "doorverwijzen", naar="Werkgeversloket Utrecht")
    assert "Het verzoek is afgesloten" in aida.ziet
    assert "Wij hebben u doorverwezen naar: Werkgeversloket Utrecht." in aida.ziet


def test_who_comes_second_gets_409_with_the_text_kept(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    seen = werkgever.stelt_een_vraag()
    aida, cleo = collega(team.arnhem), collega(team.coordinator)
    aida.bekijkt(seen.referentie)
    cleo.antwoordt(seen.referentie, "Ik was eerst.")
    aida.verstuurt("/antwoord", 409, antwoord="Mijn lange antwoord.")
    assert aida.fouten() == [
        "Iemand heeft dit verzoek net veranderd. Kijk wat er is gebeurd en probeer het dan opnieuw."
    ]
    assert aida.ingevuld("antwoord") == "Mijn lange antwoord."
    assert "Ik was eerst." in aida.ziet
    assert aida.ingevuld("versie") == str(version_of(loket_db, seen.referentie))
    aida.verstuurt("/antwoord", antwoord=aida.ingevuld("antwoord"))
    assert "Uw antwoord is verstuurd" in aida.ziet


@pytest.mark.parametrize(("action", "field", "sentence"), [
    ("antwoord", "antwoord", "Schrijf eerst een antwoord."),
    ("notitie", "notitie", "Schrijf eerst een notitie."),
])  # fmt: skip
def test_an_empty_message_is_refused_in_words(
    werkgever: Werkgever, team: Team, collega: SignedIn, action: str, field: str, sentence: str
) -> None:
    seen = werkgever.stelt_een_vraag()
    aida = collega(team.arnhem)
    aida.doet(seen.referentie, action, 422, **{field: " \n "})
    assert aida.fouten() == [sentence]
    assert aida.fout_bij(field) == sentence


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 30, "²"])
def test_a_version_that_was_tampered_with_is_never_right(
    werkgever: Werkgever, team: Team, collega: SignedIn, version: str
) -> None:
    seen = werkgever.stelt_een_vraag()
    collega(team.arnhem).doet(seen.referentie, "antwoord", 409, antwoord="Dag", versie=version)


def test_a_colleague_who_may_only_read_cannot_answer(
    app: Flask, werkgever: Werkgever, team: Team, collega: SignedIn
) -> None:
    seen = werkgever.stelt_een_vraag()
    lou = collega(team.loket)
    page = lou.bekijkt(seen.referentie)
    assert "Antwoord de werkgever" not in lou.ziet
    assert page.by_id("notitie") is not None
    app.config["WTF_CSRF_ENABLED"] = False
    address = f"/werkplek/verzoeken/{seen.referentie}/antwoord"
    response = lou.client.post(address, data={"antwoord": "x", "versie": "1", "sleutel": "s" * 20})
    assert response.status_code == 403
    zeno = collega(team.zevenaar)
    assert zeno.client.post(address, data={"antwoord": "x", "versie": "1"}).status_code == 403


def test_the_coordinator_begins_with_what_the_team_is_late_with(
    werkgever: Werkgever, team: Team, collega: SignedIn, tuesday: datetime
) -> None:
    werkgever.stelt_een_vraag()
    cleo = collega(team.coordinator)
    cleo.opent("/werkplek")
    assert cleo.page.text(cleo.page.all("h2")[-1]) == "Nieuw"
    with clock.pinned(tuesday + timedelta(days=7)):
        cleo = collega(team.coordinator)
        cleo.opent("/werkplek")
        assert cleo.page.text(cleo.page.all("h2")[-1]) == "Hele team"
        aida = collega(team.arnhem)
        aida.opent("/werkplek")
        assert aida.page.text(aida.page.all("h2")[-1]) == "Nieuw"


@pytest.mark.parametrize("typed", ["robin@bakkerij.example", "robin@bak", "bakkerij.exam", "ROBIN@"])
def test_a_part_of_an_email_address_finds_the_request(
    werkgever: Werkgever, team: Team, collega: SignedIn, typed: str
) -> None:
    seen = werkgever.stelt_een_vraag(organisatie="Zonder de naam", naam="Iemand", vraag="Hoe begin ik?")
    aida = collega(team.arnhem)
    aida.opent(f"/werkplek?q={typed}")
    assert seen.referentie in aida.ziet
    aida.opent("/werkplek?q=robin@garage")
    assert seen.referentie not in aida.ziet


def test_who_has_the_request_already_is_not_offered_for_handing_over(
    werkgever: Werkgever, team: Team, collega: SignedIn
) -> None:
    seen = werkgever.stelt_een_vraag()
    page = collega(team.arnhem).bekijkt(seen.referentie)
    choice = page.by_id("collega")
    assert choice is not None
    offered = [option.get("value") for option in choice.iter("option")]
    assert str(team.arnhem.id) not in offered
    assert {str(team.zevenaar.id), "loket"} <= set(offered)
