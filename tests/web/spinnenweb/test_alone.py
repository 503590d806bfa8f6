"""Filling in alone: three minutes, no account, nothing stored, the result in the address."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from app.kennisbank.store import ContentStore
from app.spinnenweb.definition import Spinnenweb, newest
from tests.support.actors import Visitor

SCORES = "3x51425"
"""In the order of the definition; the two lowest are administratie (1) and hulp voor de werkgever (2)."""
TOKEN = f"duurzame-plaatsingen.1.{SCORES}.20261124"
RESULT = f"/spinnenweb/uitkomst?web={TOKEN}"


@pytest.fixture
def web(content: ContentStore) -> Spinnenweb:
    return newest(content.catalogue)[0]


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


def marks(web: Spinnenweb, scores: str = SCORES) -> dict[str, str]:
    """What a browser sends for these scores."""
    return {f"score-{element.id}": mark for element, mark in zip(web.elementen, scores, strict=True)}


def sends(visitor: Visitor, values: Mapping[str, str], status: int = 200, query: str = "") -> str:
    """Open the form, fill it in and send it; where the browser ends."""
    visitor.opent("/spinnenweb/invullen" + query)
    visitor.verstuurt("", status, **values)
    assert visitor.response is not None
    return visitor.response.request.full_path


def test_the_start_explains_and_leads_to_the_form(visitor: Visitor) -> None:
    page = visitor.opent("/spinnenweb")
    assert "/spinnenweb/invullen?soort=duurzame-plaatsingen" in page.links()
    assert "Verwey-Jonker" in visitor.ziet, "with its source"


def test_the_form_has_seven_elements_with_a_sentence_for_every_score(visitor: Visitor, web: Spinnenweb) -> None:
    page = visitor.opent("/spinnenweb/invullen")
    assert len(page.all("fieldset")) == 7
    assert len([field for field in page.all("input") if field.get("type") == "radio"]) == 7 * 6
    for element in web.elementen:
        for sentence in element.zinnen:
            assert sentence.nl in visitor.ziet


def test_a_visitor_fills_in_and_keeps_the_result_in_the_address(visitor: Visitor, web: Spinnenweb) -> None:
    assert sends(visitor, marks(web)) == RESULT
    assert "Geen mening" in visitor.ziet
    assert "administratie en digitalisering, en hulp voor de werkgever in alle fasen" in visitor.ziet


def test_the_two_lowest_come_with_regelingen_artikelen_and_a_story(visitor: Visitor, web: Spinnenweb) -> None:
    links = visitor.opent(RESULT).links()
    for element in (web.elementen[3], web.elementen[5]):
        for kind in ("regelingen", "artikelen", "succesverhalen"):
            for slug in getattr(element.hulp, kind):
                assert f"/{kind}/{slug}" in links


def test_the_picture_says_nothing_that_the_table_does_not_say(visitor: Visitor, web: Spinnenweb) -> None:
    page = visitor.opent(RESULT)
    picture = next(element for element in page.tree.iter() if element.get("role") == "img")
    assert {page.by_id(name) is not None for name in picture.get("aria-labelledby", "").split()} == {True}
    rows = {page.text(row[0]): page.text(row[1]) for row in page.one("tbody")}
    assert rows == {e.titel.nl: mark.replace("x", "–") for e, mark in zip(web.elementen, SCORES, strict=True)}


def test_a_note_is_shown_once_and_stands_in_no_link(visitor: Visitor, web: Spinnenweb) -> None:
    note = "Onze formulieren liggen <b>verspreid</b>."
    where = sends(visitor, {**marks(web), "notitie-administratie-digitalisering": note})
    assert note in visitor.ziet
    assert "verspreid" not in where
    assert not [link for link in visitor.page.links() if "verspreid" in link]
    assert visitor.response is not None
    assert visitor.response.headers["Cache-Control"] == "no-store"


def test_every_element_needs_an_answer_and_what_was_filled_in_stays(visitor: Visitor, web: Spinnenweb) -> None:
    some = dict(list(marks(web).items())[:5])
    sends(visitor, some, 422)
    assert len(visitor.fouten()) == 2
    assert "Kies een score bij 'Selectie en matching'" in visitor.fouten()[1]
    assert visitor.ingevuld("score-kennis-doelgroep") == "3"


def test_a_score_that_does_not_exist_is_refused(visitor: Visitor, web: Spinnenweb) -> None:
    sends(visitor, {**marks(web), "score-kennis-doelgroep": "6"}, 422)
    assert len(visitor.fouten()) == 1


def test_a_web_without_any_score_has_nothing_to_show(visitor: Visitor, web: Spinnenweb) -> None:
    sends(visitor, marks(web, "xxxxxxx"), 422)
    assert visitor.fouten() == ["Geef minstens één onderdeel een score. Anders is er niets te laten zien."]


def test_discussing_it_sends_the_scores_along_with_the_question(visitor: Visitor) -> None:
    page = visitor.opent(RESULT)
    visitor.opent(next(link for link in page.links() if link.startswith("/contact?")))
    assert visitor.ingevuld("vraag") == "Ik wil mijn Spinnenweb bespreken."
    assert visitor.ingevuld("bijlage") == RESULT
    assert "Van 1 (gaat niet goed) tot 5 (gaat goed)" in visitor.ziet


def test_an_earlier_web_is_compared_when_its_link_is_pasted(visitor: Visitor) -> None:
    earlier = "http://localhost/spinnenweb/uitkomst?web=duurzame-plaatsingen.1.2253444.20260301"
    visitor.opent(f"{RESULT}&eerder={earlier.replace('?', '%3F')}")
    assert "Vergeleken met 1 maart 2026" in visitor.ziet
    table = visitor.page.all("table")[1]
    rows = {visitor.page.text(row[0]): visitor.page.text(row[3]) for row in list(table)[-1]}
    assert rows["Kennis van de doelgroep"] == "Beter (+1)"
    assert rows["Administratie en digitalisering"] == "Minder goed (−2)"
    assert rows["Samenwerking en communicatie"] == "Gelijk"
    assert rows["Informatie over regelingen en subsidies"] == "Niet te vergelijken"


def test_filling_in_again_from_an_old_link_compares_at_once(visitor: Visitor, web: Spinnenweb) -> None:
    old = "duurzame-plaatsingen.1.2253444.20260301"
    assert sends(visitor, marks(web), query=f"?eerder={old}") == f"{RESULT}&eerder={old}"
    assert "Vergeleken met 1 maart 2026" in visitor.ziet


@pytest.mark.parametrize("pasted", ["https://ergens.example/", "duurzame-plaatsingen.9.1111111.20260301"])
def test_what_cannot_be_read_as_an_earlier_web_gives_a_message_and_the_result(visitor: Visitor, pasted: str) -> None:
    visitor.opent(f"{RESULT}&eerder={pasted}")
    assert "Wij kunnen de eerdere link niet lezen" in visitor.ziet
    assert "Begin hiermee" in visitor.ziet


@pytest.mark.parametrize(
    "token", ["x", "duurzame-plaatsingen.1.333.20261124", "onbekend.1.3333333.20261124", TOKEN + "9", TOKEN[:-2] + "99"]
)
def test_a_wrong_link_says_what_to_do(visitor: Visitor, token: str) -> None:
    visitor.opent(f"/spinnenweb/uitkomst?web={token}", 404)
    assert "Vul een nieuw Spinnenweb in" in visitor.ziet or "vul een nieuw Spinnenweb in" in visitor.ziet


def test_a_result_is_private_and_not_for_search_engines(visitor: Visitor) -> None:
    visitor.opent(RESULT)
    assert visitor.response is not None
    assert visitor.response.headers["Referrer-Policy"] == "no-referrer"
    assert visitor.response.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in visitor.response.headers


def test_the_scores_can_be_taken_along_as_csv_and_json(visitor: Visitor) -> None:
    answer = visitor.client.get(f"/spinnenweb/uitkomst.csv?web={TOKEN}")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert [row["score"] for row in rows] == [mark.replace("x", "") for mark in SCORES]
    told = visitor.client.get(f"/spinnenweb/uitkomst.json?web={TOKEN}").get_json()
    assert [row["score"] for row in told] == [None if mark == "x" else int(mark) for mark in SCORES]
    assert visitor.client.get(f"/spinnenweb/uitkomst.pdf?web={TOKEN}").status_code == 404


def test_the_mail_to_yourself_carries_the_whole_link(visitor: Visitor) -> None:
    mail = next(link for link in visitor.opent(RESULT).links() if link.startswith("mailto:"))
    assert parse_qs(urlsplit(mail).query)["body"] == [f"http://localhost{RESULT}"]


def test_in_english_every_word_of_the_web_is_english(visitor: Visitor, web: Spinnenweb) -> None:
    visitor.opent(f"/en{RESULT}")
    for element in web.elementen:
        assert element.titel.en in visitor.ziet
        assert element.titel.nl not in visitor.ziet
