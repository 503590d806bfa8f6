"""The main road through the house, in a real browser, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.actors import Beheer, Werkgever
from tests.support.browser import Visitor

SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without-javascript"])


@SCRIPTS
def test_a_werkgever_finds_a_regeling_asks_a_question_and_reads_the_answer(
    phone: Visitor, desk: Visitor, javascript: bool
) -> None:
    werkgever = Werkgever(phone, f"Bakkerij Reis {javascript:d}", f"0000004{javascript:d}")
    werkgever.searches("ziek personeel")
    werkgever.opens(re.compile("no-riskpolis", re.IGNORECASE))
    assert "no-riskpolis" in werkgever.heading().lower()

    werkgever.opens("Kijk of dit bij u past")
    werkgever.opens("Ik heb iemand op het oog")
    werkgever.answers("Heeft of had een Wajong-uitkering")
    werkgever.does_not_know_the_rest()
    assert werkgever.heading() == "Dit kan bij u passen"
    expect(phone.page.get_by_role("main")).to_contain_text("No-riskpolis")

    werkgever.opens("Bespreek dit")
    attached = phone.page.get_by_role("region", name="Uit de keuzehulp")
    expect(attached).to_contain_text("No-riskpolis")
    expect(phone.page.get_by_label("Stuur de uitkomst van de keuzehulp mee")).to_be_checked()
    werkgever.fills_in_the_form("Wanneer meld ik iemand ziek?", "Renkum")
    vraag = werkgever.sends_the_form()
    assert vraag.contactpersoon.endswith("Voorbeeld"), "a person, not the desk"
    expect(phone.page.get_by_role("main")).to_contain_text("Antwoord uiterlijk")

    mail = werkgever.opens_mail(f"Wij hebben uw vraag ontvangen ({vraag.referentie})")
    assert vraag.contactpersoon in mail

    accountmanager = Beheer(desk)
    accountmanager.sign_in(vraag.contactpersoon)
    accountmanager.opens_request("Nieuw", vraag.referentie, werkgever.naam)
    expect(desk.page.get_by_role("main")).to_contain_text("Wanneer meld ik iemand ziek?")
    expect(desk.page.get_by_role("complementary")).to_contain_text("No-riskpolis")
    expect(desk.page.get_by_role("complementary")).not_to_contain_text("Wajong")
    accountmanager.answers("Binnen de termijn die op de pagina staat.\nIk bel u <b>vandaag</b>.")

    werkgever.opens_mail(f"Er is een antwoord op uw vraag ({vraag.referentie})")
    werkgever.follows_the_link_in_the_mail()
    conversation = phone.page.get_by_role("region", name="Gesprek")
    expect(conversation).to_contain_text("Ik bel u <b>vandaag</b>.")
    werkgever.replies("Dank u wel, dat is duidelijk.")
    expect(conversation).to_contain_text("Dank u wel, dat is duidelijk.")

    accountmanager.opens_request("Wacht op mij", vraag.referentie, werkgever.naam)
    expect(desk.page.get_by_role("main")).to_contain_text("Dank u wel, dat is duidelijk.")
    assert phone.faults + desk.faults == []


@SCRIPTS
def test_the_same_kvk_nummer_from_another_gemeente_reaches_the_same_accountmanager(
    phone: Visitor, javascript: bool
) -> None:
    werkgever = Werkgever(phone, f"Garage Twee Vestigingen {javascript:d}", f"0000005{javascript:d}")
    first = werkgever.asks("Wij zoeken iemand voor de werkplaats.", "Doesburg")
    second = werkgever.asks("Nu ook voor onze tweede vestiging.", "Renkum")
    stranger = Werkgever(phone, f"Kapper Ernaast {javascript:d}", f"0000006{javascript:d}")
    other = stranger.asks("Wij zoeken iemand voor de kapsalon.", "Renkum")
    assert second.contactpersoon == first.contactpersoon
    assert other.contactpersoon != first.contactpersoon, "without history Renkum has somebody else"
    assert second.referentie != first.referentie
    assert phone.faults == []


@SCRIPTS
def test_pressing_send_twice_gives_one_request(phone: Visitor, javascript: bool) -> None:
    werkgever = Werkgever(phone, f"Drukkerij Dubbel {javascript:d}", f"0000007{javascript:d}")
    phone.visit("/contact")
    werkgever.fills_in_the_form("Komt dit een keer aan?", "Zevenaar")
    phone.page.get_by_role("button", name="Verstuur uw vraag").dblclick()
    phone.page.wait_for_url("**/contact/bevestiging/**")
    werkgever.opens_mail("Wij hebben uw vraag ontvangen")
    phone.visit("/ontwikkel/postvak")
    expect(phone.page.get_by_role("listitem").filter(has_text=werkgever.email)).to_have_count(1)
    assert phone.faults == []
