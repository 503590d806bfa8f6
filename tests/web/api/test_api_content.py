"""Regelingen, artikelen, begrippen and succesverhalen as open data: complete, filled in and true to their schema."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core import clock
from app.kennisbank.browse import FACETS, select
from app.kennisbank.render import used_facts
from app.kennisbank.status import status_on
from app.kennisbank.store import ContentStore
from tests.conftest import TUESDAY
from tests.web.api.visitor import Visitor

KINDS = ("regelingen", "artikelen", "begrippen", "succesverhalen")


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_holds_every_page_of_its_kind(kind: str, visitor: Visitor, content: ContentStore) -> None:
    body = visitor.read(f"/{kind}")
    assert {item["slug"] for item in body[kind]} == set(content.catalogue.pages[kind])
    assert body["totaal"] == len(body[kind]) >= 20


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_can_be_read_in_both_languages_and_keeps_to_its_schema(
    kind: str, visitor: Visitor, english: Visitor, content: ContentStore
) -> None:
    slugs = sorted(content.catalogue.pages[kind])
    assert len(slugs) >= 20
    for slug in slugs:
        for reader in (visitor, english):
            body = reader.read(f"/{kind}/{slug}")
            text = json.dumps(body, ensure_ascii=False)
            assert body["slug"] == slug
            assert body["bronnen"] and body["secties"]
            assert "[[" not in text and "(vraag uw contactpersoon)" not in text
            assert 'href=\\"/' not in text


def test_every_answer_says_version_licence_and_day(visitor: Visitor, content: ContentStore) -> None:
    for path in (*(f"/{kind}" for kind in KINDS), "/regelingen/no-riskpolis", "/keuzehulp", "/keuzehulp/vragen"):
        body = visitor.read(path)
        assert body["versie"] == content.catalogue.version
        assert body["licentie"] == "CC BY 4.0"
        assert body["peildatum"] == "2026-11-24"


def test_the_addresses_of_a_page_lead_to_that_page(visitor: Visitor, english: Visitor) -> None:
    for reader, start in ((visitor, ""), (english, "/en")):
        for kind in KINDS:
            item = reader.read(f"/{kind}")[kind][0]
            assert item["url"] == f"http://localhost{start}/{kind}/{item['slug']}"
            assert reader.client.get(item["url"]).status_code == 200
            assert reader.client.get(item["api_url"]).get_json()["slug"] == item["slug"]


def test_links_in_the_text_are_whole_and_lead_somewhere(visitor: Visitor) -> None:
    body = visitor.read("/regelingen/no-riskpolis")
    html = "".join(section["html"] for section in body["secties"])
    assert 'href="http://localhost/regelingen/loonkostensubsidie"' in html
    assert visitor.client.get("http://localhost/regelingen/loonkostensubsidie").status_code == 200


def test_the_text_without_markup_has_a_line_per_block_and_no_tags(visitor: Visitor) -> None:
    steps = next(s for s in visitor.read("/regelingen/no-riskpolis")["secties"] if s["id"] == "zo-regelt-u-het")
    assert len(steps["tekst"].splitlines()) == steps["html"].count("<li>") >= 3
    assert "<" not in steps["tekst"]


def test_the_short_answer_has_its_facts_filled_in(visitor: Visitor, content: ContentStore) -> None:
    kort = visitor.read("/regelingen/no-riskpolis")["in_het_kort"]
    wanted = content.catalogue.pages["regelingen"]["no-riskpolis"].regeling.in_het_kort
    assert kort["opbrengst"] == content.catalogue.facts.fill(wanted.opbrengst, TUESDAY.date())
    assert "52\u00a0weken" in kort["opbrengst"]


def test_every_fact_on_a_page_comes_with_value_validity_source_and_certainty(
    visitor: Visitor, content: ContentStore
) -> None:
    for slug, page in content.catalogue.pages["regelingen"].items():
        facts = {fact["naam"]: fact for fact in visitor.read(f"/regelingen/{slug}")["feiten"]}
        steps = [name for step in page.regeling.stappen for name in (step.termijn, step.dag) if name]
        assert set(facts) == {*used_facts(content.catalogue, page), *steps, *page.regeling.opbrengst.feiten}
        for fact in facts.values():
            assert fact["bron"]["titel"] and fact["zekerheid"] in ("hoog", "middelhoog")
            if fact["tekst"] is not None:
                assert fact["geldig_van"] <= "2026-11-24" <= (fact["geldig_tot"] or "9999")


def test_a_fact_that_changes_has_its_new_value_on_the_day_it_changes(visitor: Visitor, content: ContentStore) -> None:
    def value(slug: str, name: str, day: Any) -> Any:
        with clock.pinned(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
            return next(f for f in visitor.read(f"/regelingen/{slug}")["feiten"] if f["naam"] == name)["waarde"]

    catalogue = content.catalogue
    changing = {
        (slug, name): sorted(catalogue.facts.by_name[name].waarden, key=lambda w: w.geldig_van)
        for slug, page in catalogue.pages["regelingen"].items()
        for name in used_facts(catalogue, page)
        if len(catalogue.facts.by_name[name].waarden) > 1
    }
    assert changing
    for (slug, name), (first, second, *_) in list(changing.items())[:4]:
        assert value(slug, name, second.geldig_van) == pytest.approx(float(second.waarde))  # type: ignore[arg-type]
        assert value(slug, name, first.geldig_van) == pytest.approx(float(first.waarde))  # type: ignore[arg-type]


def test_the_status_is_that_of_today(visitor: Visitor, content: ContentStore) -> None:
    for item in visitor.read("/regelingen")["regelingen"]:
        regeling = content.catalogue.pages["regelingen"][item["slug"]].regeling
        status = status_on(regeling, TUESDAY.date())
        assert (item["status"]["soort"], item["status"]["label"]) == (status.kind, status.label)


def test_a_regeling_is_gone_the_day_after_its_last_day(visitor: Visitor, content: ContentStore) -> None:
    ending = [
        (slug, page.regeling.einddatum)
        for slug, page in content.catalogue.pages["regelingen"].items()
        if page.regeling.einddatum is not None and page.regeling.status != "vervallen"
    ]
    assert ending
    for slug, end in ending:
        noon = datetime(end.year, end.month, end.day, 12, tzinfo=UTC)
        with clock.pinned(noon):
            assert visitor.read(f"/regelingen/{slug}")["status"]["bruikbaar"] is True
        with clock.pinned(noon + timedelta(days=1)):
            assert visitor.read(f"/regelingen/{slug}")["status"]["soort"] == "vervallen"


def test_steps_name_the_fact_of_their_deadline(visitor: Visitor) -> None:
    body = visitor.read("/regelingen/no-riskpolis")
    step = next(step for step in body["stappen"] if step["id"] == "meld-ziekte")
    assert step["termijn"] == {"feit": "no-risk-meldtermijn", "tekst": "6\u00a0weken"}
    assert step["termijn"]["feit"] in {fact["naam"] for fact in body["feiten"]}


def test_combinations_are_said_on_both_sides(visitor: Visitor, content: ContentStore) -> None:
    mirror = {"samen": "samen", "sluit-uit": "sluit-uit", "eerst": "daarna", "daarna": "eerst"}
    pages = content.catalogue.pages["regelingen"]
    said = {
        (slug, item["soort"], item["regeling"]["slug"])
        for slug in pages
        for item in visitor.read(f"/regelingen/{slug}")["combinaties"]
    }
    assert len(said) > 20
    assert {(other, mirror[kind], slug) for slug, kind, other in said} == said


def test_a_story_has_its_photo_or_says_that_there_is_none(visitor: Visitor, content: ContentStore) -> None:
    said = {item["slug"]: item["foto"] for item in visitor.read("/succesverhalen")["succesverhalen"]}
    photos = {slug: page.succesverhaal.foto for slug, page in content.catalogue.pages["succesverhalen"].items()}
    assert None in photos.values() and set(photos.values()) != {None}
    for slug, photo in photos.items():
        assert (said[slug] and said[slug]["alt"]) == (photo and photo.alt)


def test_words_come_in_the_language_of_the_address(visitor: Visitor, english: Visitor) -> None:
    def word(reader: Visitor) -> str:
        return str(reader.read("/regelingen/loonkostensubsidie")["soort"]["label"])

    assert (word(visitor), word(english)) == ("Geld", "Money")


@pytest.mark.parametrize("facet", FACETS)
def test_each_value_of_a_facet_gives_the_number_it_promises(facet: str, visitor: Visitor) -> None:
    facets = {item["naam"]: item["waarden"] for item in visitor.read("/regelingen")["facetten"]}
    assert len(facets[facet]) >= 3
    for value in facets[facet]:
        body = visitor.read("/regelingen", {facet: value["slug"]})
        assert body["totaal"] == value["aantal"] > 0


def test_filters_work_as_on_the_page(visitor: Visitor, content: ContentStore) -> None:
    query = {"fase": ["proberen", "in-dienst-nemen"], "doelgroep": ["wajong"], "soort": ["geld", "risico"]}
    found = [item["slug"] for item in visitor.read("/regelingen", query)["regelingen"]]
    assert found == [page.slug for page in select(content.catalogue, query).pages]
    assert found


def test_an_unknown_facet_value_is_refused_with_the_name_of_the_parameter(visitor: Visitor) -> None:
    problem = visitor.refused(422, "/regelingen", {"soort": "goud", "fase": "proberen"})
    assert [fault["parameter"] for fault in problem["fouten"]] == ["soort"]
    assert "geld" in problem["detail"]


def test_an_unknown_parameter_is_refused_rather_than_ignored(visitor: Visitor) -> None:
    problem = visitor.refused(400, "/regelingen", {"fases": "proberen"})
    assert "fase" in problem["fouten"][0]["uitleg"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_that_does_not_exist_is_a_404(kind: str, visitor: Visitor) -> None:
    for slug in ("bestaat-niet", "..", "%00", "No-Riskpolis", "a" * 3000):
        assert visitor.get(f"/{kind}/{slug}").status_code == 404
    assert visitor.refused(404, f"/{kind}/bestaat-niet")["title"] == "Dit bestaat niet"
