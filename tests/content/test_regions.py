"""Another region is another folder of content: the same code, its own name, gemeenten, promise and colours."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.accounts.permissions import Rol
from app.core import clock
from app.kennisbank.checks import check_folder
from tests.content.conftest import EXAMPLE_REGION
from tests.content.sweep import sweep
from tests.support.actors import Collega, Werkgever
from tests.support.factories import mails, request_of
from tests.support.personas import BAKKERIJ, colleague

OURS = re.compile(r"Midden-Gelderland|Arnhem|Zevenaar|Doesburg|voorbeeld\.nl", re.IGNORECASE)
PAGES = ("/", "/regelingen", "/contact", "/keuzehulp", "/privacy", "/inloggen", "/zoeken?q=proefweek", "/bestaat-niet")


@pytest.fixture
def visitor(other_site: Flask) -> Werkgever:
    return Werkgever(other_site, BAKKERIJ)


def test_the_content_of_the_small_region_has_no_errors() -> None:
    catalogue, problems = check_folder(EXAMPLE_REGION, clock.today())
    assert [str(problem) for problem in problems if problem.ernst == "fout"] == []
    assert catalogue is not None
    counts = {kind: len(catalogue.pages[kind]) for kind in ("regelingen", "artikelen", "begrippen", "succesverhalen")}
    assert set(counts.values()) == {1}
    assert len(catalogue.region.gemeenten) == 2


def test_the_front_page_speaks_for_its_own_region(visitor: Werkgever) -> None:
    page = visitor.opent("/")
    assert "Wij helpen werkgevers in Waddenrand." in visitor.ziet
    assert "Van de gemeenten op de Waddenrand" in page.text()
    assert "Ondernemersloket" in page.text(page.one("title"))
    assert "binnen 3 werkdagen" in visitor.ziet


def test_no_page_and_no_file_mentions_the_region_this_project_began_in(other_site: Flask, visitor: Werkgever) -> None:
    for address in (*PAGES, "/regelingen/proefweek", "/sitemap.xml", "/robots.txt", "/merk.css"):
        response = visitor.client.get(address)
        assert OURS.findall(response.text) == [], address


def test_the_whole_small_site_is_sound(other_site: Flask) -> None:
    seen = sweep(other_site)
    assert len(seen.pages) >= 19
    assert seen.broken(other_site.test_client()) == []


def test_the_contact_form_lists_its_own_gemeenten_and_reads_its_own_postcodes(visitor: Werkgever) -> None:
    page = visitor.opent("/contact")
    gemeente = page.by_id("gemeente")
    assert gemeente is not None
    assert [o.get("value") for o in gemeente.iter() if o.tag == "option"] == ["", "noorderdijk", "zuiderplas", "buiten"]
    visitor.vult_in(postcode="1112 AA")
    assert visitor.fout_bij("gemeente") == "Deze postcode hoort bij meer dan een gemeente. Kies uw gemeente."
    visitor.vult_in(200, postcode="6811 AB")
    assert "Uw bedrijf staat buiten onze regio" in visitor.ziet


def test_a_question_walks_the_whole_road_there(other_site: Flask, visitor: Werkgever) -> None:
    loket = other_site.extensions["loket"]
    dirk = colleague(loket.db, loket.region, "Dirk Dijk", Rol.ACCOUNTMANAGER, gemeenten=("noorderdijk",))
    seen = visitor.stelt_een_vraag(postcode="1111 AA")
    assert seen.contactpersoon == "Dirk Dijk"
    assert seen.antwoord_uiterlijk == "vrijdag 27 november"
    Collega(other_site, dirk).is_binnen().antwoordt(seen.referentie, "Begin met een proefweek.")
    answer = mails(loket.db, "antwoord")[-1]
    assert answer.reply_to == "loket@waddenrand.example"
    assert OURS.findall(answer.text + answer.html + answer.subject) == []
    link = next(word for word in answer.text.split() if "/contact/volg/" in word)
    assert "Begin met een proefweek." in visitor.leest(link)
    with loket.db.reading() as session:
        assert request_of(session, seen.referentie).gemeente == "noorderdijk"


def test_the_colours_are_its_own(visitor: Werkgever) -> None:
    css = visitor.client.get("/merk.css").text
    assert css == (EXAMPLE_REGION / "regio/waddenrand.css").read_text(encoding="utf-8")


def test_the_keuzehulp_asks_its_own_question(visitor: Werkgever) -> None:
    visitor.opent("/keuzehulp/vraag")
    assert "Wat is uw situatie?" in visitor.ziet
    visitor.opent("/keuzehulp/uitkomst?situatie=kandidaat")
    assert "Proefweek" in visitor.ziet
