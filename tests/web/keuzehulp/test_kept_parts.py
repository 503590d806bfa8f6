"""A result is put together from parts that were made for others: nobody sees another's answers in it."""

from __future__ import annotations

import re
from datetime import timedelta

from app.core import clock
from app.web import parts
from tests.support.client import AuditedClient

SOMEONE = "v=1&situatie=kandidaat&groep=bijstand&loonwaarde=ja&register=ja&startdatum=2026-12-15&uren=24"
OTHER = "v=1&situatie=kandidaat&groep=bijstand&loonwaarde=ja&register=ja&startdatum=2026-12-15&uren=31"


def page(client: AuditedClient, query: str) -> str:
    response = client.get(f"/keuzehulp/uitkomst?{query}")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_a_page_of_kept_parts_is_the_page_made_anew(client: AuditedClient) -> None:
    first = page(client, SOMEONE)
    page(client, OTHER)
    assert page(client, SOMEONE) == first
    parts._parts[0] = parts.Parts(None, None)
    assert page(client, SOMEONE) == first


def test_every_address_holds_the_answers_of_who_reads_it(client: AuditedClient) -> None:
    page(client, SOMEONE)
    found = page(client, OTHER)
    assert "uren=24" not in found
    assert parts.ANSWERS not in found
    assert len(re.findall(r"/keuzehulp/vraag\?v=1&amp;[^\"]*uren=31[^\"]*&amp;naar=uitkomst", found)) > 3


def test_another_language_and_another_day_have_parts_of_their_own(client: AuditedClient) -> None:
    page(client, SOMEONE)
    english = client.get(f"/en/keuzehulp/uitkomst?{SOMEONE}").get_data(as_text=True)
    assert "/en/regelingen/proefplaatsing" in english
    assert "Alle redenen bij" not in english
    today = parts._parts[0].day
    with clock.pinned(clock.now() + timedelta(days=1)):
        page(client, SOMEONE)
    assert parts._parts[0].day != today


def test_parts_never_take_more_memory_than_agreed() -> None:
    kept = parts.Parts(None, None)
    for number in range(5):
        kept.each(("nl", "deel"), [number], str, lambda _number: "x" * parts.MOST_CHARACTERS)
        assert sum(len(shelf.texts) for shelf in kept._shelves.values()) <= 2


def test_a_part_is_made_once_and_never_mistaken_for_that_of_another_thing() -> None:
    kept = parts.Parts(None, None)
    made: list[str] = []

    def make(thing: list[str]) -> str:
        made.append(thing[0])
        return thing[0]

    for _again in range(3):
        alike = [["een"], ["een"]]  # freed after this round, so that their ids may come back
        assert kept.each(("nl", "deel"), [shared := alike[0], shared, alike[1]], id, make) == "eeneeneen"
    assert len(made) == 3 * 2
    assert kept.each(("nl", "deel"), [["twee"]], id, make) == "twee"


def test_when_it_is_full_only_the_sort_that_takes_most_begins_again() -> None:
    kept = parts.Parts(None, None)
    kept.each(("nl", "kaart"), ["klein"], str, lambda thing: thing)
    for number in range(2):
        kept.each(("nl", "bedragen"), [number], str, lambda _number: "x" * parts.MOST_CHARACTERS)
    assert kept.each(("nl", "kaart"), ["klein"], str, lambda _thing: "opnieuw gemaakt") == "klein"
    assert kept.each(("nl", "bedragen"), [0], str, lambda _number: "opnieuw gemaakt") == "opnieuw gemaakt"
