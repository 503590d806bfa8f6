"""Wat is er nieuw: the page per month, feeds that a feed reader takes, and mail that stops with one click."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from shutil import copytree
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.core import clock
from app.core.db import Database
from app.kennisbank.store import ContentStore
from app.redactie.models import Abonnement
from app.settings import ROOT, Settings
from tests.support.actors import Visitor
from tests.support.client import AuditedClient
from tests.support.factories import mails

ATOM = "{http://www.w3.org/2005/Atom}"
GREAT = "Nu twee weken in plaats van een."


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def small(settings: Settings, tmp_path: Path) -> Flask:
    """The small region with changes in two months, and one that is still to come."""
    folder = copytree(ROOT / "tests/support/example_region", tmp_path / "content")
    path = folder / "regelingen/proefweek.md"
    notes = "".join(
        f"  - {{datum: {day}, tekst: {text}, soort: {soort}}}\n"
        for day, text, soort in (
            ("2026-11-20", GREAT, "groot"),
            ("2026-11-02", "Een & <b>tikfout</b>.", "klein"),
            ("2026-10-05", "Nieuwe pagina.", "klein"),
            ("2026-12-24", "Dit komt nog.", "groot"),
        )
    )
    path.write_text(path.read_text().replace("belang: 50", f"belang: 50\nwijzigingen:\n{notes.rstrip()}", 1))
    made = create_app(replace(settings, content_dir=folder, data_dir=tmp_path / "klein"))
    made.testing = True
    made.test_client_class = AuditedClient
    return made


def test_changes_stand_per_month_the_great_ones_first(small: Flask) -> None:
    reader = Visitor(small)
    page = reader.opent("/nieuw")
    months = [page.text(heading) for heading in page.all("h2") if (heading.get("id") or "").startswith("maand")]
    assert months == ["November 2026", "Oktober 2026"]
    assert GREAT in reader.ziet and "1 kleine wijziging" in reader.ziet
    assert "Geen grote wijzigingen." in reader.ziet
    assert "Dit komt nog." not in reader.ziet


def feed(app: Flask, address: str) -> ElementTree.Element:
    response = app.test_client().get(address)
    assert (response.status_code, response.mimetype) == (200, "application/atom+xml")
    return ElementTree.fromstring(response.get_data())  # noqa: S314 - our own feed


def faults(tree: ElementTree.Element) -> list[str]:
    """What RFC 4287 asks (sections 4.1.1, 4.1.2 and 4.2) and is not so."""
    found = []
    for element in (tree, *tree.findall(f"{ATOM}entry")):
        name = element.tag.removeprefix(ATOM)
        for child in ("id", "title", "updated"):
            if len(element.findall(f"{ATOM}{child}")) != 1:
                found.append(f"{name}: not one {child}")
        moment = datetime.fromisoformat(element.findtext(f"{ATOM}updated", ""))
        if moment.tzinfo is None:
            found.append(f"{name}: updated without zone")
        if not re.match(r"(https?://|tag:[\w.-]+,\d{4}-\d\d-\d\d:)\S+$", element.findtext(f"{ATOM}id", "")):
            found.append(f"{name}: id is no address")
        links = [(link.get("rel", "alternate"), link.get("href", "")) for link in element.findall(f"{ATOM}link")]
        if not any(rel == "alternate" and urlsplit(href).scheme for rel, href in links):
            found.append(f"{name}: no link to the page")
    if tree.tag != f"{ATOM}feed" or tree.find(f"{ATOM}author/{ATOM}name") is None:
        found.append("no feed with an author")
    if not any(link.get("rel") == "self" for link in tree.findall(f"{ATOM}link")):
        found.append("no link to itself")
    ids = [entry.findtext(f"{ATOM}id") for entry in tree.findall(f"{ATOM}entry")]
    if len(set(ids)) != len(ids):
        found.append("the same id twice")
    days = [entry.findtext(f"{ATOM}updated", "") for entry in tree.findall(f"{ATOM}entry")]
    return found + (["not the newest first"] if days != sorted(days, reverse=True) else [])


def test_feeds_of_everything_a_fase_and_an_uitvoerder_are_valid(app: Flask, content: ContentStore) -> None:
    terms = content.catalogue.terms
    addresses = ["/nieuw/alles.atom", "/en/nieuw/alles.atom"]
    addresses += [f"/nieuw/fase/{slug}.atom" for slug in terms["fasen"]]
    addresses += [f"/nieuw/uitvoerder/{slug}.atom" for slug in terms["uitvoerders"]]
    lengths = {}
    for address in addresses:
        tree = feed(app, address)
        assert faults(tree) == [], address
        lengths[address] = len(tree.findall(f"{ATOM}entry"))
    assert lengths["/nieuw/alles.atom"] == 50
    assert any(0 < length < 50 for length in lengths.values())


def test_an_invalid_feed_is_seen() -> None:
    bare = ElementTree.fromstring(  # noqa: S314 - our own words
        '<feed xmlns="http://www.w3.org/2005/Atom"><updated>2026-11-24T00:00:00</updated><id>x</id></feed>'
    )
    assert {"feed: not one title", "feed: updated without zone", "feed: id is no address", "no link to itself"} <= set(
        faults(bare)
    )


def test_a_feed_tells_what_changed_and_escapes_it(small: Flask) -> None:
    tree = feed(small, "/nieuw/alles.atom")
    entries = tree.findall(f"{ATOM}entry")
    words = [(e.findtext(f"{ATOM}summary"), e.find(f"{ATOM}category").get("term")) for e in entries]  # type: ignore[union-attr]
    assert words == [(GREAT, "groot"), ("Een & <b>tikfout</b>.", "klein"), ("Nieuwe pagina.", "klein")]
    assert entries[0].find(f"{ATOM}link").get("href") == "http://localhost/regelingen/proefweek"  # type: ignore[union-attr]
    before = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert [e.findtext(f"{ATOM}id") for e in feed(small, "/nieuw/alles.atom").findall(f"{ATOM}entry")] == before


def test_a_feed_of_nothing_we_know_is_no_page(visitor: Visitor) -> None:
    for address in ("/nieuw/fase/weg.atom", "/nieuw/uitvoerder/weg.atom"):
        visitor.opent(address, 404)


def test_feeds_and_the_page_set_no_cookie(visitor: Visitor) -> None:
    for address in ("/nieuw", "/nieuw/alles.atom"):
        assert "Set-Cookie" not in visitor.client.get(address).headers


def link_in(db: Database, kind: str, word: str) -> str:
    """The address in the last mail of a kind."""
    return next(part for part in mails(db, kind)[-1].text.split() if f"/{word}/" in part)


def subscribers(db: Database) -> list[Abonnement]:
    with db.reading() as session:
        return list(session.scalars(select(Abonnement)))


def asks(visitor: Visitor, email: str = "robin@bakkerij.example") -> None:
    visitor.opent("/nieuw/abonneren?regeling=jobcoach")
    assert visitor.ingevuld("onderwerp") == "regeling:jobcoach"
    visitor.verstuurt("/nieuw/abonneren", email=email)


def test_the_whole_road_from_asking_to_stopping(visitor: Visitor, loket_db: Database) -> None:
    asks(visitor)
    assert "Kijk in uw mailbox" in visitor.ziet
    address = link_in(loket_db, "abonnement-bevestigen", "bevestigen")
    visitor.opent(address)
    assert subscribers(loket_db)[0].bevestigd_op is None, "a mail program that opens the link must not confirm"
    visitor.verstuurt(urlsplit(address).path)
    assert "U krijgt dit nieuws" in visitor.ziet
    assert subscribers(loket_db)[0].bevestigd_op == clock.now()
    stop = f"/nieuw/afmelden/{subscribers(loket_db)[0].sleutel}"
    visitor.opent(stop)
    assert len(subscribers(loket_db)) == 1
    visitor.verstuurt(stop)
    assert "U bent afgemeld" in visitor.ziet and subscribers(loket_db) == []
    visitor.opent(address, 410)


def test_a_mail_program_unsubscribes_with_one_post_without_a_page_or_cookie(
    app: Flask, visitor: Visitor, loket_db: Database
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    asks(visitor)
    stop = f"/nieuw/afmelden/{subscribers(loket_db)[0].sleutel}"
    program = app.test_client()
    for _twice in range(2):
        assert program.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        assert subscribers(loket_db) == []
    assert program.post("/nieuw/afmelden/geraden", data={"List-Unsubscribe": "One-Click"}).status_code == 200


def test_the_form_says_what_to_do(visitor: Visitor, loket_db: Database) -> None:
    visitor.opent("/nieuw/abonneren")
    visitor.verstuurt("/nieuw/abonneren", 422, email="robin")
    assert visitor.fouten() == [
        "Kies waarover u nieuws wilt.",
        "Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl.",
    ]
    assert visitor.ingevuld("email") == "robin"
    assert subscribers(loket_db) == []


def test_the_page_does_not_tell_who_subscribed_before(visitor: Visitor, loket_db: Database) -> None:
    asks(visitor)
    first = visitor.ziet
    asks(visitor)
    assert visitor.ziet == first and len(subscribers(loket_db)) == 1


def test_every_page_carries_the_version_of_the_content(visitor: Visitor, content: ContentStore) -> None:
    for address in ("/", "/regelingen/no-riskpolis", "/contact", "/nieuw", "/inloggen"):
        page = visitor.opent(address)
        found = [e.get("content") for e in page.all("meta") if e.get("name") == "versie"]
        assert found == [content.catalogue.version], address
