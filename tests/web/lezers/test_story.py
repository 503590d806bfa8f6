"""Vertel uw verhaal: a form with consent that becomes a question and a draft; and stories where they are needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.core import clock
from app.core.db import Database
from app.core.text import clean_text
from app.kennisbank.catalogue import load
from app.kennisbank.store import ContentStore
from app.redactie.stories import Story, as_draft, read
from app.settings import ROOT
from tests.conftest import TUESDAY
from tests.support.actors import Collega, Visitor
from tests.support.factories import mails
from tests.support.personas import Team

ANSWERS = {
    "begin": "Wij zochten iemand voor de broodafdeling.",
    "verloop": "Het ging eerst mis.\n\nDaarna kwam er een jobcoach.",
    "raad": "Begin klein.",
    "organisatie": "Bakkerij Vóór & Zn.",
    "sector": "horeca",
    "gemeente": "arnhem",
    "naam": "Robin Voorbeeld",
    "email": "robin@bakkerij.example",
    "namen": 'Robin Voorbeeld\nSam: "de bakker"',
    "jaren": "2",
    "akkoord": "y",
}


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


def tells(visitor: Visitor, status: int = 200, **changes: str) -> None:
    visitor.opent("/succesverhalen/vertel")
    visitor.verstuurt("/succesverhalen/vertel", status, **(ANSWERS | changes))


def test_a_story_becomes_a_question_for_a_person(
    visitor: Visitor, team: Team, collega: Callable[[Actor], Collega], loket_db: Database
) -> None:
    tells(visitor)
    assert "Aida Arnhem" in visitor.ziet
    assert mails(loket_db, "ontvangst")[0].to == "robin@bakkerij.example"
    reference = mails(loket_db, "ontvangst")[0].reference
    aida = collega(team.arnhem)
    aida.opent(f"/werkplek/verzoeken/{reference}")
    assert "Vertel uw verhaal" in aida.ziet and "Begin klein." in aida.ziet
    assert "Gegeven op 2026-11-24, tot en met 2028-11-24." in aida.ziet


def test_the_editor_downloads_a_draft_that_only_misses_the_editors_own_words(
    visitor: Visitor, team: Team, collega: Callable[[Actor], Collega], tmp_path: Path
) -> None:
    tells(visitor)
    remi = collega(team.redacteur)
    page = remi.opent("/werkplek/redactie")
    link = next(href for href in page.links() if href.startswith("/werkplek/verhalen/"))
    response = remi.client.get(link)
    assert response.headers["Content-Disposition"] == 'attachment; filename="bakkerij-voor-zn.md"'
    assert "robin@bakkerij.example" not in response.text
    folder = copytree(ROOT / "content", tmp_path / "content")
    (folder / "succesverhalen/bakkerij-voor-zn.md").write_text(response.text, encoding="utf-8")
    catalogue, problems = load(folder)
    assert catalogue is not None, problems
    story = catalogue.pages["succesverhalen"]["bakkerij-voor-zn"].succesverhaal
    assert story.toestemming is not None
    assert story.toestemming.namen == ("Robin Voorbeeld", 'Sam: "de bakker"')
    assert (story.toestemming.datum, story.toestemming.tot.isoformat()) == (TUESDAY.date(), "2028-11-24")
    assert story.titel == "VUL IN" and story.sector == "horeca"


def test_a_draft_is_for_colleagues_only(
    visitor: Visitor, team: Team, collega: Callable[[Actor], Collega], loket_db: Database
) -> None:
    tells(visitor)
    reference = mails(loket_db, "ontvangst")[0].reference
    assert visitor.client.get(f"/werkplek/verhalen/{reference}.md").status_code == 302
    assert collega(team.beheerder).client.get(f"/werkplek/verhalen/{reference}.md").status_code == 403
    assert collega(team.redacteur).client.get("/werkplek/verhalen/WL-2222-22.md").status_code == 404


def test_an_ordinary_question_is_no_story(werkgever: Any, team: Team, collega: Callable[[Actor], Collega]) -> None:
    asked = werkgever.stelt_een_vraag("Hoe begon het?")
    assert collega(team.redacteur).client.get(f"/werkplek/verhalen/{asked.referentie}.md").status_code == 404


@pytest.mark.parametrize(("changes", "said"), [
    ({"akkoord": ""}, "Geef toestemming, of stuur uw verhaal niet."),
    ({"begin": ""}, "Schrijf kort hoe het begon."),
    ({"email": "robin"}, "Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl."),
    ({"sector": ""}, "Kies wat voor bedrijf het is."),
    ({"gemeente": ""}, "Kies uw gemeente."),
])  # fmt: skip
def test_the_form_says_what_is_missing_and_keeps_the_rest(
    visitor: Visitor, team: Team, loket_db: Database, changes: dict[str, str], said: str
) -> None:
    tells(visitor, 422, **changes)
    assert visitor.fouten() == [said]
    assert visitor.ingevuld("raad") == "Begin klein."
    assert mails(loket_db) == []


def test_what_is_told_comes_back_as_it_was() -> None:
    story = Story("a\n\nb", "c", "d", ("Robin", "Sam"), TUESDAY.date(), TUESDAY.date())
    assert read(clean_text(story.as_question())) == story
    assert read("Hoe begon het?\nZomaar een vraag.") is None


def test_a_name_that_is_no_address_still_gives_a_file() -> None:
    story = Story("a", "b", "c", ("R",), TUESDAY.date(), TUESDAY.date())
    assert as_draft(story, "***", "overig", clock.today())[0] == "verhaal.md"


# --- stories where they are needed


def test_stories_are_filtered_by_sector_and_doubt(visitor: Visitor, content: ContentStore) -> None:
    stories = {slug: page.succesverhaal for slug, page in content.catalogue.pages["succesverhalen"].items()}

    def shown(query: str) -> set[str]:
        links = visitor.opent(f"/succesverhalen?{query}").links()
        return {href.rpartition("/")[2] for href in links} & set(stories)

    assert shown("") == set(stories)
    doubt = {slug for slug, story in stories.items() if "geen-kandidaten" in story.twijfels}
    assert 0 < len(doubt) < len(stories) and shown("twijfel=geen-kandidaten") == doubt
    sector = {slug for slug, story in stories.items() if story.sector == "horeca"}
    assert 0 < len(sector) < len(stories) and shown("sector=horeca") == sector
    assert shown("sector=horeca&twijfel=geen-kandidaten") == sector & doubt
    assert shown("sector=onzin&twijfel=ook-onzin") == set(stories)


def test_a_guide_shows_the_stories_that_answer_the_same_doubt(visitor: Visitor, content: ContentStore) -> None:
    stories = content.catalogue.pages["succesverhalen"]
    checked = 0
    for slug, page in content.catalogue.pages["artikelen"].items():
        doubts = set(page.artikel.twijfels)
        if not any(doubts & set(story.succesverhaal.twijfels) for story in stories.values()):
            continue
        links = {href.rpartition("/")[2] for href in visitor.opent(f"/artikelen/{slug}").links()} & set(stories)
        assert any(doubts & set(stories[name].succesverhaal.twijfels) for name in links), slug
        checked += 1
    assert checked > 3
