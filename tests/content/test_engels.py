"""The English side of the real content: which pages there are, what stands on them, and what /en does without one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from app import create_app
from app.kennisbank.catalogue import load
from app.kennisbank.checks import check_catalogue
from app.kennisbank.store import ContentStore, open_store
from app.settings import ROOT, Settings
from tests.conftest import TUESDAY
from tests.support.actors import Visitor
from tests.support.client import AuditedClient
from tests.support.page import Page

REGELINGEN = (
    "no-riskpolis", "loonkostensubsidie", "proefplaatsing", "jobcoach", "werkplekaanpassing", "lkv-banenafspraak",
    "lkv-arbeidsgehandicapte", "doelgroepregister", "doelgroepverklaring", "statushouders",
    "tewerkstellingsvergunning-asielzoekers", "oekraine-meldplicht", "subsidie-praktijkleren", "taal-op-de-werkvloer",
    "werkgeversservicepunt",
)  # fmt: skip
TEXT_PAGES = ("privacy", "toegankelijkheid", "proclaimer", "bronnen", "over", "kwetsbaarheid-melden")
DUTCH_ONLY = ("/regelingen/loondispensatie", "/artikelen/waar-begin-ik", "/begrippen/loonwaarde")
DUTCH_VALUE = re.compile(
    r"\d\s(?:dag|dagen|werkdagen|week|weken|maand|maanden|jaar|uur)\b|€\s\d+\.\d{3}|per (?:uur|jaar|maand)\b"
)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


def english_text(element: Element) -> Iterator[str]:
    """Text of the parts that are not marked as Dutch."""
    if element.get("lang") == "nl":
        return
    if element.text:
        yield element.text
    for child in element:
        yield from english_text(child)
        if child.tail:
            yield child.tail


def languages_of(page: Page) -> dict[str, str]:
    """hreflang to address, from the head."""
    return {e.get("hreflang", ""): e.get("href", "") for e in page.all("link") if e.get("rel") == "alternate"}


def test_these_pages_are_there_in_english_and_the_check_finds_no_errors(content: ContentStore) -> None:
    catalogue = content.catalogue
    assert set(catalogue.translations["regelingen"]) == set(REGELINGEN)
    assert set(catalogue.translations["paginas"]) == set(TEXT_PAGES) == set(catalogue.pages["paginas"])
    problems = check_catalogue(catalogue, TUESDAY.date())
    assert [str(p) for p in problems if p.bestand.startswith("en/") and p.ernst == "fout"] == []


@pytest.mark.parametrize("address", [*(f"/regelingen/{slug}" for slug in REGELINGEN), *(f"/{s}" for s in TEXT_PAGES)])
def test_an_english_page_is_english_from_top_to_bottom(visitor: Visitor, content: ContentStore, address: str) -> None:
    page = visitor.opent(f"/en{address}")
    kind, _, slug = address.strip("/").rpartition("/")
    words = content.catalogue.translations[kind or "paginas"][slug].meta
    main = page.one("main")
    text = " ".join("".join(english_text(main)).split())
    assert page.one("html").get("lang") == "en"
    assert page.text(page.one("h1")) == words.titel
    assert page.one("h1").get("lang") is None
    assert len(text) > 400
    assert DUTCH_VALUE.findall(text) == []
    assert re.findall(r"\b(?:het|een|uw|niet|vraag|geen|bij)\b", text) == []
    assert languages_of(page) == {"nl": address, "en": f"/en{address}"}
    own = [a.get("href", "") for a in main.iter("a") if a.get("href", "").startswith("/")]
    assert own
    assert [href for href in own if not href.startswith("/en/")] == []


@pytest.mark.parametrize("address", DUTCH_ONLY)
def test_a_page_without_english_says_so_marks_its_dutch_and_gives_a_number_to_call(
    visitor: Visitor, content: ContentStore, address: str
) -> None:
    region = content.catalogue.region
    page = visitor.opent(f"/en{address}")
    assert page.one("h1").get("lang") == "nl"
    alerts = [e for e in page.all("div") if "utrecht-alert--info" in e.get("class", "")]
    assert region.loket.telefoon in page.text(alerts[0])
    assert alerts[0].get("lang") is None
    dutch = [e for e in page.all("div") if "wl-tekst" in e.get("class", "") and e.get("lang") == "nl"]
    assert len(page.text(dutch[0])) > 60
    assert "en" not in languages_of(page)
    canonical = [e.get("href") for e in page.all("link") if e.get("rel") == "canonical"]
    assert canonical == [address]


@pytest.mark.parametrize("address", [*DUTCH_ONLY, "/regelingen/no-riskpolis", "/privacy"])
def test_the_dutch_page_marks_nothing_as_foreign_and_names_english_only_when_it_exists(
    visitor: Visitor, address: str
) -> None:
    page = visitor.opent(address)
    assert [e.tag for e in page.one("main").iter() if e.get("lang")] == []
    assert ("en" in languages_of(page)) == (address not in DUTCH_ONLY)
    assert [e for e in page.all("link") if e.get("rel") == "canonical"] == []


def test_lists_show_english_titles_where_they_exist_and_mark_the_others(visitor: Visitor) -> None:
    page = visitor.opent("/en/regelingen")
    titles = {page.text(a): a.get("lang") for a in page.one("main").iter("a")}
    assert titles["No-risk policy (no-riskpolis)"] is None
    assert titles["Loondispensatie"] == "nl"


def test_the_front_page_in_english_shows_english_cards(visitor: Visitor) -> None:
    page = visitor.opent("/en/")
    titles = {page.text(a): a.get("lang") for a in page.one("main").iter("a")}
    assert titles["No-risk policy (no-riskpolis)"] is None


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("who pays when my employee is ill", "No-risk policy (no-riskpolis)"),
        ("wage subsidy", "Wage cost subsidy (loonkostensubsidie)"),
        ("hire refugees", "Hiring a refugee with a residence permit (statushouder)"),
        ("try someone out", "Trial placement (proefplaatsing)"),
        ("ukraine", "Hiring someone from Ukraine"),
    ],
)
def test_an_english_question_finds_the_english_page(visitor: Visitor, query: str, title: str) -> None:
    page = visitor.opent(f"/en/zoeken?q={query.replace(' ', '+')}")
    found = [page.text(a) for a in page.one("main").iter("a") if a.get("href", "").startswith("/en/regelingen/")]
    assert found[0] == title


def test_dutch_results_on_the_english_search_page_are_marked_as_dutch(visitor: Visitor) -> None:
    page = visitor.opent("/en/zoeken?q=loondispensatie")
    links = [a for a in page.one("main").iter("a") if a.get("href") == "/en/regelingen/loondispensatie"]
    assert links
    assert {a.get("lang") for a in links} == {"nl"}


def test_the_sitemap_lists_the_english_pages(visitor: Visitor) -> None:
    text = visitor.client.get("/sitemap.xml").get_data(as_text=True)
    assert set(re.findall(r"/en/regelingen/([a-z0-9-]+)<", text)) == set(REGELINGEN)


def test_a_guide_with_numbers_to_check_names_the_uitvoerder_in_general(visitor: Visitor, content: ContentStore) -> None:
    guides = content.catalogue.of_kind("artikelen")
    unsure = [p for p in guides if content.rendered(p, TUESDAY.date()).unsure]
    assert unsure
    for guide in unsure:
        visitor.opent(f"/artikelen/{guide.slug}")
        assert "Controleer deze getallen bij de uitvoerder" in visitor.ziet


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The real content, to spoil."""
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


