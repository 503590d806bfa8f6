"""From a search to an answer that is read: what an employer and the desk do together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.accounts.permissions import Actor, Rol
from app.core import clock
from app.kennisbank.store import ContentStore
from tests.journeys.conftest import Post, link_in, text_of
from tests.support.actors import Collega, Werkgever
from tests.support.factories import werkgevers
from tests.support.personas import BAKKERIJ, BAKKERIJ_FILIAAL, GARAGE, VERWEG, Team, colleague


@pytest.fixture
def collega(app: Flask) -> Callable[[Actor], Collega]:
    """A colleague who is signed in."""
    return lambda actor: Collega(app, actor).is_binnen()


def test_an_employer_searches_asks_and_reads_the_answer(
    app: Flask, content: ContentStore, post: Post, tuesday: datetime
) -> None:
    db, region = app.extensions["loket"].db, content.catalogue.region
    aida = colleague(
        db, region, "Aida Arnhem", Rol.ACCOUNTMANAGER, gemeenten=("arnhem",), password="lang-genoeg-voor-de-test"
    )
    werkgever = Werkgever(app, BAKKERIJ)
    werkgever.opent("/")
    page = werkgever.opent("/zoeken?q=ziek personeel")
    assert "/regelingen/no-riskpolis" in page.links()
    werkgever.opent("/regelingen/no-riskpolis")
    werkgever.opent("/keuzehulp/uitkomst?v=1&situatie=kandidaat&groep=wajong")
    along = next(href for href in werkgever.page.links() if href.startswith("/contact?") and "keuzehulp=" in href)
    werkgever.opent(along)
    assert "Dit sturen wij mee." in werkgever.ziet
    werkgever.verstuurt("/contact", **werkgever.antwoorden(vraag="Hoe vraag ik dit aan?", onderwerp="regeling"))
    ontvangst = werkgever.bevestiging()
    assert (ontvangst.contactpersoon, ontvangst.antwoord_uiterlijk) == ("Aida Arnhem", "donderdag 26 november")

    bericht = post.voor(BAKKERIJ.email)
    assert ontvangst.referentie in bericht["Subject"]
    assert bericht["Reply-To"] == region.loket.email
    assert "Aida Arnhem is uw contactpersoon." in text_of(bericht)
    assert "Hoe vraag ik dit aan?" not in bericht.as_string()

    accountmanager = Collega(app, aida, "aida@loket.example")
    accountmanager.opent(link_in(post.voor("aida@loket.example")))
    accountmanager.logt_in()
    assert accountmanager.postvak() == [ontvangst.referentie]
    accountmanager.bekijkt(ontvangst.referentie)
    assert "Hoe vraag ik dit aan?" in accountmanager.ziet
    assert "Uit de keuzehulp" in accountmanager.ziet
    accountmanager.antwoordt(ontvangst.referentie, "Dat regelt u bij UWV. Ik help u daarmee.")

    antwoord = post.voor(BAKKERIJ.email)
    assert antwoord["Reply-To"] == region.loket.email
    assert "Dat regelt u bij UWV." not in antwoord.as_string()
    assert "Dat regelt u bij UWV. Ik help u daarmee." in werkgever.leest(link_in(antwoord))
    werkgever.reageert(link_in(antwoord), "Fijn, dank u. Wanneer belt u?")

    assert ontvangst.referentie in post.voor("aida@loket.example")["Subject"]
    assert accountmanager.postvak("wacht-op-mij") == [ontvangst.referentie]
    accountmanager.antwoordt(ontvangst.referentie, "Morgen om tien uur.")
    accountmanager.doet(ontvangst.referentie, "afronden")
    assert "Morgen om tien uur." in werkgever.leest(link_in(post.voor(BAKKERIJ.email)))
    assert "Afgerond" in werkgever.ziet


def test_the_same_kvk_nummer_from_another_gemeente_reaches_the_same_accountmanager(
    app: Flask, team: Team, collega: Callable[[Actor], Collega]
) -> None:
    eerste = Werkgever(app, BAKKERIJ).stelt_een_vraag()
    nieuw_in_zevenaar = Werkgever(app, GARAGE).stelt_een_vraag()
    filiaal = Werkgever(app, BAKKERIJ_FILIAAL).stelt_een_vraag("Ook voor ons filiaal in Zevenaar.")
    assert eerste.contactpersoon == filiaal.contactpersoon == "Aida Arnhem"
    assert nieuw_in_zevenaar.contactpersoon == "Zeno Zevenaar"
    accountmanager = collega(team.arnhem)
    assert sorted(accountmanager.postvak()) == sorted([eerste.referentie, filiaal.referentie])
    accountmanager.bekijkt(filiaal.referentie)
    assert "Aida Arnhem is de vaste accountmanager van deze werkgever (KvK-nummer)." in accountmanager.ziet
    assert eerste.referentie in " ".join(accountmanager.page.links())
    assert len(werkgevers(app.extensions["loket"].db)) == 2


def test_a_known_address_without_kvk_nummer_keeps_its_contact_person(
    app: Flask, team: Team, post: Post, collega: Callable[[Actor], Collega]
) -> None:
    garage = Werkgever(app, GARAGE)
    eerste = garage.stelt_een_vraag()
    assert eerste.contactpersoon == "Zeno Zevenaar"
    post.voor(GARAGE.email)
    collega(team.zevenaar).antwoordt(eerste.referentie, "Zo doet u dat.")
    garage.reageert(link_in(post.voor(GARAGE.email)), "Dank u.")  # proves that this mailbox is theirs
    tweede = garage.stelt_een_vraag("Nu over een vestiging in Arnhem.", postcode="6811 AB")
    assert tweede.contactpersoon == "Zeno Zevenaar"


def test_a_hand_over_keeps_the_story_together(
    app: Flask, team: Team, post: Post, collega: Callable[[Actor], Collega]
) -> None:
    werkgever = Werkgever(app, BAKKERIJ)
    ontvangst = werkgever.stelt_een_vraag("Mijn hele verhaal.")
    collega(team.arnhem).draagt_over(ontvangst.referentie, team.zevenaar, "Zeno kent de branche.")
    nieuwe = Collega(app, team.zevenaar).is_binnen()
    nieuwe.opent(link_in(post.voor("zeno@loket.example")))
    assert "Mijn hele verhaal." in nieuwe.ziet
    assert "Reden: Zeno kent de branche." in nieuwe.ziet
    post.voor(BAKKERIJ.email)
    bericht = post.voor(BAKKERIJ.email)
    assert "Zeno Zevenaar beantwoordt voortaan uw vraag." in text_of(bericht)
    assert "Zeno Zevenaar" in werkgever.opent(link_in(bericht)).text()
    assert "branche" not in werkgever.page.html


def test_a_question_from_outside_the_region_is_referred_by_the_desk(
    app: Flask, team: Team, post: Post, content: ContentStore, collega: Callable[[Actor], Collega]
) -> None:
    werkgever = Werkgever(app, VERWEG)
    ontvangst = werkgever.stelt_een_vraag()
    assert "Uw bedrijf staat buiten onze regio" in werkgever.ziet
    assert "zit buiten onze regio" in text_of(post.voor(VERWEG.email))
    assert ontvangst.referentie in post.voor(content.catalogue.region.loket.email)["Subject"]
    loket = collega(team.loket)
    assert loket.postvak("loket") == [ontvangst.referentie]
    loket.antwoordt(ontvangst.referentie, "In Amsterdam helpt het Werkgeversloket daar u verder.")
    loket.doet(ontvangst.referentie, "doorverwijzen", naar="Werkgeversloket Amsterdam")
    assert "Het verzoek is afgesloten" in loket.ziet
    post.voor(VERWEG.email)
    followed = werkgever.opent(link_in(post.voor(VERWEG.email))).text()
    assert "Wij hebben u doorverwezen naar: Werkgeversloket Amsterdam." in followed


def test_a_request_in_the_weekend_is_promised_from_monday_on(app: Flask, team: Team, tuesday: datetime) -> None:
    with clock.pinned(tuesday + timedelta(days=4)):  # Saturday
        ontvangst = Werkgever(app, BAKKERIJ).stelt_een_vraag()
    assert ontvangst.antwoord_uiterlijk == "dinsdag 1 december"
