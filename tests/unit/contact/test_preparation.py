"""The sheet for a conversation: the phase that fits, what is known with its tips, and what is still to ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from app.behoud.content import definition
from app.behoud.schema import EersteGesprek
from app.contact.company import FACTS, label_of
from app.contact.dossier import Dossier, PlacementRow, UsedRegeling
from app.contact.preparation import prepare, propose_phase, terms_ahead
from app.contact.queries import InboxRow
from app.contact.states import Status
from app.core import clock
from app.kennisbank.store import ContentStore

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, tzinfo=clock.AMSTERDAM)
BARE = Dossier(
    id=1,
    naam="Bakkerij Voorbeeld",
    kvk_nummer=None,
    vestigingsnummer=None,
    gemeente=None,
    sector=None,
    grootte=None,
    motief=None,
    ervaring=None,
    hr=None,
    accountmanager=None,
    sinds=NOW,
    emails=(),
    verzoeken=(),
    meer_verzoeken=0,
    plaatsingen=(),
    opvolgingen=(),
    checkins=(),
    momenten=(),
)


@pytest.fixture
def guide(content: ContentStore) -> EersteGesprek:
    return definition(content.catalogue, EersteGesprek)


def placement(*, ended: bool = False, regelingen: tuple[UsedRegeling, ...] = ()) -> PlacementRow:
    return PlacementRow(1, "Bakker", date(2026, 1, 1), regelingen, TODAY if ended else None, None)


def asked(subject: str, status: Status = Status.NIEUW) -> InboxRow:
    return InboxRow("WL-1", "Bakkerij", subject, None, status, None, NOW, TODAY, "", False, False, False)


@pytest.mark.parametrize(
    ("changes", "phase"),
    [
        ({}, "interesseren"),
        ({"verzoeken": (asked("Een regeling of subsidie"),)}, "interesseren"),
        ({"verzoeken": (asked("Ik zoek personeel"),)}, "matching"),
        ({"verzoeken": (asked("Ik zoek personeel", Status.AFGEROND),)}, "interesseren"),
        ({"plaatsingen": (placement(ended=True),)}, "matching"),
        ({"plaatsingen": (placement(), placement(ended=True))}, "verduurzamen"),
        ({"plaatsingen": (placement(),), "verzoeken": (asked("Ik zoek personeel"),)}, "verduurzamen"),
    ],
)
def test_what_is_known_gives_the_phase_with_its_reason(changes: dict[str, object], phase: str) -> None:
    found, why = propose_phase(replace(BARE, **changes))  # type: ignore[arg-type]
    assert found == phase
    assert why.endswith(".")


def test_a_chosen_phase_wins_and_nonsense_does_not(guide: EersteGesprek) -> None:
    chosen = prepare(BARE, guide, chosen="matching", today=TODAY)
    assert (chosen.fase.id, chosen.waarom) == ("matching", None)
    proposed = prepare(BARE, guide, chosen="onzin", today=TODAY)
    assert (proposed.fase.id, proposed.waarom) == ("interesseren", "Er was nog geen plaatsing.")


def test_what_is_not_known_is_asked(guide: EersteGesprek) -> None:
    sheet = prepare(BARE, guide, chosen="", today=TODAY)
    assert sheet.bekend == ()
    assert len(sheet.onbekend) == len(FACTS)
    told = prepare(replace(BARE, motief="opgelegd", hr="geen"), guide, chosen="", today=TODAY)
    assert [(known.naam, known.waarde) for known in told.bekend] == [
        ("Waarom", "Opgelegd: het moet door een aanbesteding"),
        ("Personeelszaken", "De eigenaar of de chef doet het"),
    ]
    assert all(known.tips for known in told.bekend)
    assert len(told.onbekend) == 2


def test_everything_that_can_be_known_has_tips_and_nothing_else_has(guide: EersteGesprek) -> None:
    assert {kenmerk.id for kenmerk in guide.kenmerken} == set(FACTS)
    for kenmerk in guide.kenmerken:
        assert set(kenmerk.tips) == {value.value for value in FACTS[kenmerk.id][1]}, kenmerk.id
        assert all(kenmerk.tips.values())


def test_a_value_of_an_older_list_counts_as_not_known() -> None:
    assert label_of("motief", "iets-van-vroeger") is None
    assert label_of("grootte", "klein") == "1 tot en met 9 mensen"


def test_terms_ahead_are_of_running_placements_and_not_over() -> None:
    used = (
        UsedRegeling("jobcoach", date(2027, 6, 30), True),
        UsedRegeling("no-riskpolis", date(2026, 11, 23), True),
        UsedRegeling("loonkostensubsidie", None, False),
        UsedRegeling("proefplaatsing", TODAY, True),
    )
    dossier = replace(BARE, plaatsingen=(placement(regelingen=used), placement(ended=True, regelingen=used)))
    assert terms_ahead(dossier, TODAY) == (
        (TODAY, "proefplaatsing", "Bakker"),
        (date(2027, 6, 30), "jobcoach", "Bakker"),
    )
