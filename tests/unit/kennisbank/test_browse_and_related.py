"""Facets count honestly, and pages that share facts are found together."""

from __future__ import annotations

from dataclasses import replace

from app.kennisbank.browse import FACETS, select
from app.kennisbank.derived import Derived
from app.kennisbank.related import related
from app.kennisbank.store import ContentStore


def test_a_count_is_what_you_get_when_you_tick_the_box(content: ContentStore) -> None:
    catalogue = content.catalogue
    wanted = {"soort": ("geld",)}
    for facet in select(catalogue, wanted).facets:
        for value in facet.values:
            other = {name: slugs for name, slugs in wanted.items() if name != facet.name}
            ticked = select(catalogue, {**other, facet.name: (value.slug,)})
            assert len(ticked.pages) == value.count, (facet.name, value.slug)


def test_nothing_chosen_is_everything_and_nonsense_is_nothing_chosen(content: ContentStore) -> None:
    catalogue = content.catalogue
    assert len(select(catalogue, {}).pages) == len(catalogue.pages["regelingen"])
    nonsense = select(catalogue, {"soort": ("goud",), "kleur": ("rood",)})
    assert len(nonsense.pages) == len(catalogue.pages["regelingen"])
    assert nonsense.active == []


def test_a_chosen_box_stays_even_when_it_leaves_nothing(content: ContentStore) -> None:
    catalogue = content.catalogue
    chosen = {
        facet: tuple(v.slug for v in select(catalogue, {}).facets[i].values[:1]) for i, facet in enumerate(FACETS)
    }
    assert [facet for facet, _value in select(catalogue, chosen).active] == list(FACETS)


def test_labels_are_in_the_language_that_was_asked(content: ContentStore) -> None:
    labels = {v.label for facet in select(content.catalogue, {}, "en").facets for v in facet.values}
    assert "Money" in labels and "Geld" not in labels


def test_a_regeling_that_is_named_comes_first_and_a_page_never_names_itself(content: ContentStore) -> None:
    catalogue = content.catalogue
    for page in catalogue.pages["regelingen"].values():
        found = related(catalogue, page)
        assert page.slug not in [other.slug for other in found.regelingen]
        assert len(found.regelingen) <= 4 and len(found.artikelen) <= 3 and len(found.succesverhalen) <= 2
    page = catalogue.pages["regelingen"]["proefplaatsing"]
    named = {item.regeling for item in (*page.regeling.combineert_met, *page.regeling.eerst_dan)}
    assert related(catalogue, page).regelingen[0].slug in named


def test_a_regeling_that_is_gone_is_offered_only_where_it_is_named(content: ContentStore) -> None:
    catalogue = content.catalogue
    gone = {slug for slug, p in catalogue.pages["regelingen"].items() if p.regeling.status == "vervallen"}
    assert gone
    for page in catalogue.pages["artikelen"].values():
        offered = {other.slug for other in related(catalogue, page).regelingen}
        assert offered & gone <= set(page.artikel.regelingen)


def test_what_belongs_together_and_in_what_order_is_found_once_per_version(content: ContentStore) -> None:
    catalogue = content.catalogue
    page = catalogue.pages["begrippen"]["loonwaarde"]
    assert related(catalogue, page) is related(catalogue, page)
    assert all(catalogue.of_kind(kind) is catalogue.of_kind(kind) for kind in catalogue.pages)
    newer = replace(catalogue, version="een andere versie")
    assert related(newer, page) == related(catalogue, page)
    assert newer.of_kind("regelingen") is not catalogue.of_kind("regelingen")


def test_between_pages_that_share_as_much_the_more_important_one_comes_first(content: ContentStore) -> None:
    catalogue = content.catalogue
    found = related(catalogue, catalogue.pages["regelingen"]["lkv-banenafspraak"]).regelingen
    last = [page.slug for page in found[-2:]]
    assert last == ["jobcoach", "loondispensatie"]  # 14,8 points each, in one of the two as 14,800000000000002
    assert found[-2].regeling.belang >= found[-1].regeling.belang


def test_only_what_was_made_of_the_last_version_is_kept(content: ContentStore) -> None:
    catalogue = content.catalogue
    newer = replace(catalogue, version="een andere versie")
    made: list[str] = []
    derived = Derived(lambda each: made.append(each.version) or len(made))
    assert [derived.of(catalogue), derived.of(catalogue), derived.of(newer), derived.of(catalogue)] == [1, 1, 2, 3]
