"""Every kind of public page: what stands on it, in both languages, and what happens with an odd address."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from flask import Flask

from app.kennisbank.store import ContentStore
from tests.support.actors import Visitor

TEXT_PAGES = ("privacy", "toegankelijkheid", "proclaimer", "bronnen", "kwetsbaarheid-melden", "over")
LISTS = ("regelingen", "artikelen", "begrippen", "succesverhalen")


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


def shown_regelingen(visitor: Visitor) -> list[str]:
    """Slugs of the regelingen in the list on the page."""
    main = visitor.page.one("main")
    links = [e.get("href", "") for e in main.iter() if e.tag == "a"]
    return [href.rpartition("/")[2] for href in links if re.fullmatch(r"(/en)?/regelingen/[a-z0-9-]+", href)]


def test_the_front_page_offers_search_fases_the_keuzehulp_and_a_person(visitor: Visitor, content: ContentStore) -> None:
    page = visitor.opent("/")
    links = page.links()
    assert page.by_id("zoek") is not None
    assert "/keuzehulp" in links
    for fase in content.catalogue.terms["fasen"]:
        assert f"/regelingen?fase={fase}" in links
    assert content.catalogue.region.loket.telefoon in visitor.ziet
    assert len(shown_regelingen(visitor)) == 6


@pytest.mark.parametrize("address", ["/", "/regelingen", "/contact", "/privacy", "/begrippen", "/bestaat-niet"])
def test_every_page_carries_sender_phone_and_footer(visitor: Visitor, content: ContentStore, address: str) -> None:
    region = content.catalogue.region
    page = visitor.opent(address, 404 if "niet" in address else 200)
    assert region.afzender in page.text()
    assert f"tel:{region.loket.tel}" in page.links()
    assert {"/privacy", "/toegankelijkheid", "/proclaimer"} <= set(page.links())
    assert "Voorbeeld: adres en telefoonnummer zijn niet echt." in page.text()


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_names_every_page_of_its_kind(visitor: Visitor, content: ContentStore, kind: str) -> None:
    page = visitor.opent(f"/{kind}")
    assert {f"/{kind}/{slug}" for slug in content.catalogue.pages[kind]} <= set(page.links())


def test_facets_of_one_group_widen_and_of_two_groups_narrow(visitor: Visitor, content: ContentStore) -> None:
    regelingen = content.catalogue.pages["regelingen"]
    visitor.opent("/regelingen?soort=geld&soort=risico")
    both = set(shown_regelingen(visitor))
    assert both == {slug for slug, page in regelingen.items() if page.regeling.soort in ("geld", "risico")}
    visitor.opent("/regelingen?soort=geld&soort=risico&uitvoerder=uwv")
    narrowed = set(shown_regelingen(visitor))
    assert narrowed == {slug for slug in both if "uwv" in regelingen[slug].regeling.uitvoerders}
    assert 0 < len(narrowed) < len(both)


def test_every_chosen_facet_can_be_taken_away(visitor: Visitor) -> None:
    page = visitor.opent("/regelingen?soort=geld&uitvoerder=uwv&fase=in-dienst-nemen")
    chosen = next(e for e in page.all("ul") if e.get("aria-label") == "Gekozen filters")
    away = [e.get("href") for e in chosen.iter() if e.tag == "a"]
    assert sorted(away, key=str) == [
        "/regelingen?fase=in-dienst-nemen&soort=geld",
        "/regelingen?fase=in-dienst-nemen&uitvoerder=uwv",
        "/regelingen?soort=geld&uitvoerder=uwv",
    ]
    ticked = {e.get("value") for e in page.all("input") if e.get("checked") is not None}
    assert ticked == {"geld", "uwv", "in-dienst-nemen"}


def test_a_choice_nobody_offers_is_left_out(visitor: Visitor, content: ContentStore) -> None:
    visitor.opent("/regelingen?soort=goud&kleur=rood&fase=%00&fase=" + "x" * 500)
    assert len(shown_regelingen(visitor)) == len(content.catalogue.pages["regelingen"])


def test_a_regeling_answers_first_and_names_its_source(visitor: Visitor, content: ContentStore) -> None:
    meta = content.catalogue.pages["regelingen"]["no-riskpolis"].regeling
    page = visitor.opent("/regelingen/no-riskpolis")
    first = next(e for e in page.one("main").iter() if e.tag == "h2")
    assert page.text(first) == "In het kort"
    for part in ("Wat is het", "Wat krijgt u", "Voor wie", "Wie beslist", "Wat doet u eerst"):
        assert part in visitor.ziet
    assert meta.bronnen[0].titel in visitor.ziet
    assert "Nagekeken op" in visitor.ziet and "Wij kijken deze tekst opnieuw na vóór" in visitor.ziet
    assert "/keuzehulp" in page.links()


def test_an_artikel_has_a_checklist_and_a_begrip_names_related_words(visitor: Visitor, content: ContentStore) -> None:
    artikel = next(p for p in content.catalogue.of_kind("artikelen") if p.artikel.checklist)
    visitor.opent(f"/artikelen/{artikel.slug}")
    assert "Lijst om af te vinken" in visitor.ziet
    begrip = next(p for p in content.catalogue.of_kind("begrippen") if p.begrip.zie_ook)
    page = visitor.opent(f"/begrippen/{begrip.slug}")
    assert f"/begrippen/{begrip.begrip.zie_ook[0]}" in page.links()


def test_a_story_from_research_says_that_it_is_one(visitor: Visitor, content: ContentStore) -> None:
    story = content.catalogue.of_kind("succesverhalen")[0]
    visitor.opent(f"/succesverhalen/{story.slug}")
    assert "Praktijkvoorbeeld" in visitor.ziet
    assert story.succesverhaal.les in visitor.ziet


@pytest.mark.parametrize("slug", TEXT_PAGES)
def test_a_page_about_the_site_says_when_it_was_checked(visitor: Visitor, slug: str) -> None:
    visitor.opent(f"/{slug}")
    assert "Nagekeken op" in visitor.ziet


@pytest.mark.parametrize("address", [
    *(f"/{kind}/bestaat-niet" for kind in LISTS), "/regelingen/../privacy",
    "/regelingen/a/b", "/bestaat-niet", "/static/bestaat-niet.css", "/regelingen/%00", "/en/regelingen/bestaat-niet",
    "/regelingen/" + "x" * 2000, "/ontwikkel/postvak/99999999999", "/paginas/privacy",
])  # fmt: skip
def test_an_unknown_address_is_a_page_with_search(visitor: Visitor, address: str) -> None:
    response = visitor.client.get(address)
    assert response.status_code == 404, response.status
    assert visitor.client.page.by_id("zoek") is not None


def test_english_pages_keep_their_links_in_english(visitor: Visitor) -> None:
    for address in ("/en", "/en/regelingen", "/en/regelingen/no-riskpolis", "/en/contact", "/en/zoeken?q=proef"):
        page = visitor.opent(address)
        assert page.one("html").get("lang") == "en"
        inside = [
            e.get("href", "") for e in page.all("a") if e.get("href", "").startswith("/") and e.get("hreflang") is None
        ]
        assert len(inside) > 10
        assert [href for href in inside if not re.match(r"/en(/|$)", href)] == [], address


def test_the_form_in_english_stays_in_english(visitor: Visitor) -> None:
    visitor.opent("/en/contact")
    visitor.verstuurt("/en/contact", 422)
    assert visitor.page.one("html").get("lang") == "en"


def test_every_page_links_to_itself_in_the_other_language(visitor: Visitor) -> None:
    page = visitor.opent("/en/regelingen?soort=geld")
    languages = {e.get("hreflang"): e.get("href") for e in page.all("link") if e.get("rel") == "alternate"}
    assert languages == {"nl": "/regelingen?soort=geld", "en": "/en/regelingen?soort=geld"}


def test_the_sitemap_is_valid_and_every_address_in_it_works(visitor: Visitor, content: ContentStore) -> None:
    response = visitor.client.get("/sitemap.xml")
    assert response.mimetype == "application/xml"
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    tree = ElementTree.fromstring(response.data)  # noqa: S314 - our own answer
    assert tree.tag == f"{space}urlset"
    found = [str(loc.text) for loc in tree.iter(f"{space}loc")]
    assert len(found) == len(set(found)) > 100
    assert all(address.startswith("http://localhost/") for address in found)
    assert "http://localhost/regelingen/no-riskpolis" in found
    for stamp in tree.iter(f"{space}lastmod"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(stamp.text))


def test_robots_may_read_the_knowledge_base_and_not_the_werkplek(visitor: Visitor) -> None:
    text = visitor.client.get("/robots.txt").text
    assert text.startswith("User-agent: *\n")
    assert "Disallow: /werkplek\n" in text
    assert "Disallow: /regelingen" not in text
    assert text.endswith("Sitemap: http://localhost/sitemap.xml\n")


def test_health_says_which_content_is_served_and_ready_that_the_database_answers(
    visitor: Visitor, content: ContentStore
) -> None:
    health = visitor.client.get("/gezondheid")
    assert health.json == {"status": "ok", "inhoud": content.catalogue.version, "inhoud_fouten": []}
    ready = visitor.client.get("/gereed")
    assert ready.status_code == 200
    assert ready.json is not None and ready.json["database"] == "ok" and ready.json["mail_wacht"] == 0


def test_the_mail_viewer_and_the_style_guide_are_for_development(visitor: Visitor) -> None:
    visitor.opent("/ontwikkel/stijlgids")
    visitor.opent("/ontwikkel/postvak")
    assert "Nog geen e-mail" in visitor.ziet
