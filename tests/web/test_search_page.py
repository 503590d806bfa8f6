"""The search page without JavaScript, and the suggestions for the script."""

from __future__ import annotations

from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from tests.support.actors import Visitor


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


def hits(visitor: Visitor) -> list[str]:
    """Addresses of the results, the best answer on top first."""
    parts = [e for e in visitor.page.all("section", "ul") if {"wl-beste", "wl-resultaten"} & set(classes(e))]
    return [e.get("href", "") for part in parts for e in part.iter() if e.tag == "a"]


def classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def test_without_a_question_the_page_offers_what_is_read_a_lot(visitor: Visitor) -> None:
    visitor.opent("/zoeken")
    assert "Veel gebruikte regelingen" in visitor.ziet
    visitor.opent("/zoeken?q=%20%20")
    assert "Veel gebruikte regelingen" in visitor.ziet


def test_results_show_where_the_words_stand(visitor: Visitor) -> None:
    page = visitor.opent("/zoeken?q=proefplaatsing")
    assert hits(visitor)[0] == "/regelingen/proefplaatsing"
    assert len(hits(visitor)) == len(set(hits(visitor))), "the best answer stands there once"
    assert page.all("mark") or page.all("strong")
    assert page.text(page.one("title")).startswith("Zoeken: proefplaatsing")
    field = page.by_id("zoek")
    assert field is not None and field.get("value") == "proefplaatsing"


def test_a_typing_error_still_finds_it_and_says_so(visitor: Visitor) -> None:
    visitor.opent("/zoeken?q=profplaatsing")
    assert "/regelingen/proefplaatsing" in hits(visitor)
    assert "proefplaatsing" in visitor.ziet.split("resultaten")[0]


def test_what_was_typed_can_be_searched_for_precisely(visitor: Visitor) -> None:
    page = visitor.opent("/zoeken?q=profplaatsing")
    precise = "/zoeken?" + urlencode({"q": "profplaatsing", "letterlijk": "1"})
    assert precise in page.links()
    visitor.opent(precise)
    assert "/regelingen/proefplaatsing" not in hits(visitor)


def test_results_can_be_refined_and_the_choice_stays_on_the_next_page(visitor: Visitor) -> None:
    page = visitor.opent("/zoeken?q=werknemer&uitvoerder=uwv&fase=goud")
    ticked = {e.get("value") for e in page.all("input") if e.get("checked") is not None}
    assert ticked == {"uwv"}
    first = hits(visitor)
    following = next(e for e in page.all("a") if e.get("rel") == "next").get("href", "")
    assert "uitvoerder=uwv" in following
    visitor.opent(following)
    assert hits(visitor) and not set(hits(visitor)) & set(first)
    visitor.opent("/zoeken?q=werknemer")
    everything = visitor.ziet
    visitor.opent("/zoeken?q=werknemer&uitvoerder=uwv")
    assert visitor.ziet != everything


def test_nothing_found_offers_the_desk_with_the_question_along(visitor: Visitor) -> None:
    page = visitor.opent("/zoeken?q=xqzwvkj")
    assert "Wij vonden niets bij deze woorden" in visitor.ziet
    assert "/contact?vraag=xqzwvkj" in page.links()
    assert "/keuzehulp" in page.links()


def test_pages_of_results_follow_each_other_without_repeating(visitor: Visitor) -> None:
    page = visitor.opent("/zoeken?q=werknemer")
    first = hits(visitor)
    assert len(first) == 10
    following = next(e for e in page.all("a") if e.get("rel") == "next")
    visitor.opent(following.get("href", ""))
    assert hits(visitor) and not set(hits(visitor)) & set(first)


@pytest.mark.parametrize("number", ["0", "-1", "abc", "²", "٣", "101", "1e3", "", "9" * 40])
def test_a_strange_page_number_never_breaks_the_page(visitor: Visitor, number: str) -> None:
    visitor.opent(f"/zoeken?q=proef&pagina={number}")


def test_a_page_past_the_end_offers_help(visitor: Visitor) -> None:
    visitor.opent("/zoeken?q=proefplaatsing&pagina=100")
    assert "Stel uw vraag" in visitor.ziet


@pytest.mark.parametrize(("kind", "folder"), [
    ("regeling", "regelingen"), ("artikel", "artikelen"), ("begrip", "begrippen"), ("succesverhaal", "succesverhalen"),
])  # fmt: skip
def test_one_kind_shows_that_kind_only(visitor: Visitor, kind: str, folder: str) -> None:
    visitor.opent(f"/zoeken?q=werk&soort={kind}")
    assert hits(visitor)
    assert all(address.startswith(f"/{folder}/") for address in hits(visitor))


def test_an_unknown_kind_is_every_kind(visitor: Visitor) -> None:
    visitor.opent("/zoeken?q=jobcoach&soort=onzin")
    assert len({address.split("/")[1] for address in hits(visitor)}) > 1


@pytest.mark.parametrize("question", [
    "<script>alert(1)</script>", "\x00\x1b", "\"", "* OR titel:*", "a" * 5000, "🙂", "%", "AND NOT", "((((", "\u202e",
    "titel:[a TO z]", "~", "-", "’s", "' OR 1=1 --",
])  # fmt: skip
def test_no_question_breaks_the_page(visitor: Visitor, question: str) -> None:
    response = visitor.client.get("/zoeken", query_string={"q": question})
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert visitor.client.get("/zoeken/suggesties", query_string={"q": question}).status_code == 200


def test_suggestions_are_json_with_addresses_that_work(visitor: Visitor) -> None:
    found = visitor.client.get("/zoeken/suggesties?q=proefpl").json
    assert found and found[0]["url"] == "/regelingen/proefplaatsing"
    assert set(found[0]) == {"titel", "soort", "naam", "url"}
    for row in found:
        visitor.opent(row["url"])
    assert visitor.client.get("/zoeken/suggesties").json == []
    english = visitor.client.get("/en/zoeken/suggesties?q=proefpl").json
    assert english and english[0]["url"] == "/en/regelingen/proefplaatsing"


def test_the_search_page_itself_is_not_for_search_engines(visitor: Visitor) -> None:
    page = visitor.opent("/zoeken?q=proef")
    assert {"robots": "noindex"}.items() <= {e.get("name"): e.get("content") for e in page.all("meta")}.items()