def test_an_english_page_without_a_dutch_one_refuses_the_content(folder: Path) -> None:
    (folder / "en/regelingen/jobcoach.md").rename(folder / "en/regelingen/jobcoaches.md")
    catalogue, problems = load(folder)
    assert catalogue is None
    assert [(p.bestand, p.wat) for p in problems] == [
        ("en/regelingen/jobcoaches.md", "Er is geen Nederlandse pagina regelingen/jobcoaches.md.")
    ]


def test_an_english_page_of_a_kind_that_has_none_is_not_silently_ignored(folder: Path) -> None:
    (folder / "en/artikelen").mkdir()
    shutil.copy(folder / "en/paginas/over.md", folder / "en/artikelen/waar-begin-ik.md")
    catalogue, problems = load(folder)
    assert catalogue is None
    assert [p.bestand for p in problems] == ["en/artikelen/waar-begin-ik.md"]


def test_an_outdated_translation_says_so_and_points_to_the_dutch_text(
    folder: Path, settings: Settings, tmp_path: Path
) -> None:
    page = folder / "regelingen/jobcoach.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nEen nieuwe zin.\n", encoding="utf-8")
    app = create_app(settings, open_store(folder, tmp_path / "data", TUESDAY.date()))
    app.test_client_class = AuditedClient
    visitor = Visitor(app)
    shown = visitor.opent("/en/regelingen/jobcoach")
    (alert,) = [e for e in shown.all("div") if "utrecht-alert--warning" in e.get("class", "")]
    assert [a.get("href") for a in alert.iter("a")] == ["/regelingen/jobcoach"]
    assert [
        e for e in visitor.opent("/en/regelingen/proefplaatsing").all("div") if "--warning" in e.get("class", "")
    ] == []
    app.extensions["loket"].db.dispose()
