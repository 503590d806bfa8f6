"""What the contact form says before and after sending: regelingen that fit, urgency, warnings, sector and size."""

from __future__ import annotations

import pytest
from flask import Flask

from app.contact.office import check_office, load_office
from app.contact.subjects import BY_ID
from app.core.db import Database
from app.kennisbank.store import ContentStore
from app.settings import ROOT
from tests.support.actors import Visitor, Werkgever
from tests.support.factories import werkgevers


def shown(visitor: Visitor) -> list[str]:
    """Subjects whose suggestions can be seen now."""
    return [e.get("data-past", "") for e in visitor.page.all("div") if e.get("data-past") and e.get("hidden") is None]


def test_the_texts_of_the_desk_are_right(content: ContentStore) -> None:
    office = load_office(ROOT / "content")
    assert [str(problem) for problem in check_office(office, content.catalogue)] == []
    assert len(office.antwoorden) >= 5
    assert set(office.suggesties) <= set(BY_ID)
    assert {moment.maanden for moment in office.plan.momenten} == {3, 6, 12}


def test_no_subject_no_suggestions(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.opent("/contact")
    assert shown(visitor) == []


def test_a_subject_in_the_address_shows_what_may_fit(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.opent("/contact?onderwerp=begeleiding")
    assert shown(visitor) == ["begeleiding"]
    assert "/regelingen/jobcoach" in visitor.page.links()


def test_the_subject_that_was_sent_shows_what_may_fit(werkgever: Werkgever) -> None:
    werkgever.vult_in(onderwerp="ziekte", email="")
    assert shown(werkgever) == ["ziekte"]


def test_letting_people_go_promises_one_working_day_at_once(werkgever: Werkgever) -> None:
    werkgever.opent("/contact?onderwerp=afscheid")
    assert "Wij antwoorden binnen 1 werkdag" in werkgever.ziet
    seen = werkgever.stelt_een_vraag(onderwerp="afscheid")
    assert seen.antwoord_uiterlijk == "woensdag 25 november"


def test_the_form_takes_no_files_and_says_where_they_go(app: Flask) -> None:
    visitor = Visitor(app)
    page = visitor.opent("/contact")
    assert not [e for e in page.all("input") if e.get("type") == "file"]
    assert "via het beveiligde portaal van de uitvoerder" in visitor.ziet
    assert "https://www.uwv.nl" in page.links()


@pytest.mark.parametrize("field", ["vraag", "organisatie"])
def test_a_form_that_comes_back_warns_about_health_and_bsn(werkgever: Werkgever, field: str) -> None:
    werkgever.vult_in(email="", **{field: "Een depressie, nummer 111222333"})
    assert "Gaat uw tekst over iemands gezondheid?" in werkgever.ziet
    assert "depressie" in werkgever.ziet
    assert "Er staat een burgerservicenummer in uw tekst" in werkgever.ziet
    assert werkgever.ingevuld(field) == "Een depressie, nummer 111222333"


def test_a_question_about_health_is_sent_and_the_confirmation_warns(werkgever: Werkgever) -> None:
    seen = werkgever.stelt_een_vraag("Mijn kandidaat heeft autisme. Kan dat?")
    assert "Ging uw vraag over iemands gezondheid?" in werkgever.ziet
    assert seen.referentie in werkgever.ziet
    werkgever.stelt_een_vraag("Wat moet ik regelen?")
    assert "gezondheid" not in werkgever.ziet


def test_sector_and_size_are_kept_with_the_werkgever(werkgever: Werkgever, loket_db: Database) -> None:
    werkgever.stelt_een_vraag(sector="horeca", grootte="klein")
    assert [(w.sector, w.grootte) for w in werkgevers(loket_db)] == [("horeca", "klein")]


def test_a_sector_that_is_not_on_the_list_counts_as_none(werkgever: Werkgever, loket_db: Database) -> None:
    werkgever.stelt_een_vraag(sector="<script>", grootte="reusachtig")
    assert [(w.sector, w.grootte) for w in werkgevers(loket_db)] == [(None, None)]


def test_the_script_at_the_field_has_its_words(app: Flask) -> None:
    visitor = Visitor(app)
    page = visitor.opent("/contact")
    note = next(e for e in page.all("p") if e.get("data-letop"))
    assert note.get("data-letop") == "vraag"
    assert "autis*" in note.get("data-woorden", "").split("|")
    assert page.by_id("vraag") is not None
