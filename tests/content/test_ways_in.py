"""Every page can be found by the words of somebody who does not know its name."""

from __future__ import annotations

from app.core import clock
from app.kennisbank.store import ContentStore
from app.kennisbank.zoeken import documents_of


def test_every_page_has_eight_ways_in(content: ContentStore) -> None:
    documents = documents_of(content.catalogue, clock.today())
    assert len(documents) > 150
    few = {d.id: ways for d in documents if (ways := 1 + len(d.lekentaal) + len(d.vragen) + len(d.namen)) < 8}
    assert few == {}
